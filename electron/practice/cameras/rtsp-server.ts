import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { CameraDoor } from './camera-door';
import type { Account, DeviceCharacter, StreamCharacter } from './character';
import type { Media } from './media';
import { interleavedWay, udpWay, type RtpWay } from './rtp-way';
import { RtspRequestReader, type RtspRequest } from './rtsp-request';
import { RtspSession, SESSION_TIMEOUT } from './rtsp-session';
import { describeClip } from './sdp';
import { StreamPaths, type NoTarget, type Target } from './stream-paths';

const METHODS = ['OPTIONS', 'DESCRIBE', 'SETUP', 'PLAY', 'GET_PARAMETER', 'SET_PARAMETER', 'TEARDOWN'];
const WORDS: Readonly<Record<number, string>> = {
  200: 'OK', 400: 'Bad Request', 401: 'Unauthorized', 404: 'Not Found', 453: 'Not Enough Bandwidth', 454: 'Session Not Found',
  455: 'Method Not Valid in This State', 459: 'Aggregate Operation Not Allowed', 461: 'Unsupported Transport', 501: 'Not Implemented',
};
/** Nobody's (RFC 5737): the address a device had before it was moved. */
const OLD_ADDRESS = '192.0.2.88';

interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string;
  /** Done after the answer was written: media must not come before it. */
  readonly after?: () => void;
}

export interface CameraRtsp {
  readonly server: Server;
  /** Viewers now. */
  readonly sessions: () => number;
  /** Viewers since the start. */
  readonly sessionsEver: () => number;
  /** Ends all sessions and connections; the server itself is closed by its owner. */
  readonly end: () => void;
}

interface RtspOptions {
  readonly character: DeviceCharacter;
  readonly host: string;
  readonly media: Media;
  readonly door: CameraDoor;
  readonly account: Account;
}

