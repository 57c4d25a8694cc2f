/*
 * QR codes (ISO/IEC 18004:2015) as far as a configuration needs them: byte mode, error correction M (15 %, for a photo off a
 * screen), versions 1 to 20. Pure; each part names the clause that it is.
 */

/** `rows[y][x]`: is the module dark? Without the quiet zone of four modules that must stay free around it (9.1). */
export interface QrCode { readonly size: number; readonly rows: readonly (readonly boolean[])[] }

/** Check bytes per block and blocks, for versions 1 to 20 at M (table 9). */
const CHECK_BYTES = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26] as const;
const BLOCKS = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16] as const;
/** Bytes of text that the largest version holds. */
export const MOST_QR_BYTES = 666;

/** The smallest code that holds the bytes of a text in UTF-8; null where they are too many. `mask`: one of the eight patterns (7.8.2) in place of the best one. */
export function qrCode(text: Uint8Array, mask?: number): QrCode | null {
  const bytes = [...text];
  const version = Array.from(BLOCKS, (_blocks, index) => index + 1).find((one) => 4 + lengthBits(one) + bytes.length * 8 <= dataBytes(one) * 8);
  if (version === undefined) return null;
  const canvas = new Canvas(version);
  canvas.fill(interleave(encode(bytes, version), version));
  const best = mask ?? [0, 1, 2, 3, 4, 5, 6, 7].map((one) => ({ one, penalty: penaltyOf(canvas.masked(one)) })).reduce((a, b) => (b.penalty < a.penalty ? b : a)).one;
  return { size: canvas.size, rows: canvas.masked(best) };
}

function lengthBits(version: number): number {
  return version < 10 ? 8 : 16;
}

/** Bits of the symbol that carry data and check bytes (7.1, table 1), as bytes. */
function allBytes(version: number): number {
  const aligned = version === 1 ? 0 : Math.floor(version / 7) + 2;
  const alignment = aligned === 0 ? 0 : (25 * aligned - 10) * aligned - 55;
  return Math.floor(((16 * version + 128) * version + 64 - alignment - (version >= 7 ? 36 : 0)) / 8);
}

function dataBytes(version: number): number {
  return allBytes(version) - (CHECK_BYTES[version - 1] ?? 0) * (BLOCKS[version - 1] ?? 0);
}

/** Mode, length, bytes, end and padding (7.4). */
function encode(bytes: readonly number[], version: number): number[] {
  const bits: number[] = [];
  const put = (value: number, count: number): void => {
    for (let shift = count - 1; shift >= 0; shift--) bits.push((value >>> shift) & 1);
  };
  put(0b0100, 4);
  put(bytes.length, lengthBits(version));
  for (const byte of bytes) put(byte, 8);
  const room = dataBytes(version) * 8;
  put(0, Math.min(4, room - bits.length));
  put(0, (8 - (bits.length % 8)) % 8);
  for (let pad = 0xec; bits.length < room; pad ^= 0xec ^ 0x11) put(pad, 8);
  return Array.from({ length: bits.length / 8 }, (_none, index) => bits.slice(index * 8, index * 8 + 8).reduce((byte, bit) => byte * 2 + bit, 0));
}

/** Blocks of data with their check bytes, taken in turns (7.5, 7.6). The last blocks have one byte more where it does not divide. */
function interleave(data: readonly number[], version: number): number[] {
  const count = BLOCKS[version - 1] ?? 1;
  const divisor = generator(CHECK_BYTES[version - 1] ?? 0);
  const short = Math.floor(data.length / count);
  const longer = data.length % count;
  let from = 0;
  const blocks = Array.from({ length: count }, (_none, index) => {
    const block = data.slice(from, (from += short + (index >= count - longer ? 1 : 0)));
    return { block, check: remainder(block, divisor) };
  });
  const turns = (of: (one: (typeof blocks)[number]) => readonly number[], length: number): number[] =>
    Array.from({ length }, (_none, index) => blocks.flatMap((one) => of(one)[index] ?? [])).flat();
  return [...turns((one) => one.block, short + 1), ...turns((one) => one.check, divisor.length)];
}

/** In GF(2^8) with the polynomial 0x11d (annex A). */
function multiply(a: number, b: number): number {
  let product = 0;
  for (let bit = 7; bit >= 0; bit--) {
    product = (product << 1) ^ ((product >>> 7) * 0x11d);
    product ^= ((b >>> bit) & 1) * a;
  }
  return product;
}

/** The Reed-Solomon generator of that degree without its leading one. */
function generator(degree: number): number[] {
  const result = [...Array<number>(degree - 1).fill(0), 1];
  let root = 1;
  for (let i = 0; i < degree; i++) {
    for (let j = 0; j < degree; j++) result[j] = multiply(result[j] ?? 0, root) ^ (result[j + 1] ?? 0);
    root = multiply(root, 2);
  }
  return result;
}

function remainder(data: readonly number[], divisor: readonly number[]): number[] {
  let result = divisor.map(() => 0);
  for (const byte of data) {
    const factor = byte ^ (result[0] ?? 0);
    result = [...result.slice(1), 0].map((one, index) => one ^ multiply(divisor[index] ?? 0, factor));
  }
  return result;
}

/** The eight patterns (table 10); x is the column, y the row. */
const MASKS: readonly ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_x, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

/** The square while it is being drawn: what is fixed and what carries data. */
class Canvas {
  readonly size: number;
  readonly #version: number;
  /** null: carries data that is not drawn yet. */
  readonly #fixed: (boolean | null)[][];
  readonly #data: boolean[][];

