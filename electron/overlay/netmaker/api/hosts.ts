import { z } from 'zod';
import type { NetmakerClient } from '../client';
import { Id, Words } from './answers';
import { listWhole } from './paged-list';
import type { ServerFacts } from './server';
import { isOlder } from './version';

const Host = z.object({ id: Id, name: Words.nullish(), nodes: z.array(z.string()).nullish() });
export type Host = z.infer<typeof Host>;

export async function listHosts(client: NetmakerClient, signal: AbortSignal, shared = false): Promise<Host[]> {
  return listWhole(client, { whole: '/api/hosts', paged: '/api/v1/hosts', action: 'list the devices' }, Host, signal, shared);
}

/** Makes a host that the server knows a member of the network. "Already part of network" is a 500, and fine. */
export async function addHostToNetwork(client: NetmakerClient, hostId: string, network: string, signal: AbortSignal): Promise<void> {
  await client.ask({ method: 'POST', path: `/api/hosts/${encodeURIComponent(hostId)}/networks/${encodeURIComponent(network)}`, action: 'add the device to the network', accept: [500], signal });
}

/** Works with user tokens in every version. Gone already (404, or 500 "not found") is fine; the caller looks whether it is. */
export async function removeHostFromNetwork(client: NetmakerClient, hostId: string, network: string, signal: AbortSignal): Promise<void> {
  const path = `/api/hosts/${encodeURIComponent(hostId)}/networks/${encodeURIComponent(network)}?force=true`;
  await client.ask({ method: 'DELETE', path, action: 'take the device out of the network', accept: [400, 404, 500], signal });
}

const USER_TOKENS_MAY_NOT_SINCE = '1.5.1';

/** Since 1.5.1 the old route takes host tokens only (401 for users) and the new one takes users'. Gone already is fine. */
export async function deleteHost(client: NetmakerClient, server: ServerFacts, hostId: string, signal: AbortSignal): Promise<void> {
  const id = encodeURIComponent(hostId);
  const old = (): Promise<unknown> => client.ask({ method: 'DELETE', path: `/api/hosts/${id}?force=true`, action: 'remove the device', accept: [400, 404, 500], signal });
  if (isOlder(server.version, USER_TOKENS_MAY_NOT_SINCE)) {
    await old();
    return;
  }
  const answer = await client.ask({ method: 'DELETE', path: `/api/v1/ui/hosts/${id}?force=true`, action: 'remove the device', accept: [400, 404, 405, 500], signal });
  // A server of unknown version without the new route: the mux answers in plain text.
  if ((answer.status === 404 || answer.status === 405) && answer.body.kind !== 'json') await old();
}

/** Makes the client pull at once instead of within 30 s. Only a hint: older servers do not know it. */
export async function syncHost(client: NetmakerClient, hostId: string, signal: AbortSignal): Promise<void> {
  await client
    .ask({ method: 'POST', path: `/api/hosts/${encodeURIComponent(hostId)}/sync`, action: 'tell the device', accept: [400, 403, 404, 405, 500], signal })
    .catch((error: unknown) => {
      if (signal.aborted) throw error;
    });
}
