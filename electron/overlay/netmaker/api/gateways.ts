import { z } from 'zod';
import type { NetmakerClient } from '../client';
import { Id, readList } from './answers';

const Node = z.object({
  id: Id,
  hostid: z.string().max(200).nullish(),
  // Since 1.0; `isingressgateway` before, and still filled by some.
  is_gw: z.boolean().nullish(),
  isingressgateway: z.boolean().nullish(),
  is_static: z.boolean().nullish(),
  pendingdelete: z.boolean().nullish(),
  connected: z.boolean().nullish(),
});

/** A device through which plain WireGuard clients come into the network. */
export interface Gateway { readonly nodeId: string; readonly hostId: string; readonly connected: boolean }

/** None is made by us: which device of a company is reachable from everywhere is not ours to decide. */
export async function listGateways(client: NetmakerClient, network: string, signal: AbortSignal, shared = false): Promise<Gateway[]> {
  const value = await client.json({ method: 'GET', path: `/api/nodes/${encodeURIComponent(network)}`, action: 'list the devices of the network', shared, signal });
  return readList(value, Node, client.url)
    .filter((node) => (node.is_gw === true || node.isingressgateway === true) && node.is_static !== true && node.pendingdelete !== true)
    .map((node) => ({ nodeId: node.id, hostId: node.hostid ?? '', connected: node.connected !== false }));
}
