import { TunnelError } from '../domain/errors';

/**
 * Something that is asked for once and then kept (a session token, what a server is). Callers that come meanwhile share the
 * same question; a failed one is not kept; a caller whose partner was stopped asks again for itself.
 */
export class SharedAnswer<T> {
  readonly #ask: (signal: AbortSignal) => Promise<T>;
  #kept: Promise<T> | null = null;

  constructor(ask: (signal: AbortSignal) => Promise<T>) {
    this.#ask = ask;
  }

  async get(signal: AbortSignal): Promise<T> {
    const mine = (this.#kept ??= this.#ask(signal));
    try {
      return await mine;
    } catch (error) {
      if (this.#kept === mine) this.#kept = null;
      if (error instanceof TunnelError && error.code === 'cancelled' && !signal.aborted) return this.get(signal);
      throw error;
    }
  }

  /** Not good any more: the next caller asks anew. Only if it is still this one that is kept; another caller may have been faster. */
  async forget(value: T): Promise<void> {
    const kept = this.#kept;
    if (kept === null) return;
    const current = await kept.catch(() => undefined);
    if (current === value && this.#kept === kept) this.#kept = null;
  }
}
