import type { StreamMeasure, VideoCodec } from '../../domain/camera';
import { codecProfile } from './codec-profile';
import { h264Depacketizer, h265Depacketizer, type Depacketizer } from './depacketizer';
import { h264Size, h265Size, jpegSize, type PictureSize } from './picture-size';
import { ReorderBuffer } from './reorder-buffer';
import { wrappedDistance, type RtpPacket } from './rtp';
import type { VideoTrack } from './sdp';

export type Measured = Pick<StreamMeasure, 'codec' | 'codecProfile' | 'width' | 'height' | 'fps' | 'kbps' | 'gop' | 'gopSeconds' | 'loss' | 'frames' | 'keyFrames' | 'seconds'> & {
  /** Milliseconds (as given to `add`) when the first key frame was whole; null before. */
  readonly firstKeyFrameAt: number | null;
};

/** Media seconds between two packets that no stream bridges; more is a camera whose clock jumps. */
const MAX_JUMP_SECONDS = 30;

/**
 * Counts what arrives of one video track: frames are distinct RTP timestamps, key frames those that hold a whole IDR (H.264) or
 * IRAP (H.265) slice, loss is gaps in the sequence numbers. Pure: the caller says when a packet came.
 */
export class StreamMeter {
  readonly #track: VideoTrack;
  readonly #order = new ReorderBuffer();
  readonly #depacketizer: Depacketizer | null;
  #size: PictureSize | null = null;
  #profile: string | null = null;
  #payloadBytes = 0;
  #firstAt: number | null = null;
  #lastAt = 0;
  // Sequence numbers: extended over their wraps.
  #base: number | null = null;
  #highest = 0;
  #packets = 0;
  #seen = new Set<number>();
  #expectedBefore = 0;
  // Media clock.
  #timestamp: number | null = null;
  #ticks = 0;
  #frames = 0;
  #ssrc: number | null = null;
  // Key frames.
  #keyFrames = 0;
  #keyTimestamp: number | null = null;
  #firstKeyFrame = 0;
  #lastKeyFrame = 0;
  #firstKeyTicks = 0;
  #lastKeyTicks = 0;
  #longestKeyTicks = 0;
  #firstKeyFrameAt: number | null = null;

  constructor(track: VideoTrack) {
    this.#track = track;
    this.#depacketizer = track.codec === 'H264' ? h264Depacketizer() : track.codec === 'H265' ? h265Depacketizer() : null;
    for (const unit of track.parameterSets) this.#learn(unit);
  }

