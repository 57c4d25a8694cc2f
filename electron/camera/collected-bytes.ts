/**
 * Bytes as they come in, kept in one piece of memory that grows by doubling: a list of chunks costs a hundred bytes for each of
 * them, so that a camera which sends one byte at a time would fill the memory with a megabyte.
 */
export class CollectedBytes {
  #bytes = Buffer.alloc(0);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  add(chunk: Uint8Array): void {
    const needed = this.#length + chunk.length;
    if (needed > this.#bytes.length) {
      const grown = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2, 4_096));
      this.#bytes.copy(grown, 0, 0, this.#length);
      this.#bytes = grown;
    }
    this.#bytes.set(chunk, this.#length);
    this.#length = needed;
  }

  /** A view of what came so far. */
  all(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }
}
