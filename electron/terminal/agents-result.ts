import { z } from 'zod';
import { ErrorData } from '../domain/errors';
import type { Site } from '../domain/site';
import { SiteAgents } from '../domain/site-agents';
import { AGENTS_COMMANDS } from './agents-usage';
import { EXIT } from './usage';

/** What `agents ... --json` prints. Fields are only ever added within a version. Its JSON Schema is `assets/schemas/agents.schema.json`. */
export const AgentsResult = z.object({
  schema: z.literal('kerberos-tunnel/agents'),
  version: z.literal(1),
  command: z.enum(AGENTS_COMMANDS),
  /** Equal to the process's exit code. */
  exitCode: z.number().int(),
  error: ErrorData.nullable(),
  site: z.object({ id: z.string(), name: z.string(), mode: z.enum(['real', 'practice']) }).nullable(),
  /** Agents that were removed, or whose camera was changed. */
  changed: z.array(z.object({ agent: z.string(), camera: z.string().nullable() })),
  /** All of the site's afterwards; after rename and replace nobody was asked, so no place is named. */
  found: SiteAgents,
});
export type AgentsResult = z.infer<typeof AgentsResult>;

/** What an action came to, when nothing was thrown. */
export type AgentsOutcome = Pick<AgentsResult, 'command' | 'changed' | 'found'>;

export const NOTHING_FOUND: SiteAgents = { places: [], agents: [] };

export function makeAgentsResult(exitCode: number, error: ErrorData | null, site: Site | null, outcome: AgentsOutcome): AgentsResult {
  return { schema: 'kerberos-tunnel/agents', version: 1, exitCode, error, site: site === null ? null : { id: site.id, name: site.name, mode: site.mode }, ...outcome };
}

/** A script wants to know whether every agent that should run does. */
export function agentsExitCode({ command, found }: AgentsOutcome): number {
  if (command !== 'list') return EXIT.ok;
  const wrong = found.places.some(({ error }) => error !== null) || found.agents.some(({ standing, status }) => standing === 'wanted' && status !== 'runs');
  return wrong ? EXIT.failed : EXIT.ok;
}
