import { formatAddress } from '../../domain/addresses';

/**
 * Fields of packets with fixed places. What lies beyond the end is 0, '' or null, so that a short packet reads as one that says
 * less, and nothing throws.
 */

export function u8(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? 0;
}

export function u16be(bytes: Uint8Array, at: number): number {
  return u8(bytes, at) * 256 + u8(bytes, at + 1);
}

export function u16le(bytes: Uint8Array, at: number): number {
  return u8(bytes, at + 1) * 256 + u8(bytes, at);
}

export function u32be(bytes: Uint8Array, at: number): number {
  return u16be(bytes, at) * 65_536 + u16be(bytes, at + 2);
}

/** Text up to the first NUL, at most `length` bytes. Wrong UTF-8 becomes U+FFFD. */
export function cString(bytes: Uint8Array, at: number, length: number): string {
  const field = bytes.subarray(at, at + length);
  const end = field.indexOf(0);
  return new TextDecoder().decode(end < 0 ? field : field.subarray(0, end)).trim();
}

/** Four bytes in network order as `192.168.1.10`; null when they are not all there. */
export function addressAt(bytes: Uint8Array, at: number): string | null {
  return bytes.length < at + 4 ? null : formatAddress(u32be(bytes, at));
}

/** Six bytes as hexadecimal digits; null when they are not all there. */
export function macAt(bytes: Uint8Array, at: number): string | null {
  return bytes.length < at + 6 ? null : Buffer.from(bytes.subarray(at, at + 6)).toString('hex');
}

/** Whether the packet begins with these bytes. */
export function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return bytes.length >= magic.length && magic.every((byte, index) => bytes[index] === byte);
}
