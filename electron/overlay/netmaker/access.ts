import type { NetmakerSettings } from '../../domain/site';
import type { OverlayAccess } from '../../engine/ports';
import { listHosts } from './api/hosts';
import { nodeAccess } from './api/node-matrix';
import { listNodes } from './api/nodes';
import { listPolicies } from './api/policies';
import { listTags } from './api/tags';
import { judgePolicies, type PolicyVerdict } from './policy-verdict';
import type { Session } from './session';

/** More of them nobody chooses from. */
const MOST = 200;

/** Who may use what will be opened in the network, and who could be allowed to. Changes nothing. */
export async function accessOf({ client }: Session, { network }: Pick<NetmakerSettings, 'network'>, signal: AbortSignal): Promise<OverlayAccess> {
  const [policies, nodes, hosts, tags] = await Promise.all([
    listPolicies(client, network, signal, true), listNodes(client, network, signal, true), listHosts(client, signal, true), listTags(client, network, signal),
  ]);
  const named = new Map(hosts.map((host) => [host.id, host.name ?? host.id]));
  const devices = nodes.map((node) => ({ kind: 'device' as const, id: node.id, name: named.get(node.hostid ?? '') ?? node.address ?? node.id }));
  return { access: judgePolicies(policies, network, null), who: [...tags.map((tag) => ({ kind: 'tag' as const, ...tag })), ...devices].slice(0, MOST) };
}

/**
 * Is anybody let through to this range of the network? By its policies where the server has them, else by the old list of who may
 * speak with whom. `nodes`: those that serve it.
 */
export async function accessTo({ client }: Session, network: string, served: { readonly egressId: string | null; readonly nodes: readonly string[] }, signal: AbortSignal): Promise<PolicyVerdict> {
  const policies = await listPolicies(client, network, signal, true);
  if (policies !== null && policies.length > 0) return judgePolicies(policies, network, served.egressId);
  const lists = await Promise.all(served.nodes.map((node) => nodeAccess(client, network, node, signal)));
  return lists.length > 0 && lists.every((access) => access === 'closed') ? 'closed' : lists.includes('open') ? 'open' : 'unknown';
}
