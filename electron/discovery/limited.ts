import { cancelled } from '../domain/errors';

/** Lets a number of tasks run at once and no more than a few per host; the rest wait in order. */
export class Limited {
  readonly #most: number;
  readonly #mostPerHost: number;
  #running = 0;
  readonly #perHost = new Map<string, number>();
  #waiting: { host: string; start: () => void }[] = [];

  constructor(most: number, mostPerHost: number) {
    this.#most = most;
    this.#mostPerHost = mostPerHost;
  }

  async run<T>(host: string, signal: AbortSignal, task: () => Promise<T>): Promise<T> {
    if (!this.#free(host)) {
      await new Promise<void>((resolve, reject) => {
        const entry = {
          host,
          start: (): void => {
            signal.removeEventListener('abort', stop);
            resolve();
          },
        };
        const stop = (): void => {
          this.#waiting = this.#waiting.filter((other) => other !== entry);
          reject(cancelled());
        };
        if (signal.aborted) return reject(cancelled());
        signal.addEventListener('abort', stop, { once: true });
        this.#waiting.push(entry);
      });
    } else this.#take(host);
    try {
      return await task();
    } finally {
      this.#leave(host);
    }
  }

  #free(host: string): boolean {
    return this.#running < this.#most && (this.#perHost.get(host) ?? 0) < this.#mostPerHost;
  }

  #take(host: string): void {
    this.#running++;
    this.#perHost.set(host, (this.#perHost.get(host) ?? 0) + 1);
  }

  #leave(host: string): void {
    this.#running--;
    const left = (this.#perHost.get(host) ?? 1) - 1;
    if (left === 0) this.#perHost.delete(host);
    else this.#perHost.set(host, left);
    // A host that is busy does not hold up those behind it.
    for (let next = this.#waiting.findIndex((entry) => this.#free(entry.host)); next >= 0; next = this.#waiting.findIndex((entry) => this.#free(entry.host))) {
      const [entry] = this.#waiting.splice(next, 1);
      if (entry === undefined) return;
      this.#take(entry.host);
      entry.start();
      if (this.#running >= this.#most) return;
    }
  }
}
