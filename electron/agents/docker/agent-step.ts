import { z } from 'zod';
import { TunnelError } from '../../domain/errors';
import type { PlannedStep } from '../../domain/plan';
import type { Site } from '../../domain/site';
import type { AgentRequest, Box, CommandResult } from '../../engine/ports';
import type { StepContext, StepDriver } from '../../engine/step';
import { poll } from '../../http/poll';
import { HttpFailure } from '../../http/request';
import { agentEnvironment, type AgentAccount } from '../agent-environment';
import { askAgent } from './agent-door';
import { AGENTS_FOLDER, FIRST_PORT, MEMORY_LIMIT, MOST_PORTS, freePort, plainImage, toldHash } from './container';
import { lookAtAgent, type AgentLook, type Container, type Host } from './docker-look';
import { PREPARE_NAME, PREPARE_SCRIPT, RUN_NAME, RUN_SCRIPT } from './docker-scripts';
import { environmentFile, newAccount } from './environment-file';
import { DockerInput, settingsFor, type DockerPlace } from './place';
import { removeAgent } from './remove';
import { lastWords, troubleOf } from './trouble';

/** `exists`: an agent of that name was there before us. */
const Found = z.object({ exists: z.boolean() });

/** Of the image, over a slow line: 150 MB. */
const PULL_MS = 20 * 60_000;
/** The old agent has 10 s to end. */
const RUN_MS = 120_000;
/** The agent opens its pages before it knows its camera; a small computer takes its time. */
const ANSWER_MS = 90_000;
const ANSWER_CALL_MS = 8_000;
/** Somebody else may take a port between the look and the start. */
const PORT_TRIES = 5;

export function planAgents(place: DockerPlace, site: Site, agents: readonly AgentRequest[]): PlannedStep[] {
  const computer = place.described(settingsFor(site, place.kind));
  return agents.map(({ camera, spec }) => ({
    id: `${place.kind}.agent:${spec.name}`,
    kind: `${place.kind}.agent` as const,
    params: { agent: spec.name, camera: camera.name, address: camera.address, host: computer.host?.host ?? site.box?.host ?? '' },
    input: { ...spec, ...computer },
    needs: [],
  }));
}

/** One container for one camera. What it was told stands on it as a hash, so that a change is seen and nothing else is touched. */
export function agentStep(place: DockerPlace): StepDriver {
  // Ports that were given out in this run and that nobody listens on yet.
  const given = new Map<string, Set<number>>();

  function inputOf(step: PlannedStep): DockerInput {
    const input = DockerInput.safeParse(step.input);
    if (!input.success) throw new TunnelError('bug', {}, { detail: `the step ${step.id} lacks its input` });
    return input.data;
  }

  function onHost<T>(step: PlannedStep, context: StepContext, work: (box: Box, at: Host, input: DockerInput) => Promise<T>): Promise<T> {
    const input = inputOf(step);
    return place.at(input.host, context, (box, at) => work(box, at, input));
  }

  function choosePort(at: Host, look: AgentLook, refused: ReadonlySet<number>): number {
    const kept = look.container?.published?.port ?? look.file?.port ?? null;
    // Its own port is in use by itself.
    if (kept !== null && !refused.has(kept) && (look.container !== null || !look.ports.has(kept))) return kept;
    const others = given.get(at.host) ?? new Set<number>();
    given.set(at.host, others);
    const port = freePort(new Set([...look.ports, ...others, ...refused]));
    if (port === null) throw new TunnelError('docker-refused', { host: at.host, action: 'publish an agent', reason: `The ports ${FIRST_PORT} to ${FIRST_PORT + MOST_PORTS - 1} are all in use.` });
    others.add(port);
    return port;
  }

  return {
    kind: `${place.kind}.agent`,
    // Which containers there are has nothing to do with the tunnel.
    looksEarly: true,

    inspect: (step, context) =>
      onHost(step, context, async (box, at, input) => {
        const look = await lookAtAgent(box, at, input.name, input.image, context.secrets, context.signal);
        refuseForeign(look, input, context);
        const words = { image: plainImage(input.image) };
        if (look.container === null) return { change: 'add', found: { exists: false }, result: null, words };
        const wanted = look.file?.account == null ? null : await wantedOf(input, look, look.file.account, context);
        const same = wanted?.told === look.container.told && look.container.published?.host === input.listen;
        // A container that is down for good was stopped by somebody, or could not be started.
        const up = look.container.running || look.container.restarting;
        if (same && up && context.begun(step.id)) return { change: 'none', found: { exists: false }, result: resultOf(look), words };
        return { change: 'update', found: { exists: false }, result: null, words };
      }),

    apply: (step, _found, context) =>
      onHost(step, context, async (box, at, input) => {
        await prepare(box, at, input, context.signal);
        const refused = new Set<number>();
        for (;;) {
          // Looked at anew, because another program or another laptop may have been there since.
          const look = await lookAtAgent(box, at, input.name, input.image, context.secrets, context.signal, true);
          refuseForeign(look, input, context);
          const account = look.file?.account ?? newAccount(context.secrets);
          const { environment, told } = await wantedOf(input, look, account, context);
          const port = choosePort(at, look, refused);
          const { code, stderr } = await start(box, input, environment, told, port, context).finally(() => given.get(at.host)?.delete(port));
          if (code === 0) return { port, listen: input.listen };
          if (code === 65) throw new TunnelError('agents-name-taken', { name: input.name });
          if (!portTaken(stderr) || refused.size >= PORT_TRIES) throw dockerRefused(at, `start the agent ${input.name}`, code, stderr);
          refused.add(port);
        }
      }),

    verify: (step, result, context) =>
      onHost(step, context, async (box, at, input) => {
        const answered = await poll(
          async () => {
            const look = await lookAtAgent(box, at, input.name, input.image, context.secrets, context.signal);
            const { container } = look;
            if (container === null) throw new TunnelError('agents-not-available', { name: input.name, seconds: 0 });
            const trouble = troubleOf(container, input.name, at, '', true);
            // Not started yet, or between two starts: that may become good.
            if (trouble !== null && trouble.code !== 'agents-not-available') throw troubleOf(container, input.name, at, await lastWords(box, input.name, context.signal), true) ?? trouble;
            return trouble === null && (await answers(box, container, input.name, context.signal)) ? (resultOf(look) ?? result) : undefined;
          },
          { deadlineMs: ANSWER_MS, pauseMs: 300, maxPauseMs: 3_000, signal: context.signal },
        );
        if (answered === undefined) throw new TunnelError('agents-not-available', { name: input.name, seconds: ANSWER_MS / 1000 });
        return answered;
      }),

    undo: (step, found, _result, context) =>
      onHost(step, context, async (box, at, input) => {
        if (Found.safeParse(found).data?.exists !== false) return [];
        return removeAgent(box, at, input.name, input.image, context.site.id, context.secrets, context.signal);
      }),
  };
}

