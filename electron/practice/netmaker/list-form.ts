import type { Call, Reply } from '../http/exchange';
import { envelope, notFound } from './replies';
import type { Route } from './router';

/** `whole`: as nearly all servers. `enveloped`: in the frame of newer routes. `pages`: in pages only, the old routes are gone. */
export type ListForm = 'whole' | 'enveloped' | 'pages';

const IN_PAGES: Readonly<Record<string, string>> = { '/api/hosts': '/api/v1/hosts', '/api/nodes/:': '/api/v1/nodes/:' };

/** The same lists in another form; everything else stays. */
export function inForm(routes: readonly Route[], form: ListForm): Route[] {
  if (form === 'whole') return [...routes];
  return routes.flatMap((route) => {
    const paged = route.method === 'GET' ? IN_PAGES[route.path] : undefined;
    if (paged === undefined) return [route];
    if (form === 'enveloped') return [{ ...route, handle: changed(route, (body) => envelope('fetched', body)) }];
    return [{ ...route, path: paged, handle: changed(route, page) }, { ...route, handle: () => notFound }];
  });
}

function changed(route: Route, change: (body: unknown, call: Call) => Reply): Route['handle'] {
  return async (call, parts, caller) => {
    const reply = await route.handle(call, parts, caller);
    return reply.status === 200 && Array.isArray(reply.body) ? change(reply.body, call) : reply;
  };
}

/** At most 100; a larger number falls back to 10 (controllers/hosts.go). */
function page(body: unknown, call: Call): Reply {
  const items = body as readonly unknown[];
  const wanted = Number(call.query.get('per_page') ?? 10);
  const perPage = wanted < 1 || wanted > 100 ? 10 : wanted;
  const number = Math.max(1, Number(call.query.get('page') ?? 1));
  return envelope('fetched', { data: items.slice((number - 1) * perPage, number * perPage), page: number, per_page: perPage, total: items.length, total_pages: Math.max(1, Math.ceil(items.length / perPage)) });
}
