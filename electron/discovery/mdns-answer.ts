import { deviceText } from '../camera/device-text';
import { normalMac } from '../camera/onvif/device-answers';
import type { DeviceKind, Evidence } from '../domain/device';
import type { DnsName, DnsRecord } from './dns-message';
import { evidenceOf } from './evidence-of';

/** What one host offers by multicast DNS. */
export interface MdnsAnswer {
  /** The host's own address; the sender's where it names none. They differ where a router repeats for another network. */
  readonly address: string;
  readonly kind: Extract<DeviceKind, 'camera' | 'recorder' | 'doorbell' | 'encoder' | 'printer' | 'other' | 'unknown'>;
  /** Without `.local`, as offered: `_axis-video._tcp`. */
  readonly services: readonly string[];
  readonly mac: string | null;
  readonly vendor: string | null;
  readonly model: string | null;
  readonly name: string | null;
  readonly serial: string | null;
  /** Port of the first service that speaks of video. */
  readonly port: number | null;
  /** Key and value pairs of the services' own texts. */
  readonly texts: readonly string[];
}

const MAX_TEXT = 80;
const MOST_TEXTS = 20;
const MOST_HOSTS = 64;

const VIDEO = ['_axis-video._tcp', '_axis-nvr._tcp', '_onvif._tcp', '_psia._tcp', '_cgi._tcp', '_nvr._tcp', '_arec._tcp', '_rtsp._tcp', '_hap._tcp'];
const PRINTER = ['_ipp._tcp', '_ipps._tcp', '_printer._tcp', '_pdl-datastream._tcp'];
const SCREEN_OR_SPEAKER = ['_googlecast._tcp', '_airplay._tcp', '_raop._tcp'];
/** What is asked for: cameras, and what looks like one by its ports but is none. */
export const ASKED_SERVICES: readonly (readonly string[])[] = [...VIDEO.map((service) => [service === '_cgi._tcp' ? '_CGI._tcp' : service]), [...PRINTER, ...SCREEN_OR_SPEAKER]];
const KNOWN = new Set([...VIDEO, ...PRINTER, ...SCREEN_OR_SPEAKER]);

interface Offer {
  readonly service: string;
  readonly instance: DnsName;
  readonly host: DnsName | null;
  readonly port: number | null;
  readonly texts: readonly string[] | null;
}

/**
 * What hosts offer, from records that one sender sent. Mostly that is the sender itself; routers that repeat between networks and
 * sleep proxies speak for others, so records are put together by the host that each service points to. Pure, never throws.
 */
export function readOffers(records: readonly DnsRecord[], from: string): MdnsAnswer[] {
  const named = new Map<string, DnsRecord>();
  for (const record of records) if (!named.has(`${record.type} ${keyOf(record.name)}`)) named.set(`${record.type} ${keyOf(record.name)}`, record);
  const offers = records.flatMap((record) => (record.type === 'ptr' ? offer(record.name, record.target, named) : []));
  const hosts = new Map<string, Offer[]>();
  for (const found of offers) {
    const key = found.host === null ? '' : keyOf(found.host);
    const others = hosts.get(key);
    if (others !== undefined) others.push(found);
    else if (hosts.size < MOST_HOSTS) hosts.set(key, [found]);
  }
  return [...hosts.values()].map((own) => answerOf(own, records, from, hosts.size === 1));
}

function offer(name: DnsName, instance: DnsName, named: ReadonlyMap<string, DnsRecord>): Offer[] {
  const service = serviceOf(name);
  if (service === null || !KNOWN.has(service.toLowerCase()) || instance.length <= 1) return [];
  const key = keyOf(instance);
  const place = named.get(`srv ${key}`);
  const texts = named.get(`txt ${key}`);
  return [{ service, instance, host: place?.type === 'srv' ? place.target : null, port: place?.type === 'srv' ? place.port : null, texts: texts?.type === 'txt' ? texts.texts : null }];
}

function answerOf(offers: readonly Offer[], records: readonly DnsRecord[], from: string, alone: boolean): MdnsAnswer {
  const host = offers[0]?.host ?? null;
  const addresses = records.flatMap((record) => (record.type === 'a' && (host === null ? alone : keyOf(record.name) === keyOf(host)) ? record.address : []));
  // Simple responders hang their texts on the wrong name; of a lone host they can only be its own.
  const stray = alone && offers.every((found) => found.texts === null) ? records.flatMap((record) => (record.type === 'txt' ? record.texts : [])) : [];
  const texts = [...offers.flatMap((found) => found.texts ?? []), ...stray].flatMap((text) => deviceText(text) ?? []).slice(0, MOST_TEXTS);
  const services = [...new Set(offers.map((found) => found.service))].sort();
  const lower = new Set(services.map((service) => service.toLowerCase()));
  const first = VIDEO.map((service) => offers.find((found) => found.service.toLowerCase() === service)).find((found) => found !== undefined);
  const label = deviceText((first ?? offers[0])?.instance[0], MAX_TEXT);
  const value = (key: string): string | null => deviceText(texts.find((text) => text.toLowerCase().startsWith(`${key}=`))?.slice(key.length + 1), MAX_TEXT);
  const named = identity(lower, label, value);
  return {
    address: addresses.includes(from) ? from : (addresses.find((address) => !address.startsWith('169.254.')) ?? addresses[0] ?? from),
    kind: kindOf(lower, `${named.model ?? ''} ${label ?? ''}`, value('ci')),
    services,
    ...named,
    port: first?.port ?? null,
    texts,
  };
}