  add(packet: RtpPacket, at: number): void {
    if (packet.payloadType !== this.#track.payloadType || packet.payload.length === 0) return;
    if (this.#ssrc !== null && packet.ssrc !== this.#ssrc) this.#restart();
    this.#ssrc = packet.ssrc;
    if (!this.#count(packet.sequence)) return;
    this.#firstAt ??= at;
    this.#lastAt = at;
    this.#payloadBytes += packet.payload.length;
    for (const { packet: next, gap } of this.#order.push(packet)) this.#understand(next, gap, at);
  }

  get keyFrames(): number {
    return this.#keyFrames;
  }

  /** Media time received so far. */
  get seconds(): number {
    return this.#ticks / this.#track.clockRate;
  }

  /** The longest media time without a key frame, seconds, the time since the last one included; 0 before the first. */
  get keyFrameGap(): number {
    return this.#keyFrames === 0 ? 0 : Math.max(this.#longestKeyTicks, this.#ticks - this.#lastKeyTicks) / this.#track.clockRate;
  }

  result(): Measured {
    const wallSeconds = (this.#lastAt - (this.#firstAt ?? this.#lastAt)) / 1000;
    // n frames span n - 1 intervals: without the correction a two-second look would read 2 % high at 25 fps.
    const share = this.#frames > 1 ? this.#frames / (this.#frames - 1) : 1;
    const expected = this.#expectedBefore + (this.#base === null ? 0 : this.#highest - this.#base + 1);
    // A camera whose media clock stands still or runs wild is measured by ours.
    const sane = this.seconds > 0 && (wallSeconds < 1 || (this.seconds < wallSeconds * 4 && this.seconds > wallSeconds / 4));
    const span = sane ? this.seconds : wallSeconds;
    // Many begin with what they hold since the last key frame, faster than it was filmed.
    const longest = Math.max(wallSeconds, span);
    return {
      codec: this.#track.codec,
      codecProfile: this.#profile,
      width: this.#size?.width ?? this.#track.claimedSize?.width ?? null,
      height: this.#size?.height ?? this.#track.claimedSize?.height ?? null,
      fps: span > 0 ? round((this.#frames - 1) / span, 2) : 0,
      kbps: longest > 0 ? Math.round((this.#payloadBytes * 8) / 1000 / (longest * share)) : 0,
      gop: this.#keyFrames > 1 ? round((this.#lastKeyFrame - this.#firstKeyFrame) / (this.#keyFrames - 1), 1) : null,
      gopSeconds: this.#keyFrames > 1 ? round((this.#lastKeyTicks - this.#firstKeyTicks) / (this.#keyFrames - 1) / this.#track.clockRate, 2) : null,
      loss: expected > 0 ? round(Math.max(0, expected - this.#packets) / expected, 5) : 0,
      frames: this.#frames,
      keyFrames: this.#keyFrames,
      seconds: round(this.seconds, 3),
      firstKeyFrameAt: this.#firstKeyFrameAt,
    };
  }

  /** False for a duplicate. */
  #count(sequence: number): boolean {
    if (this.#base === null) {
      this.#base = sequence;
      this.#highest = sequence;
      this.#packets++;
      this.#seen.add(sequence);
      return true;
    }
    const ahead = wrappedDistance(this.#highest & 0xffff, sequence, 16);
    const extended = this.#highest + ahead;
    // A jump this far is a restarted counter, not loss.
    if (Math.abs(ahead) > 3000) {
      this.#restart();
      return this.#count(sequence);
    }
    if (extended < this.#base || this.#seen.has(extended)) return false;
    this.#seen.add(extended);
    if (this.#seen.size > 4096) this.#seen = new Set([...this.#seen].filter((number) => number > this.#highest - 1024));
    this.#highest = Math.max(this.#highest, extended);
    this.#packets++;
    return true;
  }

  /** The sender began anew: what was counted stays, the counters start over. */
  #restart(): void {
    if (this.#base !== null) this.#expectedBefore += this.#highest - this.#base + 1;
    this.#base = null;
    this.#seen.clear();
    this.#timestamp = null;
  }

  #understand(packet: RtpPacket, gap: boolean, at: number): void {
    if (packet.timestamp !== this.#timestamp) {
      const ahead = this.#timestamp === null ? 0 : wrappedDistance(this.#timestamp, packet.timestamp, 32);
      // With B frames the clock steps back within a group; only steps ahead are media time. The first frame starts the clock.
      if (this.#timestamp === null || (ahead > 0 && ahead / this.#track.clockRate < MAX_JUMP_SECONDS)) this.#ticks += ahead;
      this.#timestamp = packet.timestamp;
      this.#frames++;
    }
    if (this.#depacketizer === null) {
      if (this.#track.codec === 'MJPEG') {
        this.#size = jpegSize(packet.payload) ?? this.#size;
        if (packet.marker) this.#keyFrame(packet.timestamp, at);
      } else if (this.#track.codec === 'MPEG4' && startsIntraPicture(packet.payload)) this.#keyFrame(packet.timestamp, at);
      return;
    }
    for (const unit of this.#depacketizer.push(packet.payload, gap)) {
      this.#learn(unit);
      if (isKeySlice(this.#track.codec, unit)) this.#keyFrame(packet.timestamp, at);
    }
  }

  #keyFrame(timestamp: number, at: number): void {
    // Several slices make one frame.
    if (timestamp === this.#keyTimestamp) return;
    this.#keyTimestamp = timestamp;
    this.#keyFrames++;
    this.#firstKeyFrameAt ??= at;
    if (this.#keyFrames === 1) {
      this.#firstKeyFrame = this.#frames;
      this.#firstKeyTicks = this.#ticks;
    } else this.#longestKeyTicks = Math.max(this.#longestKeyTicks, this.#ticks - this.#lastKeyTicks);
    this.#lastKeyFrame = this.#frames;
    this.#lastKeyTicks = this.#ticks;
  }

  #learn(unit: Uint8Array): void {
    const { codec } = this.#track;
    if (codec !== 'H264' && codec !== 'H265') return;
    this.#size = (codec === 'H264' ? h264Size(unit) : h265Size(unit)) ?? this.#size;
    this.#profile = codecProfile(codec, unit) ?? this.#profile;
  }
}

/** IDR slice (H.264 table 7-1); IRAP pictures BLA, IDR, CRA (H.265 table 7-1). */
function isKeySlice(codec: VideoCodec, unit: Uint8Array): boolean {
  const first = unit[0] ?? 0;
  if (codec === 'H264') return (first & 0x1f) === 5;
  const type = (first >> 1) & 0x3f;
  return codec === 'H265' && type >= 16 && type <= 21;
}

/** MPEG-4 Part 2: a VOP start code whose coding type is I. */
function startsIntraPicture(payload: Buffer): boolean {
  const at = payload.indexOf(Buffer.from([0, 0, 1, 0xb6]));
  return at >= 0 && ((payload[at + 4] ?? 0xff) & 0xc0) === 0;
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
