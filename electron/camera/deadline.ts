import { cancelled } from '../domain/errors';
import { after } from '../engine/deadline';

/** Fires when the caller cancels or when `milliseconds` have passed, whichever is first. */
export function withDeadline(signal: AbortSignal, milliseconds: number): AbortSignal {
  return AbortSignal.any([signal, after(milliseconds)]);
}

/** Waits without holding anything up: ends at once, by throwing `cancelled`, when the caller cancels. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(cancelled());
    const stop = (): void => {
      clearTimeout(timer);
      reject(cancelled());
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    signal.addEventListener('abort', stop, { once: true });
  });
}
