import { parseRange, rangesOverlap } from '../../domain/addresses';

/** Does `outer` contain all of `inner`? Both in CIDR form; what is no range contains nothing. */
export function covers(outer: string, inner: string): boolean {
  const [large, small] = [parseRange(outer), parseRange(inner)];
  return large !== null && small !== null && large.prefix <= small.prefix && rangesOverlap(large, small);
}
