import { exchange, HttpFailure } from './http-client';
import { lockIn, type Lock } from './lock-state';

const DEADLINE = 3_000;
const MAX_ANSWER = 16 * 1024;

/** Makers whose cameras answer ISAPI. */
export function speaksIsapi(hints: readonly (string | null)[]): boolean {
  return hints.some((hint) => /hikvision|hilook|hiwatch|ezviz|annke|^IP Camera\(/i.test(hint ?? ''));
}

/**
 * Is a Hikvision camera locked, and for how long? Asked without a login, which counts as none: the refusal itself tells
 * (`/ISAPI/Security/userCheck`). Null where it does not. `origin`: `http://host:port`. @throws only `cancelled`.
 */
export async function askLock(origin: string, now: number, signal: AbortSignal): Promise<Lock | null> {
  try {
    const answer = await exchange({ method: 'GET', url: `${origin}/ISAPI/Security/userCheck`, deadlineMs: DEADLINE, maxBytes: MAX_ANSWER, signal, refuseElsewhere: true });
    return lockIn(answer.body, now);
  } catch (error) {
    if (error instanceof HttpFailure || error instanceof TypeError) return null;
    throw error;
  }
}
