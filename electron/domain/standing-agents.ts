import { z } from 'zod';
import type { ErrorData } from './errors';
import { isAgentStep } from './plan';
import type { AgentSettings } from './site';
import type { StepState } from './state';

/** An agent that this journal made, or may have made, and did not take back. */
export interface StandingAgent {
  readonly step: StepState;
  readonly kind: AgentSettings['kind'];
  readonly name: string;
  /** What people called its camera when it was last told. */
  readonly camera: string;
  /** '' in journals of before. */
  readonly deviceId: string;
  /** Of the camera, when the agent was last told. */
  readonly address: string | null;
  /** At its camera; null: the camera wants none, or the journal is older. */
  readonly username: string | null;
  readonly error: ErrorData | null;
}

const Told = z.object({ name: z.string(), deviceId: z.string().default(''), login: z.object({ username: z.string() }).nullish() });
const KINDS: readonly AgentSettings['kind'][] = ['factory', 'kubernetes', 'docker', 'edge'];

/** The agent that a step stands for, whatever became of it; null: it stands for something else. */
export function agentOf(state: StepState): StandingAgent | null {
  const { step } = state;
  const kind = KINDS.find((candidate) => step.kind === `${candidate}.agent`);
  if (!isAgentStep(step) || kind === undefined) return null;
  const told = Told.safeParse(step.input).data;
  const param = (name: string): string | null => (typeof step.params[name] === 'string' ? step.params[name] : null);
  const name = told?.name ?? param('agent');
  return name === null ? null : { step: state, kind, name, camera: param('camera') ?? name, deviceId: told?.deviceId ?? '', address: param('address'), username: told?.login?.username ?? null, error: state.error };
}

export function standingAgents(steps: readonly StepState[]): StandingAgent[] {
  return steps.flatMap((step) => (step.phase === 'undone' ? [] : (agentOf(step) ?? [])));
}

/** Is this the name that the place of the agents has for it? Some places give it one of their own, which the step's result holds. */
export function isCalled(agent: StandingAgent, name: string): boolean {
  const { result } = agent.step;
  return agent.name === name || (typeof result === 'object' && result !== null && Object.values(result).includes(name));
}
