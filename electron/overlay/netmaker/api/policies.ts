import { z } from 'zod';
import type { NetmakerClient } from '../client';
import { readList } from './answers';

const Target = z.object({ id: z.string(), value: z.string() });
const Policy = z.object({
  id: z.string(),
  enabled: z.boolean().nullish(),
  dst_type: z.array(Target).nullish().catch(null),
});

/**
 * Does a policy let anything through to this range? While "All Nodes" is enabled everything is open; else a policy must name
 * the egress (fact sheet 1.11). `unknown` where the server has no such policies. Whom such a policy admits is not judged.
 */
export async function policyFor(client: NetmakerClient, network: string, egressId: string, signal: AbortSignal): Promise<'open' | 'closed' | 'unknown'> {
  const answer = await client.ask({ method: 'GET', path: `/api/v1/acls?network=${encodeURIComponent(network)}`, action: 'list the policies', accept: [400, 403, 404, 405, 500], signal });
  if (answer.status !== 200 || answer.body.kind !== 'json') return 'unknown';
  const policies = readList(answer.body.value, Policy, client.url);
  const standard = policies.find((policy) => policy.id === `${network}.all-nodes`);
  if (standard === undefined || standard.enabled !== false) return standard === undefined ? 'unknown' : 'open';
  // "All Gateways" lets gateways through to everything; agents are none.
  const admits = policies.some((policy) => policy.id !== `${network}.all-gateways` && policy.enabled === true && (policy.dst_type ?? []).some((to) => (to.id === 'egress-id' && to.value === egressId) || to.value === '*'));
  return admits ? 'open' : 'closed';
}
