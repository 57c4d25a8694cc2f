/**
 * The few names that Node, Electron and the browser share and that the engine may use. Declared here, because the engine is
 * compiled with neither Node's nor the browser's types: it cannot reach a file, a socket or a document even by accident.
 */
declare global {
  interface AbortSignal {
    readonly aborted: boolean;
    readonly reason: unknown;
    throwIfAborted(): void;
    addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
    removeEventListener(type: 'abort', listener: () => void): void;
  }
  // eslint-disable-next-line no-var -- a global value
  var AbortSignal: { timeout(milliseconds: number): AbortSignal; any(signals: readonly AbortSignal[]): AbortSignal };
  interface AbortController {
    readonly signal: AbortSignal;
    abort(reason?: unknown): void;
  }
  // eslint-disable-next-line no-var -- a global value
  var AbortController: new () => AbortController;
  function setTimeout(callback: () => void, milliseconds: number): unknown;
  function clearTimeout(timer: unknown): void;
}
export {};
