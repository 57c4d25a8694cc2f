import { z } from 'zod';

/** Where a Factory keeps its API; it moved over the years and its newer place is undocumented, so it is looked for. */
export interface Variant {
  /** Path of the sign-in, `/api/login`. */
  readonly login: string;
  /** Path of the agents, `/api/deployments`; the list is below it, `/services`. */
  readonly deployments: string;
  /** True where the running service described its own routes. */
  readonly described: boolean;
}

/** In the order in which they are tried (fact sheet 1.5 and 4.2). */
export const PREFIXES = ['', '/api', '/kubernetes', '/api/kubernetes'] as const;

const Swagger = z.object({ paths: z.record(z.string().max(300), z.unknown()), basePath: z.string().max(100).optional() });

/** Routes as the running service describes them in `swagger/doc.json`; the prefixes of those that we need. */
export function prefixesIn(document: unknown): { login: string[]; deployments: string[] } | null {
  const parsed = Swagger.safeParse(document);
  if (!parsed.success) return null;
  const base = (parsed.data.basePath ?? '').replace(/\/+$/, '');
  // Put behind the server's address: what does not begin with a slash would become part of the host's name, and get the password.
  const paths = Object.keys(parsed.data.paths).map((path) => (path.startsWith(base) ? path : base + path)).filter((path) => /^\/(?!\/)[\w./{}-]*$/.test(path));
  const before = (suffix: string): string[] => paths.filter((path) => path.endsWith(suffix)).map((path) => path.slice(0, -suffix.length));
  return { login: before('/login'), deployments: before('/deployments/services') };
}

/** `/api`, from however a person writes it. */
export function normalPrefix(text: string): string {
  const inner = text.trim().replace(/^\/+|\/+$/g, '');
  return inner === '' ? '' : `/${inner}`;
}