/** The RTSP server of a device (RFC 2326): its streams to whoever logs in, over the RTSP connection or UDP. */
export function cameraRtsp(options: RtspOptions): CameraRtsp {
  const sockets = new Map<Socket, RtspConnection>();
  let ever = 0;
  const sessions = (): number => [...sockets.values()].reduce((sum, connection) => sum + connection.sessions.size, 0);
  const paths = new StreamPaths(options.character, options.account);
  const server = createServer({ noDelay: true }, (socket) => {
    const connection = new RtspConnection(socket, { ...options, paths, full: () => sessions() >= options.character.sessionLimit, onSession: () => ever++ });
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
    sessionsEver: () => ever,
    end: () => {
      for (const [socket, connection] of sockets) {
        connection.end();
        socket.destroy();
      }
    },
  };
}

interface ConnectionOptions extends RtspOptions {
  readonly paths: StreamPaths;
  /** No further session is taken. */
  readonly full: () => boolean;
  readonly onSession: () => void;
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
    const { character } = this.#options;
    if (character.pace.answerAfter > 0) await wait(character.pace.answerAfter);
    const reply = await this.#reply(request);
    if (!this.#socket.writable) return this.end();
    const body = reply.body ?? '';
    const cseq = `${request.headers.get('cseq') ?? '0'}${character.quirks.includes('cseq-blank') ? ' ' : ''}`;
    const headers = { CSeq: cseq, Server: character.servers.rtsp, ...reply.headers, ...(body === '' ? {} : { 'Content-Length': String(Buffer.byteLength(body)) }) };
    const lines = Object.entries(headers).flatMap(([name, value]) => (typeof value === 'string' ? [value] : value).map((one) => `${name}: ${one}\r\n`));
    this.#socket.write(`RTSP/1.0 ${reply.status} ${WORDS[reply.status] ?? 'Error'}\r\n${lines.join('')}\r\n${body}`);
    if (reply.status === 401 && character.quirks.includes('hangs-up')) this.#socket.end();
    reply.after?.();
  }

  async #reply(request: RtspRequest): Promise<Reply> {
    const { character, paths } = this.#options;
    if (!METHODS.includes(request.method)) return { status: 501 };
    if (request.method === 'OPTIONS') return character.quirks.includes('options-refused') ? { status: 501 } : { status: 200, headers: { Public: METHODS.join(', ') } };
    const target = paths.of(request.uri);
    const session = this.sessions.get((request.headers.get('session') ?? '').split(';')[0]?.trim() ?? '');
    // Sessions are known to this connection only; whoever has one has logged in.
    if (session === undefined || request.method === 'DESCRIBE' || request.method === 'SETUP') {
      const refusal = this.#admit(request, target);
      if (refusal !== null) return refusal;
    }
    switch (request.method) {
      case 'DESCRIBE': return target.stream === null || (target.track && character.control !== 'star') ? { status: 404 } : this.#describe(request.uri, target.stream);
      case 'SETUP': return target.stream === null ? { status: 404 } : this.#setUp(request, target);
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

  /** Null: come in. */
  #admit(request: RtspRequest, target: Target | NoTarget): Reply | null {
    const { character, door } = this.#options;
    if (character.rtspOrder === 'path-first' && target.stream === null) {
      if (target.wrongLogin) door.byPath(false);
      return { status: 404 };
    }
    const admitted = door.byRtsp(request.headers.get('authorization'), request.method, request.uri);
    if (!admitted.in) return { status: 401, headers: { 'WWW-Authenticate': admitted.challenges } };
    return target.stream === null ? { status: 404 } : null;
  }

  #describe(uri: string, stream: StreamCharacter): Reply {
    const { character, host, media } = this.#options;
    const base = this.#contentBase(uri);
    return {
      status: 200,
      headers: { ...(base === null ? {} : { 'Content-Base': base }), 'Content-Type': 'application/sdp' },
      body: describeClip(media.clips[stream.clip], { host, name: `${character.name} ${stream.name}`, control: this.#control(uri), parameterSets: character.parameterSets === 'described' }),
    };
  }

  #contentBase(uri: string): string | null {
    const own = `${uri.replace(/\/$/, '')}/`;
    switch (this.#options.character.contentBase) {
      case 'own': return own;
      case 'absent': return null;
      case 'without-query': return own.replace(/\?.*/, '/').replace(/\/+$/, '/');
      case 'without-scheme': return own.replace(/^rtsps?:\/\//i, '');
      case 'loopback': return atHost(own, '127.0.0.1');
      case 'old-address': return atHost(own, OLD_ADDRESS);
    }
  }

  #control(uri: string): string {
    switch (this.#options.character.control) {
      case 'relative': return this.#options.character.track;
      case 'absolute': return this.#trackUrl(uri);
      case 'absolute-old-address': return atHost(this.#trackUrl(uri), OLD_ADDRESS);
      case 'before-query': {
        const [before = '', query] = uri.split('?');
        return `${before.replace(/\/$/, '')}/${this.#options.character.track}${query === undefined ? '' : `?${query}`}`;
      }
      case 'star': return '*';
    }
  }

  async #setUp(request: RtspRequest, target: Target): Promise<Reply> {
    const { character, media, onSession } = this.#options;
    if (!target.track) return { status: 459 };
    // A second SETUP in a session would change its transport or add a track; these cameras know neither.
    if (request.headers.has('session')) return { status: 455 };
    if (this.#options.full()) return { status: 453 };
    const way = await this.#way(request.headers.get('transport') ?? '');
    if (way === null) return { status: 461 };
    const session = new RtspSession({
      clip: media.clips[target.stream.clip],
      way,
      onSilence: () => {
        session.close();
        this.sessions.delete(session.id);
      },
    });
    this.sessions.set(session.id, session);
    onSession();
    const transport = character.quirks.includes('no-transport-channels') ? way.transport.replace(/;interleaved=[\d-]+/, '') : way.transport;
    return { status: 200, headers: { Transport: `${transport};ssrc=${session.rtp.ssrc.toString(16).padStart(8, '0').toUpperCase()}`, Session: `${session.id}${character.quirks.includes('no-session-timeout') ? '' : `;timeout=${SESSION_TIMEOUT}`}` } };
  }

  /** The first transport of the viewer's list that we have. */
  async #way(header: string): Promise<RtpWay | null> {
    const { transports } = this.#options.character;
    for (const offer of header.slice(0, 2000).split(',')) {
      if (/multicast/i.test(offer)) continue;
      if (/RTP\/AVP\/TCP/i.test(offer)) {
        if (!transports.includes('tcp')) continue;
        const channels = pair(/interleaved=(\d{1,3})(?:-(\d{1,3}))?/i.exec(offer), 255);
        return interleavedWay(this.#socket, channels ?? [this.sessions.size * 2, this.sessions.size * 2 + 1]);
      }
      const ports = pair(/client_port=(\d{1,5})(?:-(\d{1,5}))?/i.exec(offer), 65_535);
      // Only to whom asked: never to another address (`destination=`), which would let a viewer flood somebody else.
      if (/RTP\/AVP/i.test(offer) && ports !== null && transports.includes('udp')) return udpWay(this.#options.host, this.#socket.remoteAddress ?? '127.0.0.1', ports);
    }
    return null;
  }

  #trackUrl(uri: string): string {
    const { track } = this.#options.character;
    return uri.endsWith(`/${track}`) ? uri : `${uri.replace(/\/$/, '')}/${track}`;
  }
}

/** The same address at another host. */
function atHost(uri: string, host: string): string {
  return uri.replace(/^(rtsps?:\/\/)[^/:]+/i, `$1${host}`);
}

function pair(match: RegExpExecArray | null, max: number): [number, number] | null {
  if (match === null) return null;
  const first = Number(match[1]);
  const second = Number(match[2] ?? first + 1);
  return first <= max && second <= max ? [first, second] : null;
}
