import { createHash } from 'node:crypto';
import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { connect, type Socket } from 'node:net';

/** A plain RTSP client of the tests' own: it shares no code with the product's or with the simulator. */
export interface Answer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

export interface Login {
  readonly username: string;
  readonly password: string;
}

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

export class Viewer {
  /** RTP packets by interleaved channel 0. */
  readonly packets: Buffer[] = [];
  /** RTCP packets by channel 1. */
  readonly reports: Buffer[] = [];
  readonly #socket: Socket;
  readonly #login: Login | null;
  #pending = Buffer.alloc(0);
  #challenge = '';
  #cseq = 0;
  #waiting: ((answer: Answer | null) => void)[] = [];
  #wanted: { count: number; resolve: () => void } | null = null;

  private constructor(socket: Socket, login: Login | null) {
    this.#socket = socket;
    this.#login = login;
    socket.on('data', (chunk) => this.#take(chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => this.#waiting.splice(0).forEach((resolve) => resolve(null)));
  }

  static open(host: string, port: number, login: Login | null): Promise<Viewer> {
    return new Promise((resolve, reject) => {
      const socket = connect({ host, port }, () => resolve(new Viewer(socket, login)));
      socket.once('error', reject);
    });
  }

  /** Null when the connection closed instead. Uses the last challenge, if any and if there is a login. */
  ask(method: string, uri: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer | null> {
    const lines = { CSeq: String(++this.#cseq), ...this.#authorization(method, uri), ...headers };
    return this.write(`${method} ${uri} RTSP/1.0\r\n${Object.entries(lines).map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`);
  }

  /** Once more with the login when it is asked for. */
  async demand(method: string, uri: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    const first = await this.ask(method, uri, headers);
    const answer = first?.status === 401 ? await this.ask(method, uri, headers) : first;
    if (answer === null) throw new Error('connection closed');
    return answer;
  }

  write(text: string): Promise<Answer | null> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#socket.write(text);
    });
  }

  /** Resolves when that many RTP packets have come in all. */
  received(count: number): Promise<void> {
    return new Promise((resolve) => {
      if (this.packets.length >= count) return resolve();
      this.#wanted = { count, resolve };
    });
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#socket.closed) return resolve();
      this.#socket.once('close', () => resolve());
      this.#socket.destroy();
    });
  }

  #authorization(method: string, uri: string): Record<string, string> {
    if (this.#login === null || this.#challenge === '') return {};
    const field = (name: string): string => new RegExp(`${name}="([^"]*)"`).exec(this.#challenge)?.[1] ?? '';
    const ha1 = md5(`${this.#login.username}:${field('realm')}:${this.#login.password}`);
    const response = md5(`${ha1}:${field('nonce')}:${md5(`${method}:${uri}`)}`);
    return { Authorization: `Digest username="${this.#login.username}", realm="${field('realm')}", nonce="${field('nonce')}", uri="${uri}", response="${response}"` };
  }

  #take(chunk: Buffer): void {
    this.#pending = Buffer.concat([this.#pending, chunk]);
    for (;;) {
      if (this.#pending[0] === 0x24) {
        const end = this.#pending.length < 4 ? Infinity : 4 + this.#pending.readUInt16BE(2);
        if (this.#pending.length < end) return;
        (this.#pending[1] === 0 ? this.packets : this.reports).push(this.#pending.subarray(4, end));
        this.#pending = this.#pending.subarray(end);
        if (this.#wanted !== null && this.packets.length >= this.#wanted.count) this.#wanted.resolve();
        continue;
      }
      const headEnd = this.#pending.indexOf('\r\n\r\n');
      if (headEnd < 0) return;
      const [first = '', ...lines] = this.#pending.subarray(0, headEnd).toString().split('\r\n');
      const headers = new Map(lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]));
      const end = headEnd + 4 + Number(headers.get('content-length') ?? 0);
      if (this.#pending.length < end) return;
      const body = this.#pending.subarray(headEnd + 4, end).toString();
      this.#pending = this.#pending.subarray(end);
      this.#challenge = headers.get('www-authenticate') ?? this.#challenge;
      this.#waiting.shift()?.({ status: Number(first.split(' ')[1]), headers, body });
    }
  }
}

/** Two UDP ports of ours that listen, RTP first. */
export async function udpEars(): Promise<{ rtp: UdpSocket; rtcp: UdpSocket; ports: string; close: () => void }> {
  const [rtp, rtcp] = [createSocket('udp4'), createSocket('udp4')];
  await Promise.all([rtp, rtcp].map((socket) => new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', () => resolve()))));
  return { rtp, rtcp, ports: `${rtp.address().port}-${rtcp.address().port}`, close: () => [rtp, rtcp].forEach((socket) => socket.close()) };
}
