import type { Secrets, Box } from '../../engine/ports';
import { errorData } from '../../domain/errors';
import type { AgentAccess } from '../proof/agent-access';
import { askAgent, wayTo } from './agent-door';
import { lookAtAgent, type Host } from './docker-look';
import { lastWords, readLogs, troubleOf } from './trouble';

/** What the proof may read of a log. */
const LOG_LINES = 500;
const LOG_BYTES = 256 * 1024;

/** How the proof gets at an agent in a container: over the SSH connection that made it. */
export function dockerAccess(box: Box, at: Host, agent: string, image: string, secrets: Secrets): AgentAccess {
  const look = (signal: AbortSignal): ReturnType<typeof lookAtAgent> => lookAtAgent(box, at, agent, image, secrets, signal);
  return {
    async status(signal) {
      const { container } = await look(signal);
      if (container === null) return { available: false, trouble: null };
      const trouble = troubleOf(container, agent, at, '');
      if (trouble === null) return { available: true, trouble: null };
      return { available: false, trouble: errorData(troubleOf(container, agent, at, await lastWords(box, agent, signal)) ?? trouble) };
    },

    async api(signal) {
      const { container, file } = await look(signal);
      if (container?.published == null) return 'its pages are published nowhere';
      if (file?.account == null) return 'the file with its login is gone from its computer';
      return {
        call: (request, stop) => askAgent(box, container, agent, request, stop),
        login: { username: file.account.username, password: file.account.password },
        way: wayTo(container),
      };
    },

    logs: (signal) => readLogs(box, agent, LOG_LINES, LOG_BYTES, signal),
  };
}
