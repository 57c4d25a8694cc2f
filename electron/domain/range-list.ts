import { formatAddress, formatRange, parseAddress, parseRange, rangeSize, type Range } from './addresses';
import type { ErrorCode } from './errors';
import type { Params } from './json';

/** Addresses of a /16: a larger wire is no camera site, and Linux cannot sweep it (`discovery/sweep.ts`). */
export const MOST_ADDRESSES = 65_536;
/** Ranges that one site may have: a pasted list of single addresses, one per camera. */
export const MOST_RANGES = 1_024;
/** Characters of a pasted list that are read; the longest one that is allowed has less. */
const MOST_TEXT = 64 * 1024;
/** Prefix of the largest range that is searched without asking: 1,024 addresses, a few seconds. */
const LARGEST_UNASKED = 22;

/** One entry of a pasted list: the CIDR ranges that it means, or a code of the catalogue and its parameters. */
export type RangeEntry =
  | { readonly text: string; readonly ranges: readonly string[]; readonly error: null }
  | { readonly text: string; readonly ranges: readonly []; readonly error: { readonly code: Extract<ErrorCode, 'range-invalid' | 'range-too-large' | 'range-list-too-long'>; readonly params: Params } };

/** Whether a person is asked before so many addresses are searched: more than a /22 takes minutes, and is seldom meant. */
export function asksFirst(range: Range): boolean {
  return range.prefix < LARGEST_UNASKED;
}

/**
 * What a person types or pastes: addresses, ranges in CIDR form and spans (`192.168.1.10-40`, `10.0.0.5 - 10.0.1.9`), separated by
 * commas, semicolons, spaces or new lines, each entry judged by itself and in its order. Spans become the CIDR ranges that cover
 * exactly them. Pure, never throws.
 */
export function parseRangeList(text: string): RangeEntry[] {
  const words = text.slice(0, MOST_TEXT).replace(/\s{0,20}[-\u2010-\u2015\u2212]\s{0,20}/g, '-').split(/[\s,;]+/).filter((word) => word !== '');
  let left = MOST_RANGES;
  return words.slice(0, MOST_RANGES + 1).map((word): RangeEntry => {
    const entry = parseEntry(word);
    left -= entry.ranges.length;
    return left < 0 ? { text: entry.text, ranges: [], error: { code: 'range-list-too-long', params: { most: MOST_RANGES } } } : entry;
  });
}

/** The ranges of all entries that are right, each once. */
export function rangesIn(entries: readonly RangeEntry[]): string[] {
  return [...new Set(entries.flatMap((entry) => entry.ranges))];
}

function parseEntry(word: string): RangeEntry {
  const text = word.slice(0, 60);
  const range = parseRange(word);
  const ranges = range === null ? spanRanges(word) : [range];
  if (ranges === null) return { text, ranges: [], error: { code: 'range-invalid', params: { range: text } } };
  const addresses = ranges.reduce((sum, part) => sum + rangeSize(part), 0);
  if (addresses > MOST_ADDRESSES) return { text, ranges: [], error: { code: 'range-too-large', params: { range: text, addresses } } };
  return { text, ranges: ranges.map(formatRange), error: null };
}

/** `192.168.1.10-40` or `192.168.1.10-192.168.2.40`; null for whatever is no span, and for one that ends before it begins. */
function spanRanges(word: string): Range[] | null {
  const [from = '', to = '', ...rest] = word.split('-');
  const first = parseAddress(from);
  if (first === null || rest.length > 0) return null;
  const last = /^\d{1,3}$/.test(to) ? parseAddress(`${formatAddress(first).split('.').slice(0, 3).join('.')}.${to}`) : parseAddress(to);
  if (last === null || last < first) return null;
  const ranges: Range[] = [];
  for (let base = first; base <= last; ) {
    // The largest range that begins here and does not go beyond the end.
    let prefix = 32;
    while (prefix > 0 && base % 2 ** (33 - prefix) === 0 && base + 2 ** (33 - prefix) - 1 <= last) prefix--;
    ranges.push({ base, prefix });
    base += 2 ** (32 - prefix);
  }
  return ranges;
}
