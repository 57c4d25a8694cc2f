import { z } from 'zod';
import { ErrorData } from './errors';

export const AGENT_KINDS = ['factory', 'kubernetes', 'docker', 'edge'] as const;

/**
 * How an agent stands to its site. `wanted`: made by this site for a camera that is connected. `obsolete`: made by it for a camera that is
 * not any more (left out, gone); connecting takes it away. `orphan`: made for this site, but this journal knows nothing of it. `perhaps`:
 * only its name says so.
 */
export const AGENT_STANDINGS = ['wanted', 'obsolete', 'orphan', 'perhaps'] as const;

/** As its place says. `missing`: the place does not know it. `unasked`: the place could not be asked, or is none of the settings any more. */
export const AGENT_STATUSES = ['runs', 'waits', 'missing', 'unasked'] as const;

export const SiteAgent = z.object({
  name: z.string(),
  /** What people call its camera; null: nobody knows. */
  camera: z.string().nullable(),
  deviceId: z.string().nullable(),
  /** Of the camera. */
  address: z.string().nullable(),
  kind: z.enum(AGENT_KINDS),
  standing: z.enum(AGENT_STANDINGS),
  status: z.enum(AGENT_STATUSES),
  /** Why it does not run, as its place says; else why the last change of it failed. */
  trouble: ErrorData.nullable(),
});
export type SiteAgent = z.infer<typeof SiteAgent>;

export const AgentsPlace = z.object({
  kind: z.enum(AGENT_KINDS),
  /** What people know it by; '' is the spare box. */
  place: z.string(),
  /** null: it could not be asked, see the error. */
  variant: z.string().nullable(),
  /** Agents there that are not this site's. */
  others: z.number().int(),
  error: ErrorData.nullable(),
});
export type AgentsPlace = z.infer<typeof AgentsPlace>;

/** What a site has of agents, in all places that it uses. */
export const SiteAgents = z.object({ places: z.array(AgentsPlace), agents: z.array(SiteAgent) });
export type SiteAgents = z.infer<typeof SiteAgents>;
