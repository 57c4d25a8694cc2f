/** The shortest part of an input that still `fails`, by leaving out ever smaller pieces, within `tries`. */
export function minimise(input: Buffer, fails: (candidate: Buffer) => boolean, tries = 3_000): Buffer {
  let best = input;
  for (let size = Math.max(1, Math.floor(best.length / 2)); size >= 1; size = Math.floor(size / 2)) {
    for (let at = 0; at < best.length && tries > 0; tries--) {
      const candidate = Buffer.concat([best.subarray(0, at), best.subarray(at + size)]);
      if (fails(candidate)) best = candidate;
      else at += size;
    }
  }
  return best;
}
