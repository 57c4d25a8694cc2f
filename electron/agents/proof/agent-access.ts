import type { ErrorData } from '../../domain/errors';
import type { Secret } from '../../domain/secret';
import type { HttpAnswer, Method } from '../../http/request';

/** One call to an agent's own API. `path` begins with `/api/`. Throws `HttpFailure` where nothing came, `cancelled` when stopped. */
export type AgentCall = (request: { readonly method: Method; readonly path: string; readonly body?: unknown; readonly bearer?: Secret; readonly deadlineMs: number }, signal: AbortSignal) => Promise<HttpAnswer>;

export interface AgentLogin {
  readonly username: string;
  readonly password: Secret;
}

/** How the place where an agent runs lets us get at it; each registrar has its own, the proof is the same for all. */
export interface AgentAccess {
  /** `trouble`: why it does not run, as the place tells it. */
  status(signal: AbortSignal): Promise<{ readonly available: boolean; readonly trouble: ErrorData | null }>;
  /** Its own API. `way`, in the expert's words: `service proxy`, `loopback`, `overlay`. A text instead: why it cannot be asked. */
  api(signal: AbortSignal): Promise<{ readonly call: AgentCall; readonly login: AgentLogin; readonly way: string } | string>;
  /** The newest of its log lines, at most 500 and 256 KiB, oldest first; it quotes passwords. Absent: the place shows no logs. */
  logs?(signal: AbortSignal): Promise<string>;
}
