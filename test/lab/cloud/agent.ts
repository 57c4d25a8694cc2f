import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { statSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

export interface AgentOptions {
  readonly name: string;
  readonly rtsp: string;
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
  readonly frameFile: string;
}

/** The real agent tries again every 3 s after its stream broke; so does this one. */
const RECONNECT_MS = 3_000;
/** ffmpeg writes a picture every 2 s; older than this and the stream stands still. */
const FRESH_MS = 6_000;

/**
 * A cloud agent: a real RTSP puller (ffmpeg over TCP, key frames only, to be kind to the CPU) whose latest picture is
 * served by the part of the agent's HTTP API that the fact sheet documents (kerberos.md 2.4).
 */
export class Agent {
  readonly #server: Server;
  readonly #tokens = new Set<string>();
  #puller: ChildProcess | null = null;
  #stopped = false;

  constructor(readonly options: AgentOptions) {
    this.#server = createServer((request, response) => {
      void this.#answer(request, response).catch(() => response.destroy());
    });
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(this.options.port, this.options.host, resolve);
    });
    this.#pull();
  }

  stop(): void {
    this.#stopped = true;
    this.#puller?.kill('SIGKILL'); // it holds nothing that wants a clean end
    this.#server.close();
    this.#server.closeAllConnections();
    rmSync(this.options.frameFile, { force: true });
  }

  /** When the latest picture was written; null before the first. */
  frameAt(): number | null {
    return statSync(this.options.frameFile, { throwIfNoEntry: false })?.mtimeMs ?? null;
  }

  isPlaying(): boolean {
    const at = this.frameAt();
    return at !== null && Date.now() - at < FRESH_MS;
  }

  #pull(): void {
    if (this.#stopped) return;
    const { rtsp, frameFile } = this.options;
    this.#puller = spawn(
      'ffmpeg',
      // prettier-ignore
      ['-nostdin', '-v', 'error', '-threads', '1', '-rtsp_transport', 'tcp', '-timeout', '8000000', '-skip_frame', 'nokey', '-i', rtsp,
       '-map', '0:v:0', '-vf', 'fps=1/2', '-q:v', '4', '-f', 'image2', '-update', '1', '-atomic_writing', '1', '-y', frameFile],
      { stdio: 'ignore' },
    );
    this.#puller.once('error', () => undefined);
    this.#puller.once('close', () => {
      setTimeout(() => this.#pull(), RECONNECT_MS).unref();
    });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '/').split('?')[0];
    const json = (status: number, body: unknown): void => {
      response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8', 'Access-Control-Allow-Origin': '*' });
      response.end(JSON.stringify(body));
    };
    if (path === '/api/login' && request.method === 'POST') {
      const login = JSON.parse(await bodyOf(request)) as { username?: string; password?: string };
      if (login.username !== this.options.username || login.password !== this.options.password) {
        json(401, { code: 401, message: 'incorrect Username or Password' });
        return;
      }
      const token = randomBytes(24).toString('base64url');
      this.#tokens.add(token);
      json(200, { code: 200, token, expire: new Date(Date.now() + 86_400_000).toISOString(), username: login.username, role: 'admin' });
      return;
    }
    if (path === undefined || !path.startsWith('/api/')) {
      response.writeHead(200, { 'Content-Type': 'text/html' });
      response.end('<!doctype html><title>Kerberos Agent</title>');
      return;
    }
    const given = /^Bearer (.+)$/.exec(request.headers['x-authorization']?.toString() ?? request.headers.authorization ?? '')?.[1];
    if (given === undefined || !this.#tokens.has(given)) {
      json(401, { code: 401, message: 'cookie token is empty' });
      return;
    }
    switch (path) {
      case '/api/dashboard':
        json(200, { offlineMode: 'false', cameraOnline: this.isPlaying(), cloudOnline: false, numberOfRecordings: 0, webrtcReaders: 0, webrtcPending: 0, days: [], latestEvents: [] });
        return;
      case '/api/camera/snapshot/base64':
        json(200, { base64: (await this.#nextFrame(response)).toString('base64') });
        return;
      case '/api/camera/snapshot/jpeg': {
        const jpeg = await this.#nextFrame(response);
        response.writeHead(200, { 'Content-Type': 'image/jpeg' });
        response.end(jpeg);
        return;
      }
      default:
        json(404, { message: 'not found' });
    }
  }

  /** Waits for a fresh frame for as long as the caller does: the real agent has no timeout here. */
  async #nextFrame(response: ServerResponse): Promise<Buffer> {
    while (!this.isPlaying()) {
      if (response.destroyed || this.#stopped) throw new Error('the caller left');
      await delay(100);
    }
    return readFileSync(this.options.frameFile);
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
