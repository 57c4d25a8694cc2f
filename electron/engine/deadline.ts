/**
 * `AbortSignal.timeout` that is safe inside `AbortSignal.any`: Node 20 loses a timeout that only `any` knows of when memory is
 * tidied, and a call with a deadline would then wait for ever; one that somebody listens to, it keeps.
 */
export function after(milliseconds: number): AbortSignal {
  const timeout = AbortSignal.timeout(milliseconds);
  timeout.addEventListener('abort', () => undefined, { once: true });
  return timeout;
}
