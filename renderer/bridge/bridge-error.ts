import type { ErrorData } from '../../electron/domain/errors';

/** A call that was answered with an error, or whose answer made no sense. */
export class BridgeError extends Error {
  readonly data: ErrorData;
  constructor(data: ErrorData) {
    super(data.code);
    this.name = 'BridgeError';
    this.data = data;
  }
}

/** Whatever a promise of the window was rejected with, as data for an `ErrorNotice`. */
export function errorOf(thrown: unknown): ErrorData {
  return thrown instanceof BridgeError ? thrown.data : ourMistake(String(thrown));
}

export function ourMistake(detail: string): ErrorData {
  return { kind: 'bug', code: 'bug', params: {}, detail: detail.slice(0, 500), retry: 'never' };
}
