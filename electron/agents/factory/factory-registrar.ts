import { TunnelError, errorData } from '../../domain/errors';
import type { AgentSettings, FactorySettings, Site } from '../../domain/site';
import type { AgentRegistrar, ListedAgent, Log, Secrets } from '../../engine/ports';
import { agentStep, planAgents } from './agent-step';
import { FactoryClient, type FactoryTiming } from './client';
import { listAgents, type Agent } from './deployments';
import { proveFactoryAgent } from './prove';
import { removeAgent } from './removal';
import { variantText } from './variant';

export interface FactoryDeps {
  readonly log: Log;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly timing?: FactoryTiming;
}

/** Kerberos Factory behind the registrar port; which of its APIs is there is found out by asking, see `variant.ts`. */
export function createFactoryRegistrar(deps: FactoryDeps): AgentRegistrar {
  const open = new Map<string, { secrets: Secrets; client: FactoryClient }>();

  function fresh(settings: FactorySettings, secrets: Secrets): FactoryClient {
    const client = new FactoryClient(settings, secrets, deps.timing);
    open.set(keyOf(settings), { secrets, client });
    return client;
  }

  /** One per Factory and login, so that a run signs in and probes once. */
  function clientOf(site: Site, secrets: Secrets): FactoryClient {
    const settings = settingsOf(site);
    const kept = open.get(keyOf(settings));
    return kept !== undefined && kept.secrets === secrets ? kept.client : fresh(settings, secrets);
  }

  return {
    kind: 'factory',

    async probe({ settings, secrets, signal }) {
      const client = fresh(ofKind(settings), secrets);
      const variant = variantText(await client.variant(signal));
      const agents = await listAgents(client, signal);
      deps.log('info', 'factory probed', { variant, agents: agents.length });
      return { variant, agents: agents.map(listed), given: [] };
    },

    plan: planAgents,

    steps: [agentStep(clientOf)],

    async remove(name, { site, secrets, signal }) {
      if (await removeAgent(clientOf(site, secrets), name, signal)) return;
      throw new TunnelError('agents-refused', { action: `remove the agent ${name}`, status: 200, message: 'it is still listed' });
    },

    prove: (agent, { site, secrets, signal }) => proveFactoryAgent(clientOf(site, secrets), settingsOf(site), agent, { secrets, ...deps }, signal),
  };
}

/** Factory does not say whose agent it is, nor what people call its camera; of why it does not run only how many of it do. */
function listed({ deployName, available, wanted }: Agent): ListedAgent {
  const stopped = !available && wanted === 0;
  const trouble = available || stopped ? null : errorData(new TunnelError('agents-not-available', { name: deployName, seconds: 0 }));
  return { name: deployName, available, site: null, title: null, trouble };
}

function keyOf(settings: FactorySettings): string {
  return JSON.stringify([settings.url, settings.username, settings.password, settings.prefix, settings.certificate]);
}

function settingsOf(site: Site): FactorySettings {
  if (site.agents === null) throw new TunnelError('input-invalid', { field: 'agents', reason: 'missing' });
  return ofKind(site.agents);
}

function ofKind(settings: AgentSettings): FactorySettings {
  if (settings.kind !== 'factory') throw new TunnelError('input-invalid', { field: 'agents', reason: 'these agents were made by a Factory' });
  return settings;
}
