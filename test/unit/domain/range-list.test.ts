import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatAddress, parseRange, rangeContains, rangeSize } from '../../../electron/domain/addresses';
import { asksFirst, MOST_RANGES, parseRangeList, rangesIn } from '../../../electron/domain/range-list';

const range = (text: string): NonNullable<ReturnType<typeof parseRange>> => {
  const parsed = parseRange(text);
  if (parsed === null) throw new Error(text);
  return parsed;
};

describe('a pasted list', () => {
  it('has addresses, ranges and spans, however they are separated', () => {
    expect(rangesIn(parseRangeList('192.168.1.20, 192.168.1.77/24;10.0.0.4-7\r\n10.0.0.8 - 10.0.0.9\t192.168.1.20'))).toEqual(['192.168.1.20/32', '192.168.1.0/24', '10.0.0.4/30', '10.0.0.8/31']);
    expect(parseRangeList(' \n ')).toEqual([]);
  });

  it('is judged entry by entry', () => {
    expect(parseRangeList('192.168.1.20 gate 192.168.1.40-10 10.0.0.0/8 1.2.3.4-5-6').map((entry) => [entry.text, entry.error])).toEqual([
      ['192.168.1.20', null],
      ['gate', { code: 'range-invalid', params: { range: 'gate' } }],
      ['192.168.1.40-10', { code: 'range-invalid', params: { range: '192.168.1.40-10' } }],
      ['10.0.0.0/8', { code: 'range-too-large', params: { range: '10.0.0.0/8', addresses: 16_777_216 } }],
      ['1.2.3.4-5-6', { code: 'range-invalid', params: { range: '1.2.3.4-5-6' } }],
    ]);
  });

  it('is cut where it has more ranges than one site may', () => {
    const entries = parseRangeList(Array.from({ length: MOST_RANGES + 500 }, (_, index) => formatAddress(index + 1)).join(' '));
    expect(rangesIn(entries)).toHaveLength(MOST_RANGES);
    expect(entries.at(-1)?.error).toEqual({ code: 'range-list-too-long', params: { most: MOST_RANGES } });
  });

  it('means exactly the addresses of a span', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 - 65_535 }), fc.integer({ min: 0, max: 65_535 }), (first, more) => {
        const ranges = rangesIn(parseRangeList(`${formatAddress(first)}-${formatAddress(first + more)}`)).map(range);
        expect(ranges.reduce((sum, part) => sum + rangeSize(part), 0)).toBe(more + 1);
        let next = first;
        for (const part of ranges) {
          expect(part.base).toBe(next);
          next += rangeSize(part);
        }
        expect(ranges.some((part) => rangeContains(part, first + more))).toBe(true);
      }),
    );
  });

  it('never throws, whatever is pasted', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom('1', '0', '255', '.', '-', '/', ' ', ',', '–', 'x', '\n'), maxLength: 60 }), (text) => {
      for (const entry of parseRangeList(text)) for (const part of entry.ranges) expect(parseRange(part)).not.toBeNull();
    }));
    expect(parseRangeList('-'.repeat(200_000))).toHaveLength(1);
  });
});

describe('a range that asks first', () => {
  it('is one of more than 1,024 addresses', () => {
    expect(['10.0.0.0/16', '10.0.0.0/21', '10.0.0.0/22', '10.0.0.1'].map((text) => asksFirst(range(text)))).toEqual([true, true, false, false]);
  });
});
