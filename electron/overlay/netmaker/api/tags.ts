import { z } from 'zod';
import type { NetmakerClient } from '../client';
import { Words } from './answers';
import { listWhereKnown } from './optional-list';

const Tag = z.object({ id: z.string().max(200), tag_name: Words.nullish() });

/** Tags that a network's devices can carry (Pro since 0.26); none where the server has no tags or the account may not see them. */
export async function listTags(client: NetmakerClient, network: string, signal: AbortSignal): Promise<{ id: string; name: string }[]> {
  const tags = await listWhereKnown(client, { path: `/api/v1/tags?network=${encodeURIComponent(network)}`, action: 'list the tags' }, Tag, signal);
  return (tags ?? []).map((tag) => ({ id: tag.id, name: tag.tag_name ?? tag.id }));
}
