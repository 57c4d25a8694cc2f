import { z } from 'zod';
import { parseRange } from '../../../domain/addresses';
import type { NetmakerClient } from '../client';
import { Id, readList } from './answers';

// Of dozens of fields that change their type between versions (`auto_join` was a string until 1.5.0), the two that stayed.
const Network = z.object({ netid: Id, addressrange: z.string().max(50).nullish() });

/** The server's networks; `range` in CIDR form, empty for one with IPv6 only. */
export async function listNetworks(client: NetmakerClient, signal: AbortSignal, shared = false): Promise<{ name: string; range: string }[]> {
  const list = readList(await client.json({ method: 'GET', path: '/api/networks', action: 'list the networks', shared, signal }), Network, client.url);
  return list.map((network) => ({ name: network.netid, range: parseRange(network.addressrange ?? '') === null ? '' : (network.addressrange ?? '') }));
}