  constructor(version: number) {
    this.#version = version;
    this.size = version * 4 + 17;
    this.#fixed = Array.from({ length: this.size }, () => Array<boolean | null>(this.size).fill(null));
    this.#data = Array.from({ length: this.size }, () => Array<boolean>(this.size).fill(false));
    this.#drawPatterns();
    this.#drawFormat(0);
    this.#drawVersion();
  }

  /** From the lower right corner, two columns at a time, up and down in turns, around the timing pattern (7.7.3). */
  fill(bytes: readonly number[]): void {
    let next = 0;
    for (let right = this.size - 1; right >= 1; right -= 2) {
      if (right === 6) right = 5;
      for (let step = 0; step < this.size; step++) {
        const y = ((right + 1) & 2) === 0 ? this.size - 1 - step : step;
        for (const x of [right, right - 1]) {
          if (this.#fixed[y]?.[x] !== null) continue;
          this.#set(this.#data, x, y, (((bytes[next >>> 3] ?? 0) >>> (7 - (next & 7))) & 1) === 1);
          next++;
        }
      }
    }
  }

  masked(mask: number): boolean[][] {
    this.#drawFormat(mask);
    return this.#fixed.map((row, y) => row.map((fixed, x) => fixed ?? (this.#data[y]?.[x] === true) !== (MASKS[mask]?.(x, y) === true)));
  }

  #set<T>(rows: T[][], x: number, y: number, value: T): void {
    const row = rows[y];
    if (row !== undefined && x >= 0 && x < this.size) row[x] = value;
  }

  /** Finders with their separators, timing and alignment (6.3). */
  #drawPatterns(): void {
    for (let i = 0; i < this.size; i++) {
      this.#set(this.#fixed, 6, i, i % 2 === 0);
      this.#set(this.#fixed, i, 6, i % 2 === 0);
    }
    const centres = alignmentCentres(this.#version);
    const last = centres.length - 1;
    centres.forEach((x, i) => {
      centres.forEach((y, j) => {
        if (!((i === 0 && j === 0) || (i === 0 && j === last) || (i === last && j === 0))) this.#drawRings(x, y, 2, (ring) => ring !== 1);
      });
    });
    for (const [x, y] of [[3, 3], [this.size - 4, 3], [3, this.size - 4]] as const) this.#drawRings(x, y, 4, (ring) => ring !== 2 && ring !== 4);
  }

  #drawRings(x: number, y: number, radius: number, dark: (ring: number) => boolean): void {
    for (let dy = -radius; dy <= radius; dy++) for (let dx = -radius; dx <= radius; dx++) this.#set(this.#fixed, x + dx, y + dy, dark(Math.max(Math.abs(dx), Math.abs(dy))));
  }

  /** Error correction M is 00; BCH (15, 5), twice (7.9). */
  #drawFormat(mask: number): void {
    let rest = mask;
    for (let i = 0; i < 10; i++) rest = (rest << 1) ^ ((rest >>> 9) * 0x537);
    const bits = ((mask << 10) | rest) ^ 0x5412;
    const bit = (index: number): boolean => ((bits >>> index) & 1) === 1;
    for (let i = 0; i < 15; i++) {
      const near = i < 6 ? i : i < 8 ? i + 1 : null;
      if (near !== null) this.#set(this.#fixed, 8, near, bit(i));
      else this.#set(this.#fixed, i === 8 ? 7 : 14 - i, 8, bit(i));
      if (i < 8) this.#set(this.#fixed, this.size - 1 - i, 8, bit(i));
      else this.#set(this.#fixed, 8, this.size - 15 + i, bit(i));
    }
    this.#set(this.#fixed, 8, this.size - 8, true);
  }

  /** BCH (18, 6), twice, from version 7 on (7.10). */
  #drawVersion(): void {
    if (this.#version < 7) return;
    let rest = this.#version;
    for (let i = 0; i < 12; i++) rest = (rest << 1) ^ ((rest >>> 11) * 0x1f25);
    const bits = (this.#version << 12) | rest;
    for (let i = 0; i < 18; i++) {
      const dark = ((bits >>> i) & 1) === 1;
      const [a, b] = [this.size - 11 + (i % 3), Math.floor(i / 3)];
      this.#set(this.#fixed, a, b, dark);
      this.#set(this.#fixed, b, a, dark);
    }
  }
}

/** Rows and columns of the centres of the alignment patterns (annex E). */
function alignmentCentres(version: number): number[] {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const step = Math.ceil((version * 4 + 4) / (count * 2 - 2)) * 2;
  return [6, ...Array.from({ length: count - 1 }, (_none, index) => version * 4 + 10 - (count - 2 - index) * step)];
}

/** How hard the code is to read (7.8.3): the pattern with the least is taken. */
function penaltyOf(rows: readonly (readonly boolean[])[]): number {
  const size = rows.length;
  const columns = rows.map((_row, x) => rows.map((row) => row[x] === true));
  let penalty = 0;
  for (const line of [...rows, ...columns]) {
    const text = line.map((dark) => (dark ? '1' : '0')).join('');
    for (const run of text.match(/0{5,}|1{5,}/g) ?? []) penalty += run.length - 2;
    // A finder with four light modules at one side; also where two share them.
    for (const pattern of ['00001011101', '10111010000']) for (let at = text.indexOf(pattern); at >= 0; at = text.indexOf(pattern, at + 1)) penalty += 40;
  }
  let dark = 0;
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const one = rows[y]?.[x];
      if (one === true) dark++;
      if (x + 1 < size && y + 1 < size && one === rows[y]?.[x + 1] && one === rows[y + 1]?.[x] && one === rows[y + 1]?.[x + 1]) penalty += 3;
    }
  }
  return penalty + Math.floor(Math.abs((dark * 100) / (size * size) - 50) / 5) * 10;
}
