import { Secret } from '../../domain/secret';
import type { Box } from '../../engine/ports';
import { HttpFailure, type HttpAnswer } from '../../http/request';
import type { AgentCall } from '../proof/agent-access';
import { answerOf, MAX_BODY } from './agent-answer';
import { exchangeOver } from './agent-http';
import { AGENT_PORT } from './container';
import type { Container } from './docker-look';
import { EXEC_NAME, EXEC_SCRIPT } from './docker-scripts';

export type AgentRequest = Parameters<AgentCall>[0];

/** Longer than the call itself: the shell and Docker come on top. */
const EXEC_MORE_MS = 15_000;

/**
 * One call to an agent's own pages: over SSH to the port that is published for this very computer, or from inside of the container
 * where its SSH server opens connections for nobody. @throws HttpFailure, cancelled, and what a lost connection throws.
 */
export async function askAgent(box: Box, { published }: Pick<Container, 'published'>, agent: string, request: AgentRequest, signal: AbortSignal): Promise<HttpAnswer> {
  if (published === null) throw new HttpFailure('unreachable', 'its pages are published nowhere');
  const host = ['', '0.0.0.0', '::'].includes(published.host) ? '127.0.0.1' : published.host;
  const connection = await box.dial({ host, port: published.port }, signal);
  if (connection === 'closed') throw new HttpFailure('unreachable', 'nobody answers at its port');
  if (connection === 'forbidden') return askByCurl(box, agent, request, signal);
  return exchangeOver(connection, { ...request, host: `${host}:${published.port}` }, signal);
}

/** What kind of way `askAgent` goes, for the expert. */
export function wayTo({ published }: Pick<Container, 'published'>): string {
  return published !== null && !['', '0.0.0.0', '127.0.0.1'].includes(published.host) ? 'overlay' : 'loopback';
}

/** In front of the status, behind the body: no answer of an agent has it at its end. */
const STATUS = 'kt:status ';

async function askByCurl(box: Box, agent: string, request: AgentRequest, signal: AbortSignal): Promise<HttpAnswer> {
  const { code, stdout } = await box.run(['sh', '-c', EXEC_SCRIPT, EXEC_NAME, agent], { root: true, stdin: new Secret(curlFile(request)), deadlineMs: request.deadlineMs + EXEC_MORE_MS, signal });
  const at = stdout.lastIndexOf(`\n${STATUS}`);
  const status = Number(stdout.slice(at + STATUS.length + 1).trim());
  // 28 of curl: its time was over.
  if (code === 28) throw new HttpFailure('deadline', `no answer within ${request.deadlineMs / 1000} s`);
  if (code !== 0 || at < 0 || !(status >= 100 && status <= 599)) throw new HttpFailure('unreachable', `curl ended with ${code ?? 'a signal'}`);
  return answerOf(status, '', Buffer.from(stdout.slice(0, at)));
}

/** Everything that curl is told, in its own file: a token in an argument could be read by everybody there. */
export function curlFile({ method, path, body, bearer, deadlineMs }: AgentRequest): string {
  const quoted = (text: string): string => `"${text.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n').replace(/\r/g, '\\r').replace(/\t/g, '\\t')}"`;
  return [
    `url = ${quoted(`http://127.0.0.1:${AGENT_PORT}${path}`)}`,
    `request = ${quoted(method)}`,
    'header = "Accept: application/json"',
    ...(bearer === undefined ? [] : [`header = ${quoted(`Authorization: Bearer ${bearer.reveal()}`)}`]),
    ...(body === undefined ? [] : ['header = "Content-Type: application/json"', `data-raw = ${quoted(JSON.stringify(body))}`]),
    `max-time = ${Math.ceil(deadlineMs / 1000)}`,
    `max-filesize = ${MAX_BODY}`,
    'noproxy = "*"',
    `write-out = "\\n${STATUS}%{http_code}"`,
    '',
  ].join('\n');
}
