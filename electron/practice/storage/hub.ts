import type { IncomingMessage, ServerResponse } from 'node:http';
import { serve, type Call, type Reply } from '../http/exchange';
import { Faults } from '../http/faults';

export interface SimulatedHubOptions {
  readonly keys: { readonly publicKey: string; readonly privateKey: string };
  readonly region: string;
  /** What a question for an upload gets where the keys fit; 404: a newer one, that takes resumable uploads only. Default: 200. */
  readonly upload?: 200 | 403 | 404;
}

export interface SimulatedHub {
  readonly handler: (request: IncomingMessage, response: ServerResponse) => void;
  readonly faults: Faults;
  /** File names that arrived. */
  readonly stored: readonly string[];
}

/** The calls of Kerberos Hub that agents make (kerberos-io/agent cloud.go:1222, kerberos_hub.go:75). */
export function createSimulatedHub(options: SimulatedHubOptions): SimulatedHub {
  const faults = new Faults();
  const stored: string[] = [];

  function answer({ method, path, headers }: Call): Reply {
    const route = `${method} /${path.join('/')}`;
    if (!['POST /subscription/verify', 'HEAD /storage/upload', 'POST /storage/upload', 'POST /devices/heartbeat'].includes(route)) return json(404, { message: '404 page not found' });
    if (route === 'POST /devices/heartbeat') return json(200, { data: 'ok' });
    if (headers['x-kerberos-hub-publickey'] !== options.keys.publicKey || headers['x-kerberos-hub-privatekey'] !== options.keys.privateKey) return json(401, { data: 'subscription not found' });
    if (route === 'POST /subscription/verify') return json(200, { data: 'ok' });
    const name = headers['x-kerberos-storage-filename'];
    const upload = options.upload ?? 200;
    if (upload === 200 && headers['x-kerberos-hub-region'] !== options.region) return json(403, { message: 'region not allowed' });
    if (upload === 200 && method === 'POST' && typeof name === 'string') stored.push(name);
    return json(upload, { data: 'ok' });
  }

  return { handler: serve(faults, answer), faults, stored };
}

const json = (status: number, body: unknown): Reply => ({ status, type: 'json', body });
