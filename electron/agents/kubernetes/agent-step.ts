import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { AgentSpec } from '../../domain/agent-spec';
import { ErrorData, TunnelError } from '../../domain/errors';
import type { PlannedStep } from '../../domain/plan';
import { agentsPlace, type KubernetesSettings, type Site } from '../../domain/site';
import type { AgentRequest } from '../../engine/ports';
import type { StepContext, StepDriver } from '../../engine/step';
import { poll } from '../../http/poll';
import { isTransient, type ClusterClient } from './api-client';
import type { WantedAgent } from './agent-objects';
import { ensureParts, isAsWanted, lookAt, metaOf, presentIn, refuseForeign, removeParts, type AgentParts } from './agent-parts';
import { configurationOf } from './configuration';
import { AGENT, DEVICE, SITE, siteLabel } from './marks';
import { Deployment, Pod } from './objects';
import { rightsText, type Rights } from './rights';
import type { Surroundings } from './surroundings';
import { isAvailable, troubleOf } from './trouble';

const Input = AgentSpec.extend({ cluster: z.string(), namespace: z.string() });
type Input = z.infer<typeof Input>;

/** What the driver of one cluster knows; asked once per run. */
export interface Cluster {
  readonly client: ClusterClient;
  readonly settings: KubernetesSettings;
  readonly rights: (signal: AbortSignal) => Promise<Rights>;
  readonly surroundings: (signal: AbortSignal) => Promise<Surroundings>;
}

/** Image pull and start of a pod on a slow cluster. */
const AVAILABLE_DEADLINE_MS = 180_000;
/** So long the same trouble has to stay: a pull is tried again, a node may be added, a first start may lose against its Secret. */
const PATIENCE_MS = 20_000;

export function planAgents(site: Site, agents: readonly AgentRequest[]): PlannedStep[] {
  const settings = site.agents?.kind === 'kubernetes' ? site.agents : null;
  return agents.map(({ camera, spec }) => ({
    id: `kubernetes.agent:${spec.name}`,
    kind: 'kubernetes.agent',
    params: { agent: spec.name, camera: camera.name, address: camera.address },
    input: { ...spec, cluster: settings === null ? '' : agentsPlace(settings), namespace: settings?.namespace ?? '' },
    needs: [],
  }));
}

/** One agent for one camera: a Deployment, its Service and what it is told, found again by their names and marks. */
export function agentStep(clusterOf: (site: Site, secrets: StepContext['secrets']) => Cluster): StepDriver {
  function at(step: PlannedStep, context: StepContext): { cluster: Cluster; input: Input } {
    const input = Input.safeParse(step.input);
    if (!input.success) throw new TunnelError('bug', {}, { detail: `the step ${step.id} lacks its input` });
    const cluster = clusterOf(context.site, context.secrets);
    const { cluster: place, namespace } = input.data;
    if (agentsPlace(cluster.settings) !== place || cluster.settings.namespace !== namespace) throw new TunnelError('input-invalid', { field: 'agents', reason: `this was done in ${namespace} of ${place}` });
    return { cluster, input: input.data };
  }

  return {
    kind: 'kubernetes.agent',
    // Which agents there are has nothing to do with the tunnel.
    looksEarly: true,

    async inspect(step, context) {
      const { cluster, input } = at(step, context);
      const { missing } = await cluster.rights(context.signal);
      if (missing.length > 0) throw cluster.client.forbidden('make cloud agents', rightsText(missing));
      const parts = await lookAt(cluster.client, input.name, context.signal);
      const found = { exists: false };
      if (metaOf(parts).length === 0) return { change: 'add', found, result: null };
      for (const part of [parts.deployment, parts.service, parts.config, parts.secret]) refuseForeign(part, { name: input.name, site: context.site.id });
      const begun = context.begun(step.id);
      // Of this site's name, but not of this journal: ours to go on with only if it is this very camera's.
      if (!begun && !isOfCamera(parts, input)) throw new TunnelError('agents-name-taken', { name: input.name });
      const wanted = await wantedAgent(cluster, input, parts, context);
      if (!begun || !isAsWanted(parts, wanted)) return { change: 'update', found, result: null };
      return { change: 'none', found, result: resultOf(wanted) };
    },

    async apply(step, _found, context) {
      const { cluster, input } = at(step, context);
      const wanted = await wantedAgent(cluster, input, await lookAt(cluster.client, input.name, context.signal), context);
      await ensureParts(cluster.client, wanted, context.signal);
      return resultOf(wanted);
    },

    async verify(step, result, context) {
      const { cluster, input } = at(step, context);
      await waitUntilAvailable(cluster.client, input.name, context);
      return result;
    },

    async undo(step, _found, _result, context) {
      const { cluster, input } = at(step, context);
      return removeParts(cluster.client, { name: input.name, site: context.site.id }, context.signal);
    },
  };
}

async function wantedAgent({ client, settings, surroundings }: Cluster, input: Input, parts: AgentParts, context: StepContext): Promise<WantedAgent> {
  const around = await surroundings(context.signal);
  return {
    identity: { name: input.name, site: context.site.id, title: input.title, deviceId: input.deviceId },
    namespace: client.namespace,
    mode: around.mode,
    pattern: around.pattern,
    configuration: await configurationOf(input, presentIn(parts), around, context.secrets),
    image: settings.image,
    revision: randomUUID(),
  };
}

function isOfCamera(parts: AgentParts, input: Input): boolean {
  const present = presentIn(parts);
  if ((present.config['AGENT_KEY'] ?? present.secret['AGENT_KEY']) === input.key) return true;
  return input.deviceId !== '' && metaOf(parts).some(({ annotations }) => annotations[DEVICE] === input.deviceId);
}

function resultOf({ configuration }: WantedAgent): { key: string } {
  return { key: configuration.config['AGENT_KEY'] ?? configuration.secret['AGENT_KEY'] ?? '' };
}

/** Throws why it does not run as soon as that has stayed for a while. A server that is away for a moment is waited for. */
async function waitUntilAvailable(client: ClusterClient, name: string, { site, now, signal }: StepContext): Promise<void> {
  let last: ErrorData | null = null;
  let since = now();
  const available = await poll(async () => {
    try {
      const deployment = await client.read('deployments', name, Deployment, signal);
      if (deployment === null) return undefined;
      if (isAvailable(deployment)) return true;
      const trouble = troubleOf(deployment, await client.list('pods', Pod, signal, { [SITE]: siteLabel(site.id), [AGENT]: name }));
      if (trouble?.code !== last?.code) since = now();
      last = trouble;
      return trouble !== null && now() - since >= PATIENCE_MS ? false : undefined;
    } catch (error) {
      if (!isTransient(error)) throw error;
      return undefined;
    }
  }, { deadlineMs: AVAILABLE_DEADLINE_MS, pauseMs: 200, signal });
  if (available === true) return;
  const why = last as ErrorData | null;
  throw why === null ? new TunnelError('agents-not-available', { name, seconds: AVAILABLE_DEADLINE_MS / 1000 }) : new TunnelError(why.code, why.params);
}
