import { wrappedDistance, type RtpPacket } from './rtp';

/** Packets held back for one that is late; at 8 Mbit/s about 20 ms. */
const MAX_HELD = 24;

/** Puts packets of one stream into order. Over UDP two may swap; over TCP nothing is ever held. */
export class ReorderBuffer {
  #expected: number | null = null;
  #held: RtpPacket[] = [];

  /** Packets that are next, in order. `gap`: something before this one is missing for good. */
  push(packet: RtpPacket): { packet: RtpPacket; gap: boolean }[] {
    this.#expected ??= packet.sequence;
    const ahead = wrappedDistance(this.#expected, packet.sequence, 16);
    // Far away is a restarted stream, a little behind is late or a duplicate.
    if (Math.abs(ahead) > 3000) {
      this.#held = [];
      this.#expected = (packet.sequence + 1) & 0xffff;
      return [{ packet, gap: true }];
    }
    if (ahead < 0 || this.#held.some((held) => held.sequence === packet.sequence)) return [];
    this.#held.push(packet);
    const from = this.#expected;
    this.#held.sort((a, b) => wrappedDistance(from, a.sequence, 16) - wrappedDistance(from, b.sequence, 16));
    const released = this.#release(false);
    if (this.#held.length > MAX_HELD) released.push(...this.#release(true));
    return released;
  }

  #release(skip: boolean): { packet: RtpPacket; gap: boolean }[] {
    const out: { packet: RtpPacket; gap: boolean }[] = [];
    let gap = false;
    for (let next = this.#held[0]; next !== undefined; next = this.#held[0]) {
      if (next.sequence !== this.#expected) {
        if (!skip) break;
        gap = true;
        skip = false;
        this.#expected = next.sequence;
      }
      this.#held.shift();
      this.#expected = (next.sequence + 1) & 0xffff;
      out.push({ packet: next, gap });
      gap = false;
    }
    return out;
  }
}
