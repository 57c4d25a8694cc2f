import type { Device, Evidence, OpenPort } from '../domain/device';
import { atAnsweringHost } from '../camera/answering-host';
import { deviceText } from '../camera/device-text';
import { normalMac } from '../camera/onvif/device-answers';
import { vendorFromRealm } from '../camera/rtsp/realm-vendor';
import { compareAddresses, isAddress } from '../domain/addresses';
import { apart } from './shared-address';
import { adviceFor, type IsForeign } from './advice';
import { announcementsIn, channelsIn } from './announcements';
import { decodeURIComponentSafely, judge } from './verdict';
import { vendorOfMac } from './vendor-mac';

/** More addresses with one MAC than a device has interfaces: a Wi-Fi bridge or a router that answers for others. */
const MOST_ADDRESSES = 4;
const MOST_EVIDENCE = 60;
const RTSP_ORDER = ['554', '8554', '10554', '5554', '7070'];

interface Sighting {
  readonly address: string;
  /** Another device is there as well. */
  readonly sharesAddress: boolean;
  readonly evidence: readonly Evidence[];
  readonly mac: string | null;
  readonly endpoint: string | null;
  /** Addresses that the device names as its own. */
  readonly named: readonly string[];
}

/**
 * All evidence of a survey as devices, in order of address. Two addresses are one device when they have one MAC, or one endpoint
 * uuid and name each other; a cloned uuid on cameras with different MACs stays two. Pure: the same evidence, in whatever order,
 * gives the same devices.
 */
export function mergeEvidence(evidence: readonly Evidence[], isForeign: IsForeign = () => false): Device[] {
  const byAddress = new Map<string, Evidence[]>();
  for (const entry of evidence) {
    const entries = byAddress.get(entry.address);
    if (entries === undefined) byAddress.set(entry.address, [entry]);
    else entries.push(entry);
  }
  return devicesOf([...byAddress].flatMap(([address, entries]) => apart(address, inOrder(entries)).map((part, _index, parts) => sighting(address, part, parts.length > 1))), isForeign);
}

/** In an order of its own, so that the order of arrival, which chance decides, changes nothing. */
function inOrder(evidence: readonly Evidence[]): Evidence[] {
  return evidence.map((entry) => ({ entry, key: `${entry.source} ${(entry.facts['port'] ?? '').padStart(5, '0')} ${JSON.stringify(entry.facts)}` })).sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ entry }) => entry);
}

function devicesOf(sightings: readonly Sighting[], isForeign: IsForeign): Device[] {
  const sorted = [...sightings].sort((a, b) => compareAddresses(a.address, b.address));
  const groups: Sighting[][] = [];
  const perMac = new Map<string, number>();
  for (const { mac } of sorted) if (mac !== null) perMac.set(mac, (perMac.get(mac) ?? 0) + 1);
  for (const next of sorted) {
    const own = groups.find((group) => group.some((other) => same(other, next, perMac)));
    if (own === undefined) groups.push([next]);
    else own.push(next);
  }
  // A MAC that several devices show names none of them.
  const owners = new Map<string, number>();
  for (const group of groups) for (const mac of new Set(group.map((entry) => entry.mac))) if (mac !== null) owners.set(mac, (owners.get(mac) ?? 0) + 1);
  const devices = groups.map((group) => device(group, (mac) => (owners.get(mac) ?? 0) > 1));
  return devices.map((found) => ({ ...found, advice: adviceFor(found, devices, isForeign) }));
}

function same(a: Sighting, b: Sighting, perMac: ReadonlyMap<string, number>): boolean {
  if (a.endpoint !== null && b.endpoint !== null && a.endpoint !== b.endpoint) return false;
  if (a.mac !== null && a.mac === b.mac) return (perMac.get(a.mac) ?? 0) <= MOST_ADDRESSES;
  return a.endpoint !== null && a.endpoint === b.endpoint && (a.named.includes(b.address) || b.named.includes(a.address));
}

