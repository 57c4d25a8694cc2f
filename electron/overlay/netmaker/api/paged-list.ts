import { z } from 'zod';
import { TunnelError } from '../../../domain/errors';
import type { NetmakerClient } from '../client';
import { readList, unwrap } from './answers';

/** models.PaginatedResponse, since 1.5.1; inside the envelope. */
const Page = z.object({ data: z.unknown(), total_pages: z.number().int().nullish().catch(null) });

/** The server takes no more (controllers/hosts.go: a larger number falls back to 10). */
const PER_PAGE = 100;
/** 10,000 devices. A server that never comes to an end is not read for ever. */
const MOST_PAGES = 100;

/**
 * All items of a list that newer servers offer in pages as well. The whole list is asked for first, because every version up to 1.6
 * has it; only where that route is gone (404 or 405) its pages are fetched, one after another.
 */
export async function listWhole<T>(client: NetmakerClient, routes: { readonly whole: string; readonly paged: string; readonly action: string }, item: z.ZodType<T>, signal: AbortSignal, shared: boolean): Promise<T[]> {
  try {
    return readList(await client.json({ method: 'GET', path: routes.whole, action: routes.action, shared, signal }), item, client.url);
  } catch (error) {
    if (!isGone(error)) throw error;
  }
  const items: T[] = [];
  for (let page = 1; page <= MOST_PAGES; page++) {
    const value = unwrap(await client.json({ method: 'GET', path: `${routes.paged}?page=${page}&per_page=${PER_PAGE}`, action: routes.action, shared, signal }));
    const parsed = Page.safeParse(value);
    // Without the frame of a page it is the list itself.
    items.push(...readList(parsed.success ? (parsed.data.data ?? null) : value, item, client.url));
    if (!parsed.success || page >= (parsed.data.total_pages ?? 1)) break;
  }
  return items;
}

function isGone(error: unknown): boolean {
  return error instanceof TunnelError && error.code === 'overlay-refused' && (error.params['status'] === 404 || error.params['status'] === 405);
}
