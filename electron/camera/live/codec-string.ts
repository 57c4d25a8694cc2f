import { BitReader } from '../rtsp/bit-reader';

/**
 * The name of a stream's codec as browsers want it (WebCodecs registry; RFC 6381), from its sequence parameter set as a NAL unit.
 * Null for anything else. Never throws.
 */
export function codecString(codec: 'H264' | 'H265', unit: Uint8Array): string | null {
  return codec === 'H264' ? avcCodec(unit) : hevcCodec(unit);
}

/** `avc1.PPCCLL`: profile, constraint flags and level are the three bytes after the header (H.264 7.3.2.1.1). */
function avcCodec(unit: Uint8Array): string | null {
  if (unit.length < 4 || ((unit[0] ?? 0) & 0x1f) !== 7) return null;
  return `avc1.${[...unit.subarray(1, 4)].map((byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join('')}`;
}

/**
 * `hev1.<space><profile>.<compatibility, bits reversed>.<tier><level>[.<constraint bytes>]`, without trailing zero bytes
 * (ISO/IEC 14496-15 annex E.3; fields: H.265 7.3.3). `hev1` because the parameter sets stand in the stream.
 */
function hevcCodec(unit: Uint8Array): string | null {
  if ((((unit[0] ?? 0) >> 1) & 0x3f) !== 33) return null;
  const bits = new BitReader(unit.subarray(2));
  bits.skip(8);
  const space = ['', 'A', 'B', 'C'][bits.bits(2)];
  const tier = bits.flag() ? 'H' : 'L';
  const profile = bits.bits(5);
  const compatibility = bits.bits(32);
  const constraints = [bits.bits(8), bits.bits(8), bits.bits(8), bits.bits(8), bits.bits(8), bits.bits(8)];
  const level = bits.bits(8);
  if (space === undefined || Number.isNaN(level)) return null;
  while (constraints.at(-1) === 0) constraints.pop();
  return [`hev1.${space}${profile}`, reversed(compatibility).toString(16).toUpperCase(), `${tier}${level}`, ...constraints.map((byte) => byte.toString(16).toUpperCase())].join('.');
}

/** 32 bits, the last one first. */
function reversed(value: number): number {
  let result = 0;
  for (let bit = 0; bit < 32; bit++) result = result * 2 + (Math.floor(value / 2 ** bit) % 2);
  return result;
}
