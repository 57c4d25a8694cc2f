import { TunnelError } from '../../domain/errors';
import { isTransient, pollAgents } from './agents-polling';
import type { FactoryClient } from './client';
import { deleteAgent, listAgents } from './deployments';

/**
 * Removes the agent of this `deploy_name` and waits until the list does not show it any more; gone already is fine. False: it is still
 * listed at the end of the wait. A lost answer is no reason to stop, and a yes none to believe it: the list tells, and the order is given
 * again. @throws at once where Factory cannot be asked at all.
 */
export async function removeAgent(client: FactoryClient, deployName: string, signal: AbortSignal): Promise<boolean> {
  const isListed = (agents: readonly { readonly deployName: string }[]): boolean => agents.some((agent) => agent.deployName === deployName);
  if (!isListed(await listAgents(client, signal))) return true;
  const since = performance.now();
  let orderedAt: number | null = null;
  const gone = await pollAgents(client, async (agents) => {
    if (!isListed(agents)) return true;
    if (orderedAt !== null && performance.now() - orderedAt < client.waits.orderAgainMs) return undefined;
    try {
      await deleteAgent(client, deployName, signal);
      orderedAt = performance.now();
    } catch (error) {
      if (isTransient(error) || !isRefusal(error) || performance.now() - since > client.waits.lagMs) throw error;
    }
    return undefined;
  }, client.waits.goneMs, signal);
  return gone === true;
}

function isRefusal(error: unknown): boolean {
  return error instanceof TunnelError && error.code === 'agents-refused';
}
