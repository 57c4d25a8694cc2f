import { z } from 'zod';
import { AgentSpec } from '../../domain/agent-spec';
import type { Json } from '../../domain/json';
import type { Site } from '../../domain/site';

/** The input of a step: what the agent is told, and the address of the Factory that is told it. */
export const FactoryInput = AgentSpec.extend({ server: z.string() });
export type FactoryInput = z.infer<typeof FactoryInput>;

/** The same in journals from before an agent's whole spec was noted. */
const FormerInput = z.object({ server: z.string(), agent: z.string(), credentialId: z.string().nullable(), main: z.string(), onvif: z.string().nullable() });

/** What can change of an agent that Factory is told. A password is compared by where it is kept, because it stands nowhere else. */
export const TOLD = ['stream', 'login', 'onvif', 'recording'] as const;
export type Told = (typeof TOLD)[number];

/**
 * What of the wanted agent an earlier attempt did not tell as it is wanted now. Factory's list says nothing of it, so the journal has
 * to: whatever somebody changed in Factory itself since then is not seen here, and is left as it is. All of it where the attempt is not
 * known.
 */
export function changesSince(before: Json, wanted: FactoryInput, site: Pick<Site, 'credentials'>): Told[] {
  const whole = FactoryInput.safeParse(before).data;
  if (whole !== undefined) return TOLD.filter((what) => JSON.stringify(part(whole, what)) !== JSON.stringify(part(wanted, what)));
  const former = FormerInput.safeParse(before).data;
  if (former === undefined) return [...TOLD];
  const set = site.credentials.find((one) => one.id === former.credentialId);
  const login = set === undefined ? null : { username: set.username, password: set.password };
  // How it records was not noted then: taken to be as it is wanted, rather than made anew for nothing.
  const told = { ...wanted, main: former.main, onvif: former.onvif, login };
  return TOLD.filter((what) => JSON.stringify(part(told, what)) !== JSON.stringify(part(wanted, what)));
}

function part(input: FactoryInput, what: Told): unknown {
  switch (what) {
    case 'stream':
      return input.main;
    case 'login':
      return input.login === null ? null : [input.login.username, Object.entries(input.login.password).sort()];
    case 'onvif':
      return input.onvif;
    case 'recording':
      return input.recording;
  }
}

/** Whose agent a step of this or an older journal stands for, and where; null: it is none of ours. */
export function placeOf(input: Json): { readonly server: string; readonly name: string } | null {
  const whole = FactoryInput.safeParse(input).data;
  if (whole !== undefined) return whole;
  const former = FormerInput.safeParse(input).data;
  return former === undefined ? null : { server: former.server, name: former.agent };
}
