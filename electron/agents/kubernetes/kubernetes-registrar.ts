import { z } from 'zod';
import { TunnelError } from '../../domain/errors';
import { plainText } from '../../domain/plain-text';
import type { AgentSettings, KubernetesSettings, Site } from '../../domain/site';
import type { AgentRegistrar, ListedAgent, Log, RegistrarFacts, Secrets } from '../../engine/ports';
import { SharedAnswer } from '../../http/shared-answer';
import { proveAgent } from '../proof/prove-agent';
import { accessThroughServer } from './agent-access';
import { removeParts } from './agent-parts';
import { agentStep, planAgents, type Cluster } from './agent-step';
import { ClusterClient } from './api-client';
import { isUnshowable } from './configuration';
import { CAMERA, siteOf } from './marks';
import { Deployment, Meta, Pod } from './objects';
import { reviewRights, rightsText } from './rights';
import { isAgent, lookAround, type Surroundings } from './surroundings';
import { isAvailable, troubleOf } from './trouble';

export interface KubernetesDeps {
  readonly log: Log;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

const MOST_GIVEN = 100;
const Version = z.object({ gitVersion: z.string().max(100) });

/** The cluster that Factory makes its agents in, asked directly: the same objects as Factory's, learned from one of them where there is one. */
export function createKubernetesRegistrar(deps: KubernetesDeps): AgentRegistrar {
  const open = new Map<string, { secrets: Secrets; cluster: Cluster }>();

  function fresh(settings: KubernetesSettings, secrets: Secrets): Cluster {
    const client = new ClusterClient(settings, secrets);
    const rights = new SharedAnswer((signal) => reviewRights(client, signal));
    const surroundings = new SharedAnswer((signal) => lookAround(client, settings, signal));
    const cluster: Cluster = { client, settings, rights: (signal) => rights.get(signal), surroundings: (signal) => surroundings.get(signal) };
    open.set(keyOf(settings), { secrets, cluster });
    return cluster;
  }

  /** One per cluster and account, so that a run looks around once. */
  function clusterOf(settings: KubernetesSettings, secrets: Secrets): Cluster {
    const kept = open.get(keyOf(settings));
    return kept !== undefined && kept.secrets === secrets ? kept.cluster : fresh(settings, secrets);
  }

  return {
    kind: 'kubernetes',

    async probe({ settings, secrets, signal }): Promise<RegistrarFacts> {
      const { client, rights, surroundings } = fresh(ofKind(settings), secrets);
      const version = await serverVersion(client, signal);
      await refuseMissingNamespace(client, signal);
      const { missing, missingForProof } = await rights(signal);
      if (missing.length > 0) throw client.forbidden('make cloud agents', rightsText(missing));
      const around = await surroundings(signal);
      const pods = await client.list('pods', Pod, signal);
      const agents = around.deployments.filter(isAgent).map((deployment) => listed(deployment, pods));
      const variant = [`Kubernetes ${version}`, around.variant, ...(missingForProof.length === 0 ? [] : [`no right to ${rightsText(missingForProof)}, so less can be proven`])].join('; ');
      deps.log('info', 'cluster probed', { variant, agents: agents.length });
      return { variant, agents, given: shownOf(around) };
    },

    plan: planAgents,

    steps: [agentStep((site, secrets) => clusterOf(settingsOf(site), secrets))],

    async remove(name, { site, settings, secrets, signal }) {
      const { client } = clusterOf(ofKind(settings), secrets);
      const left = await removeParts(client, { name, site: site.id }, signal);
      if (left.length > 0) throw new TunnelError('agents-refused', { action: `remove the agent ${name}`, status: 200, message: left.join('; ') });
    },

    prove(agent, { settings, secrets, signal }) {
      const cluster = clusterOf(ofKind(settings), secrets);
      return proveAgent(agent, accessThroughServer(cluster, agent.name, secrets), { secrets, now: deps.now, log: deps.log }, signal);
    },
  };
}

function listed(deployment: Deployment, pods: readonly Pod[]): ListedAgent {
  const { name, labels, annotations } = deployment.metadata;
  const selector = Object.entries(deployment.spec.selector.matchLabels);
  const own = selector.length === 0 ? [] : pods.filter(({ metadata }) => selector.every(([key, value]) => metadata.labels[key] === value));
  const title = annotations[CAMERA];
  return { name: plainText(name, 253), available: isAvailable(deployment), site: siteOf(labels), title: title === undefined ? null : plainText(title, 200), trouble: troubleOf(deployment, own) };
}

/** Names of what is secret tell it; addresses may hold a login all the same. */
function shownOf({ given }: Surroundings): RegistrarFacts['given'] {
  return Object.entries(given)
    .filter(([name]) => /^(GLOBAL_)?AGENT_/.test(name) && !isUnshowable(name))
    .sort(([a], [b]) => a.localeCompare(b))
    .slice(0, MOST_GIVEN)
    .map(([name, value]) => ({ name: plainText(name, 253), value: plainText(value.replace(/:\/\/[^\s/]*@/g, '://'), 200) }));
}

async function serverVersion(client: ClusterClient, signal: AbortSignal): Promise<string> {
  const answer = await client.ask({ method: 'GET', path: '/version', signal });
  const version = answer.status === 200 && answer.body.kind === 'json' ? Version.safeParse(answer.body.value) : null;
  return version?.success === true ? plainText(version.data.gitVersion, 100) : 'of an unknown version';
}

/** Lists of a namespace that is not there are empty, and no error. Who may not look at it finds out when something is made. */
async function refuseMissingNamespace(client: ClusterClient, signal: AbortSignal): Promise<void> {
  const answer = await client.ask({ method: 'GET', path: `/api/v1/namespaces/${client.namespace}`, signal });
  const parsed = answer.status === 200 && answer.body.kind === 'json' ? z.object({ metadata: Meta }).safeParse(answer.body.value) : null;
  if (answer.status === 404 || parsed?.data?.metadata.deletionTimestamp != null) throw new TunnelError('agents-namespace-missing', { namespace: client.namespace });
}

function keyOf(settings: KubernetesSettings): string {
  return JSON.stringify([settings.auth, settings.namespace, settings.image]);
}

function settingsOf(site: Site): KubernetesSettings {
  if (site.agents === null) throw new TunnelError('input-invalid', { field: 'agents', reason: 'missing' });
  return ofKind(site.agents);
}

function ofKind(settings: AgentSettings): KubernetesSettings {
  if (settings.kind !== 'kubernetes') throw new TunnelError('input-invalid', { field: 'agents', reason: 'these agents were made in a cluster' });
  return settings;
}
