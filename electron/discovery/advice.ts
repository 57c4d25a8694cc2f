import { formatRange, parseAddress, parseRange } from '../domain/addresses';
import type { Advice, Device } from '../domain/device';
import { isVendorSource } from './announcements';

/** Whether an address is in no network of this computer. */
export type IsForeign = (address: string) => boolean;

/** What has to be done before a device can be used, the most urgent first. `all`: the devices of the survey. */
export function adviceFor(device: Device, all: readonly Device[], isForeign: IsForeign): Advice[] {
  const advice: Advice[] = [];
  const macs = macsAt(device.address, all);
  if (macs.length > 1) advice.push({ advice: 'duplicate-address', params: { address: device.address, macs: macs.join(', ') } });
  if (isForeign(device.address)) advice.push({ advice: 'foreign-subnet', params: { address: device.address, range: networkOf(device) } });
  if (isInactive(device)) advice.push({ advice: 'activate', params: { address: device.address } });
  return advice;
}

/** Of other devices at the address by what they say, and of one by what the neighbour table said in the course of the survey. */
function macsAt(address: string, all: readonly Device[]): string[] {
  const here = all.filter((device) => device.address === address);
  const told = here.length > 1 ? here.map((device) => device.mac) : [];
  const seen = here.flatMap((device) => device.evidence).filter((entry) => entry.source === 'neighbour' && entry.address === address).map((entry) => entry.facts['mac'] ?? null);
  return [...new Set([...told, ...(new Set(seen).size > 1 ? seen : [])])].filter((mac) => mac !== null).sort();
}

/** Ubiquiti means another thing by it: its devices wait for a controller, and need no password from us. */
function isInactive(device: Device): boolean {
  return device.kind !== 'other' && device.evidence.some(({ source, facts }) => isVendorSource(source) && source !== 'ubiquiti' && facts['via'] === undefined && facts['activated'] === 'false');
}

/** Its own mask where it says one, else the usual one. */
function networkOf(device: Device): string {
  const mask = parseAddress(device.evidence.map(({ facts }) => facts['netmask']).find((text) => text !== undefined) ?? '');
  const prefix = mask === null ? 24 : Math.min(30, Math.max(8, 32 - Math.log2(2 ** 32 - mask)));
  const range = parseRange(`${device.address}/${prefix}`);
  return range === null ? device.address : formatRange(range);
}
