import { h264Depacketizer, h265Depacketizer, type Depacketizer } from '../rtsp/depacketizer';
import { ReorderBuffer } from '../rtsp/reorder-buffer';
import { wrappedDistance, type RtpPacket } from '../rtsp/rtp';
import type { VideoTrack } from '../rtsp/sdp';
import { ParameterSets, unitType, type DecoderFacts } from './parameter-sets';

/** One picture of a stream, ready for a decoder. */
export interface AccessUnit extends DecoderFacts {
  /** NAL units behind start codes (H.264 annex B, H.265 annex B); a key frame begins with its parameter sets. */
  readonly annexB: Uint8Array;
  /** IDR (H.264) or IRAP (H.265): a decoder can begin here. */
  readonly key: boolean;
  /** Media time since the first picture, microseconds; steps back where a camera sends B frames. */
  readonly timestampMicros: number;
}

/** Bytes of one picture; a key frame of a 4K camera stays under 2 MB. */
export const MAX_ACCESS_UNIT = 4 * 1024 * 1024;
/** Slices of one picture; seen: up to 68 (one per row of blocks). */
const MAX_SLICES = 1024;
const START_CODE = Buffer.from([0, 0, 0, 1]);

/**
 * Puts the packets of one H.264 or H.265 track together into whole pictures, from the first key frame on. Where packets are
 * missing, all is left out up to the next key frame: half a picture is worse than an old one. Delimiters, filler and whatever
 * else is no picture (SEI is any bytes a camera likes) are left out. Never throws.
 */
export class AccessUnits {
  readonly #codec: 'H264' | 'H265';
  readonly #track: VideoTrack;
  readonly #order = new ReorderBuffer();
  #depacketizer: Depacketizer;
  readonly #sets: ParameterSets;
  #slices: Uint8Array[] = [];
  #bytes = 0;
  #key = false;
  /** Nothing can be decoded before a key frame. */
  #waiting = true;
  /** Something of the picture that is being put together is missing. */
  #broken = false;
  #timestamp: number | null = null;
  #ticks = 0;
  #ssrc: number | null = null;

  /** Null for a codec that is not made of NAL units. */
  static of(track: VideoTrack): AccessUnits | null {
    return track.codec === 'H264' || track.codec === 'H265' ? new AccessUnits(track, track.codec) : null;
  }

  private constructor(track: VideoTrack, codec: 'H264' | 'H265') {
    this.#track = track;
    this.#codec = codec;
    this.#depacketizer = this.#newDepacketizer();
    this.#sets = new ParameterSets(codec, track.parameterSets);
  }

  /** Pictures that are whole with this packet: none, one, or several after a packet that was late. */
  push(packet: RtpPacket): AccessUnit[] {
    if (packet.payloadType !== this.#track.payloadType || packet.payload.length === 0) return [];
    // Another sender under the same name: what it continues is nothing that we have.
    if (this.#ssrc !== null && packet.ssrc !== this.#ssrc) this.#lose();
    this.#ssrc = packet.ssrc;
    return this.#order.push(packet).flatMap(({ packet: next, gap }) => this.#take(next, gap));
  }

  #take(packet: RtpPacket, gap: boolean): AccessUnit[] {
    const out: AccessUnit[] = [];
    // Some cameras set no marker: then the next time stamp ends a picture.
    if (packet.timestamp !== this.#timestamp) {
      if (!gap) out.push(...this.#finish());
      this.#clear();
      this.#broken = false;
      if (this.#timestamp !== null) this.#ticks += wrappedDistance(this.#timestamp, packet.timestamp, 32);
      this.#timestamp = packet.timestamp;
    }
    if (gap) this.#lose();
    for (const unit of this.#depacketizer.push(packet.payload, false)) this.#add(unit);
    if (packet.marker) out.push(...this.#finish());
    return out;
  }

  #add(unit: Uint8Array): void {
    if (this.#sets.keep(unit)) return;
    const type = unitType(this.#codec, unit);
    if (this.#codec === 'H264' ? type < 1 || type > 5 : type > 31) return;
    if (this.#broken) return;
    if (this.#bytes + unit.length > MAX_ACCESS_UNIT || this.#slices.length === MAX_SLICES) return this.#lose();
    this.#slices.push(unit);
    this.#bytes += unit.length;
    if (this.#codec === 'H264' ? type === 5 : type >= 16 && type <= 21) this.#key = true;
  }

  #finish(): AccessUnit[] {
    const slices = this.#slices;
    const key = this.#key;
    this.#clear();
    const facts = this.#sets.facts;
    if (slices.length === 0 || facts === null || (this.#waiting && !key)) return [];
    const units = key ? [...this.#sets.units, ...slices] : slices;
    const annexB = Buffer.concat(units.flatMap((unit) => [START_CODE, unit]));
    if (annexB.length > MAX_ACCESS_UNIT) {
      this.#lose();
      return [];
    }
    this.#waiting = false;
    return [{ ...facts, annexB, key, timestampMicros: Math.round((this.#ticks * 1_000_000) / this.#track.clockRate) }];
  }

  #lose(): void {
    this.#waiting = true;
    this.#broken = true;
    this.#clear();
    this.#depacketizer = this.#newDepacketizer();
  }

  #clear(): void {
    this.#slices = [];
    this.#bytes = 0;
    this.#key = false;
  }

  #newDepacketizer(): Depacketizer {
    return this.#codec === 'H264' ? h264Depacketizer() : h265Depacketizer();
  }
}
