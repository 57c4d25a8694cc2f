import { z } from 'zod';
import type { NetmakerClient } from '../client';
import { unwrap } from './answers';

const Flags = z.object({ enable_overlapping_egress_ranges: z.boolean().nullish() });

/** Can a site be given addresses of the server's own invention (Pro since 1.5)? Asked without a token; older servers have no such page. */
export async function hasVirtualNat(client: NetmakerClient, signal: AbortSignal): Promise<boolean> {
  const answer = await client.open({ method: 'GET', path: '/api/server/feature_flags', signal });
  if (answer.status !== 200 || answer.body.kind !== 'json') return false;
  const flags = Flags.safeParse(unwrap(answer.body.value));
  return flags.success && flags.data.enable_overlapping_egress_ranges === true;
}
