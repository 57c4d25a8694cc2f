import { cancelled } from '../domain/errors';

/** Channels in use on one connection: callers wait for a free one, in order. */
export class Channels {
  #limit: number;
  #used = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  get used(): number {
    return this.#used;
  }

  async take(signal: AbortSignal): Promise<void> {
    if (signal.aborted) throw cancelled();
    if (this.#used < this.#limit) {
      this.#used++;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const abort = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(turn), 1);
        reject(cancelled());
      };
      const turn = (): void => {
        signal.removeEventListener('abort', abort);
        this.#used++;
        resolve();
      };
      signal.addEventListener('abort', abort, { once: true });
      this.#waiting.push(turn);
    });
  }

  free(): void {
    this.#used--;
    if (this.#used < this.#limit) this.#waiting.shift()?.();
  }

  /** The box takes fewer than we thought (MaxSessions set lower by its owner). */
  lower(limit: number): void {
    this.#limit = Math.max(1, Math.min(this.#limit, limit));
  }
}
