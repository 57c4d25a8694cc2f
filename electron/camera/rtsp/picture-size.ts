import { BitReader } from './bit-reader';

/** Pixels as shown, after cropping. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

const CHROMA_PROFILES = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135]);

/** From an H.264 sequence parameter set as a NAL unit (7.3.2.1.1); null for anything else. Never throws. */
export function h264Size(unit: Uint8Array): PictureSize | null {
  if (((unit[0] ?? 0) & 0x1f) !== 7) return null;
  const bits = new BitReader(unit.subarray(1));
  const profile = bits.bits(8);
  bits.skip(16);
  bits.unsigned();
  let chroma = 1;
  if (CHROMA_PROFILES.has(profile)) {
    chroma = bits.unsigned();
    if (chroma === 3) bits.skip(1);
    bits.unsigned();
    bits.unsigned();
    bits.skip(1);
    if (bits.flag()) for (let list = 0; list < (chroma === 3 ? 12 : 8); list++) if (bits.flag()) skipScalingList(bits, list < 6 ? 16 : 64);
  }
  bits.unsigned();
  const orderType = bits.unsigned();
  if (orderType === 0) bits.unsigned();
  else if (orderType === 1) {
    bits.skip(1);
    bits.signed();
    bits.signed();
    const cycle = bits.unsigned();
    for (let i = 0; i < cycle && i < 256; i++) bits.signed();
  }
  bits.unsigned();
  bits.skip(1);
  const widthInBlocks = bits.unsigned() + 1;
  const heightInUnits = bits.unsigned() + 1;
  const framesOnly = bits.flag();
  if (!framesOnly) bits.skip(1);
  bits.skip(1);
  const crop = bits.flag() ? [bits.unsigned(), bits.unsigned(), bits.unsigned(), bits.unsigned()] : [0, 0, 0, 0];
  const [left = 0, right = 0, top = 0, bottom = 0] = crop;
  const fields = framesOnly ? 1 : 2;
  const unitX = chroma === 1 || chroma === 2 ? 2 : 1;
  const unitY = (chroma === 1 ? 2 : 1) * fields;
  return plausible(widthInBlocks * 16 - (left + right) * unitX, heightInUnits * 16 * fields - (top + bottom) * unitY, bits);
}

function skipScalingList(bits: BitReader, size: number): void {
  let last = 8;
  let next = 8;
  for (let i = 0; i < size && !bits.exhausted; i++) {
    if (next !== 0) next = (last + bits.signed() + 256) % 256;
    last = next === 0 ? last : next;
  }
}

/** From an H.265 sequence parameter set as a NAL unit (7.3.2.2.1); null for anything else. Never throws. */
export function h265Size(unit: Uint8Array): PictureSize | null {
  if ((((unit[0] ?? 0) >> 1) & 0x3f) !== 33) return null;
  const bits = new BitReader(unit.subarray(2));
  bits.skip(4);
  const subLayers = bits.bits(3);
  bits.skip(1);
  skipProfileTierLevel(bits, subLayers);
  bits.unsigned();
  const chroma = bits.unsigned();
  if (chroma === 3) bits.skip(1);
  const width = bits.unsigned();
  const height = bits.unsigned();
  const [left = 0, right = 0, top = 0, bottom = 0] = bits.flag() ? [bits.unsigned(), bits.unsigned(), bits.unsigned(), bits.unsigned()] : [0, 0, 0, 0];
  const unitX = chroma === 1 || chroma === 2 ? 2 : 1;
  const unitY = chroma === 1 ? 2 : 1;
  return plausible(width - (left + right) * unitX, height - (top + bottom) * unitY, bits);
}

function skipProfileTierLevel(bits: BitReader, subLayers: number): void {
  bits.skip(88 + 8);
  const present: [boolean, boolean][] = [];
  for (let i = 0; i < subLayers; i++) present.push([bits.flag(), bits.flag()]);
  if (subLayers > 0) bits.skip((8 - subLayers) * 2);
  for (const [profile, level] of present) bits.skip((profile ? 88 : 0) + (level ? 8 : 0));
}

function plausible(width: number, height: number, bits: BitReader): PictureSize | null {
  const ok = (value: number): boolean => Number.isInteger(value) && value >= 16 && value <= 16_384;
  return !bits.exhausted && ok(width) && ok(height) ? { width, height } : null;
}

/** From the header of an RTP/JPEG payload (RFC 2435 3.1); null where the camera leaves it 0 (larger than 2040 pixels). */
export function jpegSize(payload: Uint8Array): PictureSize | null {
  const width = (payload[6] ?? 0) * 8;
  const height = (payload[7] ?? 0) * 8;
  return payload.length >= 8 && width > 0 && height > 0 ? { width, height } : null;
}
