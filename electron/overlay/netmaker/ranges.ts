import { formatRange, parseRange, rangesOverlap } from '../../domain/addresses';

/** A range that somebody in the network answers for already. */
export interface Occupied {
  readonly range: string;
  /** Name for a person. */
  readonly owner: string;
}

/**
 * Whom a new range would get in the way of. Netmaker accepts any overlap and then delivers to one of the two without a word, and
 * even a /32 inside somebody's /24 takes that one address away from them: the more specific route wins.
 */
export function collision(range: string, occupied: readonly Occupied[]): Occupied | null {
  const wanted = parseRange(range);
  if (wanted === null) return null;
  return occupied.find((other) => {
    const taken = parseRange(other.range);
    return taken !== null && rangesOverlap(wanted, taken);
  }) ?? null;
}

/** Does `outer` contain all of `inner`? */
export function covers(outer: string, inner: string): boolean {
  const [large, small] = [parseRange(outer), parseRange(inner)];
  return large !== null && small !== null && large.prefix <= small.prefix && rangesOverlap(large, small);
}

/** The same range, however it is written (`192.168.1.7/24` is stored as `192.168.1.0/24`). */
export function sameRange(a: string, b: string): boolean {
  const [left, right] = [parseRange(a), parseRange(b)];
  return left !== null && right !== null && formatRange(left) === formatRange(right);
}
