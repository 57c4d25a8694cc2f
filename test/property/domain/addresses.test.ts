import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareAddresses, formatAddress, formatRange, hostsOf, isAddress, parseAddress, parseRange, rangeContains, rangesOverlap, rangeSize, type Range } from '../../../electron/domain/addresses';

const address = fc.nat(2 ** 32 - 1);
const range = fc.tuple(address, fc.nat(32)).map(([value, prefix]): Range => ({ base: value - (value % 2 ** (32 - prefix)), prefix }));
/** Near each other, so that they often touch. */
const neighbours = fc.tuple(fc.nat(2 ** 12), fc.integer({ min: 20, max: 32 })).map(([value, prefix]): Range => ({ base: 0xc0a80000 + value - (value % 2 ** (32 - prefix)), prefix }));
const pair = fc.oneof(fc.tuple(range, range), fc.tuple(neighbours, neighbours));
const last = (one: Range): number => one.base + rangeSize(one) - 1;

/** The same with bits, as a router does it. */
const mask = (prefix: number): bigint => (2n ** 32n - 1n) ^ (2n ** BigInt(32 - prefix) - 1n);
const within = (one: Range, value: number): boolean => (BigInt(value) & mask(one.prefix)) === BigInt(one.base);

describe('addresses as numbers', () => {
  it('are what they were, written and read', () => {
    fc.assert(fc.property(address, (value) => { expect(parseAddress(formatAddress(value))).toBe(value); }));
    fc.assert(fc.property(range, (one) => { expect(parseRange(formatRange(one))).toEqual(one); }));
  });

  it('are read only in their own form', () => {
    fc.assert(fc.property(fc.string(), (text) => {
      const value = parseAddress(text);
      if (value !== null) expect(formatAddress(value)).toBe(text.trim());
      expect(isAddress(text)).toBe(value !== null);
    }));
    const octet = fc.oneof({ weight: 6, arbitrary: fc.nat(299).map(String) }, fc.constantFrom('00', '01', '007', '0x1', '-1', '+1', '1e1', '', '１'));
    fc.assert(fc.property(fc.oneof({ weight: 6, arbitrary: fc.array(octet, { minLength: 4, maxLength: 4 }) }, fc.array(octet, { minLength: 1, maxLength: 6 })), (octets) => {
      const right = octets.length === 4 && octets.every((one) => /^(0|[1-9]\d{0,2})$/.test(one) && Number(one) < 256);
      expect(parseAddress(octets.join('.')) !== null).toBe(right);
    }), { numRuns: 500 });
  });

  it('are of a range by its bits', () => {
    fc.assert(fc.property(range, address, (one, value) => { expect(rangeContains(one, value)).toBe(within(one, value)); }));
    fc.assert(fc.property(neighbours, fc.nat(2 ** 13), (one, offset) => { expect(rangeContains(one, 0xc0a80000 + offset)).toBe(within(one, 0xc0a80000 + offset)); }));
  });

  it('of a range begin at its base and end before the next', () => {
    fc.assert(fc.property(range, (one) => {
      expect(one.base % rangeSize(one)).toBe(0);
      expect([rangeContains(one, one.base), rangeContains(one, last(one)), rangeContains(one, one.base - 1), rangeContains(one, last(one) + 1)]).toEqual([true, true, false, false]);
    }));
  });

  it('make any address of a range that range', () => {
    fc.assert(fc.property(address, fc.nat(32), (value, prefix) => {
      const read = parseRange(`${formatAddress(value)}/${prefix}`);
      expect(read !== null && read.prefix === prefix && within(read, value)).toBe(true);
    }));
  });

  it('overlap where one range contains the other, and never by halves', () => {
    fc.assert(fc.property(pair, ([a, b]) => {
      const nested = (a.prefix <= b.prefix && within(a, b.base)) || (b.prefix <= a.prefix && within(b, a.base));
      expect([rangesOverlap(a, b), rangesOverlap(b, a)]).toEqual([nested, nested]);
    }));
  });

  it('of devices are all of a range but its first and last', () => {
    const small = fc.tuple(address, fc.integer({ min: 24, max: 32 })).map(([value, prefix]): Range => ({ base: value - (value % 2 ** (32 - prefix)), prefix }));
    fc.assert(fc.property(small, (one) => {
      const hosts = [...hostsOf(one)].map((text) => parseAddress(text) ?? -1);
      expect(hosts).toHaveLength(one.prefix >= 31 ? rangeSize(one) : rangeSize(one) - 2);
      expect(hosts.every((host, index) => within(one, host) && (index === 0 || host === (hosts[index - 1] ?? 0) + 1))).toBe(true);
      if (one.prefix < 31) expect([hosts.includes(one.base), hosts.includes(last(one))]).toEqual([false, false]);
    }));
  });

  it('are in the order of their numbers', () => {
    fc.assert(fc.property(address, address, (a, b) => { expect(Math.sign(compareAddresses(formatAddress(a), formatAddress(b)))).toBe(Math.sign(a - b)); }));
  });
});
