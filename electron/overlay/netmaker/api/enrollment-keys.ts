import { z } from 'zod';
import { TunnelError } from '../../../domain/errors';
import type { NetmakerClient } from '../client';
import { Id, readList, serverMessage } from './answers';

const Key = z.object({
  value: Id,
  token: z.string().min(1).max(4096),
  tags: z.array(z.string()).nullish(),
  networks: z.array(z.string()).nullish(),
  uses_remaining: z.number().nullish(),
  unlimited: z.boolean().nullish(),
  expiration: z.string().nullish(),
});
/** Holds the token itself: never into the journal or a text. */
export type EnrollmentKey = z.infer<typeof Key>;

/** A registration takes one use even if a later part of it fails, and such a key cannot expire by time (since 0.20). */
const USES = 3;

export async function keysTagged(client: NetmakerClient, tag: string, signal: AbortSignal): Promise<EnrollmentKey[]> {
  const answer = await client.ask({ method: 'GET', path: '/api/v1/enrollment-keys', action: 'list the enrolment keys', accept: [404], signal });
  if (answer.status === 404) throw new TunnelError('overlay-too-old', { version: 'without enrolment keys' });
  if (answer.body.kind !== 'json') throw client.invalid('its list of enrolment keys is none');
  return readList(answer.body.value, Key, client.url).filter((key) => key.tags?.includes(tag) === true);
}

export function isUsable(key: EnrollmentKey, network: string, now: number): boolean {
  if (key.networks?.includes(network) !== true) return false;
  if (key.unlimited === true || (key.uses_remaining ?? 0) > 0) return true;
  const expires = Date.parse(key.expiration ?? '');
  return Number.isFinite(expires) && expires > now;
}

/** False where the server has a key of that name already (it insists on unique names since 0.24). */
export async function createKey(client: NetmakerClient, input: { tag: string; network: string }, signal: AbortSignal): Promise<boolean> {
  const answer = await client.ask({
    method: 'POST',
    path: '/api/v1/enrollment-keys',
    // Exactly one tag: an empty list passes the server's validation and then makes it panic.
    body: { tags: [input.tag], networks: [input.network], uses_remaining: USES, expiration: 0, unlimited: false, type: 2 },
    action: 'make an enrolment key',
    accept: [400],
    signal,
  });
  if (answer.status !== 400) return true;
  if (/unique/i.test(serverMessage(answer))) return false;
  throw new TunnelError('overlay-refused', { action: 'make an enrolment key', status: 400, message: serverMessage(answer) || 'no reason given' });
}

/** The path's `keyID` is the key's value, not its tag. Gone already is fine. */
export async function deleteKey(client: NetmakerClient, value: string, signal: AbortSignal): Promise<void> {
  await client.ask({ method: 'DELETE', path: `/api/v1/enrollment-keys/${encodeURIComponent(value)}`, action: 'delete the enrolment key', accept: [404, 500], signal });
}
