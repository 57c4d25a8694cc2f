import { z } from 'zod';
import { TunnelError } from '../../../domain/errors';
import type { NetmakerClient } from '../client';
import { Id, readList, serverMessage } from './answers';

/** The answers also hold the client's private key: it is not read here. */
const ExtClient = z.object({
  clientid: Id,
  network: z.string().max(200).nullish(),
  enabled: z.boolean().nullish(),
  extraallowedips: z.array(z.string().max(50)).max(5_000).nullish(),
  ingressgatewayid: z.string().max(200).nullish(),
  // Replaced as a whole by a change: sent back as they were.
  dns: z.string().max(200).nullish(),
  postup: z.string().max(5_000).nullish(),
  postdown: z.string().max(5_000).nullish(),
});
export type ExtClient = z.infer<typeof ExtClient>;

/** What an account without the right to look, or a server without the route, answers. */
const NOT_FOR_US = [400, 401, 403, 404, 405, 500];

/** Plain WireGuard clients of all networks; null where the account may not see them. */
export async function listAllExtClients(client: NetmakerClient, signal: AbortSignal): Promise<ExtClient[] | null> {
  const answer = await client.ask({ method: 'GET', path: '/api/extclients', action: 'list the external clients', accept: NOT_FOR_US, signal });
  if (answer.status !== 200) return null;
  return answer.body.kind === 'json' ? readList(answer.body.value, ExtClient, client.url) : null;
}

/** By the list: asked for a single one that is not there, the server says 500. */
export async function findExtClient(client: NetmakerClient, network: string, id: string, signal: AbortSignal): Promise<ExtClient | null> {
  const list = readList(await client.json({ method: 'GET', path: `/api/extclients/${encodeURIComponent(network)}`, action: 'list the external clients', signal }), ExtClient, client.url);
  return list.find((one) => one.clientid === id) ?? null;
}

/** `false`: there is one of that name already. The answer is empty before 1.4: the caller looks whether it is there. */
export async function createExtClient(client: NetmakerClient, input: { network: string; gateway: string; id: string; ranges: readonly string[] }, signal: AbortSignal): Promise<boolean> {
  const action = `let ${input.id} into the network`;
  const answer = await client.ask({
    method: 'POST',
    path: `/api/extclients/${encodeURIComponent(input.network)}/${encodeURIComponent(input.gateway)}`,
    body: { clientid: input.id, extraallowedips: input.ranges, enabled: true },
    action,
    accept: [400],
    signal,
  });
  if (answer.status !== 400) return true;
  // "duplicate client name" (controllers/ext_client.go); also what a request that was sent twice gets.
  if (/duplicate/i.test(serverMessage(answer))) return false;
  throw new TunnelError('overlay-refused', { action, status: 400, message: serverMessage(answer) || 'no reason given' });
}

/** Keeps its keys and address, so that a configuration that is in a router already goes on working. */
export async function changeExtClient(client: NetmakerClient, input: { network: string; before: ExtClient; ranges: readonly string[]; enabled: boolean }, signal: AbortSignal): Promise<void> {
  const { before } = input;
  await client.ask({
    method: 'PUT',
    path: `/api/extclients/${encodeURIComponent(input.network)}/${encodeURIComponent(before.clientid)}`,
    body: { clientid: before.clientid, extraallowedips: input.ranges, enabled: input.enabled, dns: before.dns ?? '', postup: before.postup ?? '', postdown: before.postdown ?? '' },
    action: `change what ${before.clientid} brings along`,
    signal,
  });
}

/** Gone already (500, "could not delete") is fine; the caller looks whether it is. */
export async function deleteExtClient(client: NetmakerClient, network: string, id: string, signal: AbortSignal): Promise<void> {
  await client.ask({ method: 'DELETE', path: `/api/extclients/${encodeURIComponent(network)}/${encodeURIComponent(id)}`, action: 'remove the external client', accept: [400, 404, 500], signal });
}

/** The text for `wg-quick`, with its lines; holds the private key. */
export async function readExtClientFile(client: NetmakerClient, network: string, id: string, signal: AbortSignal): Promise<string> {
  const path = `/api/extclients/${encodeURIComponent(network)}/${encodeURIComponent(id)}/file`;
  const { body } = await client.ask({ method: 'GET', path, action: 'give the configuration of the router', keepLines: true, signal });
  if (body.kind !== 'text') throw client.invalid('no configuration came for the router');
  return body.text;
}
