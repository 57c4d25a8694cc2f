import { TunnelError } from '../../domain/errors';
import type { AgentSettings, FactorySettings, Site } from '../../domain/site';
import type { AgentRegistrar, Log, Secrets } from '../../engine/ports';
import { agentStep, planAgents } from './agent-step';
import { FactoryClient } from './client';
import { deleteAgent, listAgents } from './deployments';
import { proveAgent } from './prove';

export interface FactoryDeps {
  readonly log: Log;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Kerberos Factory behind the registrar port; which of its APIs is there is found out by asking, see `variant.ts`. */
export function createFactoryRegistrar(deps: FactoryDeps): AgentRegistrar {
  const open = new Map<string, { secrets: Secrets; client: FactoryClient }>();

  function fresh(settings: FactorySettings, secrets: Secrets): FactoryClient {
    const client = new FactoryClient(settings, secrets);
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
      const { deployments, login, described } = await client.variant(signal);
      const variant = `agents under ${deployments}, sign-in under ${login}${described ? ', as it describes itself' : ''}`;
      const agents = await listAgents(client, signal);
      deps.log('info', 'factory probed', { variant, agents: agents.length });
      return { variant, agents: agents.map((agent) => ({ name: agent.deployName, available: agent.available, site: null, title: null, trouble: null })), given: [] };
    },

    plan: planAgents,

    steps: [agentStep(clientOf)],

    remove: (name, { site, secrets, signal }) => deleteAgent(clientOf(site, secrets), name, signal),

    prove: (agent, { site, secrets, signal }) => proveAgent(clientOf(site, secrets), settingsOf(site), agent.name, secrets, signal),
  };
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
