import { readFile } from 'node:fs/promises';
import { formatAddress, formatRange, isAddress, parseAddress, parseRange, rangeContains, rangeSize } from '../domain/addresses';
import type { SurveyRoute } from '../domain/device';
import { MOST_ADDRESSES } from '../domain/range-list';
import type { LocalNetwork } from './interfaces';
import { MAX_TABLE, outputOf } from './system-program';

/** Offers that are shown; a site has a handful of networks. */
const MOST_OFFERS = 64;

/**
 * Every way through a router that this operating system knows; empty where its table cannot be read. Never throws.
 * `interface` is an address on Windows, which tells no names here.
 */
export async function readRoutes(signal: AbortSignal, platform: NodeJS.Platform = process.platform): Promise<SurveyRoute[]> {
  try {
    if (platform === 'linux') return parseProcNetRoute(await readFile('/proc/net/route', 'utf8'));
    if (platform === 'darwin') return parseNetstatOfMac(await outputOf('/usr/sbin/netstat', ['-rn', '-f', 'inet'], signal));
    if (platform === 'win32') return parseRoutePrint(await outputOf('route.exe', ['print', '-4'], signal));
    return [];
  } catch {
    return [];
  }
}

/**
 * Routes that may lead to further camera networks: not the way to everywhere, not to a single host, not larger than can be searched,
 * not what is on our own wires, and not through networks made by software (the routes of a VPN lead to offices, not to cameras).
 */
export function offersAmong(routes: readonly SurveyRoute[], networks: readonly LocalNetwork[]): SurveyRoute[] {
  const offers = new Map<string, SurveyRoute>();
  for (const route of routes) {
    const range = parseRange(route.range);
    const network = networks.find((candidate) => candidate.name === route.interface || candidate.address === route.interface);
    if (range === null || range.prefix > 30 || rangeSize(range) > MOST_ADDRESSES || network === undefined || network.kind !== 'real') continue;
    if (networks.some(({ onLink }) => onLink.prefix <= range.prefix && rangeContains(onLink, range.base))) continue;
    if (!offers.has(route.range) && offers.size < MOST_OFFERS) offers.set(route.range, { ...route, interface: network.name });
  }
  return [...offers.values()];
}

/** `/proc/net/route`: interface, destination, gateway, flags, ..., mask, in hexadecimal and, on every machine that we support, little-endian. Flags 0x1 up, 0x2 by a gateway. */
export function parseProcNetRoute(text: string): SurveyRoute[] {
  return text.slice(0, MAX_TABLE).split('\n').slice(1).flatMap((line) => {
    const [name = '', destination = '', gateway = '', flags = '', , , , mask = ''] = line.trim().split(/\s+/);
    const base = littleEndian(destination);
    const via = littleEndian(gateway);
    if (base === null || via === null || !/^[0-9a-f]{1,8}$/i.test(flags) || (Number.parseInt(flags, 16) & 0x3) !== 0x3) return [];
    return route(formatAddress(base), prefixOf(littleEndian(mask)), formatAddress(via), name);
  });
}

/** `netstat -rn`: `192.168.20  192.168.1.254  UGSc  en0`; zeros at the end are left out, and with them the prefix. Older ones have two counters before the name. */
export function parseNetstatOfMac(text: string): SurveyRoute[] {
  return text.slice(0, MAX_TABLE).split('\n').flatMap((line) => {
    const [destination = '', gateway = '', flags = '', ...rest] = line.trim().split(/\s+/);
    const match = /^(\d{1,3}(?:\.\d{1,3}){0,3})(?:\/(\d{1,2}))?$/.exec(destination);
    if (match === null || !flags.includes('G') || !isAddress(gateway)) return [];
    const octets = (match[1] ?? '').split('.');
    const prefix = match[2] === undefined ? octets.length * 8 : Number(match[2]);
    return route([...octets, '0', '0', '0'].slice(0, 4).join('.'), prefix, gateway, rest.find((word) => !/^\d+$/.test(word)) ?? '');
  });
}

/** `route print -4`: destination, mask, gateway, interface, metric. Its words differ by language (`On-link`, `Auf Verbindung`) and are not read: such lines have no gateway's address. */
export function parseRoutePrint(text: string): SurveyRoute[] {
  return text.slice(0, MAX_TABLE).split(/\r?\n/).flatMap((line) => {
    const [destination = '', mask = '', gateway = '', own = '', metric = '', ...rest] = line.trim().split(/\s+/);
    if (rest.length > 0 || !/^\d{1,6}$/.test(metric) || ![destination, mask, gateway, own].every(isAddress)) return [];
    return route(destination, prefixOf(parseAddress(mask)), gateway, own);
  });
}

/** None for the way to everywhere. */
function route(base: string, prefix: number | null, via: string, name: string): SurveyRoute[] {
  const range = prefix === null || prefix === 0 ? null : parseRange(`${base}/${prefix}`);
  return range === null || via === '0.0.0.0' || name === '' ? [] : [{ range: formatRange(range), via, interface: name.slice(0, 100) }];
}

function littleEndian(hex: string): number | null {
  return /^[0-9a-f]{8}$/i.test(hex) ? Buffer.from(hex, 'hex').readUInt32LE(0) : null;
}

/** Number of ones of a mask; null where zeros stand between them. */
function prefixOf(mask: number | null): number | null {
  if (mask === null) return null;
  const zeros = mask === 0 ? 32 : Math.log2(2 ** 32 - mask);
  return Number.isInteger(zeros) ? 32 - zeros : null;
}
