/** `v1.5.1` and `1.5.1` as numbers; null for self-built servers that say `dev`. */
export function parseVersion(text: string): readonly [number, number, number] | null {
  const match = /^v?(\d{1,5})\.(\d{1,5})\.(\d{1,5})(?:[-+].*)?$/.exec(text.trim());
  return match === null ? null : [Number(match[1]), Number(match[2]), Number(match[3])];
}

export function isOlder(a: string, b: string): boolean {
  const [left, right] = [parseVersion(a), parseVersion(b)];
  if (left === null || right === null) return false;
  for (const i of [0, 1, 2] as const) if (left[i] !== right[i]) return left[i] < right[i];
  return false;
}

/** Same release, with or without the `v`; unknown versions fit anything, because nothing can be said about them. */
export function sameVersion(a: string, b: string): boolean {
  const [left, right] = [parseVersion(a), parseVersion(b)];
  return left === null || right === null || left.join('.') === right.join('.');
}
