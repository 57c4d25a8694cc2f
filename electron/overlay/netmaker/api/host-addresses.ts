import { z } from 'zod';
import type { NetmakerClient } from '../client';
import { Id, Words, readList } from './answers';

const Interface = z.object({ name: Words.nullish(), addressString: z.string().max(60).nullish() });
const Host = z.object({
  id: Id,
  name: Words.nullish(),
  endpointip: z.string().max(60).nullish(),
  interfaces: z.array(z.unknown()).max(200).nullish().catch(null),
});

/** Where a device is, as it told the server. */
export interface HostAddresses {
  readonly id: string;
  readonly name: string;
  /** Reached at from outside; empty where it is not known. */
  readonly endpoint: string;
  /** `range` as written by the server: `192.168.1.5/24`. */
  readonly interfaces: readonly { readonly name: string; readonly range: string }[];
}

export async function listHostAddresses(client: NetmakerClient, signal: AbortSignal, shared = false): Promise<HostAddresses[]> {
  const hosts = readList(await client.json({ method: 'GET', path: '/api/hosts', action: 'list the devices', shared, signal }), Host, client.url);
  return hosts.map((host) => ({
    id: host.id,
    name: host.name ?? host.id,
    endpoint: host.endpointip ?? '',
    interfaces: (host.interfaces ?? []).flatMap((one) => {
      const parsed = Interface.safeParse(one);
      return parsed.success && (parsed.data.addressString ?? '') !== '' ? [{ name: parsed.data.name ?? '', range: parsed.data.addressString ?? '' }] : [];
    }),
  }));
}
