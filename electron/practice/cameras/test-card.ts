import type { Clip } from './clip';

/** Pixels; RFC 2435 counts in eights up to 2040. */
const WIDTH = 640;
const HEIGHT = 352;
const FPS = 10;
const FRAMES = 20;

/** ITU-T T.81, K.3 to K.6: the standard Huffman tables, which RTP takes for granted. */
const DC_BITS = [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0];
const DC_VALUES = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
const CHROMA_DC_BITS = [0, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0];
/** End of block in the standard tables for AC coefficients: 1010 for brightness, 00 for colour. */
const END_OF_BLOCK = { luma: [0b1010, 4], chroma: [0b00, 2] } as const;

/**
 * A motion JPEG film without a file: grey columns, of which a bright one wanders. Every block is flat, so only the DC values are
 * coded, and an encoder of forty lines is enough.
 */
export function testCard(): Clip {
  const frames = Array.from({ length: FRAMES }, (_, index) => ({ key: true, units: [card(index)] }));
  const bytes = frames.reduce((sum, frame) => sum + (frame.units[0]?.length ?? 0), 0);
  return { codec: 'MJPEG', width: WIDTH, height: HEIGHT, fps: FPS, frames, parameterSets: [], kbps: Math.round((bytes * 8 * FPS) / FRAMES / 1000) };
}

/** A JPEG file, 4:2:0. */
function card(bright: number): Uint8Array {
  const bits = new BitWriter();
  const [luma, chroma] = [codes(DC_BITS), codes(CHROMA_DC_BITS)];
  const columns = WIDTH / 16;
  let before = 0;
  for (let block = 0; block < columns * (HEIGHT / 16); block++) {
    const column = block % columns;
    // A DC value is eight times the brightness less 128, in steps of 16.
    const value = Math.floor(column / 2) === bright ? 60 : Math.round((column / columns) * 80) - 50;
    for (let part = 0; part < 4; part++) {
      bits.dc(luma, value - before);
      before = value;
      bits.put(...END_OF_BLOCK.luma);
    }
    for (let part = 0; part < 2; part++) {
      bits.dc(chroma, 0);
      bits.put(...END_OF_BLOCK.chroma);
    }
  }
  return Buffer.concat([HEAD, bits.end(), Buffer.from([0xff, 0xd9])]);
}

function segment(marker: number, body: readonly number[]): number[] {
  return [0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 0xff, ...body];
}

/** Canonical codes of T.81, annex C: by value, `[code, length]`. */
function codes(counts: readonly number[]): (readonly [number, number])[] {
  const made: [number, number][] = [];
  let code = 0;
  counts.forEach((count, index) => {
    for (let number = 0; number < count; number++) made.push([code++, index + 1]);
    code <<= 1;
  });
  return made;
}

const HEAD = Buffer.from([
  0xff, 0xd8,
  ...segment(0xdb, [0, ...Array<number>(64).fill(16)]), ...segment(0xdb, [1, ...Array<number>(64).fill(16)]),
  ...segment(0xc0, [8, HEIGHT >> 8, HEIGHT & 0xff, WIDTH >> 8, WIDTH & 0xff, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1]),
  ...segment(0xc4, [0x00, ...DC_BITS, ...DC_VALUES]), ...segment(0xc4, [0x01, ...CHROMA_DC_BITS, ...DC_VALUES]),
  // Of the AC tables only the end of block is used, so a file of its own needs no more than that code in its place.
  ...segment(0xc4, [0x10, 0, 0, 0, 11, ...Array<number>(12).fill(0), 1, 2, 3, 4, 5, 6, 7, 8, 9, 17, 0]), ...segment(0xc4, [0x11, 0, 1, ...Array<number>(14).fill(0), 0]),
  ...segment(0xda, [3, 1, 0x00, 2, 0x11, 3, 0x11, 0, 63, 0]),
]);

class BitWriter {
  readonly #bytes: number[] = [];
  #pending = 0;
  #count = 0;

  put(value: number, length: number): void {
    for (let bit = length - 1; bit >= 0; bit--) {
      this.#pending = (this.#pending << 1) | ((value >> bit) & 1);
      if (++this.#count < 8) continue;
      this.#bytes.push(this.#pending, ...(this.#pending === 0xff ? [0] : []));
      this.#pending = this.#count = 0;
    }
  }

  /** A DC difference: the category's code, then as many bits (T.81, F.1.2.1). */
  dc(table: readonly (readonly [number, number])[], difference: number): void {
    const size = difference === 0 ? 0 : Math.floor(Math.log2(Math.abs(difference))) + 1;
    const [code, length] = table[size] ?? [0, 0];
    this.put(code, length);
    if (size > 0) this.put(difference > 0 ? difference : difference + 2 ** size - 1, size);
  }

  end(): Buffer {
    while (this.#count !== 0) this.put(1, 1);
    return Buffer.from(this.#bytes);
  }
}
