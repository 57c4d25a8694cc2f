import { h264Size, h265Size, type PictureSize } from '../rtsp/picture-size';
import { codecString } from './codec-string';

/** What a decoder must know before the first slice. */
export interface DecoderFacts extends PictureSize {
  /** `avc1.640028`, `hev1.1.6.L93.B0` */
  readonly codec: string;
}

/** Bytes; seen: below 100. */
const MAX_SET = 8 * 1024;
/** Of one kind; cameras send one, some a second for another sensor. */
const MAX_SETS = 8;

/** NAL unit types of parameter sets in the order in which decoders want them: SPS, PPS (H.264); VPS, SPS, PPS (H.265). */
const KINDS = { H264: [7, 8], H265: [32, 33, 34] } as const;

/**
 * The latest parameter sets of a stream. Some cameras send them before every key frame, some once, some only in the session
 * description; a decoder that starts anywhere needs all of them in front of its first key frame.
 */
export class ParameterSets {
  readonly #codec: 'H264' | 'H265';
  readonly #sets = new Map<number, Uint8Array[]>();
  #renewing: number | null = null;
  #facts: DecoderFacts | null = null;

  constructor(codec: 'H264' | 'H265', units: readonly Uint8Array[]) {
    this.#codec = codec;
    for (const unit of units) this.keep(unit);
  }

  /** True when the unit is a parameter set; a new run of one kind replaces what was known of that kind. */
  keep(unit: Uint8Array): boolean {
    const type = unitType(this.#codec, unit);
    if (!(KINDS[this.#codec] as readonly number[]).includes(type)) {
      this.#renewing = null;
      return false;
    }
    if (unit.length > MAX_SET) return true;
    const before = this.#renewing === type ? (this.#sets.get(type) ?? []) : [];
    this.#renewing = type;
    if (before.length < MAX_SETS) this.#sets.set(type, [...before, unit]);
    if (type === 7 || type === 33) {
      const codec = codecString(this.#codec, unit);
      const size = this.#codec === 'H264' ? h264Size(unit) : h265Size(unit);
      if (codec !== null && size !== null) this.#facts = { codec, ...size };
    }
    return true;
  }

  /** Null until a sequence parameter set was understood and every kind is there. */
  get facts(): DecoderFacts | null {
    return KINDS[this.#codec].every((kind) => this.#sets.has(kind)) ? this.#facts : null;
  }

  /** In decoding order. */
  get units(): Uint8Array[] {
    return KINDS[this.#codec].flatMap((kind) => this.#sets.get(kind) ?? []);
  }
}

/** `nal_unit_type` (H.264 7.3.1, H.265 7.3.1.2). */
export function unitType(codec: 'H264' | 'H265', unit: Uint8Array): number {
  const first = unit[0] ?? 0;
  return codec === 'H264' ? first & 0x1f : (first >> 1) & 0x3f;
}
