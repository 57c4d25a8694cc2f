import net from 'node:net';
import tls from 'node:tls';
import { cancelled } from '../../domain/errors';
import { pause } from '../deadline';
import { tlsState, type TlsState } from '../http-client';
import { RtspParser, type RtspHeaders, type RtspItem } from './rtsp-parser';

export interface RtspResponse {
  readonly status: number;
  readonly reason: string;
  readonly headers: RtspHeaders;
  readonly body: Buffer;
  /** Some web servers answer RTSP requests, in HTTP. */
  readonly protocol: 'RTSP' | 'HTTP';
}

/** Why there is no answer. `sent`: the request left us. */
export class RtspFailure extends Error {
  readonly reason: 'no-connection' | 'deadline' | 'closed' | 'not-rtsp';
  readonly sent: boolean;
  constructor(reason: RtspFailure['reason'], sent: boolean, message: string) {
    super(message);
    this.name = 'RtspFailure';
    this.reason = reason;
    this.sent = sent;
  }
}

/** Questions of a server that may arrive at once: a heartbeat is one. */
const MAX_ASKED = 64;
/** Bytes of ours that a server may leave unread. */
const MAX_UNREAD = 64 * 1024;

interface Waiting {
  settle(outcome: RtspResponse | Error): void;
}

/**
 * One RTSP connection: requests out, answers matched, interleaved packets handed on as they come. One request is under way at a
 * time, as cameras expect. It knows nothing of sessions or logins.
 */
export class RtspConnection {
  readonly #socket: net.Socket;
  readonly #parser = new RtspParser();
  #cseq = 0;
  #waiting: Waiting | null = null;
  /** Requests whose answers nobody waits for any more. */
  readonly #abandoned = new Set<number>();
  #ended: RtspFailure | null = null;
  /** RTP and RTCP that came in this connection. */
  onInterleaved: ((channel: number, payload: Buffer) => void) | null = null;
  /** The connection ended, by whoever. */
  onEnd: (() => void) | null = null;

  private constructor(socket: net.Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => {
      const items = this.#parser.push(chunk);
      if (items.filter((item) => item.kind === 'request').length > MAX_ASKED) return this.#end(new RtspFailure('not-rtsp', true, 'asks without end'));
      for (const item of items) this.#take(item);
      if (this.#parser.broken) this.#end(new RtspFailure('not-rtsp', true, 'not RTSP'));
    });
    socket.on('error', (error: NodeJS.ErrnoException) => this.#end(new RtspFailure('closed', true, error.code ?? error.name)));
    // A half-closed connection gets no more answers.
    socket.on('end', () => this.#end(new RtspFailure('closed', true, 'connection closed')));
    socket.on('close', () => this.#end(new RtspFailure('closed', true, 'connection closed')));
  }

  /** Connects; `rtsps` without belief in the certificate, which is self-signed on every camera. @throws RtspFailure or `cancelled`. */
  static open(options: { host: string; port: number; secure: boolean; deadlineMs: number; signal: AbortSignal }): Promise<RtspConnection> {
    const { host, port, secure, signal } = options;
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(cancelled());
      const socket = secure ? tls.connect({ host, port, rejectUnauthorized: false, minVersion: 'TLSv1' }) : net.connect({ host, port });
      const timer = setTimeout(() => fail(new RtspFailure('no-connection', false, 'no answer in time')), options.deadlineMs);
      const abort = (): void => fail(cancelled());
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', abort);
        socket.removeAllListeners();
      };
      const fail = (error: Error): void => {
        done();
        socket.on('error', () => undefined);
        socket.destroy();
        reject(error);
      };
      signal.addEventListener('abort', abort, { once: true });
      socket.once('error', (error: NodeJS.ErrnoException) => fail(new RtspFailure('no-connection', false, error.code ?? error.name)));
      socket.once('close', () => fail(new RtspFailure('no-connection', false, 'connection closed')));
      socket.once(secure ? 'secureConnect' : 'connect', () => {
        done();
        resolve(new RtspConnection(socket));
      });
    });
  }

