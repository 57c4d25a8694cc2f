import { TunnelError } from '../domain/errors';
import type { Login } from '../engine/ports';
import { authorization, parseChallenges, strongestChallenge } from './digest';
import { CAMERA_DEADLINES, type CameraDeadlines } from './deadlines';
import { exchange, HttpFailure, type HttpAnswer } from './http-client';
import { fillCredentials, holdsCredentials } from './hidden-credentials';
import type { LoginLedger, LoginSubject } from './login-ledger';

/** Bytes; a 4K JPEG of the best quality stays under 3 MB. */
const MAX_PICTURE = 4 * 1024 * 1024;

export interface SnapshotOptions {
  readonly uri: string;
  readonly subject: LoginSubject;
  /** The login that is known to be right; nothing else is tried for a picture. */
  readonly login: Login | null;
  readonly ledger: LoginLedger;
  readonly signal: AbortSignal;
  readonly deadlines?: CameraDeadlines;
  /** May the password be sent readable? Absent: no. */
  readonly allowBasic?: boolean;
}

/** A JPEG from the camera's snapshot address, checked by its content; null where it gives none. @throws only `cancelled`. */
export async function takeSnapshot(options: SnapshotOptions): Promise<Uint8Array | null> {
  const { subject, login, ledger, signal } = options;
  if (login === null && holdsCredentials(options.uri)) return null;
  const url = fillCredentials(options.uri, login);
  const get = (headers: Record<string, string>): Promise<HttpAnswer> => exchange({ method: 'GET', url, headers, deadlineMs: (options.deadlines ?? CAMERA_DEADLINES).picture, maxBytes: MAX_PICTURE, signal, refuseElsewhere: true });
  try {
    const first = await get({});
    if (first.status !== 401) return first.status === 200 ? wholeJpeg(first.body) : null;
    const challenge = strongestChallenge(parseChallenges(first.headers.get('www-authenticate') ?? []));
    if (challenge === null || login === null || (challenge.scheme === 'basic' && options.allowBasic !== true && first.tls === 'none')) return null;
    const attempt = await ledger.attempt(subject, 'http', login, signal);
    const target = new URL(url);
    let second: HttpAnswer;
    try {
      second = await get({ authorization: authorization(challenge, login, { method: 'GET', uri: `${target.pathname}${target.search}`, count: 1 }) });
    } catch (error) {
      if (error instanceof HttpFailure && !error.sent) await attempt.notSent();
      throw error;
    }
    await (second.status === 401 ? attempt.refused() : attempt.accepted());
    return second.status === 200 ? wholeJpeg(second.body) : null;
  } catch (error) {
    if (error instanceof TunnelError && error.code === 'cancelled') throw error;
    // A picture is a kindness: a camera without one is not worse for it.
    return null;
  }
}

/**
 * The bytes from start (FF D8 FF) to the last end mark (FF D9); whatever follows is cut off. Null for what is no JPEG, whatever
 * its content type says, and for one that was cut in the middle.
 */
export function wholeJpeg(bytes: Uint8Array): Uint8Array | null {
  if (bytes.length < 125 || bytes[0] !== 0xff || bytes[1] !== 0xd8 || bytes[2] !== 0xff) return null;
  const end = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).lastIndexOf(Buffer.from([0xff, 0xd9]));
  return end < 100 ? null : bytes.subarray(0, end + 2);
}
