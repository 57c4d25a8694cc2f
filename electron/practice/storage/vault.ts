import type { IncomingMessage, ServerResponse } from 'node:http';
import { serve, type Call, type Reply } from '../http/exchange';
import { Faults } from '../http/faults';

export interface SimulatedVaultOptions {
  readonly account: { readonly accessKey: string; readonly secretKey: string };
  /** The directory of the account; `*`: any. */
  readonly directory: string;
  /** The first one is taken where none is named. */
  readonly providers: readonly string[];
  /** In front of its routes; default: `api`. */
  readonly prefix?: string;
  /** What wrong keys get; it is nowhere written down. Default: 401. */
  readonly refusal?: 400 | 401 | 403;
  /** Older ones have no `/health`. Default: has it. */
  readonly health?: boolean;
}

/** A clip that was stored. */
export interface StoredClip {
  readonly device: string;
  readonly fileName: string;
  readonly provider: string;
  readonly directory: string;
}

export interface SimulatedVault {
  readonly handler: (request: IncomingMessage, response: ServerResponse) => void;
  readonly faults: Faults;
  readonly stored: readonly StoredClip[];
}

const PAGE: Reply = { status: 200, type: 'html', body: '<!doctype html><html lang="en"><head><title>Kerberos Vault</title></head><body><noscript>You need to enable JavaScript to run this app.</noscript><div id="root"></div></body></html>' };

/** The calls of Kerberos Vault that agents make (kerberos-io/agent cloud.go, kerberos_vault.go), behind its application's page. */
export function createSimulatedVault(options: SimulatedVaultOptions): SimulatedVault {
  const faults = new Faults();
  const stored: StoredClip[] = [];
  const prefix = options.prefix ?? 'api';

  function answer({ method, path, headers }: Call): Reply {
    const inner = prefix === '' ? path : path[0] === prefix ? path.slice(1) : null;
    if (inner === null) return method === 'GET' ? PAGE : json(404, { message: 'not found' });
    switch (`${method} /${inner.join('/')}`) {
      case 'GET /health':
        return options.health === false ? json(404, { message: 'not found' }) : json(200, { status: 'ok' });
      case 'POST /devices/heartbeat':
        return json(200, { data: 'ok' });
      case 'POST /ping':
        return known(headers) ? json(200, { message: 'pong' }) : json(options.refusal ?? 401, { message: `account not found: ${textOf(headers['x-kerberos-storage-accesskey'])}` });
      case 'POST /storage': {
        if (!known(headers)) return json(options.refusal ?? 401, { message: 'account not found' });
        const provider = textOf(headers['x-kerberos-storage-provider']) || (options.providers[0] ?? '');
        const directory = textOf(headers['x-kerberos-storage-directory']);
        if (!options.providers.includes(provider) || (options.directory !== '*' && options.directory !== directory)) return json(400, { message: 'provider or directory not allowed' });
        stored.push({ device: textOf(headers['x-kerberos-storage-device']), fileName: textOf(headers['x-kerberos-storage-filename']), provider, directory });
        return json(200, { message: 'stored' });
      }
      default:
        return json(404, { message: 'not found' });
    }
  }

  function known(headers: Call['headers']): boolean {
    return headers['x-kerberos-storage-accesskey'] === options.account.accessKey && headers['x-kerberos-storage-secretaccesskey'] === options.account.secretKey;
  }

  return { handler: serve(faults, answer), faults, stored };
}

const textOf = (header: string | string[] | undefined): string => (typeof header === 'string' ? header : '');
const json = (status: number, body: unknown): Reply => ({ status, type: 'json', body });
