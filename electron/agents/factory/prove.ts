import type { AgentSpec } from '../../domain/agent-spec';
import type { FactorySettings } from '../../domain/site';
import type { AgentProof } from '../../engine/ports';
import { callAt } from '../proof/direct-call';
import { proveAgent, type ProofDeps } from '../proof/prove-agent';
import type { FactoryClient } from './client';
import { agentNamed, listAgents } from './deployments';

/** Available by Factory's list; the rest by the agent's own API, where its address can be reached from here. Factory hands out no logs. */
export async function proveFactoryAgent(client: FactoryClient, settings: FactorySettings, spec: AgentSpec, deps: ProofDeps, signal: AbortSignal): Promise<AgentProof> {
  const agent = agentNamed(await listAgents(client, signal), spec.name);
  // It was not told a place for its recordings (`not-told.ts`): that it could use one proves nothing of where it stores.
  const told: AgentSpec = { ...spec, storage: { kind: 'given' } };
  return proveAgent(told, {
    status: () => Promise.resolve({ available: agent?.available === true, trouble: null }),
    async api() {
      if (settings.agentLogin === null) return "no login for the agents' own pages was given";
      if (agent?.address == null) return 'Factory does not say where the agent listens';
      const login = { username: settings.agentLogin.username, password: await deps.secrets.reveal(settings.agentLogin.password) };
      return { call: callAt(`http://${agent.address.host}:${agent.address.port}`), login, way: "Factory's address" };
    },
  }, deps, signal);
}
