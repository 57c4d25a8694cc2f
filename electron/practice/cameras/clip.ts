/** A film as a camera has it in its encoder: frames of NAL units, ready to be put into RTP. */
export interface ClipFormat {
  readonly codec: 'H264' | 'H265' | 'MJPEG';
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  readonly fps: number;
}

export interface Clip extends ClipFormat {
  /** In decoding order, which is display order: the practice clips have no B frames. The first one is a key frame. */
  readonly frames: readonly Frame[];
  /** SPS and PPS, or VPS, SPS and PPS: what the SDP announces. None for MJPEG. */
  readonly parameterSets: readonly Uint8Array[];
  /** Kilobit (1000 bit) per second. */
  readonly kbps: number;
}

export interface Frame {
  readonly key: boolean;
  /** NAL units without start codes, parameter sets included; for MJPEG one JPEG file. */
  readonly units: readonly Uint8Array[];
}

/** Cuts an Annex B byte stream (ITU-T H.264 and H.265, annex B) into frames. Null when it is none, or begins without parameter sets and a key frame. */
export function splitClip(bytes: Uint8Array, format: ClipFormat & { readonly codec: 'H264' | 'H265' }): Clip | null {
  const kind = format.codec === 'H264' ? H264 : H265;
  const frames: { key: boolean; units: Uint8Array[] }[] = [];
  const parameterSets = new Map<number, Uint8Array>();
  let waiting: Uint8Array[] = [];
  for (const unit of nalUnits(bytes)) {
    const type = kind.type(unit);
    if (kind.parameterSets.includes(type) && !parameterSets.has(type)) parameterSets.set(type, unit);
    if (!kind.isSlice(type)) waiting.push(unit);
    else if (kind.beginsFrame(unit)) {
      frames.push({ key: kind.isKey(type), units: [...waiting, unit] });
      waiting = [];
    } else frames.at(-1)?.units.push(unit);
  }
  const sets = kind.parameterSets.flatMap((type) => parameterSets.get(type) ?? []);
  if (sets.length !== kind.parameterSets.length || frames[0]?.key !== true) return null;
  return { ...format, frames, parameterSets: sets, kbps: Math.round((bytes.length * 8 * format.fps) / frames.length / 1000) };
}

const H264 = {
  parameterSets: [7, 8],
  type: (unit: Uint8Array) => (unit[0] ?? 0) & 0x1f,
  isSlice: (type: number) => type >= 1 && type <= 5,
  isKey: (type: number) => type === 5,
  // first_mb_in_slice is 0: its Exp-Golomb code is a single 1 (7.3.3).
  beginsFrame: (unit: Uint8Array) => ((unit[1] ?? 0) & 0x80) !== 0,
};

const H265 = {
  parameterSets: [32, 33, 34],
  type: (unit: Uint8Array) => ((unit[0] ?? 0) >> 1) & 0x3f,
  isSlice: (type: number) => type < 32,
  isKey: (type: number) => type >= 16 && type <= 21,
  // first_slice_segment_in_pic_flag (7.3.6.1).
  beginsFrame: (unit: Uint8Array) => ((unit[2] ?? 0) & 0x80) !== 0,
};

function* nalUnits(bytes: Uint8Array): Generator<Uint8Array> {
  let start = -1;
  for (let at = 0; at + 2 < bytes.length; at++) {
    if (bytes[at] !== 0 || bytes[at + 1] !== 0 || bytes[at + 2] !== 1) continue;
    if (start >= 0) yield withoutTrailingZeros(bytes.subarray(start, at));
    start = at + 3;
    at += 2;
  }
  if (start >= 0 && start < bytes.length) yield withoutTrailingZeros(bytes.subarray(start));
}

/** A four byte start code leaves its first zero at the end of the unit before. */
function withoutTrailingZeros(unit: Uint8Array): Uint8Array {
  let end = unit.length;
  while (end > 0 && unit[end - 1] === 0) end--;
  return unit.subarray(0, end);
}
