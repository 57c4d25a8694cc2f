import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

/**
 * `refuse`: nobody listens any more. `reset`: the connection is torn. `hang`: no answer, ever. `error`: status 500 with an
 * empty body, as Factory does. `garbage`: 200 with something that is no JSON. `page`: 200 with an HTML page, as a
 * single-page application answers to any path.
 */
export type FaultKind = 'refuse' | 'reset' | 'hang' | 'error' | 'garbage' | 'page';

export interface Fault {
  readonly service: string;
  readonly kind: FaultKind;
  /** Only calls of this method, and whose path holds this text. */
  readonly method?: string;
  readonly path?: string;
  /** Let this many matching calls pass first. */
  readonly skip?: number;
  /** Then hit this many; 0: until the faults are cleared. Default 1. */
  readonly times?: number;
  /** Let the server do its work, and spoil only the answer: the caller cannot know that it succeeded. */
  readonly afterwards?: boolean;
}

interface Armed extends Fault {
  passed: number;
  hits: number;
}

/** Stands in front of the simulators: counts the calls per route and spoils those that a test asked for. */
export class Gate {
  readonly #faults: Armed[] = [];
  readonly #counts = new Map<string, Map<string, number>>();

  /** `listening(false)` closes the service's port: for `refuse`, which no handler can do. */
  constructor(private readonly listening: (service: string, open: boolean) => Promise<void>) {}

  async arm(fault: Fault): Promise<void> {
    if (fault.kind === 'refuse') await this.listening(fault.service, false);
    else this.#faults.push({ ...fault, passed: 0, hits: 0 });
  }

  async clear(services: readonly string[]): Promise<void> {
    this.#faults.length = 0;
    for (const service of services) await this.listening(service, true);
  }

  /** {service: {"POST /api/v1/egress": 2, "POST /api/v1/egress 500": 1}}; identifiers and tokens in paths are `*`. */
  counts(): Record<string, Record<string, number>> {
    return Object.fromEntries([...this.#counts].map(([service, routes]) => [service, Object.fromEntries(routes)]));
  }

  forgetCounts(): void {
    this.#counts.clear();
  }

  faults(): readonly (Fault & { hits: number })[] {
    return this.#faults;
  }

  wrap(service: string, handler: RequestListener): RequestListener {
    return (request, response) => {
      const route = `${request.method ?? ''} ${routeOf(request.url ?? '/')}`;
      this.#count(service, route);
      response.on('finish', () => {
        if (response.statusCode >= 400) this.#count(service, `${route} ${String(response.statusCode)}`);
      });
      const fault = this.#hit(service, request);
      if (fault === null) handler(request, response);
      else if (fault.afterwards === true) spoilAfterwards(fault.kind, request, response, handler);
      else spoil(fault.kind, request, response);
    };
  }

  #count(service: string, what: string): void {
    const routes = this.#counts.get(service) ?? new Map<string, number>();
    routes.set(what, (routes.get(what) ?? 0) + 1);
    this.#counts.set(service, routes);
  }

  #hit(service: string, request: IncomingMessage): Armed | null {
    for (const fault of this.#faults) {
      const times = fault.times ?? 1;
      if (fault.service !== service || (times > 0 && fault.hits >= times)) continue;
      if (fault.method !== undefined && fault.method !== request.method) continue;
      if (fault.path !== undefined && !(request.url ?? '').includes(fault.path)) continue;
      if (fault.passed < (fault.skip ?? 0)) {
        fault.passed += 1;
        continue;
      }
      fault.hits += 1;
      return fault;
    }
    return null;
  }
}

function spoil(kind: FaultKind, request: IncomingMessage, response: ServerResponse): void {
  request.resume();
  if (kind === 'hang') return;
  if (kind === 'reset' || kind === 'refuse') {
    request.socket.destroy();
    return;
  }
  const [status, type, body] = SPOILED[kind];
  response.writeHead(status, { 'Content-Type': type });
  response.end(body);
}

const SPOILED = {
  error: [500, 'text/plain', ''],
  garbage: [200, 'application/json', '{"Code":200,"Message":"\u0000\u0007 half an ans'],
  page: [200, 'text/html', '<!doctype html><html><title>Kerberos</title><div id="root"></div></html>'],
} as const;

/** Runs the handler on a response that nobody sees, then spoils the real one. */
function spoilAfterwards(kind: FaultKind, request: IncomingMessage, response: ServerResponse, handler: RequestListener): void {
  const end = response.end.bind(response);
  const headers = { writeHead: response.writeHead.bind(response) };
  response.write = () => true;
  response.writeHead = () => response;
  response.end = (() => {
    response.end = end;
    response.writeHead = headers.writeHead;
    for (const name of response.getHeaderNames()) response.removeHeader(name);
    response.statusCode = 200;
    spoil(kind, request, response);
    return response;
  }) as typeof response.end;
  handler(request, response);
}

function routeOf(url: string): string {
  const path = url.split('?')[0] ?? '';
  return path
    .split('/')
    .map((part) => (part.length > 24 || /^[0-9a-f]{8}-/.test(part) ? '*' : part))
    .join('/');
}
