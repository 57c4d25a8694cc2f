import type { Call, Reply } from '../http/exchange';
import { notFound, unauthorized, wrongMethod } from './replies';

/** Who asks: a user, a device, or nobody that is known. */
export interface Caller {
  readonly kind: 'user' | 'host';
  readonly name: string;
}

export type Handler = (call: Call, parts: readonly string[], caller: Caller) => Reply | Promise<Reply>;

export interface Route {
  readonly method: string;
  /** `/api/nodes/:/:`; each `:` stands for one part and is handed to the handler. `**` at the end takes the rest. */
  readonly path: string;
  /** Checked inside the handler, as in the real one: a route that exists answers 401, one that does not 404. */
  readonly for: 'anybody' | 'user' | 'host' | 'user or host';
  readonly handle: Handler;
}

export function route(routes: readonly Route[], call: Call, caller: Caller | null): Reply | Promise<Reply> {
  const here = routes.flatMap((candidate) => {
    const parts = match(candidate.path, call.path);
    return parts === null ? [] : [{ candidate, parts }];
  });
  if (here.length === 0) return notFound;
  const hit = here.find(({ candidate }) => candidate.method === call.method);
  if (hit === undefined) return wrongMethod;
  if (hit.candidate.for === 'anybody') return hit.candidate.handle(call, hit.parts, caller ?? { kind: 'user', name: '' });
  if (caller === null || !hit.candidate.for.includes(caller.kind)) return unauthorized;
  return hit.candidate.handle(call, hit.parts, caller);
}

function match(pattern: string, path: readonly string[]): string[] | null {
  const wanted = pattern.split('/').filter((part) => part !== '');
  const parts: string[] = [];
  for (const [index, part] of wanted.entries()) {
    if (part === '**') return [...parts, path.slice(index).join('/')];
    const seen = path[index];
    if (seen === undefined) return null;
    if (part === ':') parts.push(seen);
    else if (part !== seen) return null;
  }
  return path.length === wanted.length ? parts : null;
}
