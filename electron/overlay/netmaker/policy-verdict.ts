import type { Policy } from './api/policies';

export type PolicyVerdict = 'open' | 'closed' | 'unknown';

/**
 * Do the network's policies let anything through to this egress? null: one that is still to be opened. While "All Nodes" is enabled
 * everything is open; else a policy for devices must name the egress, or everything (fact sheet 1.11; logic/egress.go,
 * DoesNodeHaveAccessToEgress). Whom such a policy admits is not judged. `unknown`: the server has no such policies. Pure.
 */
export function judgePolicies(policies: readonly Policy[] | null, network: string, egressId: string | null): PolicyVerdict {
  const standard = policies?.find((policy) => policy.id === `${network}.all-nodes`);
  if (policies === null || standard === undefined) return 'unknown';
  if (standard.enabled !== false) return 'open';
  return policies.some((policy) => admits(policy, network, egressId)) ? 'open' : 'closed';
}

function admits(policy: Policy, network: string, egressId: string | null): boolean {
  // "All Gateways" lets gateways through to everything, which agents are not; policies for users concern people, not devices.
  if (policy.enabled === false || policy.id === `${network}.all-gateways` || policy.policy_type === 'user-policy') return false;
  return (policy.dst_type ?? []).some((to) => (egressId !== null && to.id === 'egress-id' && to.value === egressId) || to.value === '*');
}
