import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { MOST_QR_BYTES, qrCode, type QrCode } from '../../../electron/domain/qr';

/**
 * Version, bytes of `sample`, mask, and the beginning of the SHA-256 of the modules as qrencode 4.1.1 draws them
 * (`qrencode -8 -l M -m 0 -t ASCII`), '1' for a dark one and a line per row.
 */
const DRAWN_BY_QRENCODE: readonly (readonly [version: number, bytes: number, mask: number, sha256: string])[] = [
  [1, 14, 2, 'e8cb2eab62d14b6d'],
  [2, 26, 2, '066ebb08aa432fd4'],
  [3, 42, 5, '6582213190a96457'],
  [4, 62, 2, '411dc1cecdc30ca8'],
  [5, 84, 2, '3ba278177c97312d'],
  [6, 106, 5, '0e985815dc7f6906'],
  [7, 122, 2, 'bcffc7fddc5f131b'],
  [8, 152, 2, '6f42b5e4ba308d08'],
  [9, 180, 1, 'a30040b2b58f992f'],
  [10, 213, 2, '1d383c9f0dd1f9ad'],
  [11, 251, 2, '9a2cf9e3875f5bc8'],
  [12, 287, 2, '58d5cc782024f387'],
  [13, 331, 5, '77e606e21e2b0b97'],
  [14, 362, 2, '7e6b4d791d41ec97'],
  [15, 412, 2, '0b94cd05cc27b034'],
  [16, 450, 2, '68c7441d8891c22b'],
  [17, 504, 2, '1e80fe8be1810103'],
  [18, 560, 2, '23105f27fd5e0cda'],
  [19, 624, 2, '2f1b54b016fd07a3'],
  [20, 666, 2, 'a4df18be96dbcff7'],
];

const sample = (length: number): Uint8Array => Buffer.from('abcdefghij klmnop=\n'.repeat(40).slice(0, length));
const drawn = (code: QrCode): string => code.rows.map((row) => row.map((dark) => (dark ? '1' : '0')).join('')).join('\n');

describe('a QR code', () => {
  it.each(DRAWN_BY_QRENCODE)('of version %i is the one that other programs draw', (version, bytes, mask, sha256) => {
    const code = qrCode(sample(bytes), mask);
    if (code === null) throw new Error('too long');
    expect(code.size).toBe(version * 4 + 17);
    expect(createHash('sha256').update(drawn(code)).digest('hex').slice(0, 16)).toBe(sha256);
  });

  it('is as small as the text allows, and none where it is too long', () => {
    for (const [version, bytes] of DRAWN_BY_QRENCODE) expect([qrCode(sample(bytes), 0)?.size, qrCode(sample(bytes + 1), 0)?.size]).toEqual([version * 4 + 17, version === 20 ? undefined : version * 4 + 21]);
    expect(qrCode(new Uint8Array(MOST_QR_BYTES), 0)).not.toBeNull();
    expect(qrCode(new Uint8Array(MOST_QR_BYTES + 1))).toBeNull();
  });

  it('takes one of the eight patterns by itself', () => {
    const eight = [0, 1, 2, 3, 4, 5, 6, 7].map((mask) => drawn(qrCode(sample(200), mask)!));
    expect(new Set(eight).size).toBe(8);
    expect(eight).toContain(drawn(qrCode(sample(200))!));
  });
});
