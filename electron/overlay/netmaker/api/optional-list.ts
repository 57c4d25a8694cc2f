import type { z } from 'zod';
import { TunnelError } from '../../../domain/errors';
import type { NetmakerClient } from '../client';
import { readList } from './answers';

/** A route or a network that is not there, or that this account may not see. */
const NOT_TOLD = new Set<unknown>([400, 403, 404, 405]);

/** A list that only some versions and editions have. null: it cannot be had here. A 500 is thrown: "not now" is not "nothing". */
export async function listWhereKnown<T>(client: NetmakerClient, route: { readonly path: string; readonly action: string; readonly shared?: boolean }, item: z.ZodType<T>, signal: AbortSignal): Promise<T[] | null> {
  try {
    return readList(await client.json({ method: 'GET', path: route.path, action: route.action, shared: route.shared === true, signal }), item, client.url);
  } catch (error) {
    if (error instanceof TunnelError && error.code === 'overlay-refused' && NOT_TOLD.has(error.params['status'])) return null;
    throw error;
  }
}
