import { z } from 'zod';
import type { NetmakerClient } from '../client';
import { unwrap } from './answers';

/** Node to node to 0 (not said), 1 (denied) or 2 (allowed). */
const Matrix = z.record(z.string(), z.record(z.string(), z.number()));

/**
 * The access list of servers without policies (until 0.25; in old installations until 1.5.0): may any other node speak with this
 * one? `unknown` where the server has no such list, or it does not name the node: then the network's default counts, which is
 * nearly always "yes".
 */
export async function nodeAccess(client: NetmakerClient, network: string, nodeId: string, signal: AbortSignal): Promise<'open' | 'closed' | 'unknown'> {
  const answer = await client.ask({ method: 'GET', path: `/api/networks/${encodeURIComponent(network)}/acls`, action: 'list who may speak with whom', accept: [400, 403, 404, 405, 500], signal });
  const matrix = answer.status === 200 && answer.body.kind === 'json' ? Matrix.safeParse(unwrap(answer.body.value)) : null;
  const own = matrix?.success === true ? Object.entries(matrix.data[nodeId] ?? {}).filter(([peer]) => peer !== nodeId).map(([, access]) => access) : [];
  if (own.length === 0) return 'unknown';
  return own.every((access) => access === 1) ? 'closed' : 'open';
}
