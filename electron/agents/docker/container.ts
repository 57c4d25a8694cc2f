import { createHash } from 'node:crypto';

/*
 * What a container of ours is called, and what it may have.
 */

/** The version that this program knows (kerberos-io/agent, newest release of 2026-08). */
export const AGENT_IMAGE = 'kerberos/agent:v3.11.1';

/** An agent of one full HD camera takes 80 to 150 MB; the vendor's samples allow 512. */
export const MEMORY_LIMIT = '512m';

/** Where the environment files of a computer's agents are; root's alone. */
export const AGENTS_FOLDER = '/var/lib/kerberos-tunnel/agents';

/** The agents' pages are on 80 in their containers, and from here on outside of them. */
export const AGENT_PORT = 80;
export const FIRST_PORT = 8101;
/** As many as one computer could ever carry, and more. */
export const MOST_PORTS = 2000;

export const LABEL = { site: 'kerberos-tunnel.site', agent: 'kerberos-tunnel.agent', title: 'kerberos-tunnel.title', key: 'kerberos-tunnel.key', told: 'kerberos-tunnel.told' } as const;

export function containerOf(agent: string): string {
  return `kerberos-${agent}`;
}

/** With its registry: podman asks which one is meant, where Docker takes its own. */
export function qualifiedImage(image: string | null): string {
  const name = image ?? AGENT_IMAGE;
  const [first = '', ...rest] = name.split('/');
  return rest.length > 0 && (/[.:]/.test(first) || first === 'localhost') ? name : `docker.io/${name}`;
}

/** As people write it: without the registry that Docker takes for granted. */
export function plainImage(image: string): string {
  return image.replace(/^docker\.io\/(library\/)?/, '');
}

/** What an agent was told, in a form that can be compared and tells nothing: the random account of the agent is part of it. */
export function toldHash(environment: Readonly<Record<string, string>>, rest: readonly string[]): string {
  const pairs = Object.entries(environment).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify([pairs, rest])).digest('hex').slice(0, 32);
}

/** The first port from `FIRST_PORT` on that nobody has. null: none is left. */
export function freePort(taken: ReadonlySet<number>): number | null {
  for (let port = FIRST_PORT; port < FIRST_PORT + MOST_PORTS; port++) if (!taken.has(port)) return port;
  return null;
}
