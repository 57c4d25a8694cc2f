import http from 'node:http';
import https from 'node:https';
import { TLSSocket } from 'node:tls';
import zlib from 'node:zlib';
import { cancelled } from '../domain/errors';
import { CollectedBytes } from './collected-bytes';
import { withDeadline } from './deadline';

export interface HttpQuestion {
  readonly method: 'GET' | 'HEAD' | 'POST';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly deadlineMs: number;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
  /** A redirect to another host is a failure that names it. Absent: the redirect itself is the answer. */
  readonly refuseElsewhere?: boolean;
}

/** How a connection was protected. `self-signed`: by a certificate that this computer has no reason to believe. */
export type TlsState = 'none' | 'trusted' | 'self-signed';

export interface HttpAnswer {
  readonly status: number;
  /** Lower-case names; repeated headers stay apart. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly body: Buffer;
  /** Where the answer came from, after redirects on the same host. */
  readonly url: string;
  readonly tls: TlsState;
}

/** Why there is no answer. `sent`: the connection stood, so the request may have reached the camera. */
export class HttpFailure extends Error {
  /** `redirected`: the message is the other host. */
  readonly reason: 'no-connection' | 'deadline' | 'too-large' | 'broken' | 'redirected';
  readonly sent: boolean;
  constructor(reason: HttpFailure['reason'], sent: boolean, message: string) {
    super(message);
    this.name = 'HttpFailure';
    this.reason = reason;
    this.sent = sent;
  }
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const MAX_REDIRECTS = 2;

/**
 * One exchange on a connection of its own (`Connection: close`: old firmwares mix up kept connections), with a deadline over all
 * of it and a cap on the bytes. Redirects are followed on the same host only, and never with a login in hand.
 * @throws HttpFailure, or TunnelError `cancelled`.
 */
export async function exchange(question: HttpQuestion): Promise<HttpAnswer> {
  const signal = withDeadline(question.signal, question.deadlineMs);
  let url = question.url;
  for (let hop = 0; ; hop++) {
    const answer = await once({ ...question, url }, signal);
    const location = answer.headers.get('location')?.[0];
    if (REDIRECTS.has(answer.status) && location !== undefined && question.refuseElsewhere === true) {
      const elsewhere = otherHost(location, url);
      if (elsewhere !== null) throw new HttpFailure('redirected', true, elsewhere);
    }
    if (!REDIRECTS.has(answer.status) || location === undefined || hop === MAX_REDIRECTS || question.headers?.['authorization'] !== undefined) return answer;
    const next = sameHost(location, url);
    if (next === null) return answer;
    url = next;
  }
}

function sameHost(location: string, from: string): string | null {
  try {
    const next = new URL(location, from);
    return (next.protocol === 'http:' || next.protocol === 'https:') && next.hostname === new URL(from).hostname && next.username === '' ? next.href : null;
  } catch {
    return null;
  }
}

/** The host that a redirect leads to, when it is another one; the scheme of an address that has none (`file:`). */
function otherHost(location: string, from: string): string | null {
  try {
    const next = new URL(location, from);
    return next.hostname === new URL(from).hostname ? null : (next.hostname || next.protocol).slice(0, 100);
  } catch {
    return null;
  }
}

function once(question: HttpQuestion, signal: AbortSignal): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    let sent = false;
    let settled = false;
    let answered = false;
    let protection: TlsState = 'none';
    const settle = (outcome: () => void): void => {
      if (settled) return;
      settled = true;
      outcome();
      request.destroy();
    };
    const fail = (reason: HttpFailure['reason'], message: string): void =>
      settle(() => reject(question.signal.aborted ? cancelled() : signal.aborted ? new HttpFailure('deadline', sent, 'no answer in time') : new HttpFailure(reason, sent, message)));
    const tls = question.url.toLowerCase().startsWith('https:');
    const request = (tls ? https : http).request(question.url, {
      method: question.method,
      headers: { 'user-agent': 'kerberos-tunnel', ...(question.body === undefined ? {} : { 'content-length': String(Buffer.byteLength(question.body)) }), ...question.headers },
      agent: false,
      signal,
      maxHeaderSize: 32 * 1024,
      // Cameras send headers that the strict parser refuses; nothing is forwarded, so there is nothing to smuggle.
      insecureHTTPParser: true,
      // A camera's certificate is self-signed and often expired; it proves nothing and is not relied on.
      ...(tls ? { rejectUnauthorized: false, minVersion: 'TLSv1' as const } : {}),
    });
    request.on('socket', (socket) => {
      socket.once(tls ? 'secureConnect' : 'connect', () => {
        sent = true;
        protection = tlsState(socket);
      });
    });
    request.on('error', (error: NodeJS.ErrnoException) => fail(error.code === 'HPE_HEADER_OVERFLOW' ? 'too-large' : sent ? 'broken' : 'no-connection', error.code ?? error.name));
    // What ends without an answer and without an error: `101 Switching Protocols`, for one.
    request.on('close', () => {
      if (!answered) fail(sent ? 'broken' : 'no-connection', 'connection closed');
    });
    request.on('response', (response) => {
      answered = true;
      const collected = new CollectedBytes();
      response.on('data', (chunk: Buffer) => {
        if (collected.length + chunk.length > question.maxBytes) return fail('too-large', `more than ${question.maxBytes} bytes`);
        collected.add(chunk);
      });
      response.on('error', (error: NodeJS.ErrnoException) => fail('broken', error.code ?? error.name));
      const finish = (): void => settle(() => {
        const headers = new Map<string, string[]>(Object.entries(response.headersDistinct).map(([name, values]) => [name, values ?? []]));
        const body = unpacked(collected.all(), headers.get('content-encoding')?.[0] ?? '', question.maxBytes);
        if (body === 'too-large') reject(new HttpFailure('too-large', true, `more than ${question.maxBytes} bytes`));
        else if (body === null) reject(new HttpFailure('broken', true, 'content encoding'));
        else resolve({ status: response.statusCode ?? 0, headers, body, url: question.url, tls: protection });
      });
      response.on('end', finish);
      response.on('close', finish);
      // Some cameras announce a length and close earlier; what came is judged by its content.
      response.on('aborted', () => (signal.aborted ? fail('deadline', 'aborted') : finish()));
    });
    request.end(question.body);
  });
}

/** Believed only where the system's authorities vouch for it, for the very name or address that was asked. */
export function tlsState(socket: object): TlsState {
  return socket instanceof TLSSocket ? (socket.authorized ? 'trusted' : 'self-signed') : 'none';
}

/** Null: it cannot be unpacked. */
function unpacked(body: Buffer, encoding: string, maxOutputLength: number): Buffer | 'too-large' | null {
  try {
    switch (encoding.trim().toLowerCase()) {
      case 'gzip':
      case 'x-gzip':
        return zlib.gunzipSync(body, { maxOutputLength });
      case 'deflate':
        return zlib.inflateSync(body, { maxOutputLength });
      default:
        return body;
    }
  } catch (error) {
    return error instanceof RangeError && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE' ? 'too-large' : null;
  }
}