type Identity = Pick<MdnsAnswer, 'mac' | 'vendor' | 'model' | 'name' | 'serial'>;

function identity(services: ReadonlySet<string>, label: string | null, value: (key: string) => string | null): Identity {
  if (services.has('_axis-video._tcp') || services.has('_axis-nvr._tcp')) {
    // `AXIS M5525-E - ACCC8E123456`; the technician may have given it another name.
    const [, model, digits] = /^(.{1,60}?) - ([0-9a-f]{12})\b/i.exec(label ?? '') ?? [];
    const serial = value('macaddress') ?? digits ?? null;
    return { vendor: 'Axis', model: deviceText(model), name: label, serial, mac: normalMac(serial) };
  }
  if (services.has('_arec._tcp')) {
    // `MAC=AV334455-FW10000.00-…/1000-VIRTUAL`: the six digits follow the maker's prefix 00:1a:07 (UniversalScanner `Arecont.cs`).
    const text = value('mac') ?? '';
    const digits = /^AV([0-9a-f]{6})\b/i.exec(text)?.[1] ?? /-AV([0-9a-f]{6})$/i.exec(label ?? '')?.[1] ?? null;
    const model = /\/([\w-]{1,40})/.exec(text)?.[1];
    return { vendor: 'Arecont', model: model === undefined ? null : `AV${model}`, name: label, serial: digits === null ? null : `AV${digits.toUpperCase()}`, mac: normalMac(digits === null ? null : `001a07${digits}`) };
  }
  // HomeKit: `md` is the model; `id` looks like a MAC and is none. Printers: `ty`. Google Cast: `md` and `fn`.
  return { vendor: null, model: value('md') ?? value('ty'), name: value('fn') ?? label, serial: null, mac: normalMac(value('macaddress') ?? value('mac')) };
}

function kindOf(services: ReadonlySet<string>, text: string, homeKit: string | null): MdnsAnswer['kind'] {
  const has = (names: readonly string[]): boolean => names.some((name) => services.has(name));
  if (has(['_axis-nvr._tcp', '_nvr._tcp'])) return 'recorder';
  if (services.has('_axis-video._tcp')) return axisKind(text);
  if (has(['_onvif._tcp', '_psia._tcp', '_cgi._tcp', '_arec._tcp'])) return /\b[NDX]VR\b/i.test(text) ? 'recorder' : 'camera';
  // Categories of HomeKit accessories: 17 camera, 18 video doorbell (HomeKit Accessory Protocol, section 13).
  if (services.has('_hap._tcp') && homeKit === '17') return 'camera';
  if (services.has('_hap._tcp') && homeKit === '18') return 'doorbell';
  if (has(PRINTER)) return 'printer';
  if (has(SCREEN_OR_SPEAKER)) return 'other';
  // A lamp, a lock. RTSP alone may be a computer that plays a film.
  return services.has('_hap._tcp') && homeKit !== null ? 'other' : 'unknown';
}

/** Axis names: A8 and I8 door stations, P7, Q7 and M7 encoders, S recorders, C speakers; the rest are cameras. */
function axisKind(text: string): MdnsAnswer['kind'] {
  const model = /\b(?:AXIS )?([A-Z])(\d)\d{3}\b/i.exec(text);
  const [, letter = '', series = ''] = model ?? [];
  if (/[AI]/i.test(letter) && series === '8') return 'doorbell';
  if (/[PQM]/i.test(letter) && series === '7') return 'encoder';
  if (/S/i.test(letter)) return 'recorder';
  return /C/i.test(letter) ? 'other' : 'camera';
}

/** `_axis-video._tcp.local` -> `_axis-video._tcp`; also of a subtype's name. */
function serviceOf(name: DnsName): string | null {
  const [service, protocol, domain, ...rest] = name.slice(-3);
  return name.length >= 3 && rest.length === 0 && domain?.toLowerCase() === 'local' && service !== undefined && protocol?.toLowerCase() === '_tcp' && /^_[\w-]{1,20}$/.test(service) ? `${service}._tcp` : null;
}

function keyOf(name: DnsName): string {
  return name.join('\0').toLowerCase();
}

/** An answer as evidence about the host that it speaks of; `via` names a sender that spoke for it. */
export function evidenceOfMdns(from: string, answer: MdnsAnswer): Evidence {
  const { address, services, texts, ...said } = answer;
  return evidenceOf('mdns', address, { ...said, services: services.join(' '), texts: texts.join('; '), via: from === address ? null : from });
}
