import { randomBytes } from 'node:crypto';
import { parseChallenges } from '../camera/digest';
import { deviceText } from '../camera/device-text';
import { cancelled } from '../domain/errors';
import { RtspConnection, type RtspResponse } from '../camera/rtsp/rtsp-connection';

/** What an RTSP server says to somebody without a login. */
export interface RtspGreeting {
  readonly server: string | null;
  /** Names the maker on many cameras. */
  readonly realm: string | null;
  /** Answer to DESCRIBE of a path that does not exist: 401 everything is locked, 404 paths can be told apart, 200 paths are ignored. */
  readonly unknownPath: number | null;
}

const CONNECT = 1_500;
const ANSWER = 2_500;

/**
 * OPTIONS, then DESCRIBE of a random path, on one connection and without a login, which no camera counts. Null when what listens
 * there does not speak RTSP. (OPTIONS alone proves nothing: any path is "200 OK" to it.) Never throws, except `cancelled`.
 */
export async function greetRtsp(host: string, port: number, signal: AbortSignal): Promise<RtspGreeting | null> {
  let connection: RtspConnection | null = null;
  const answers: RtspResponse[] = [];
  let unknownPath: number | null = null;
  try {
    connection = await RtspConnection.open({ host, port, secure: false, deadlineMs: CONNECT, signal });
    const origin = `rtsp://${host}:${port}`;
    answers.push(await connection.request('OPTIONS', `${origin}/`, {}, { deadlineMs: ANSWER, signal }));
    const described = await connection.request('DESCRIBE', `${origin}/${randomBytes(6).toString('hex')}`, { Accept: 'application/sdp' }, { deadlineMs: ANSWER, signal });
    answers.push(described);
    unknownPath = described.status;
  } catch {
    if (signal.aborted) throw cancelled();
  } finally {
    connection?.close();
  }
  // "HTTP/1.0 400" from a web server is an answer, but not RTSP's.
  const spoken = answers.filter((answer) => answer.protocol === 'RTSP');
  if (spoken.length === 0) return null;
  const first = (name: string): string | null => deviceText(spoken.map((answer) => answer.headers.get(name)?.[0]).find((value) => value !== undefined) ?? null, 120);
  const realm = spoken.flatMap((answer) => parseChallenges(answer.headers.get('www-authenticate') ?? [])).map((challenge) => challenge.realm).find((text) => text !== '');
  return { server: first('server'), realm: deviceText(realm ?? null, 120), unknownPath };
}
