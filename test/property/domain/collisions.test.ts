import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatAddress, formatRange, parseAddress, parseRange, rangeContains, rangesOverlap, type Range } from '../../../electron/domain/addresses';
import { compareRanges, freeRange, OCCUPIED_KINDS, type Occupation, type OccupiedRange } from '../../../electron/domain/collisions';

const range = fc.tuple(fc.nat(2 ** 12), fc.integer({ min: 18, max: 32 })).map(([value, prefix]) => formatRange(parseRange(`${formatAddress(0xc0a80000 + value * 16)}/${prefix}`) ?? { base: 0, prefix: 32 }));
const anyText = fc.oneof({ weight: 6, arbitrary: range }, fc.string({ maxLength: 20 }), fc.constantFrom('0.0.0.0/0', '::/0', '10.0.0.0/8', ''));
const occupied = fc.record({ range: anyText, kind: fc.constantFrom(...OCCUPIED_KINDS), network: fc.constantFrom('cams', 'office'), owner: fc.constant({ name: 'x' }) });
const camera = fc.nat(2 ** 16).map((value) => formatAddress(0xc0a80000 + value));
const occupation = (ranges: readonly OccupiedRange[], bridge: string | null): Occupation => ({ network: 'cams', networks: [{ name: 'cams', bridge: null }, { name: 'office', bridge }], ranges, virtualNat: false, unseen: [] });
const read = (text: string): Range => parseRange(text) ?? { base: -1, prefix: 32 };

describe('comparing ranges', () => {
  it('finds every camera whose address somebody else of the network has, and no other', () => {
    fc.assert(fc.property(fc.uniqueArray(camera, { minLength: 1, maxLength: 5 }), fc.array(occupied, { maxLength: 8 }), (cameras, ranges) => {
      const report = compareRanges({ wanted: cameras.map((address) => ({ range: `${address}/32`, cameras: [address] })), cameras, occupation: occupation(ranges, null), box: [] });
      const blocked = new Set(report.collisions.filter((one) => one.weight === 'blocks').flatMap((one) => one.cameras));
      const expected = cameras.filter((address) => ranges.some((one) => one.network === 'cams' && one.kind !== 'member-lan' && read(one.range).prefix > 0 && rangeContains(read(one.range), parseAddress(address) ?? 0)));
      expect([...blocked].sort()).toEqual(expected.sort());
      expect(report.ways.length > 0).toBe(blocked.size > 0);
    }));
  });

  it('never offers a way that collides as well', () => {
    fc.assert(fc.property(fc.uniqueArray(camera, { minLength: 1, maxLength: 4 }), range, fc.array(occupied, { maxLength: 8 }), (cameras, wanted, ranges) => {
      const question = { wanted: [{ range: wanted, cameras }], cameras, occupation: occupation(ranges, 'bridge'), box: [] };
      for (const way of compareRanges(question).ways) {
        if (way.way === 'cameras-only') {
          const again = compareRanges({ ...question, wanted: cameras.map((address) => ({ range: `${address}/32`, cameras: [address] })) });
          expect(again.collisions.filter((one) => one.weight === 'blocks')).toEqual([]);
        }
        if (way.way === 'other-network') {
          const again = compareRanges({ ...question, occupation: { ...question.occupation, network: 'office', networks: question.occupation.networks.map((one) => ({ ...one, bridge: null })) } });
          expect(again.collisions.filter((one) => one.weight === 'blocks')).toEqual([]);
        }
        if (way.way === 'renumber' && way.range !== null) expect(ranges.some((one) => read(one.range).prefix > 0 && rangesOverlap(read(one.range), read(way.range ?? '')))).toBe(false);
      }
    }));
  });

  it('finds a free range that overlaps none of those that are taken, as long as there is one', () => {
    fc.assert(fc.property(fc.array(range, { maxLength: 60 }), (taken) => {
      const free = freeRange(taken);
      expect(free !== null && taken.every((one) => !rangesOverlap(read(one), read(free)))).toBe(true);
    }));
  });
});
