import { z } from 'zod';
import type { NetmakerClient } from '../client';
import { Id, Words, readList } from './answers';

const Egress = z.object({
  id: Id,
  name: Words,
  network: z.string().max(200).nullish(),
  range: z.string().max(50).nullish(),
  nodes: z.record(z.string(), z.unknown()).nullish(),
  // 0.99 to 1.1 leave it out of some answers; a resource that does not say is taken for open.
  status: z.boolean().nullish(),
});
export type Egress = z.infer<typeof Egress>;

/** Metric of the route on the other members; 256 is what the server's own dashboard sends. */
const METRIC = 256;

/** Since 0.99: one resource per range. `Response` is null when there are none. */
export async function listEgress(client: NetmakerClient, network: string, signal: AbortSignal, shared = false): Promise<Egress[]> {
  const value = await client.json({ method: 'GET', path: `/api/v1/egress?network=${encodeURIComponent(network)}`, action: 'list the open ranges', shared, signal });
  return readList(value, Egress, client.url);
}

/**
 * `tags` changed its type in 1.2 and `mode` and `domain` their meaning in 1.5 and 1.6: they are never sent. Duplicates are not
 * refused by the server, so the caller lists first.
 */
export async function createEgress(client: NetmakerClient, input: { name: string; network: string; description: string; range: string; nodeId: string }, signal: AbortSignal): Promise<void> {
  const made = await client.json({
    method: 'POST',
    path: '/api/v1/egress',
    body: { name: input.name, network: input.network, description: input.description, range: input.range, nat: true, nodes: { [input.nodeId]: METRIC }, status: true },
    action: `open ${input.range}`,
    signal,
  });
  if (!z.object({ id: Id }).safeParse(made).success) throw client.invalid('it opened a range without saying which');
}

/** Gone already is fine; the caller looks whether it is. */
export async function deleteEgress(client: NetmakerClient, id: string, signal: AbortSignal): Promise<void> {
  await client.ask({ method: 'DELETE', path: `/api/v1/egress?id=${encodeURIComponent(id)}`, action: 'close a range', accept: [400, 404, 500], signal });
}