  get tls(): TlsState {
    return tlsState(this.#socket);
  }

  get localAddress(): string {
    return this.#socket.localAddress ?? '0.0.0.0';
  }

  get ended(): boolean {
    return this.#ended !== null;
  }

  /** Does the other side hang up in this time? Some do after a 401, a moment after the answer has come. */
  async endsWithin(milliseconds: number, signal: AbortSignal): Promise<boolean> {
    if (this.#ended !== null) return true;
    const over = new AbortController();
    const before = this.onEnd;
    this.onEnd = () => {
      before?.();
      over.abort();
    };
    await pause(milliseconds, AbortSignal.any([signal, over.signal])).catch(() => undefined);
    this.onEnd = before;
    return this.ended;
  }

  /** Sends one request and waits for its answer. `headers` must be free of line breaks. @throws RtspFailure or `cancelled`. */
  request(method: string, uri: string, headers: Readonly<Record<string, string>>, options: { deadlineMs: number; signal: AbortSignal }): Promise<RtspResponse> {
    const cseq = ++this.#cseq;
    return new Promise((resolve, reject) => {
      if (options.signal.aborted) return reject(cancelled());
      if (this.#ended !== null) return reject(new RtspFailure(this.#ended.reason, false, this.#ended.message));
      const abort = (): void => waiting.settle(cancelled());
      const timer = setTimeout(() => waiting.settle(new RtspFailure('deadline', true, 'no answer in time')), options.deadlineMs);
      const waiting: Waiting = {
        settle: (outcome) => {
          if (this.#waiting === waiting) this.#waiting = null;
          if (outcome instanceof Error) this.#abandoned.add(cseq);
          clearTimeout(timer);
          options.signal.removeEventListener('abort', abort);
          if (outcome instanceof Error) reject(outcome);
          else resolve(outcome);
        },
      };
      options.signal.addEventListener('abort', abort, { once: true });
      this.#waiting?.settle(new RtspFailure('closed', true, 'superseded'));
      this.#waiting = waiting;
      this.#write(method, uri, { CSeq: String(cseq), 'User-Agent': 'kerberos-tunnel', ...headers });
    });
  }

  /** Sends without waiting for the answer (keep-alive, the last TEARDOWN of a cancelled session). */
  notify(method: string, uri: string, headers: Readonly<Record<string, string>>): void {
    if (this.#ended !== null) return;
    this.#abandoned.add(++this.#cseq);
    this.#write(method, uri, { CSeq: String(this.#cseq), 'User-Agent': 'kerberos-tunnel', ...headers });
  }

  /** Lets what was written reach the camera, then ends. */
  close(): void {
    if (this.#ended !== null) return;
    this.#socket.end();
    this.#socket.resume();
    // A camera that keeps its side open must not keep ours.
    setTimeout(() => this.#socket.destroy(), 500).unref();
  }

  #write(method: string, uri: string, headers: Readonly<Record<string, string>>): void {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${clean(value)}\r\n`);
    this.#socket.write(`${method} ${clean(uri)} RTSP/1.0\r\n${lines.join('')}\r\n`);
  }

  #take(item: RtspItem): void {
    switch (item.kind) {
      case 'interleaved':
        this.onInterleaved?.(item.channel, item.payload);
        return;
      case 'request':
        // Servers ask too (REDIRECT, SET_PARAMETER, OPTIONS as a heartbeat); saying nothing makes some hang up.
        // One that asks without reading our answers is no camera, and would fill the memory with them.
        if (this.#socket.writableLength > MAX_UNREAD) return this.#end(new RtspFailure('not-rtsp', true, 'asks without listening'));
        this.#socket.write(`RTSP/1.0 ${item.method === 'OPTIONS' ? '200 OK' : '405 Method Not Allowed'}\r\nCSeq: ${clean(item.headers.get('cseq')?.[0] ?? '0')}\r\n\r\n`);
        return;
      case 'response': {
        // VLC's 401 has no CSeq, others count from elsewhere: then it is for the only request there is.
        const cseq = Number(/^\d{1,9}/.exec(item.headers.get('cseq')?.[0] ?? '')?.[0] ?? NaN);
        if (!this.#abandoned.delete(cseq)) this.#waiting?.settle(item);
        return;
      }
    }
  }

  #end(failure: RtspFailure): void {
    if (this.#ended !== null) return;
    this.#ended = failure;
    this.#socket.destroy();
    this.#waiting?.settle(failure);
    this.onEnd?.();
  }
}

function clean(text: string): string {
  // eslint-disable-next-line no-control-regex -- a line break would write a header of its own
  return text.replace(/[\u0000-\u001f\u007f]/g, '');
}
