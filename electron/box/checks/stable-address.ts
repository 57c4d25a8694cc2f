import { isAddress, parseAddress, parseRange, rangeContains, type Range } from '../../domain/addresses';
import { plainText } from '../../domain/plain-text';
import type { BoxCheck } from '../../engine/ports';
import type { Answer } from './ask-box';
import { finding } from './finding';
import { linesOf, look } from './look';

/** The cameras' router knows the box by its address: a forwarded port, an allowed address, a person with a browser. */
export const stableAddressCheck: BoxCheck = {
  id: 'stable-address',
  run: async (question, signal) => {
    const { addresses, runFiles } = await look(question, signal);
    if (addresses.code !== 0) return finding('stable-address', 'unknown', { address: '' }, addresses.code === 127 ? 'it has no ip command' : addresses.text);
    const near = question.cameras.flatMap(({ address }) => parseAddress(address) ?? []);
    const [own] = parseOwnAddresses(addresses).filter(({ range }) => near.some((camera) => rangeContains(range, camera)));
    if (own === undefined) return finding('stable-address', 'unknown', { address: '' }, near.length === 0 ? 'no camera was chosen' : 'it has no address on the network of the cameras');
    const leased = own.seconds !== null || udhcpcOn(linesOf(runFiles)).includes(own.interface);
    const detail = !leased ? '' : `${own.interface}: DHCP${own.seconds === null ? '' : `, for ${own.seconds} s more`}`;
    return finding('stable-address', leased ? 'warns' : 'ok', { address: own.address }, detail);
  },
};

export interface OwnAddress {
  readonly interface: string;
  readonly address: string;
  readonly range: Range;
  /** Left of its lease; null: for ever. */
  readonly seconds: number | null;
}

/**
 * `2: eth0    inet 192.168.1.9/24 brd 192.168.1.255 scope global dynamic noprefixroute eth0\       valid_lft 85102sec preferred_lft 85102sec`.
 * networkd, NetworkManager, dhcpcd and dhclient all give the kernel the time that their lease has left.
 */
export function parseOwnAddresses(answer: Answer): OwnAddress[] {
  return linesOf(answer).flatMap((line) => {
    const [, name, address, prefix] = /^\d+:\s+(\S{1,32})\s+inet\s+([\d.]+)(?: peer [\d.]+)?(?:\/(\d{1,2}))?\s/.exec(line) ?? [];
    const range = address === undefined ? null : parseRange(`${address}/${prefix ?? '32'}`);
    if (name === undefined || address === undefined || range === null || !isAddress(address) || name === 'lo') return [];
    const left = /\bvalid_lft (\d{1,10})sec\b/.exec(line)?.[1];
    return [{ interface: plainText(name.replace(/@.*$/, ''), 32), address, range, seconds: left !== undefined ? Number(left) : /\bdynamic\b/.test(line) ? 0 : null }];
  });
}

/** busybox's DHCP client sets its address for ever; its files name the interface: `udhcpc.eth0.pid` (Alpine), `udhcpc-eth1.pid` (OpenWrt). */
export function udhcpcOn(runFiles: readonly string[]): string[] {
  return runFiles.flatMap((name) => /^udhcpc[.-](\S{1,32})\.pid$/.exec(name)?.[1] ?? []);
}