/**
 * Ours is what carries this site's label and was begun by this journal, or what has the very key that this camera's agent would get: a
 * journal that was lost, or another laptop's. Another site may have the same name.
 */
function refuseForeign(look: AgentLook, input: DockerInput, context: StepContext): void {
  const { container, file, volume } = look;
  const taken = new TunnelError('agents-name-taken', { name: input.name });
  const site = context.site.id;
  if (container !== null && container.site !== site) throw taken;
  if (file !== null && file.site !== site) throw taken;
  if (volume !== null && volume !== site) throw taken;
  const key = file?.key ?? container?.key ?? null;
  if (container !== null && key !== input.key && !context.begun(`${input.host === null ? 'edge' : 'docker'}.agent:${input.name}`)) throw taken;
}

async function wantedOf(input: DockerInput, look: AgentLook, account: AgentAccount, context: StepContext): Promise<{ environment: Record<string, string>; told: string }> {
  // Vault and Hub know an agent by its key: the one that it was made with is kept for ever.
  const key = look.file?.key ?? look.container?.key ?? input.key;
  const environment = await agentEnvironment({ ...input, key }, account, context.secrets);
  return { environment, told: toldHash(environment, [input.image, input.listen, input.title, MEMORY_LIMIT]) };
}

/** Its pages are there, whatever they show. */
async function answers(box: Box, container: Container, agent: string, signal: AbortSignal): Promise<boolean> {
  try {
    await askAgent(box, container, agent, { method: 'GET', path: '/', deadlineMs: ANSWER_CALL_MS }, signal);
    return true;
  } catch (error) {
    if (error instanceof HttpFailure) return false;
    throw error;
  }
}

function resultOf({ container }: AgentLook): { port: number; listen: string } | null {
  return container?.published == null ? null : { port: container.published.port, listen: container.published.host };
}

async function prepare(box: Box, at: Host, { name, image }: DockerInput, signal: AbortSignal): Promise<void> {
  const { code, stderr } = await box.run(['sh', '-c', PREPARE_SCRIPT, PREPARE_NAME, AGENTS_FOLDER, image], { root: true, deadlineMs: PULL_MS, signal });
  if (code === 0) return;
  const reason = said(stderr);
  if (/no space left|disk quota/i.test(reason)) throw new TunnelError('box-disk-full', { megabytes: 0 }, { detail: reason });
  if (code === 74) throw new TunnelError('docker-refused', { host: at.host, action: `keep the agents' files in ${AGENTS_FOLDER}`, reason });
  throw new TunnelError('agents-image-missing', { name, image: plainImage(image), reason: reason || `The command ended with ${code ?? 'a signal'}.` });
}

/** Writes its file and runs it, in place of the one of that name. */
async function start(box: Box, input: DockerInput, environment: Record<string, string>, told: string, port: number, { site, signal }: StepContext): Promise<CommandResult> {
  await box.writeFile(`${AGENTS_FOLDER}/${input.name}.env`, environmentFile(environment, { site: site.id, port }), { mode: 0o600, signal });
  const words = [AGENTS_FOLDER, input.name, input.image, `${input.listen}:${port}`, site.id, input.title, told, environment['AGENT_KEY'] ?? '', MEMORY_LIMIT];
  return box.run(['sh', '-c', RUN_SCRIPT, RUN_NAME, ...words], { root: true, deadlineMs: RUN_MS, signal });
}

function portTaken(stderr: string): boolean {
  return /port is already allocated|address already in use|port is already in use/i.test(stderr);
}

function dockerRefused({ host }: Host, action: string, code: number | null, stderr: string): TunnelError {
  if (/no space left|disk quota/i.test(stderr)) return new TunnelError('box-disk-full', { megabytes: 0 }, { detail: stderr.slice(-500) });
  return new TunnelError('docker-refused', { host, action, reason: said(stderr) || `The command ended with ${code ?? 'a signal'}.` });
}

/** Docker says what is wrong before it says how its commands are used, and podman at the end of a line that is long. */
function said(stderr: string): string {
  const lines = stderr.split('\n').map((line) => line.trim()).filter((line) => line !== '' && !/^(See '|Run '|Usage:|Unable to find image)/.test(line));
  return lines.join(' ').slice(-280);
}

