/** Milliseconds that a datagram is remembered. */
const REMEMBERED = 60;

/** Tells datagrams that were heard a moment ago, on another wire or another socket, from new ones. */
export class Echoes {
  readonly #heard = new Map<string, NodeJS.Timeout>();

  isNew(key: string): boolean {
    if (this.#heard.has(key)) return false;
    this.#heard.set(key, setTimeout(() => this.#heard.delete(key), REMEMBERED));
    return true;
  }

  clear(): void {
    for (const timer of this.#heard.values()) clearTimeout(timer);
    this.#heard.clear();
  }
}
