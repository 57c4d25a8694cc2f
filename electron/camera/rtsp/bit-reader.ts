/** Bits of a raw byte sequence payload. Reading past the end gives NaN, so a cut parameter set never throws and never loops. */
export class BitReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  /** `unit` is a NAL unit's content; the emulation prevention bytes (00 00 03) are taken out (H.264 7.4.1, H.265 7.4.2). */
  constructor(unit: Uint8Array) {
    const out: number[] = [];
    let zeros = 0;
    for (const byte of unit.subarray(0, 4096)) {
      if (zeros >= 2 && byte === 3) {
        zeros = 0;
        continue;
      }
      zeros = byte === 0 ? zeros + 1 : 0;
      out.push(byte);
    }
    this.#bytes = Uint8Array.from(out);
  }

  /** u(n), n up to 32. */
  bits(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++) {
      const byte = this.#bytes[this.#at >> 3];
      if (byte === undefined) return NaN;
      value = value * 2 + ((byte >> (7 - (this.#at & 7))) & 1);
      this.#at++;
    }
    return value;
  }

  flag(): boolean {
    return this.bits(1) === 1;
  }

  skip(count: number): void {
    this.#at += count;
  }

  /** ue(v), Exp-Golomb. */
  unsigned(): number {
    let zeros = 0;
    for (let bit = this.bits(1); bit === 0; bit = this.bits(1)) if (++zeros > 31) return NaN;
    return 2 ** zeros - 1 + this.bits(zeros);
  }

  /** se(v). */
  signed(): number {
    const value = this.unsigned();
    return value % 2 === 0 ? -value / 2 : (value + 1) / 2;
  }

  get exhausted(): boolean {
    return this.#at > this.#bytes.length * 8;
  }
}
