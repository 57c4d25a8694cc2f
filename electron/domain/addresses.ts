/** IPv4 addresses and ranges as numbers: the only arithmetic the product needs. IPv6 sites are out of scope so far. */

/** A range in CIDR form; `base` is the network address as an unsigned 32-bit number. */
export interface Range { readonly base: number; readonly prefix: number }

export function parseAddress(text: string): number | null {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text.trim());
  if (match === null) return null;
  let value = 0;
  for (const part of match.slice(1)) {
    // "010" is octal to some tools and ten to others: refuse it.
    if (Number(part) > 255 || (part.length > 1 && part.startsWith('0'))) return null;
    value = value * 256 + Number(part);
  }
  return value;
}

export function formatAddress(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
}

export function isAddress(text: string): boolean {
  return parseAddress(text) !== null;
}

/** `192.168.1.0/24`, `192.168.1.77/24` (normalised to its network) or a single address (a /32). */
export function parseRange(text: string): Range | null {
  const [address, prefixText, ...rest] = text.trim().split('/');
  const value = parseAddress(address ?? '');
  if (value === null || rest.length > 0) return null;
  if (prefixText === undefined) return { base: value, prefix: 32 };
  if (!/^\d{1,2}$/.test(prefixText) || Number(prefixText) > 32) return null;
  const prefix = Number(prefixText);
  return { base: value - (value % rangeSize({ base: 0, prefix })), prefix };
}

export function formatRange(range: Range): string {
  return `${formatAddress(range.base)}/${range.prefix}`;
}

/** Number of addresses, network and broadcast included. */
export function rangeSize(range: Range): number {
  return 2 ** (32 - range.prefix);
}

export function rangeContains(range: Range, address: number): boolean {
  return address >= range.base && address < range.base + rangeSize(range);
}

export function rangesOverlap(a: Range, b: Range): boolean {
  return a.base < b.base + rangeSize(b) && b.base < a.base + rangeSize(a);
}

/** The addresses that a device can have: without network and broadcast address in ranges that have them (RFC 3021: /31 has none). */
export function* hostsOf(range: Range): Generator<string> {
  const skip = range.prefix >= 31 ? 0 : 1;
  for (let value = range.base + skip; value < range.base + rangeSize(range) - skip; value++) yield formatAddress(value);
}

export function compareAddresses(a: string, b: string): number {
  return (parseAddress(a) ?? 0) - (parseAddress(b) ?? 0);
}
