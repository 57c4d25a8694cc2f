import type { DeviceKind, Evidence } from '../domain/device';
import type { VendorSource } from './vendors/protocol';

/** What was said of a device in its maker's protocol, by multicast DNS or by SSDP, in one shape. */
export interface Announcement {
  readonly way: 'vendor' | 'mdns' | 'ssdp';
  readonly source: Evidence['source'];
  /** `unknown`: it did not say. */
  readonly kind: DeviceKind;
  /** Said by another host than the device itself, so worth less than anything that it says or shows itself. */
  readonly hearsay: boolean;
  readonly vendor: string | null;
  readonly model: string | null;
  readonly name: string | null;
  readonly mac: string | null;
  /** What it announced itself as: its services, its type. */
  readonly as: string | null;
}

/** The protocols by the names that people know, and whose they are. */
export const VENDOR_NAMES: Readonly<Record<VendorSource, { readonly protocol: string; readonly vendor: string }>> = {
  sadp: { protocol: 'SADP', vendor: 'Hikvision' },
  dhip: { protocol: 'DHIP', vendor: 'Dahua' },
  dahua1: { protocol: 'Dahua (UDP 5050)', vendor: 'Dahua' },
  hanwha: { protocol: 'Wisenet (UDP 7701)', vendor: 'Hanwha' },
  bosch: { protocol: 'RCP+ (UDP 1757)', vendor: 'Bosch' },
  vivotek: { protocol: 'Vivotek (UDP 10000)', vendor: 'Vivotek' },
  foscam: { protocol: 'Foscam (UDP 10000)', vendor: 'Foscam' },
  sony: { protocol: 'Sony (UDP 2380)', vendor: 'Sony' },
  panasonic: { protocol: 'Panasonic (UDP 10670)', vendor: 'Panasonic' },
  ubiquiti: { protocol: 'Ubiquiti (UDP 10001)', vendor: 'Ubiquiti' },
  vstarcam: { protocol: 'VStarcam (UDP 8600)', vendor: 'VStarcam' },
};

const KINDS: ReadonlySet<string> = new Set<DeviceKind>(['camera', 'recorder', 'doorbell', 'encoder', 'printer', 'router', 'other']);

export function isVendorSource(source: Evidence['source']): source is VendorSource {
  return Object.hasOwn(VENDOR_NAMES, source);
}

export function isAnnounced({ source }: Evidence): boolean {
  return isVendorSource(source) || source === 'mdns' || source === 'ssdp';
}

/**
 * Every announcement in the evidence, the makers' protocols first, hearsay last. A sender that speaks for others (a recorder for
 * its cameras) is told by the addresses it names: what it says of its own counts, or, where it names another only, of that one.
 */
export function announcementsIn(evidence: readonly Evidence[]): Announcement[] {
  const read = evidence.flatMap((entry) => announcement(entry, evidence) ?? []);
  const order = ['vendor', 'mdns', 'ssdp'];
  return read.sort((a, b) => Number(a.hearsay) - Number(b.hearsay) || order.indexOf(a.way) - order.indexOf(b.way));
}

/** Video channels that a device says it has, in its maker's protocol: the most that was said, as the halves of a hybrid recorder come one by one. */
export function channelsIn(evidence: readonly Evidence[]): number | null {
  const said = evidence.filter(({ source, facts }) => isVendorSource(source) && facts['via'] === undefined).map(({ facts }) => Number(facts['channels'] ?? 0));
  const most = Math.max(0, ...said);
  return Number.isInteger(most) && most > 0 ? most : null;
}

function announcement({ source, address, facts }: Evidence, all: readonly Evidence[]): Announcement | null {
  const fact = (name: string): string | null => facts[name] ?? null;
  const kind = (text: string | null): DeviceKind => (text !== null && KINDS.has(text) ? (text as DeviceKind) : 'unknown');
  const hearsay = fact('via') !== null;
  const common = { source, hearsay, mac: fact('mac'), vendor: fact('vendor'), model: fact('model'), name: fact('name') };
  if (isVendorSource(source)) {
    if (!hearsay && speaksForAnother(fact('ip') ?? address, address, all)) return null;
    return { ...common, way: 'vendor', kind: kind(fact('deviceClass')), vendor: common.vendor ?? VENDOR_NAMES[source].vendor, as: null };
  }
  if (source === 'mdns') return { ...common, way: 'mdns', kind: kind(fact('kind')), as: fact('services') };
  if (source !== 'ssdp') return null;
  const type = /:device:([\w-]{1,40})/i.exec(fact('deviceType') ?? fact('target') ?? '')?.[1] ?? null;
  return { ...common, way: 'ssdp', kind: kind(fact('kind')), vendor: fact('manufacturer'), model: fact('modelName'), name: fact('friendlyName'), as: type === null || type === 'Basic' ? (fact('modelName') ?? type ?? fact('target')) : type };
}

function speaksForAnother(named: string, address: string, all: readonly Evidence[]): boolean {
  if (named === address) return false;
  const others = all.filter((entry) => entry.address === address && isVendorSource(entry.source) && entry.facts['via'] === undefined).map((entry) => entry.facts['ip'] ?? address);
  return new Set(others).size > 1;
}