function sighting(address: string, evidence: readonly Evidence[], sharesAddress: boolean): Sighting {
  const scopes = valuesOf(evidence, 'ws-discovery', 'scopes').flatMap((text) => text.split(' '));
  // What the camera says of itself beats the neighbour table, which shows a bridge's MAC for everything behind it.
  const announced = announcementsIn(evidence).filter((said) => said.mac !== null);
  const mac =
    scopes.map((scope) => normalMac(/onvif\.org\/MAC\/([^/]+)$/i.exec(scope)?.[1] ?? null)).find((found) => found !== null) ??
    normalMac(announced.find((said) => !said.hearsay)?.mac ?? null) ??
    normalMac(valuesOf(evidence, 'neighbour', 'mac')[0] ?? null) ??
    normalMac(announced[0]?.mac ?? null);
  const named = valuesOf(evidence, 'ws-discovery', 'xaddrs').flatMap((text) => text.split(' ')).flatMap((url) => /^https?:\/\/([\d.]+)/i.exec(url)?.[1] ?? []).filter(isAddress);
  return { address, sharesAddress, evidence, mac, endpoint: valuesOf(evidence, 'ws-discovery', 'endpoint').filter((text) => text !== '').sort()[0] ?? null, named };
}

function device(group: readonly Sighting[], isShared: (mac: string) => boolean): Device {
  // The address with the most to say is the one to work with; a second interface often only answers.
  const [first, ...others] = [...group].sort((a, b) => score(b) - score(a) || compareAddresses(a.address, b.address));
  if (first === undefined) throw new Error('a group without members');
  const evidence = [first, ...others].flatMap((entry) => entry.evidence);
  const mac = first.mac ?? others.find((entry) => entry.mac !== null)?.mac ?? null;
  const endpoint = first.endpoint ?? others.find((entry) => entry.endpoint !== null)?.endpoint ?? null;
  const scopes = valuesOf(evidence, 'ws-discovery', 'scopes').flatMap((text) => text.split(' '));
  const ports = openPorts(first.evidence);
  const { kind, reasons } = judge(evidence, mac);
  const announced = announcementsIn(evidence);
  const said = (fact: 'name' | 'model'): string | null => deviceText(announced.find((entry) => entry[fact] !== null)?.[fact], 80);
  const [id = first.address, ...otherIds] = idsOf([first, ...others], mac, endpoint, isShared);
  return {
    id,
    otherIds,
    address: first.address,
    otherAddresses: others.map((entry) => entry.address),
    mac,
    kind,
    reasons: [...reasons],
    name: scopeValue(scopes, 'name') ?? said('name') ?? valuesOf(evidence, 'http', 'title')[0] ?? null,
    vendor: vendorName(evidence, mac),
    model: scopeValue(scopes, 'hardware') ?? said('model'),
    ports,
    // Their announced addresses are of other services (printing, sharing).
    onvif: kind === 'printer' || kind === 'computer' ? null : onvifAddress(first),
    rtspPort: rtspPort(first.evidence, ports),
    channels: kind === 'recorder' || kind === 'encoder' ? channelsIn(evidence) : null,
    advice: [],
    evidence: evidence.slice(0, MOST_EVIDENCE),
  };
}

/** By MAC before endpoint and address, before address; each is a name under which a survey that knew less, or more, would know it. */
function idsOf(group: readonly Sighting[], mac: string | null, endpoint: string | null, isShared: (mac: string) => boolean): string[] {
  const named = [mac, ...group.map((entry) => entry.mac)].filter((name) => name !== null && !isShared(name)).map(String);
  const addresses = group.map((entry) => entry.address);
  return [...new Set([...named, ...(endpoint === null ? [] : addresses.map((address) => `${endpoint}@${address}`)), ...group.flatMap((entry) => (entry.sharesAddress && entry.mac !== null ? [`${entry.mac}@${entry.address}`] : [])), ...addresses])];
}

function score(entry: Sighting): number {
  // Where another host says that it is, it may not be at all.
  return entry.evidence.filter((item) => item.source !== 'neighbour' && item.source !== 'sweep' && item.facts['via'] === undefined).length;
}

