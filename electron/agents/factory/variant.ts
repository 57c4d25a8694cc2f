import { z } from 'zod';
import { plainText } from '../../domain/plain-text';

/** Where a Factory keeps its API; it moved over the years and its newer place is undocumented, so it is looked for. */
export interface Variant {
  /** Path of the sign-in, `/api/login`. */
  readonly login: string;
  /** Path of the agents, `/api/deployments`; the list is below it, `/services`. */
  readonly deployments: string;
  /** `described`: the running service named its own routes. `tried`: it answered under one of the places that are known. `given`: by the settings. */
  readonly found: 'described' | 'tried' | 'given';
  /** What it calls its API, where it describes it. */
  readonly title: string | null;
}

/** In the expert's words. */
export function variantText({ login, deployments, found, title }: Variant): string {
  const how = { described: ', as it describes itself', tried: '', given: ', as the settings say' }[found];
  return `agents under ${deployments}, sign-in under ${login}${how}${title === null ? '' : ` (${title})`}`;
}

/** In the order in which they are tried (fact sheet 1.5 and 4.2). */
export const PREFIXES = ['', '/api', '/kubernetes', '/api/kubernetes'] as const;

export interface DescribedRoutes {
  readonly login: readonly string[];
  readonly deployments: readonly string[];
  readonly title: string | null;
}

const Short = z.string().max(200);
const Description = z.object({
  paths: z.record(z.string(), z.unknown()),
  /** Swagger 2.0. */
  basePath: Short.nullish().catch(null),
  /** OpenAPI 3: each an address of its own or a path. */
  servers: z.array(z.object({ url: Short }).nullable().catch(null)).nullish().catch(null),
  info: z.object({ title: Short, version: z.union([Short, z.number()]) }).nullish().catch(null),
});

/** No more of a description than this is looked at: Factory's own has some dozens. */
const MOST_PATHS = 2_000;
const MOST_SERVERS = 5;

/**
 * Routes as the running service describes them in `swagger/doc.json` (Swagger 2.0 or OpenAPI 3); the prefixes of those that we need.
 * A server that it names elsewhere gets nothing: of its address only the path counts. null: it is no description.
 */
export function routesIn(document: unknown): DescribedRoutes | null {
  const parsed = Description.safeParse(document);
  if (!parsed.success) return null;
  const { basePath, servers, info } = parsed.data;
  const named = [basePath ?? '', ...(servers ?? []).slice(0, MOST_SERVERS).map((server) => pathOf(server?.url ?? ''))].map((base) => base.replace(/\/+$/, ''));
  const bases = [...new Set(named.some((base) => base !== '') ? named.filter((base) => base !== '') : [''])];
  const written = Object.keys(parsed.data.paths).slice(0, MOST_PATHS).filter((path) => path.length <= 300);
  const paths = bases.flatMap((base) => written.map((path) => (path === base || path.startsWith(`${base}/`) ? path : base + path)));
  // Put behind the server's address: what does not begin with a slash would become part of the host's name, and get the password.
  const safe = paths.filter((path) => /^\/(?!\/)[\w./-]*$/.test(path) && !path.split('/').includes('..'));
  const before = (suffix: string): string[] => [...new Set(safe.filter((path) => path.endsWith(suffix)).map((path) => path.slice(0, -suffix.length)))];
  return { login: before('/login'), deployments: before('/deployments/services'), title: info == null ? null : plainText(`${info.title} ${info.version}`, 100) };
}

function pathOf(url: string): string {
  if (url.startsWith('/')) return url;
  return URL.canParse(url) ? new URL(url).pathname : '';
}

/** `/api`, from however a person writes it. */
export function normalPrefix(text: string): string {
  const inner = text.trim().replace(/^\/+|\/+$/g, '');
  return inner === '' ? '' : `/${inner}`;
}
