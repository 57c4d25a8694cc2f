import { z } from 'zod';
import type { NetmakerClient } from '../client';
import { Id } from './answers';
import { listWhole } from './paged-list';

const Node = z.object({
  id: Id,
  hostid: z.string().max(200).nullish(),
  address: z.string().max(50).nullish(),
  pendingdelete: z.boolean().nullish(),
  is_static: z.boolean().nullish(),
  is_user_node: z.boolean().nullish(),
  // True only in the old form of egress (until 0.90); newer servers never fill these, whatever is open.
  egressgatewayranges: z.array(z.string().max(50)).nullish(),
  egressgatewayranges_with_metric: z.array(z.object({ network: z.string().max(50), route_metric: z.number() })).nullish().catch(null),
  egressgatewaynatenabled: z.boolean().nullish().catch(null),
});
export type Node = z.infer<typeof Node>;

/** Members of a network, without plain WireGuard clients (listed among them since 0.30) and those that are being removed. */
export async function listNodes(client: NetmakerClient, network: string, signal: AbortSignal, shared = false): Promise<Node[]> {
  const name = encodeURIComponent(network);
  const nodes = await listWhole(client, { whole: `/api/nodes/${name}`, paged: `/api/v1/nodes/${name}`, action: 'list the devices of the network' }, Node, signal, shared);
  return nodes.filter((node) => node.is_static !== true && node.is_user_node !== true && node.pendingdelete !== true);
}
