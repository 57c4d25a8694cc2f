/** Takes RTP payloads in order and gives NAL units. `gap`: packets are missing before this one. Never throws. */
export interface Depacketizer {
  push(payload: Buffer, gap: boolean): Buffer[];
}

/** Bytes of one NAL unit; a key frame of a 4K camera stays under 2 MB. */
const MAX_UNIT = 4 * 1024 * 1024;
/** Fragments of one NAL unit: 2 MB in packets of 500 bytes are 4,000. Each costs memory, however little it brings. */
const MAX_FRAGMENTS = 16_384;

/** H.264 (RFC 6184): single units, STAP-A, FU-A; packetization modes 0 and 1, all that cameras use. */
export function h264Depacketizer(): Depacketizer {
  const fragments = new FragmentBuffer();
  return {
    push(payload, gap) {
      if (gap) fragments.drop();
      const first = payload[0];
      if (first === undefined) return [];
      const type = first & 0x1f;
      if (type >= 1 && type <= 23) return [Buffer.from(payload)];
      if (type === 24) return aggregated(payload.subarray(1));
      if (type !== 28 || payload.length < 2) return [];
      const header = payload[1] ?? 0;
      if ((header & 0x80) !== 0) fragments.start(Buffer.from([(first & 0xe0) | (header & 0x1f)]));
      return fragments.add(payload.subarray(2), (header & 0x40) !== 0);
    },
  };
}

/** H.265 (RFC 7798): single units, AP, FU; without decoding order numbers, which no camera was seen to use. */
export function h265Depacketizer(): Depacketizer {
  const fragments = new FragmentBuffer();
  return {
    push(payload, gap) {
      if (gap) fragments.drop();
      if (payload.length < 3) return [];
      const first = payload[0] ?? 0;
      const second = payload[1] ?? 0;
      const type = (first >> 1) & 0x3f;
      if (type < 48) return [Buffer.from(payload)];
      if (type === 48) return aggregated(payload.subarray(2));
      if (type !== 49) return [];
      const header = payload[2] ?? 0;
      if ((header & 0x80) !== 0) fragments.start(Buffer.from([(first & 0x81) | ((header & 0x3f) << 1), second]));
      return fragments.add(payload.subarray(3), (header & 0x40) !== 0);
    },
  };
}

function aggregated(bytes: Buffer): Buffer[] {
  const units: Buffer[] = [];
  for (let at = 0; at + 2 <= bytes.length; ) {
    const length = bytes.readUInt16BE(at);
    if (length === 0 || at + 2 + length > bytes.length) break;
    units.push(Buffer.from(bytes.subarray(at + 2, at + 2 + length)));
    at += 2 + length;
  }
  return units;
}

class FragmentBuffer {
  #parts: Buffer[] | null = null;
  #bytes = 0;

  start(header: Buffer): void {
    this.#parts = [header];
    this.#bytes = header.length;
  }

  drop(): void {
    this.#parts = null;
    this.#bytes = 0;
  }

  add(part: Buffer, last: boolean): Buffer[] {
    if (this.#parts === null) return [];
    this.#bytes += part.length;
    if (this.#bytes > MAX_UNIT || this.#parts.length > MAX_FRAGMENTS) {
      this.drop();
      return [];
    }
    // Copied: the packet is a view into the socket's buffer.
    this.#parts.push(Buffer.from(part));
    if (!last) return [];
    const unit = Buffer.concat(this.#parts);
    this.drop();
    return [unit];
  }
}
