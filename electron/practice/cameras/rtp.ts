import { randomInt } from 'node:crypto';
import type { Clip, Frame } from './clip';
import { jpegPayloads } from './rtp-jpeg';

/** Payload type of the one video track: 26 is JPEG's (RFC 3551), the others are dynamic. */
export function payloadTypeOf(clip: Clip): number {
  return clip.codec === 'MJPEG' ? 26 : 96;
}
/** Bytes: with RTP, UDP and IP headers it stays below 1500, and below 1420 in a tunnel. */
const MAX_PAYLOAD = 1340;
/** What a frame is cut into, kept for as long as the clip: it is the same for every viewer and every round. */
const CUT = new WeakMap<Frame, readonly Uint8Array[][]>();
const CLOCK = 90_000;
/** Seconds between 1900 (NTP) and 1970. */
const NTP_OFFSET = 2_208_988_800;

/** One RTP stream (RFC 3550): sequence numbers and timestamps start anywhere and go on for as long as it is sent, however often the clip repeats. */
export class RtpStream {
  readonly ssrc = randomInt(1, 2 ** 32 - 1);
  readonly firstSequence = randomInt(0, 2 ** 16);
  readonly firstTimestamp = randomInt(0, 2 ** 32 - 1);
  readonly #clip: Clip;
  #sequence = this.firstSequence;
  #packets = 0;
  #octets = 0;
  #timestamp = this.firstTimestamp;

  constructor(clip: Clip) {
    this.#clip = clip;
  }

  /** The packets of a frame; `index` counts frames since the stream began. The last packet of a frame has the marker. */
  packets(frame: Frame, index: number): Buffer[] {
    this.#timestamp = (this.firstTimestamp + Math.round((index * CLOCK) / this.#clip.fps)) % 2 ** 32;
    const payloads = cut(frame, this.#clip.codec);
    return payloads.map((payload, at) => this.#packet(payload, at === payloads.length - 1));
  }

  /** Sender report and CNAME (RFC 3550, 6.4.1 and 6.5): recorders map media time to wall time by it. `now`: milliseconds since 1970. */
  senderReport(now: number): Buffer {
    const report = Buffer.alloc(28);
    report.writeUInt32BE(0x80c80006, 0);
    report.writeUInt32BE(this.ssrc, 4);
    report.writeUInt32BE((Math.floor(now / 1000) + NTP_OFFSET) % 2 ** 32, 8);
    report.writeUInt32BE(Math.floor(((now % 1000) / 1000) * 2 ** 32), 12);
    report.writeUInt32BE(this.#timestamp, 16);
    report.writeUInt32BE(this.#packets % 2 ** 32, 20);
    report.writeUInt32BE(this.#octets % 2 ** 32, 24);
    const description = Buffer.alloc(20);
    description.writeUInt32BE(0x81ca0004, 0);
    description.writeUInt32BE(this.ssrc, 4);
    description.write('\u0001\u0008practice', 8, 'latin1');
    return Buffer.concat([report, description]);
  }

  #packet(payload: readonly Uint8Array[], marker: boolean): Buffer {
    const header = Buffer.alloc(12);
    header[0] = 0x80;
    header[1] = payloadTypeOf(this.#clip) | (marker ? 0x80 : 0);
    header.writeUInt16BE(this.#sequence, 2);
    header.writeUInt32BE(this.#timestamp, 4);
    header.writeUInt32BE(this.ssrc, 8);
    const packet = Buffer.concat([header, ...payload]);
    this.#sequence = (this.#sequence + 1) % 2 ** 16;
    this.#packets++;
    this.#octets += packet.length - 12;
    return packet;
  }
}

function cut(frame: Frame, codec: Clip['codec']): readonly Uint8Array[][] {
  let payloads = CUT.get(frame);
  if (payloads === undefined) {
    payloads = frame.units.flatMap((unit) => (codec === 'MJPEG' ? jpegPayloads(unit, MAX_PAYLOAD) : fragments(unit, codec)));
    CUT.set(frame, payloads);
  }
  return payloads;
}

/** A NAL unit as it is when it fits, else cut into FU-A (RFC 6184, 5.8) or FU (RFC 7798, 4.4.3). */
function fragments(unit: Uint8Array, codec: 'H264' | 'H265'): Uint8Array[][] {
  if (unit.length <= MAX_PAYLOAD) return [[unit]];
  const [first = 0, second = 0] = unit;
  const headerLength = codec === 'H264' ? 1 : 2;
  const type = codec === 'H264' ? first & 0x1f : (first >> 1) & 0x3f;
  const room = MAX_PAYLOAD - headerLength - 1;
  const cut: Uint8Array[][] = [];
  for (let at = headerLength; at < unit.length; at += room) {
    const fuHeader = type | (at === headerLength ? 0x80 : 0) | (at + room >= unit.length ? 0x40 : 0);
    const head = codec === 'H264' ? [(first & 0xe0) | 28, fuHeader] : [(first & 0x81) | (49 << 1), second, fuHeader];
    cut.push([Uint8Array.from(head), unit.subarray(at, at + room)]);
  }
  return cut;
}
