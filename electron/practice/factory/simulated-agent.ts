import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { serve, type Call, type Reply } from '../http/exchange';
import { Faults } from '../http/faults';
import { issueToken, readToken } from '../http/session-token';

export interface SimulatedAgentOptions {
  readonly login: { readonly username: string; readonly password: string };
  /** The newest key frame as JPEG; null while there is none. */
  readonly frame: () => Promise<Uint8Array | null>;
  /** Is the RTSP session to the camera open? */
  readonly connected: () => boolean;
}

export interface SimulatedAgent {
  readonly handler: (request: IncomingMessage, response: ServerResponse) => void;
  readonly faults: Faults;
  /** Serves the agent's API; port 0 takes a free one. */
  listen(host: string, port: number): Promise<{ address: string; port: number }>;
  close(): Promise<void>;
}

const Login = z.object({ username: z.string(), password: z.string() });
const DAY_MS = 24 * 3600 * 1000;

/** The documented API of a Kerberos agent (kerberos-io/agent routers/http/routes.go) around whatever really receives the stream. */
export function createSimulatedAgent(options: SimulatedAgentOptions): SimulatedAgent {
  const faults = new Faults();
  const signingKey = randomBytes(16).toString('hex');

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
    if (!route.startsWith('GET /api/')) return { status: 200, type: 'html', body: '<!doctype html><html><head><title>Kerberos Agent</title></head><body></body></html>' };
    if (call.bearer === null || readToken(signingKey, call.bearer, Date.now()) === null) return json(401, { code: 401, message: 'cookie token is empty' });
    switch (route) {
      case 'GET /api/dashboard':
        return json(200, { offlineMode: 'false', cameraOnline: options.connected(), cloudOnline: false, numberOfRecordings: 0, webrtcReaders: 0, webrtcPending: 0, days: [], latestEvents: [] });
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
        server.close(() => { resolve(); });
        server.closeAllConnections();
      }),
  };
}

const json = (status: number, body: unknown): Reply => ({ status, type: 'json', body });
