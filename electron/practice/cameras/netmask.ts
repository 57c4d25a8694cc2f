/** 24 -> `255.255.255.0`. */
export function maskOf(prefix: number): string {
  return [0, 1, 2, 3].map((part) => 256 - 2 ** (8 - Math.min(8, Math.max(0, prefix - 8 * part)))).join('.');
}
