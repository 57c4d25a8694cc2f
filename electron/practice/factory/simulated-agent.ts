import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { serve, type Call, type Reply } from '../http/exchange';
import { Faults } from '../http/faults';
import { issueToken, readToken } from '../http/session-token';
import { verifyHub, verifyPersistence } from '../storage/agent-verification';
import { createAgentLog } from './agent-log';

export interface SimulatedAgentOptions {
  readonly login: { readonly username: string; readonly password: string };
  /** The newest key frame as JPEG; null while there is none. */
  readonly frame: () => Promise<Uint8Array | null>;
  /** Is the RTSP session to the camera open? */
  readonly connected: () => boolean;
  /** The stream's address as it was told, with the camera's login: the real one quotes it in its log and its configuration. */
  readonly rtsp?: string;
  /** Why the stream cannot be opened, in the words of its library; null: nothing is wrong. Absent: it says nothing. */
  readonly trouble?: () => string | null;
  /** Key frames that arrived so far. Absent: one per look while it is connected. */
  readonly keyFrames?: () => number;
  /** Frames per second as the agent measured them. Absent: not yet. */
  readonly fps?: () => number;
  /** Milliseconds between two looks, each of which is a line of its log; the real one takes 5 s. */
  readonly lookMs?: number;
  /** Does it reach this Vault or Hub? Absent: none at all. */
  readonly reachesStorage?: (uri: string) => boolean;
}

export interface SimulatedAgent {
  readonly handler: (request: IncomingMessage, response: ServerResponse) => void;
  readonly faults: Faults;
  /** Its newest lines, oldest first, as the real one prints them. */
  logs(): string;
  /** Serves the agent's API; port 0 takes a free one. */
  listen(host: string, port: number): Promise<{ address: string; port: number }>;
  close(): Promise<void>;
}

const Login = z.object({ username: z.string(), password: z.string() });
const Streams = z.object({ rtsp: z.string(), sub_rtsp: z.string().default('') });
const DAY_MS = 24 * 3600 * 1000;
const none = (): boolean => false;

/** The documented API of a Kerberos agent (kerberos-io/agent routers/http/routes.go) around whatever really receives the stream. */
export function createSimulatedAgent(options: SimulatedAgentOptions): SimulatedAgent {
  const faults = new Faults();
  const signingKey = randomBytes(16).toString('hex');
  const log = createAgentLog(options);

  async function answer(call: Call): Promise<Reply> {
    const route = `${call.method} /${call.path.join('/')}`;
    if (route === 'POST /api/login') {
      const body = Login.safeParse(call.body);
      if (!body.success || body.data.username !== options.login.username || body.data.password !== options.login.password) {
        return json(401, { code: 401, message: 'incorrect Username or Password' });
      }
      const expires = Date.now() + DAY_MS;
      return json(200, { code: 200, token: issueToken(signingKey, { subject: body.data.username, kind: 'user', era: 0, expires }), expire: new Date(expires).toISOString(), username: body.data.username, role: 'admin' });
    }
    if (call.path[0] !== 'api') return { status: 200, type: 'html', body: '<!doctype html><html><head><title>Kerberos Agent</title></head><body></body></html>' };
    if (call.bearer === null || readToken(signingKey, call.bearer, Date.now()) === null) return json(401, { code: 401, message: 'cookie token is empty' });
    switch (route) {
      case 'GET /api/dashboard':
        return json(200, { offlineMode: 'false', cameraOnline: options.connected(), cloudOnline: false, numberOfRecordings: 0, webrtcReaders: 0, webrtcPending: 0, days: [], latestEvents: [] });
      case 'GET /api/config': {
        const frame = options.connected() ? await options.frame() : null;
        const ipcamera = { rtsp: options.rtsp ?? '', sub_rtsp: '', fps: String(options.fps?.() ?? ''), width: 0, height: 0 };
        return json(200, { config: { key: 'agent', capture: { ipcamera } }, custom: {}, global: {}, snapshot: frame === null ? '' : Buffer.from(frame).toString('base64') });
      }
      case 'POST /api/camera/verify/primary': {
        if (!Streams.safeParse(call.body).success) return json(400, { message: 'Something went wrong while receiving the config EOF' });
        const trouble = options.trouble?.() ?? null;
        return trouble === null ? json(200, { data: [], message: 'All good, detected a H264 codec.' }) : json(400, { message: trouble });
      }
      case 'POST /api/persistence/verify':
        return verifyPersistence(call.body, options.reachesStorage ?? none);
      case 'POST /api/hub/verify':
        return verifyHub(call.body, options.reachesStorage ?? none);
      case 'GET /api/camera/snapshot/base64': {
        const frame = await options.frame();
        return json(200, { base64: frame === null ? '' : Buffer.from(frame).toString('base64') });
      }
      case 'GET /api/camera/snapshot/jpeg': {
        const frame = await options.frame();
        return frame === null ? { status: 200, type: 'empty' } : { status: 200, type: 'jpeg', body: frame };
      }
      default:
        return json(404, { code: 'PAGE_NOT_FOUND', message: 'Page not found' });
    }
  }

  const handler = serve(faults, answer);
  const server = createServer(handler);
  return {
    handler,
    faults,
    logs: () => log.text(),
    listen: (host, port) =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, host, () => {
          const address = server.address() as AddressInfo;
          resolve({ address: address.address, port: address.port });
        });
      }),
    close: () =>
      new Promise((resolve) => {
        faults.clear();
        log.close();
        server.close(() => { resolve(); });
        server.closeAllConnections();
      }),
  };
}

const json = (status: number, body: unknown): Reply => ({ status, type: 'json', body });
