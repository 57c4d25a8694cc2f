import { createServer, type Server, type Socket } from 'node:net';
import type { CameraDoor } from './camera-door';
import type { CameraCharacter, StreamCharacter } from './character';
import type { Media } from './media';
import { interleavedWay, udpWay, type RtpWay } from './rtp-way';
import { RtspRequestReader, type RtspRequest } from './rtsp-request';
import { RtspSession, SESSION_TIMEOUT } from './rtsp-session';
import { describeClip, TRACK } from './sdp';

const METHODS = ['OPTIONS', 'DESCRIBE', 'SETUP', 'PLAY', 'GET_PARAMETER', 'SET_PARAMETER', 'TEARDOWN'];
const WORDS: Readonly<Record<number, string>> = {
  200: 'OK', 400: 'Bad Request', 401: 'Unauthorized', 404: 'Not Found', 453: 'Not Enough Bandwidth', 454: 'Session Not Found',
  455: 'Method Not Valid in This State', 459: 'Aggregate Operation Not Allowed', 461: 'Unsupported Transport', 501: 'Not Implemented',
};

interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Done after the answer was written: media must not come before it. */
  readonly after?: () => void;
}

export interface CameraRtsp {
  readonly server: Server;
  /** Viewers now. */
  readonly sessions: () => number;
  /** Ends all sessions and connections; the server itself is closed by its owner. */
  readonly end: () => void;
}

/** The RTSP server of a camera (RFC 2326): its streams to whoever logs in, over the RTSP connection or UDP. */
export function cameraRtsp(options: { character: CameraCharacter; host: string; media: Media; door: CameraDoor }): CameraRtsp {
  const sockets = new Map<Socket, RtspConnection>();
  const sessions = (): number => [...sockets.values()].reduce((sum, connection) => sum + connection.sessions.size, 0);
  const server = createServer({ noDelay: true }, (socket) => {
    const connection = new RtspConnection(socket, { ...options, full: () => sessions() >= options.character.sessionLimit });
    sockets.set(socket, connection);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      connection.end();
      sockets.delete(socket);
    });
  });
  return {
    server,
    sessions,
    end: () => {
      for (const [socket, connection] of sockets) {
        connection.end();
        socket.destroy();
      }
    },
  };
}

interface ConnectionOptions {
  readonly character: CameraCharacter;
  readonly host: string;
  readonly media: Media;
  readonly door: CameraDoor;
  /** No further session is taken. */
  readonly full: () => boolean;
}

class RtspConnection {
  readonly sessions = new Map<string, RtspSession>();
  readonly #socket: Socket;
  readonly #options: ConnectionOptions;
  readonly #reader = new RtspRequestReader();
  /** Requests are answered in their order, also while a SETUP waits for its ports. */
  #queue: Promise<void> = Promise.resolve();

  constructor(socket: Socket, options: ConnectionOptions) {
    this.#socket = socket;
    this.#options = options;
    socket.on('data', (chunk) => {
      for (const session of this.sessions.values()) session.heard();
      const requests = this.#reader.read(chunk);
      if (requests === null) return socket.end('RTSP/1.0 400 Bad Request\r\n\r\n');
      for (const request of requests) this.#queue = this.#queue.then(() => this.#answer(request)).catch(() => void socket.destroy());
    });
  }

  end(): void {
    for (const session of this.sessions.values()) session.close();
    this.sessions.clear();
  }

