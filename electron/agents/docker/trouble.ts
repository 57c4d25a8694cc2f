import { TunnelError } from '../../domain/errors';
import { plainText } from '../../domain/plain-text';
import type { Box } from '../../engine/ports';
import { withoutSecrets } from '../proof/stream-trouble';
import { MEMORY_LIMIT } from './container';
import { LOGS_NAME, LOGS_SCRIPT } from './docker-scripts';
import type { Container, Host } from './docker-look';

/** Starts after which an agent is not just slow. */
const MANY_RESTARTS = 2;
const LOGS_MS = 30_000;

/** Why an agent does not run; null: it does. `lastWords`: of its log. `fresh`: it was made just now, and may end once before it
 * finds its feet. */
export function troubleOf(container: Container, agent: string, at: Host, lastWords: string, fresh = false): TunnelError | null {
  if (container.outOfMemory) return new TunnelError('agents-out-of-memory', { name: agent, limit: MEMORY_LIMIT });
  if (container.refusal !== '') return new TunnelError('docker-refused', { host: at.host, action: `start the agent ${agent}`, reason: container.refusal });
  if ((container.restarting && !fresh) || ((fresh || !container.running) && container.restarts >= MANY_RESTARTS)) {
    return new TunnelError('agents-restarting', { name: agent, reason: lastWords === '' ? `It ended with code ${container.exitCode} and left no word.` : lastWords });
  }
  return container.running && !container.restarting ? null : new TunnelError('agents-not-available', { name: agent, seconds: 0 });
}

/** The newest of an agent's log lines, oldest first; it quotes passwords. */
export async function readLogs(box: Box, agent: string, lines: number, bytes: number, signal: AbortSignal): Promise<string> {
  return (await box.run(['sh', '-c', LOGS_SCRIPT, LOGS_NAME, agent, String(lines), String(bytes)], { root: true, deadlineMs: LOGS_MS, signal })).stdout;
}

/** What an agent said last, fit to be shown: it quotes addresses with their logins. */
export async function lastWords(box: Box, agent: string, signal: AbortSignal): Promise<string> {
  const lines = (await readLogs(box, agent, 5, 10_000, signal)).split('\n').map((line) => line.trim()).filter((line) => line !== '');
  return plainText(withoutSecrets(lines.at(-1) ?? ''));
}
