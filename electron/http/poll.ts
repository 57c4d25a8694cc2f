import { setMaxListeners } from 'node:events';
import { cancelled } from '../domain/errors';

export interface PollOptions {
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
  /** First pause; it grows by half each time, up to `maxPauseMs`. */
  readonly pauseMs?: number;
  readonly maxPauseMs?: number;
}

/**
 * Asks again and again until there is an answer (anything but undefined), and at least once. Returns undefined when the
 * deadline passed without one. Throws what `ask` throws, and `cancelled` as soon as the signal says so.
 */
export async function poll<T>(ask: () => Promise<T | undefined>, options: PollOptions): Promise<T | undefined> {
  const end = performance.now() + options.deadlineMs;
  let wait = options.pauseMs ?? 200;
  for (;;) {
    if (options.signal.aborted) throw cancelled();
    const answer = await ask();
    if (answer !== undefined) return answer;
    const left = end - performance.now();
    if (left <= 0) return undefined;
    await pause(Math.min(wait, left), options.signal);
    wait = Math.min(wait * 1.5, options.maxPauseMs ?? 2_000);
  }
}

/** Resolves after `milliseconds`; rejects with `cancelled` at once when the signal says so. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(cancelled());
      return;
    }
    const stop = (): void => {
      clearTimeout(timer);
      reject(cancelled());
    };
    // Many wait on the one signal of a run: not a leak.
    setMaxListeners(0, signal);
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    signal.addEventListener('abort', stop, { once: true });
  });
}
