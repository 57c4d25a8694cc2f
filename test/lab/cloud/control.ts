import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Fault, Faults } from '../../../electron/practice/http/faults';

/** A simulated service as the control port sees it. */
export interface Controlled {
  readonly faults: Faults;
  /** Closes or opens the port: with it closed, connections are refused. */
  readonly listen: (open: boolean) => Promise<void>;
}

interface Order extends Fault {
  readonly service: string;
}

/**
 * The port by which tests look into the cloud and break it. Not part of the simulated world.
 *
 * GET /state; GET /calls, DELETE /calls; POST /faults {service, call, times, fault} (fields as in practice/http/faults.ts),
 * DELETE /faults; POST /down {service}, POST /up {service}: the service's port is closed, opened again.
 */
export function createControl(services: Readonly<Record<string, Controlled>>, state: () => unknown): Server {
  return createServer((request, response) => {
    void answer(request, response).catch((error: unknown) => {
      reply(response, 400, { error: String(error) });
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const all = Object.values(services);
    switch (`${request.method ?? ''} ${request.url ?? ''}`) {
      case 'GET /state':
        reply(response, 200, state());
        return;
      case 'GET /calls':
        reply(response, 200, Object.fromEntries(Object.entries(services).map(([name, { faults }]) => [name, countsOf(faults.calls)])));
        return;
      case 'DELETE /calls':
        for (const { faults } of all) faults.calls.clear();
        break;
      case 'POST /faults': {
        const order = (await bodyOf(request)) as Order;
        serviceOf(order).faults.add({ call: order.call, times: order.times, fault: order.fault });
        break;
      }
      case 'DELETE /faults':
        for (const { faults, listen } of all) {
          faults.clear();
          await listen(true);
        }
        break;
      case 'POST /down':
        await serviceOf((await bodyOf(request)) as Order).listen(false);
        break;
      case 'POST /up':
        await serviceOf((await bodyOf(request)) as Order).listen(true);
        break;
      default:
        reply(response, 404, { error: 'no such order' });
        return;
    }
    reply(response, 200, {});
  }

  function serviceOf({ service }: Order): Controlled {
    const found = services[service];
    if (found === undefined) throw new Error(`no service "${service}"; there are ${Object.keys(services).join(', ')}`);
    return found;
  }
}

/** Identifiers and tokens become `*`, so that a test can name the route. */
function countsOf(calls: ReadonlyMap<string, number>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const [call, times] of calls) {
    const route = call.split('/').map((part) => (part.length > 30 || /^[0-9a-f]{8}-/.test(part) ? '*' : part)).join('/');
    counts[route] = (counts[route] ?? 0) + times;
  }
  return counts;
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(body));
}