function vendorName(evidence: readonly Evidence[], mac: string | null): string | null {
  const realm = [...valuesOf(evidence, 'rtsp', 'realm'), ...valuesOf(evidence, 'http', 'realm')].map(vendorFromRealm).find((vendor) => vendor !== null);
  const announced = announcementsIn(evidence).filter((said) => said.vendor !== null);
  // UPnP names the maker of the software in many boxes; the network card is the better witness.
  const own = announced.find((said) => said.way !== 'ssdp')?.vendor;
  return realm ?? own ?? (mac === null ? null : vendorOfMac(mac)) ?? deviceText(announced[0]?.vendor, 80);
}

/** `onvif://www.onvif.org/name/Front%20door` -> `Front door`. `MODEL` and the like are placeholders of the firmware (TP-Link). */
function scopeValue(scopes: readonly string[], kind: 'name' | 'hardware'): string | null {
  const pattern = new RegExp(`^onvif://www\\.onvif\\.org/${kind}/(.+)$`, 'i');
  for (const scope of scopes) {
    const value = deviceText(decodeURIComponentSafely(pattern.exec(scope)?.[1] ?? '').replaceAll('_', ' '), 80);
    if (value !== null && !/^(model|unknown|none|null|hardware|name)$/i.test(value)) return value;
  }
  return null;
}

/** A service that answered; else the best of the announced ones: on this host, else any, put at this host with its port and path. */
function onvifAddress(entry: Sighting): string | null {
  const confirmed = valuesOf(entry.evidence, 'onvif', 'url')[0];
  const announced = valuesOf(entry.evidence, 'ws-discovery', 'xaddrs').flatMap((text) => text.split(' ')).flatMap((url) => atAnsweringHost(url, entry.address, ['http', 'https']) ?? []);
  // Plain before TLS: self-signed certificates prove nothing, and old ones cannot be spoken to any more.
  const plain = announced.filter((found) => found.scheme === 'http');
  const onvif = [...plain, ...announced].filter((found) => /onvif|device_service/i.test(found.uri));
  const best = onvif.find((found) => found.namedHost === entry.address) ?? onvif[0];
  // The announced path is the device's own, but announced ports are wrong now and then: one that was found closed loses.
  const open = openPorts(entry.evidence).map((port) => port.port);
  const reachable = best !== undefined && (open.length === 0 || open.includes(best.port ?? (best.scheme === 'https' ? 443 : 80)));
  return (reachable ? best.uri : (confirmed ?? best?.uri)) ?? null;
}

function openPorts(evidence: readonly Evidence[]): OpenPort[] {
  const ports = new Map<number, OpenPort['speaks']>();
  for (const entry of evidence) {
    // What multicast DNS names was not tried.
    const port = entry.source === 'mdns' ? NaN : Number(entry.facts['port'] ?? NaN);
    if (!Number.isInteger(port) || port < 1 || port > 65535) continue;
    const speaks = entry.source === 'rtsp' || entry.source === 'onvif' || entry.source === 'ssh' ? entry.source : entry.source === 'http' ? (entry.facts['secure'] === 'true' ? 'https' : 'http') : 'unknown';
    const before = ports.get(port) ?? 'unknown';
    // ONVIF is spoken over HTTP and tells more.
    if (before === 'unknown' || speaks === 'onvif') ports.set(port, speaks);
  }
  return [...ports].map(([port, speaks]) => ({ port, speaks })).sort((a, b) => a.port - b.port);
}

function rtspPort(evidence: readonly Evidence[], ports: readonly OpenPort[]): number | null {
  const speaking = ports.filter((entry) => entry.speaks === 'rtsp').map((entry) => String(entry.port));
  const best = RTSP_ORDER.find((port) => speaking.includes(port)) ?? speaking[0] ?? (valuesOf(evidence, 'port', 'port').includes('554') && ports.some((entry) => entry.port === 554 && entry.speaks === 'unknown') ? '554' : undefined);
  return best === undefined ? null : Number(best);
}

function valuesOf(evidence: readonly Evidence[], source: Evidence['source'], name: string): string[] {
  return evidence.filter((entry) => entry.source === source).flatMap((entry) => entry.facts[name] ?? []);
}
