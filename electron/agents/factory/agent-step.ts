import { z } from 'zod';
import { TunnelError } from '../../domain/errors';
import type { Params } from '../../domain/json';
import type { PlannedStep } from '../../domain/plan';
import type { Site } from '../../domain/site';
import type { AgentRequest } from '../../engine/ports';
import type { StepContext, StepDriver } from '../../engine/step';
import { appearing, ourAgent, pollAgents, type AgentNames } from './agents-polling';
import type { FactoryClient } from './client';
import { listAgents, type Agent } from './deployments';
import { makeAgent, newAgent } from './making';
import { notTold } from './not-told';
import { removeAgent } from './removal';
import { FactoryInput, TOLD, changesSince, placeOf, type Told } from './told';

/** `exists`: an agent of that name was there before us. `others`: somebody else made these of the same name, by their `deploy_name`. */
const Found = z.object({ exists: z.boolean(), others: z.array(z.string()).default([]) });
const Result = z.object({ deployName: z.string() });

export function planAgents(site: Site, agents: readonly AgentRequest[]): PlannedStep[] {
  const server = site.agents?.kind === 'factory' ? site.agents.url.replace(/\/+$/, '') : '';
  return agents.map(({ camera, spec }) => ({
    id: `factory.agent:${spec.name}`,
    kind: 'factory.agent',
    params: { agent: spec.name, camera: camera.name, address: camera.address },
    input: { ...spec, server },
    needs: [],
  }));
}

/**
 * One cloud agent for one camera, found again by its name. The known API cannot change an agent, so one that is to be told something
 * else is removed and made anew under the same name; wherever that is cut short, the next run finds none, the old one or the new one,
 * cannot tell which (`StepContext.toldBefore`), and ends with exactly one that was told the right things.
 */
export function agentStep(clientOf: (site: Site, secrets: StepContext['secrets']) => FactoryClient): StepDriver {
  function onServer(server: string, context: StepContext): FactoryClient {
    const client = clientOf(context.site, context.secrets);
    if (client.url !== server) throw new TunnelError('input-invalid', { field: 'agents.url', reason: `this was done on ${server}` });
    return client;
  }

  function at(step: PlannedStep, context: StepContext): { client: FactoryClient; input: FactoryInput; names: AgentNames } {
    const input = FactoryInput.safeParse(step.input);
    if (!input.success) throw new TunnelError('bug', {}, { detail: `the step ${step.id} lacks its input` });
    return { client: onServer(input.data.server, context), input: input.data, names: { name: input.data.name, deployName: nameOf(context.resultOf(step.id)) } };
  }

  return {
    kind: 'factory.agent',
    // Which agents there are has nothing to do with the tunnel.
    looksEarly: true,

    async inspect(step, context) {
      const { client, input, names } = at(step, context);
      if (!context.begun(step.id)) {
        if (ourAgent(await listAgents(client, context.signal), names) !== null) throw new TunnelError('agents-name-taken', { name: input.name });
        return { change: 'add', found: { exists: false }, result: null, words: words(input, []) };
      }
      // An earlier attempt may have made it a moment ago: give the list time to show it before a second one is made.
      const seen = await appearingAmong(client, names, step, context);
      if (seen === null) return { change: 'add', found: { exists: false }, result: null, words: words(input, []) };
      const changes = changesOf(step, input, context);
      if (changes.length > 0) return { change: 'update', found: { exists: false, others: seen.others }, result: null, words: words(input, changes) };
      return { change: 'none', found: { exists: false }, result: { deployName: seen.there.deployName }, words: words(input, []) };
    },

    async apply(step, found, context) {
      const { client, input, names } = at(step, context);
      // Before anything is removed: a password that cannot be had any more must not leave the camera without an agent.
      const posted = await newAgent(input, context.secrets);
      const there = ourAgent(await listAgents(client, context.signal), names);
      if (there !== null && changesOf(step, input, context).length === 0) return { deployName: there.deployName };
      if (there !== null && !(await removeAgent(client, there.deployName, context.signal))) {
        throw new TunnelError('agents-refused', { action: `remove the agent ${there.deployName}`, status: 200, message: 'it is still listed' });
      }
      const others = Found.safeParse(found).data?.others ?? [];
      // This run may have removed one, or the run before this one.
      const again = there !== null || context.toldBefore(step.id).length > 1;
      await makeAgent(client, posted, { again, others }, context.signal);
      if (others.length === 0) return null;
      // Taken back by this name one day, so it must not be another's.
      const made = await appearing(client, { name: input.name, deployName: null, others }, context.signal, client.waits.lostMs);
      return made === null ? null : { deployName: made.deployName };
    },

    async verify(step, result, context) {
      const { client, input } = at(step, context);
      const names = { name: input.name, deployName: nameOf(result) };
      const available = await pollAgents(client, (agents) => {
        const agent = ourAgent(agents, names);
        return agent?.available === true ? agent : undefined;
      }, client.waits.availableMs, context.signal);
      if (available === undefined) throw new TunnelError('agents-not-available', { name: input.name, seconds: client.waits.availableMs / 1000 });
      return { deployName: available.deployName };
    },

    async undo(step, found, result, context) {
      const place = placeOf(step.input);
      if (place === null) throw new TunnelError('bug', {}, { detail: `the step ${step.id} lacks its input` });
      const client = onServer(place.server, context);
      if (Found.safeParse(found).data?.exists !== false) return [];
      const names = { name: place.name, deployName: nameOf(result) };
      // Whether the last attempt was cut short, so that one may be there that the list does not show yet.
      const unsure = names.deployName === null || context.toldBefore(step.id).length > 1;
      const there = unsure ? await appearing(client, names, context.signal) : ourAgent(await listAgents(client, context.signal), names);
      if (there === null) return [];
      if (!(await removeAgent(client, there.deployName, context.signal))) throw new TunnelError('undo-left', { what: `the agent ${there.deployName}`, seconds: client.waits.goneMs / 1000 });
      return [];
    },
  };
}

/**
 * Our agent, and the others of its name, which are left alone. After an attempt that was cut short nobody knows which of them are
 * others: then none is.
 */
async function appearingAmong(client: FactoryClient, names: AgentNames, step: PlannedStep, context: StepContext): Promise<{ there: Agent; others: string[] } | null> {
  const cutShort = context.toldBefore(step.id).length > 1;
  const seen = await pollAgents(client, (agents) => {
    const there = ourAgent(agents, names);
    if (there === null) return undefined;
    const others = agents.filter((agent) => agent.name === names.name && agent !== there).map((agent) => agent.deployName);
    return { there, others: cutShort ? [] : others };
  }, client.waits.appearMs, context.signal);
  return seen ?? null;
}

/** What any attempt that may count told otherwise; nothing where none was begun. */
function changesOf(step: PlannedStep, input: FactoryInput, context: StepContext): Told[] {
  const changed = new Set(context.toldBefore(step.id).flatMap((before) => changesSince(before, input, context.site)));
  return TOLD.filter((what) => changed.has(what));
}

/** For `words/factory-text.ts`. Only where a person would expect of us what Factory decides: a second stream, or storage of their own. */
function words(input: FactoryInput, changes: readonly Told[]): Params {
  const untold = notTold(input);
  return {
    ...(changes.length === 0 ? {} : { changes: changes.join(',') }),
    ...(untold.includes('sub') || untold.includes('storage') ? { untold: untold.join(',') } : {}),
  };
}

function nameOf(result: unknown): string | null {
  const parsed = Result.safeParse(result);
  return parsed.success ? parsed.data.deployName : null;
}
