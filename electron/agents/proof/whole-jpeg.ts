import { jpegSize } from '../../domain/jpeg';

/**
 * As far as can be told without a decoder: the segments of a JPEG follow each other (ITU-T T.81, annex B), it has a size, a scan with
 * something in it, and an end, so it was not cut off on its way. null: a decoder would refuse it, or leave part of it grey.
 */
export function wholeJpeg(bytes: Uint8Array): { readonly width: number; readonly height: number } | null {
  const size = jpegSize(bytes);
  const scan = size === null ? null : scanStart(bytes);
  // Some encoders fill the last bytes up.
  let end = bytes.length;
  while (end > 2 && bytes[end - 1] === 0) end--;
  const ended = bytes[end - 2] === 0xff && bytes[end - 1] === 0xd9;
  return scan !== null && ended && scan < end - 2 ? size : null;
}

/**
 * Is the picture one colour from edge to edge? Then every block is coded alike, and the coded bits repeat (T.81 F.1.2: difference 0, end
 * of block). It is what a decoder makes of a stream whose key frame it never got. Noise of the darkest night breaks the repetition.
 */
export function isOneColour(bytes: Uint8Array): boolean {
  const start = scanStart(bytes);
  if (start === null) return false;
  // The first block tells the colour itself, the last ones are filled up.
  const inner = bytes.subarray(start + FIRST_BLOCKS, bytes.length - LAST_BLOCKS);
  if (inner.length < 4 * LONGEST_REPEAT) return false;
  for (let period = 1; period <= LONGEST_REPEAT; period++) {
    if (repeats(inner, period)) return true;
  }
  return false;
}

/** Bytes: the coded blocks of one unit (at most six of them, about ten bits each), until they stand on a byte's edge again. */
const LONGEST_REPEAT = 64;
const FIRST_BLOCKS = 32;
const LAST_BLOCKS = 16;

function repeats(bytes: Uint8Array, period: number): boolean {
  for (let at = period; at < bytes.length; at++) {
    if (bytes[at] !== bytes[at - period]) return false;
  }
  return true;
}

/** Where the coded blocks of the first scan begin; null where there is none. */
function scanStart(bytes: Uint8Array): number | null {
  let at = 2;
  while (at + 4 <= bytes.length) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) at++;
    else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)) at += 2;
    else if (marker === 0xd9) return null;
    else {
      const next = at + 2 + (((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0));
      if (marker === 0xda) return next <= bytes.length ? next : null;
      at = next;
    }
  }
  return null;
}
