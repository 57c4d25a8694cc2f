import { compareAddresses } from './addresses';
import { isCamera, type Device, type Survey } from './device';

/*
 * Which of the devices that a survey found could carry the tunnel: those with a secure shell, told apart by what they said without a
 * login. A guess that saves typing; whether it really can is what the check finds out.
 */

/** The most suitable first. */
export const CANDIDATE_KINDS = ['raspberry-pi', 'linux', 'openwrt', 'nas', 'small-device', 'this-computer', 'old-server', 'router', 'windows', 'appliance'] as const;
export type CandidateKind = (typeof CANDIDATE_KINDS)[number];

/** `good`: made for it. `maybe`: can be, with what its words say in mind. `no`: shown so that nobody wonders where it is. */
export type Fit = 'good' | 'maybe' | 'no';

export const FIT_OF: Readonly<Record<CandidateKind, Fit>> = {
  'raspberry-pi': 'good', linux: 'good', openwrt: 'maybe', nas: 'maybe', 'small-device': 'maybe', 'this-computer': 'maybe', 'old-server': 'maybe', router: 'no', windows: 'no', appliance: 'no',
};

export interface BoxCandidate {
  readonly address: string;
  /** Where the secure shell answers. */
  readonly port: number;
  readonly kind: CandidateKind;
  readonly fit: Fit;
  readonly name: string | null;
  /** Of the network card, or what it says of itself. */
  readonly maker: string | null;
  /** What the SSH server calls itself, without the protocol's version: `OpenSSH_9.2p1 Debian-2+deb12u3`; null where it was not heard. */
  readonly server: string | null;
  /** The account that such a device usually has; null where there is none that fits all. */
  readonly username: string | null;
}

/** By the first three bytes of the MAC (IEEE registry MA-L; QNAP's older ones stand under its parent ICP). */
const MAKERS: readonly (readonly [maker: string, kind: CandidateKind, prefixes: string])[] = [
  ['Raspberry Pi', 'raspberry-pi', '28cdc1 2ccf67 88a29e b827eb d83add dca632 e45f01'],
  ['Synology', 'nas', '001132 9009d0'],
  ['QNAP', 'nas', '00089b 245ebe e843b6'],
  ['MikroTik', 'router', '000c42 085531 18fd74 2cc81b 488f5a 4c5e0c 64d154 6c3b6b 744d28 b869f4 c4ad34 cc2de0 d4ca6d dc2c6e e48d8c'],
  ['GL.iNet', 'openwrt', '9483c4'],
  ['Turris', 'openwrt', 'd858d7'],
];

/** Words of banners, web pages and announcements, the surest first. */
const SIGNS: readonly (readonly [kind: CandidateKind, maker: string | null, words: RegExp])[] = [
  ['windows', null, /openssh_for_windows/i],
  ['router', 'MikroTik', /\bROSSSH\b|routeros/i],
  ['router', null, /\bcisco-|fritz!box|edgeos|unifi os|pfsense|opnsense|vyatta|huawei-|comware|\bhuaweisshd|arubaos|zyxel/i],
  ['appliance', null, /\b(mpSSH|RomSShell|Adtran|lancom|idrac|ilo\b|serv-u|WeOnlyDo|Cerberus|esxi|vmware)/i],
  ['openwrt', null, /openwrt|\bluci\b|gl-inet|turris/i],
  ['nas', 'Synology', /synology|diskstation|rackstation/i],
  ['nas', 'QNAP', /\bqnap\b|\bqts\b|quts/i],
  ['nas', 'TrueNAS', /truenas|freenas/i],
  ['nas', null, /readynas|my ?cloud|asustor|terramaster|openmediavault|unraid/i],
  ['raspberry-pi', 'Raspberry Pi', /raspbian|raspberry ?pi|\braspberrypi\b/i],
];

/** SSH servers of Debian 7 or Ubuntu 12 and older; what speaks like them knows old encryption only. */
const OLD_SERVER = /^OpenSSH_([1-5]|6\.[0-4])(\D|$)|^dropbear_(0\.|201[0-5])/i;

const USERNAMES: Readonly<Partial<Record<CandidateKind, string>>> = { 'raspberry-pi': 'pi', openwrt: 'root' };

/** The best first; cameras, recorders and printers are never among them. */
export function boxCandidates(survey: Pick<Survey, 'devices' | 'interfaces'> | null): BoxCandidate[] {
  if (survey === null) return [];
  const own = new Set(survey.interfaces.map((entry) => entry.address));
  return survey.devices
    .flatMap((device) => candidateOf(device, own) ?? [])
    .sort((a, b) => CANDIDATE_KINDS.indexOf(a.kind) - CANDIDATE_KINDS.indexOf(b.kind) || compareAddresses(a.address, b.address));
}

function candidateOf(device: Device, own: ReadonlySet<string>): BoxCandidate | null {
  const port = device.ports.find((entry) => entry.speaks === 'ssh')?.port;
  // Cameras with a secure shell exist; nobody wants the tunnel on one, nor on what another maker of surveillance built.
  if (port === undefined || isCamera(device) || device.kind === 'recorder' || device.kind === 'printer') return null;
  if (device.kind !== 'restream' && device.reasons.some(({ reason }) => reason === 'vendor-mac')) return null;
  const server = serverOf(device);
  const { kind, maker } = tellApart(device, server, own);
  return { address: device.address, port, kind, fit: FIT_OF[kind], name: device.name, maker: maker ?? device.vendor, server, username: USERNAMES[kind] ?? null };
}

function serverOf(device: Device): string | null {
  const banner = device.evidence.find((entry) => entry.source === 'ssh')?.facts['banner'];
  return banner === undefined ? null : banner.replace(/^SSH-[\d.]+-/, '');
}

function tellApart(device: Device, server: string | null, own: ReadonlySet<string>): { kind: CandidateKind; maker: string | null } {
  const prefix = device.mac?.replaceAll(':', '').slice(0, 6).toLowerCase() ?? '';
  const [byMac, kindByMac] = MAKERS.find(([, , prefixes]) => prefix !== '' && prefixes.split(' ').includes(prefix)) ?? [null, null];
  if ([device.address, ...device.otherAddresses].some((address) => own.has(address))) return { kind: 'this-computer', maker: byMac };
  const said = [server ?? '', device.name ?? '', device.vendor ?? '', device.model ?? '', ...device.evidence.flatMap((entry) => Object.entries(entry.facts).flatMap(([name, value]) => (TELLING.includes(name) ? [value] : [])))].join('\n');
  const sign = SIGNS.find(([, , words]) => words.test(said));
  // OpenWrt on a Raspberry Pi is an OpenWrt; a Pi that shares a disk is a Pi.
  if (sign !== undefined && (kindByMac === null || sign[0] !== 'nas')) return { kind: sign[0], maker: sign[1] ?? byMac };
  if (kindByMac !== null) return { kind: kindByMac, maker: byMac };
  if (device.kind === 'router') return { kind: 'router', maker: null };
  if (server !== null && OLD_SERVER.test(server)) return { kind: 'old-server', maker: null };
  if (server !== null && /^openssh/i.test(server)) return { kind: 'linux', maker: null };
  if (server !== null && /^dropbear/i.test(server)) return { kind: 'small-device', maker: null };
  return server === null ? { kind: 'small-device', maker: null } : { kind: 'appliance', maker: null };
}

/** Facts of a survey's evidence that name a product; what others may have typed (a share's name, a path) is not among them. */
const TELLING: readonly string[] = ['title', 'server', 'realm', 'model', 'modelName', 'manufacturer', 'friendlyName', 'name', 'services'];
