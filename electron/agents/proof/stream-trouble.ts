import { TunnelError, type ErrorCode } from '../../domain/errors';
import { plainText } from '../../domain/plain-text';
import type { AgentSpec } from '../../domain/agent-spec';

/**
 * Why an agent could not open a stream, from the words of its library: bluenviron/gortsplib (`pkg/liberrors/client.go`) for what the
 * camera said, Go's `net` for what the network said. null: words that tell nothing we know.
 */
export function streamTrouble(message: string, { name, main }: Pick<AgentSpec, 'name' | 'main'>): TunnelError | null {
  const said = withoutSecrets(message);
  const trouble = (code: ErrorCode, params: Record<string, string>): TunnelError => new TunnelError(code, { name, ...params }, { detail: plainText(said, 300) });
  // First: "lookup gate.lan on 10.43.0.10:53: i/o timeout" is about the name server, not about the camera.
  const name_ = /\blookup (\S{1,253}?)(?: on \S+)?: /.exec(said)?.[1];
  if (name_ !== undefined) return trouble('agents-name-unresolved', { host: plainText(name_, 253) });
  const status = /bad status code: (\d{3})\b/.exec(said)?.[1];
  if (status !== undefined) {
    const code = STATUS_TROUBLE[status];
    return code === undefined ? null : trouble(code, {});
  }
  if (/no authentication methods available|unable to setup authentication/.test(said)) return trouble('agents-stream-login', {});
  if (/not enough bandwidth|too many (sessions|connections|clients|users)|session limit/i.test(said)) return trouble('agents-stream-busy', {});
  const address = hostOf(main);
  if (/connection refused/.test(said)) return trouble('agents-port-closed', { address });
  if (/no route to host|network is unreachable|host is down|i\/o timeout|connection timed out|request timed out|TCP timeout|deadline exceeded/.test(said)) return trouble('agents-no-route', { address });
  return null;
}

/** RTSP status (RFC 2326 7.1.1) to what it means for a technician. 503 and 453 are what cameras say who serve as many as they can. */
const STATUS_TROUBLE: Readonly<Record<string, ErrorCode>> = {
  401: 'agents-stream-login', 403: 'agents-stream-login', 404: 'agents-stream-missing', 410: 'agents-stream-missing', 451: 'agents-stream-missing', 453: 'agents-stream-busy', 503: 'agents-stream-busy',
};

/**
 * A line of an agent without what it must not show: its addresses hold the cameras' passwords, not always percent-encoded, so all up to
 * the last `@` of the line goes; and it prints its whole environment.
 */
export function withoutSecrets(line: string): string {
  return line.replace(/\b([a-z][a-z0-9+.-]{0,20}:\/\/).*@/gi, '$1').replace(/\b(?:GLOBAL_)?AGENT_[A-Z0-9_]+.*$/s, '');
}

function hostOf(main: string): string {
  return /^rtsps?:\/\/(?:[^/?#]*@)?([^/?#]+)/i.exec(main)?.[1] ?? main.slice(0, 100);
}
