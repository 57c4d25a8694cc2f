import { z } from 'zod';
import { AgentSpec } from '../../domain/agent-spec';
import { TunnelError } from '../../domain/errors';
import type { PlannedStep } from '../../domain/plan';
import type { AgentRequest } from '../../engine/ports';
import type { Site } from '../../domain/site';
import type { StepContext, StepDriver } from '../../engine/step';
import { poll } from '../../http/poll';
import type { FactoryClient } from './client';
import { agentNamed, createAgent, deleteAgent, listAgents, type Agent, type NewAgent } from './deployments';
import { encode, fillCredentials, onvifAddress, withLogin } from '../stream-address';

const Input = AgentSpec.extend({ server: z.string() });
type Input = z.infer<typeof Input>;
/** `exists`: an agent of that name was there before us. */
const Found = z.object({ exists: z.boolean() });
const Result = z.object({ deployName: z.string() });

/** Image pull and start of a pod on a slow cluster. */
const AVAILABLE_DEADLINE_MS = 180_000;
/** The list lags behind create: how long an agent that an earlier attempt may have made can stay invisible. */
const APPEAR_DEADLINE_MS = 3_000;
/** The same right after a create whose answer was lost: it may still be working on it. */
const LOST_DEADLINE_MS = 8_000;
const GONE_DEADLINE_MS = 120_000;

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

/** One cloud agent for one camera, found again by its name. */
export function agentStep(clientOf: (site: Site, secrets: StepContext['secrets']) => FactoryClient): StepDriver {
  function at(step: PlannedStep, context: StepContext): { client: FactoryClient; input: Input } {
    const input = Input.safeParse(step.input);
    if (!input.success) throw new TunnelError('bug', {}, { detail: `the step ${step.id} lacks its input` });
    const client = clientOf(context.site, context.secrets);
    if (client.url !== input.data.server) throw new TunnelError('input-invalid', { field: 'agents.url', reason: `this was done on ${input.data.server}` });
    return { client, input: input.data };
  }

  return {
    kind: 'factory.agent',
    // Which agents there are has nothing to do with the tunnel.
    looksEarly: true,

    async inspect(step, context) {
      const { client, input } = at(step, context);
      const begun = context.begun(step.id);
      // An earlier attempt may have made it a moment ago: give the list time to show it before a second one is made.
      const there = begun && context.resultOf(step.id) === null
        ? await appearing(client, input.name, context.signal)
        : agentNamed(await listAgents(client, context.signal), nameOf(context.resultOf(step.id)) ?? input.name);
      if (there === null) return { change: 'add', found: { exists: false }, result: null };
      if (!begun) throw new TunnelError('agents-name-taken', { name: input.name });
      return { change: 'none', found: { exists: false }, result: { deployName: there.deployName } };
    },

    async apply(step, _found, context) {
      const { client, input } = at(step, context);
      const there = agentNamed(await listAgents(client, context.signal), input.name);
      if (there !== null) return { deployName: there.deployName };
      const { agent, hide } = await newAgent(input, context);
      try {
        await createAgent(client, agent, hide, context.signal);
      } catch (error) {
        // The call may have been carried out although its answer was lost. Looked for, never sent again.
        const made = isTransient(error) ? await appearing(client, input.name, context.signal, LOST_DEADLINE_MS).catch(() => null) : null;
        if (made === null) throw error;
        return { deployName: made.deployName };
      }
      return null;
    },

    async verify(step, result, context) {
      const { client, input } = at(step, context);
      const name = nameOf(result) ?? input.name;
      const available = await pollList(client, (agents) => {
        const agent = agentNamed(agents, name);
        return agent?.available === true ? agent : undefined;
      }, AVAILABLE_DEADLINE_MS, context.signal);
      if (available === undefined) throw new TunnelError('agents-not-available', { name: input.name, seconds: AVAILABLE_DEADLINE_MS / 1000 });
      return { deployName: available.deployName };
    },

    async undo(step, found, result, context) {
      const { client, input } = at(step, context);
      if (Found.safeParse(found).data?.exists !== false) return [];
      const name = nameOf(result) ?? (await appearing(client, input.name, context.signal))?.deployName;
      if (name === undefined) return [];
      const gone = await pollList(client, (agents) => (agentNamed(agents, name) === null ? true : undefined), 0, context.signal);
      if (gone === true) return [];
      await deleteAgent(client, name, context.signal);
      const left = await pollList(client, (agents) => (agentNamed(agents, name) === null ? true : undefined), GONE_DEADLINE_MS, context.signal);
      return left === undefined ? [`Factory still lists the agent ${name}`] : [];
    },
  };
}

async function newAgent(input: Input, context: StepContext): Promise<{ agent: NewAgent; hide: (text: string) => string }> {
  const revealed = input.login === null ? null : { username: input.login.username, password: (await context.secrets.reveal(input.login.password)).reveal() };
  const xaddr = input.onvif === null ? null : onvifAddress(input.onvif);
  const agent: NewAgent = {
    name: input.name,
    rtsp: withLogin(fillCredentials(input.main, revealed), revealed),
    continuous: input.recording === 'motion' ? 'false' : 'true',
    region: '',
    onvif: xaddr === null ? 'false' : 'true',
    ...(xaddr === null ? {} : { onvif_xaddr: xaddr }),
    ...(xaddr === null || revealed === null ? {} : { onvif_username: revealed.username, onvif_password: revealed.password }),
  };
  // A refusal may quote what it was sent, in any of these forms.
  const secret = revealed?.password ?? '';
  const forms = secret === '' ? [] : [...new Set([encode(secret), encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), secret])];
  for (const form of forms) context.secrets.learned(form);
  const hide = (text: string): string => forms.reduce((hidden, form) => hidden.replaceAll(form, '[secret]'), text);
  return { agent, hide };
}

/** The agent, when the list shows it within the time that the list may lag behind. */
async function appearing(client: FactoryClient, name: string, signal: AbortSignal, deadlineMs = APPEAR_DEADLINE_MS): Promise<Agent | null> {
  return (await pollList(client, (agents) => agentNamed(agents, name) ?? undefined, deadlineMs, signal)) ?? null;
}

/** Polls the list; a Factory that restarts in the middle is waited for. */
async function pollList<T>(client: FactoryClient, judge: (agents: readonly Agent[]) => T | undefined, deadlineMs: number, signal: AbortSignal): Promise<T | undefined> {
  let last: TunnelError | undefined;
  const answer = await poll(
    async () => {
      try {
        const agents = await listAgents(client, signal);
        last = undefined;
        return judge(agents);
      } catch (error) {
        if (!isTransient(error)) throw error;
        last = error;
        return undefined;
      }
    },
    { deadlineMs, pauseMs: 300, signal },
  );
  if (answer === undefined && last !== undefined) throw last;
  return answer;
}

/** No answer, or one that says "not now". */
function isTransient(error: unknown): error is TunnelError {
  return error instanceof TunnelError && (error.code === 'agents-unreachable' || (error.code === 'agents-refused' && Number(error.params['status']) >= 500));
}

function nameOf(result: unknown): string | null {
  const parsed = Result.safeParse(result);
  return parsed.success ? parsed.data.deployName : null;
}
