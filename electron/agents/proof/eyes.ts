import type { AgentSpec } from '../../domain/agent-spec';
import type { Secrets } from '../../engine/ports';
import type { AgentCall } from './agent-access';
import type { AgentSession } from './agent-api';
import type { AgentLog } from './agent-log';
import type { Reason } from './layers';

/** Milliseconds. */
export interface ProofDeadlines {
  /** For an agent to open its camera's stream. */
  readonly connected: number;
  /** For its log to count on. */
  readonly count: number;
}

/**
 * An agent tries its camera every 3 s; a new one has to start first, and a tunnel may have been opened a moment ago. It tells its count
 * every 5 s, and a camera may send a key frame every 10 s only.
 */
export const PROOF_DEADLINES: ProofDeadlines = { connected: 45_000, count: 15_000 };

/** What one running agent can be looked at with, for the length of one proof. */
export interface Eyes {
  readonly spec: AgentSpec;
  readonly secrets: Secrets;
  /** Signed in. null: its own API cannot be asked, `closed` says why. */
  readonly api: { readonly call: AgentCall; readonly session: AgentSession; readonly way: string } | null;
  readonly closed: Reason;
  /** null: its place shows no logs. Resolves with null where it would, but could not this time. */
  readonly readLog: (() => Promise<AgentLog | null>) | null;
  readonly deadlines: ProofDeadlines;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly signal: AbortSignal;
}
