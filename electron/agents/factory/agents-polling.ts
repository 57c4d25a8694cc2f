import { TunnelError } from '../../domain/errors';
import { poll } from '../../http/poll';
import type { FactoryClient } from './client';
import { agentNamed, listAgents, type Agent } from './deployments';

/** Polls the list until it is judged; a Factory that restarts in the middle is waited for. undefined: it was not until the deadline. */
export async function pollAgents<T>(client: FactoryClient, judge: (agents: readonly Agent[]) => T | undefined | Promise<T | undefined>, deadlineMs: number, signal: AbortSignal): Promise<T | undefined> {
  let last: TunnelError | undefined;
  const answer = await poll(
    async () => {
      try {
        const judged = await judge(await listAgents(client, signal));
        last = undefined;
        return judged;
      } catch (error) {
        if (!isTransient(error)) throw error;
        last = error;
        return undefined;
      }
    },
    { deadlineMs, pauseMs: client.waits.pauseMs, signal },
  );
  if (answer === undefined && last !== undefined) throw last;
  return answer;
}

/** The agent, when the list shows it within the time that the list may lag behind. */
export async function appearing(client: FactoryClient, names: AgentNames, signal: AbortSignal, deadlineMs = client.waits.appearMs): Promise<Agent | null> {
  return (await pollAgents(client, (agents) => ourAgent(agents, names) ?? undefined, deadlineMs, signal)) ?? null;
}

export interface AgentNames {
  /** As it was posted. */
  readonly name: string;
  /** As Factory called it when it was last seen; null: it was not seen yet. */
  readonly deployName: string | null;
  /** `deploy_name` of those that are not meant. */
  readonly others?: readonly string[];
}

/** By what Factory called it; after an attempt that ended in the middle it may have been made once more under another such name. */
export function ourAgent(agents: readonly Agent[], { name, deployName, others = [] }: AgentNames): Agent | null {
  return agents.find((agent) => agent.deployName === deployName) ?? agentNamed(agents.filter((agent) => !others.includes(agent.deployName)), name);
}

/** No answer, or one that says "not now". */
export function isTransient(error: unknown): error is TunnelError {
  return error instanceof TunnelError && (error.code === 'agents-unreachable' || (error.code === 'agents-refused' && Number(error.params['status']) >= 500));
}