  async #answer(request: RtspRequest): Promise<void> {
    const reply = await this.#reply(request);
    if (!this.#socket.writable) return this.end();
    const body = reply.body ?? '';
    const headers = { CSeq: request.headers.get('cseq') ?? '0', Server: this.#options.character.servers.rtsp, ...reply.headers, ...(body === '' ? {} : { 'Content-Length': String(Buffer.byteLength(body)) }) };
    this.#socket.write(`RTSP/1.0 ${reply.status} ${WORDS[reply.status] ?? 'Error'}\r\n${Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`);
    reply.after?.();
  }

  async #reply(request: RtspRequest): Promise<Reply> {
    const { character, door } = this.#options;
    if (!METHODS.includes(request.method)) return { status: 501 };
    if (request.method === 'OPTIONS') return { status: 200, headers: { Public: METHODS.join(', ') } };
    const target = this.#target(request.uri);
    const session = this.sessions.get((request.headers.get('session') ?? '').split(';')[0]?.trim() ?? '');
    // Sessions are known to this connection only; whoever has one has logged in.
    if (session === undefined || request.method === 'DESCRIBE' || request.method === 'SETUP') {
      if (character.rtspOrder === 'path-first' && target === null) return { status: 404 };
      const admitted = door.byRtsp(request.headers.get('authorization'), request.method, request.uri);
      if (!admitted.in) return { status: 401, headers: { 'WWW-Authenticate': admitted.challenge ?? '' } };
      if (target === null) return { status: 404 };
    }
    switch (request.method) {
      case 'DESCRIBE': return target === null || target.track ? { status: 404 } : this.#describe(request.uri, target.stream);
      case 'SETUP': return target === null ? { status: 404 } : this.#setUp(request, target);
      default: break;
    }
    if (session === undefined) return { status: 454 };
    const answered = { Session: session.id };
    switch (request.method) {
      case 'PLAY': return {
        status: 200,
        headers: { ...answered, Range: 'npt=now-', 'RTP-Info': `url=${this.#trackUrl(request.uri)};seq=${session.rtp.firstSequence};rtptime=${session.rtp.firstTimestamp}` },
        after: () => session.play(),
      };
      case 'TEARDOWN': {
        session.close();
        this.sessions.delete(session.id);
        return { status: 200, headers: answered };
      }
      default: return { status: 200, headers: answered };
    }
  }

  #describe(uri: string, stream: StreamCharacter): Reply {
    const { character, host, media } = this.#options;
    return { status: 200, headers: { 'Content-Base': `${uri.replace(/\/$/, '')}/`, 'Content-Type': 'application/sdp' }, body: describeClip(media.clips[stream.clip], { host, name: `${character.name} ${stream.name}` }) };
  }

  async #setUp(request: RtspRequest, target: { stream: StreamCharacter; track: boolean }): Promise<Reply> {
    if (!target.track) return { status: 459 };
    // A second SETUP in a session would change its transport or add a track; these cameras know neither.
    if (request.headers.has('session')) return { status: 455 };
    if (this.#options.full()) return { status: 453 };
    const way = await this.#way(request.headers.get('transport') ?? '');
    if (way === null) return { status: 461 };
    const session = new RtspSession({
      clip: this.#options.media.clips[target.stream.clip],
      way,
      onSilence: () => {
        session.close();
        this.sessions.delete(session.id);
      },
    });
    this.sessions.set(session.id, session);
    return { status: 200, headers: { Transport: `${way.transport};ssrc=${session.rtp.ssrc.toString(16).padStart(8, '0').toUpperCase()}`, Session: `${session.id};timeout=${SESSION_TIMEOUT}` } };
  }

  /** The first transport of the viewer's list that we have. */
  async #way(header: string): Promise<RtpWay | null> {
    for (const offer of header.slice(0, 2000).split(',')) {
      if (/multicast/i.test(offer)) continue;
      if (/RTP\/AVP\/TCP/i.test(offer)) {
        const channels = pair(/interleaved=(\d{1,3})(?:-(\d{1,3}))?/i.exec(offer), 255);
        return interleavedWay(this.#socket, channels ?? [this.sessions.size * 2, this.sessions.size * 2 + 1]);
      }
      const ports = pair(/client_port=(\d{1,5})(?:-(\d{1,5}))?/i.exec(offer), 65_535);
      // Only to whom asked: never to another address (`destination=`), which would let a viewer flood somebody else.
      if (/RTP\/AVP/i.test(offer) && ports !== null) return udpWay(this.#options.host, this.#socket.remoteAddress ?? '127.0.0.1', ports);
    }
    return null;
  }

  /** The stream that a URI means, whatever host it names. */
  #target(uri: string): { stream: StreamCharacter; track: boolean } | null {
    const path = /^rtsp:\/\/[^/]+(\/[^#]*)?$/i.exec(uri)?.[1] ?? '';
    const track = path.endsWith(`/${TRACK}`);
    const plain = (track ? path.slice(0, -TRACK.length - 1) : path).replace(/\/$/, '');
    const stream = this.#options.character.streams.find((candidate) => candidate.path === plain);
    return stream === undefined ? null : { stream, track };
  }

  #trackUrl(uri: string): string {
    return uri.endsWith(`/${TRACK}`) ? uri : `${uri.replace(/\/$/, '')}/${TRACK}`;
  }
}

function pair(match: RegExpExecArray | null, max: number): [number, number] | null {
  if (match === null) return null;
  const first = Number(match[1]);
  const second = Number(match[2] ?? first + 1);
  return first <= max && second <= max ? [first, second] : null;
}
