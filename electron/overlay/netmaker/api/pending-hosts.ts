import { z } from 'zod';
import { TunnelError } from '../../../domain/errors';
import type { NetmakerClient } from '../client';
import { Id } from './answers';
import { listWhereKnown } from './optional-list';

const Pending = z.object({ id: Id, host_id: z.string().max(200), network: z.string().max(200).nullish() });
export type PendingHost = z.infer<typeof Pending>;

/**
 * The host's request to be let into the network, where the server wants devices approved (Pro since 1.1, network with `auto_join`
 * off). null: it has none, or the server or the account knows no such list.
 */
export async function pendingHost(client: NetmakerClient, network: string, hostId: string, signal: AbortSignal): Promise<PendingHost | null> {
  const list = await listWhereKnown(client, { path: `/api/v1/pending_hosts?network=${encodeURIComponent(network)}`, action: 'list the devices that wait for approval' }, Pending, signal);
  // The server asks for a network and then lists those of all networks (schema/pending_hosts.go, List).
  return list?.find((pending) => pending.host_id === hostId && (pending.network ?? network) === network) ?? null;
}

/** False where the account may not; whether there is a node then, the caller looks. A request that is gone already (400) was decided by somebody. */
export async function approve(client: NetmakerClient, pending: PendingHost, signal: AbortSignal): Promise<boolean> {
  const answer = await client
    .ask({ method: 'POST', path: `/api/v1/pending_hosts/approve/${encodeURIComponent(pending.id)}`, action: 'approve the device', accept: [400, 403, 404], signal })
    .catch((error: unknown) => {
      // The list was shown to this very login a moment ago: 401 here is about the right, not about the token.
      if (error instanceof TunnelError && error.code === 'overlay-login-refused') return null;
      throw error;
    });
  return answer?.status === 200;
}

/** Takes the request back. Gone already is fine. */
export async function withdraw(client: NetmakerClient, pending: PendingHost, signal: AbortSignal): Promise<void> {
  await client.ask({ method: 'POST', path: `/api/v1/pending_hosts/reject/${encodeURIComponent(pending.id)}`, action: 'take back the request for approval', accept: [400, 403, 404, 500], signal });
}
