import { TunnelError } from '../../domain/errors';
import { poll, type PollOptions } from '../../http/poll';

/**
 * Polls a server that may be restarting: an answer that means "not now" is like no answer yet. At the deadline the last such
 * failure is thrown, because it is the reason; undefined means that the server answered and it just did not come true.
 */
export async function pollThrough<T>(ask: () => Promise<T | undefined>, options: PollOptions): Promise<T | undefined> {
  let last: TunnelError | undefined;
  const answer = await poll(async () => {
    try {
      const value = await ask();
      last = undefined;
      return value;
    } catch (error) {
      if (!isTransient(error)) throw error;
      last = error;
      return undefined;
    }
  }, options);
  if (answer === undefined && last !== undefined) throw last;
  return answer;
}

function isTransient(error: unknown): error is TunnelError {
  if (!(error instanceof TunnelError)) return false;
  return error.code === 'overlay-unreachable' || (error.code === 'overlay-refused' && Number(error.params['status']) >= 500);
}
