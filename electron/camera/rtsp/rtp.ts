/** One RTP packet (RFC 3550 5.1). `payload` is without padding. */
export interface RtpPacket {
  readonly payloadType: number;
  readonly marker: boolean;
  /** 0 to 65535. */
  readonly sequence: number;
  /** 32 bit. */
  readonly timestamp: number;
  readonly ssrc: number;
  readonly payload: Buffer;
}

/** Null for whatever is no RTP packet of version 2. Never throws. */
export function readRtp(packet: Buffer): RtpPacket | null {
  if (packet.length < 12) return null;
  const first = packet[0] ?? 0;
  if (first >> 6 !== 2) return null;
  let start = 12 + (first & 0x0f) * 4;
  if ((first & 0x10) !== 0) {
    if (packet.length < start + 4) return null;
    start += 4 + packet.readUInt16BE(start + 2) * 4;
  }
  const padding = (first & 0x20) !== 0 ? (packet[packet.length - 1] ?? 0) : 0;
  const end = packet.length - padding;
  if (end < start) return null;
  const second = packet[1] ?? 0;
  return {
    payloadType: second & 0x7f,
    marker: (second & 0x80) !== 0,
    sequence: packet.readUInt16BE(2),
    timestamp: packet.readUInt32BE(4),
    ssrc: packet.readUInt32BE(8),
    payload: packet.subarray(start, end),
  };
}

/** Signed distance from `from` to `to` on a counter of `bits` bits that wraps. */
export function wrappedDistance(from: number, to: number, bits: 16 | 32): number {
  const size = 2 ** bits;
  const distance = (((to - from) % size) + size) % size;
  return distance >= size / 2 ? distance - size : distance;
}
