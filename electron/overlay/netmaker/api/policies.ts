import { z } from 'zod';
import { TunnelError } from '../../../domain/errors';
import type { NetmakerClient } from '../client';
import { Id, Words, serverMessage } from './answers';
import { listWhereKnown } from './optional-list';

const Subject = z.object({ id: z.string().max(50), value: z.string().max(200) });
export type Subject = z.infer<typeof Subject>;

const Policy = z.object({
  id: Id,
  name: Words.nullish(),
  // A policy that does not say is taken for enabled, as the first servers with policies meant it.
  enabled: z.boolean().nullish(),
  policy_type: z.string().max(50).nullish().catch(null),
  src_type: z.array(Subject).nullish().catch(null),
  dst_type: z.array(Subject).nullish().catch(null),
  protocol: z.string().max(20).nullish().catch(null),
  ports: z.array(z.string().max(20)).nullish().catch(null),
});
export type Policy = z.infer<typeof Policy>;

/** null: the server has no such policies (before 0.26, and before 0.99 in the Community edition), or the account may not see them. */
export function listPolicies(client: NetmakerClient, network: string, signal: AbortSignal, shared = false): Promise<Policy[] | null> {
  return listWhereKnown(client, { path: `/api/v1/acls?network=${encodeURIComponent(network)}`, action: 'list the policies', shared }, Policy, signal);
}

export interface PolicyBody {
  readonly name: string;
  readonly network: string;
  readonly from: readonly Subject[];
  readonly egressIds: readonly string[];
  readonly ports: readonly number[];
  /** Community refuses a policy for one direction only (`uni traffic flow not allowed on CE`); Pro allows the smaller one. */
  readonly pro: boolean;
}

/** @throws TunnelError `overlay-refused`; with the master key always, because the server looks up who asks. */
export async function createPolicy(client: NetmakerClient, body: PolicyBody, signal: AbortSignal): Promise<void> {
  await client.json({ method: 'POST', path: '/api/v1/acls', body: wire(body), action: `allow the way to the cameras in ${body.network}`, signal });
}

/** Of a policy of our own: every field is sent, because the server replaces them all. */
export async function changePolicy(client: NetmakerClient, id: string, body: PolicyBody, signal: AbortSignal): Promise<void> {
  await client.ask({ method: 'PUT', path: '/api/v1/acls', body: { ...wire(body), id, new_name: body.name }, action: `allow the way to the cameras in ${body.network}`, signal });
}

/** Gone already (400) is fine; the caller looks whether it is. */
export async function deletePolicy(client: NetmakerClient, id: string, signal: AbortSignal): Promise<void> {
  const answer = await client.ask({ method: 'DELETE', path: `/api/v1/acls?acl_id=${encodeURIComponent(id)}`, action: 'delete the policy for the cameras', accept: [400, 404, 500], signal });
  if (answer.status === 400 && /default/i.test(serverMessage(answer))) throw new TunnelError('bug', {}, { detail: 'asked to delete a policy of the network itself' });
}

function wire(body: PolicyBody): Record<string, unknown> {
  return {
    name: body.name,
    network_id: body.network,
    policy_type: 'device-policy',
    enabled: true,
    allowed_traffic_direction: body.pro ? 0 : 1,
    src_type: body.from.map(({ id, value }) => ({ id, value })),
    dst_type: body.egressIds.map((value) => ({ id: 'egress-id', value })),
    protocol: 'tcp',
    type: 'Custom',
    ports: body.ports.map(String),
  };
}
