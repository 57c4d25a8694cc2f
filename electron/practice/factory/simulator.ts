import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { serve, type Call, type Reply } from '../http/exchange';
import { Faults } from '../http/faults';
import { issueToken, readToken } from '../http/session-token';
import type { Stored } from '../world';
import type { FactoryState, SimulatedDeployment } from './state';

/** A running agent. Its properties are read at every list, so they may become true later. */
export interface AgentHandle {
  readonly address: string;
  readonly port: number;
  available(): boolean;
  stop(): void | Promise<void>;
}

/** What is not documented of Factory's newer API, as choices: a driver has to cope with all of them. */
export interface FactoryVariant {
  /** In front of `/deployments`: `''` (2022), `/api`, `/kubernetes`, `/api/kubernetes`. */
  readonly prefix: string;
  /** In front of `/login`; default: the same. */
  readonly loginPrefix?: string;
  /** Serves `/swagger/doc.json`. */
  readonly swagger: boolean;
  /** How its routes stand in that description: whole (default), behind a `basePath` (Swagger 2.0), behind `servers` (OpenAPI 3). */
  readonly describes?: 'whole' | 'basePath' | 'servers';
  /**
   * What JSON looks like. `2022` (default), as the first-party client's models have it: values are strings, but for the lengths of recordings
   * and the numbers of a list. `2026`, of which nothing is public: values may as well be booleans and numbers, unknown fields are taken, the
   * numbers of a list are strings and it has fields that nobody told us of.
   */
  readonly form?: '2022' | '2026';
  /** Milliseconds before each answer. */
  readonly slowMs?: number;
  /** Creates that are refused, with 400 and no reason, because an agent of that name was just removed. */
  readonly nameLag?: number;
  /** Lists that do not show a new agent yet. */
  readonly createLag?: number;
  /** Lists that still show a removed one. */
  readonly deleteLag?: number;
  /** What is put behind the name to make `deploy_name` of it; `counted`: another number each time. */
  readonly deploySuffix?: string;
  /** A second agent of the same name: refused with 400 and no reason, or made under another `deploy_name`. */
  readonly duplicates?: 'refuse' | 'accept';
}

export interface FactorySimulatorOptions {
  readonly state: Stored<FactoryState>;
  /** Starts what pulls the camera's stream. Called for every deployment of the state at the start, and for each new one. */
  readonly startAgent: (deployment: SimulatedDeployment) => AgentHandle;
  readonly variant?: FactoryVariant;
  readonly onChange?: (state: FactoryState) => void;
  readonly sessionMs?: number;
  readonly now?: () => number;
}

export interface FactorySimulator {
  readonly handler: (request: IncomingMessage, response: ServerResponse) => void;
  readonly faults: Faults;
  /** Calls that arrived, by `METHOD /path`. */
  readonly calls: Map<string, number>;
  readonly expireSessions: () => void;
  /** Stops all agents. */
  readonly close: () => Promise<void>;
}

const Login = z.object({ username: z.string(), password: z.string() });
const newDeployment = (text: z.ZodType<string>) => z.object({
  name: z.string().min(1), rtsp: z.string().min(1), continuous: text.default(''), region: text.default(''), onvif: text.default(''),
  onvif_xaddr: text.default(''), onvif_username: text.default(''), onvif_password: text.default(''),
});
const Lengths = z.object({ prerecording: z.number().int().optional(), postrecording: z.number().int().optional(), maxlengthrecording: z.number().int().optional() });
const NewDeployments = {
  // gin binds strings only: a number or a boolean where a string is expected is a 400, and so is a string where a number is.
  '2022': newDeployment(z.string()).extend(Lengths.shape),
  '2026': newDeployment(z.union([z.string(), z.boolean(), z.number()]).transform(String)).loose(),
} as const;
/** RFC 1123 label that leaves room for `-config`. */
const NAME = /^[a-z0-9]([-a-z0-9]{0,48}[a-z0-9])?$/;

/** The single-page application: it answers 200 to whatever is no route. */
const PAGE: Reply = { status: 200, type: 'html', body: '<!doctype html><html lang="en"><head><title>Kerberos Factory</title></head><body><noscript>You need to enable JavaScript to run this app.</noscript><div id="root"></div></body></html>' };

/** Factory's documented API (kerberos-io/rtsp-benchmark is its first-party client) with the quirks of its threads. */
export function createFactorySimulator(options: FactorySimulatorOptions): FactorySimulator {
  const variant: FactoryVariant = options.variant ?? { prefix: '/api', swagger: false };
  const faults = new Faults();
  const now = options.now ?? Date.now;
  const sessionMs = options.sessionMs ?? 3600 * 1000;
  const running = new Map<string, AgentHandle>();
  /** deploy_name to the number of lists that do not show it yet. */
  const hidden = new Map<string, number>();
  /** Removed, but still listed for so many lists. */
  const lingering = new Map<string, { deployment: SimulatedDeployment; lists: number }>();
  /** Names of removed agents that are not free yet, for so many creates. */
  const busy = new Map<string, number>();
  let made = options.state.read().deployments.length;
  const form = variant.form ?? '2022';
  const login = `${variant.loginPrefix ?? variant.prefix}/login`;
  const deployments = `${variant.prefix}/deployments`;

  function change(work: (state: FactoryState) => void): void {
    const next = options.state.read();
    work(next);
    options.state.write(next);
    options.onChange?.(next);
  }

  async function answer(call: Call): Promise<Reply> {
    if (variant.slowMs !== undefined) await pause(variant.slowMs);
    const path = `/${call.path.join('/')}`;
    if (path === '/swagger/doc.json' && variant.swagger) return json(200, description(login, deployments, variant));
    if (path === login && call.method === 'POST') return signIn(call);
    if (path !== deployments && !path.startsWith(`${deployments}/`)) return PAGE;
    if (!isSignedIn(call)) return json(401, { code: 401, message: 'Token is expired' });
    if (path === `${deployments}/services` && call.method === 'GET') return json(200, { data: list(), error: null });
    if (path === deployments && call.method === 'POST') return create(call);
    const name = call.path.at(-1) ?? '';
    if (call.method === 'DELETE' && path === `${deployments}/${name}`) return remove(name);
    return PAGE;
  }

  function signIn(call: Call): Reply {
    const body = Login.safeParse(call.body);
    const { username, password, signingKey, era } = options.state.read();
    if (!body.success) return json(400, { code: 400, message: 'missing Username or Password' });
    if (body.data.username !== username || body.data.password !== password) return json(401, { code: 401, message: 'incorrect Username or Password' });
    const expires = now() + sessionMs;
    const token = issueToken(signingKey, { subject: username, kind: 'user', era, expires });
    return json(200, { code: 200, token, expire: new Date(expires).toISOString(), username, role: 'admin' });
  }

  function isSignedIn(call: Call): boolean {
    const { signingKey, era } = options.state.read();
    const claims = call.bearer === null ? null : readToken(signingKey, call.bearer, now());
    return claims !== null && claims.era === era;
  }

  function list(): Record<string, unknown>[] {
    const shown = options.state.read().deployments.filter((deployment) => {
      const left = hidden.get(deployment.deployName) ?? 0;
      if (left > 0) hidden.set(deployment.deployName, left - 1);
      return left === 0;
    });
    const gone = [...lingering.values()].filter((entry) => entry.lists-- > 0).map((entry) => entry.deployment);
    return [...shown, ...gone].map((deployment) => {
      const agent = running.get(deployment.deployName);
      const available = agent?.available() === true ? 1 : 0;
      if (form === '2026') {
        return {
          name: deployment.name, deploy_name: deployment.deployName, namespace: 'kerberos-factory', labels: { app: deployment.deployName }, image: 'kerberos/agent', tag: 'v3.11.1', status: { phase: available === 1 ? 'Running' : 'Pending', message: null },
          internal_address: agent?.address ?? null, port: String(agent?.port ?? 80), total_replicas: '1', available_replicas: String(available), node_name: null, last_updated: deployment.createdAt,
        };
      }
      return {
        name: deployment.name, deploy_name: deployment.deployName, pod_name: `${deployment.deployName}-6d4f`, node_name: 'node-1', image: 'kerberos/agent', tag: 'v3.11.1', service_name: deployment.deployName,
        internal_address: agent?.address ?? '', port: agent?.port ?? 80, total_replicas: 1, available_replicas: available, full_size: 0, last_updated: deployment.createdAt, memory_limit: '256Mi',
      };
    });
  }

  function create(call: Call): Reply {
    const body = NewDeployments[form].safeParse(call.body);
    // Refusals come without a reason (kerberos-io/hub issue 14).
    if (!body.success || !NAME.test(body.data.name)) return json(400, { data: '', error: null });
    const names = new Set(options.state.read().deployments.map((deployment) => deployment.deployName));
    const wanted = body.data.name + (variant.deploySuffix === 'counted' ? `-${String(++made)}x` : (variant.deploySuffix ?? ''));
    if (names.has(wanted) && variant.duplicates === 'refuse') return json(400, { data: '', error: null });
    const refusals = busy.get(wanted) ?? 0;
    busy.set(wanted, refusals - 1);
    if (refusals > 0) return json(400, { data: '', error: null });
    let deployName = wanted;
    for (let count = 2; names.has(deployName); count++) deployName = `${wanted}-${count}`;
    const { name, rtsp, continuous, onvif, onvif_xaddr, onvif_username, onvif_password } = body.data;
    const deployment: SimulatedDeployment = { name, deployName, rtsp, continuous, onvif, onvif_xaddr, onvif_username, onvif_password, createdAt: new Date(now()).toISOString() };
    change((state) => state.deployments.push(deployment));
    running.set(deployName, options.startAgent(deployment));
    hidden.set(deployName, variant.createLag ?? 0);
    return json(200, { data: deployment.name, error: null });
  }

  async function remove(deployName: string): Promise<Reply> {
    const deployment = options.state.read().deployments.find((candidate) => candidate.deployName === deployName);
    if (deployment === undefined) return json(400, { data: '', error: 'deployments.apps not found' });
    change((state) => { state.deployments = state.deployments.filter((candidate) => candidate.deployName !== deployName); });
    const agent = running.get(deployName);
    running.delete(deployName);
    hidden.delete(deployName);
    busy.set(deployName, variant.nameLag ?? 0);
    if ((variant.deleteLag ?? 0) > 0) lingering.set(deployName, { deployment, lists: variant.deleteLag ?? 0 });
    await agent?.stop();
    return json(200, { data: 'deleted', error: null });
  }

  for (const deployment of options.state.read().deployments) running.set(deployment.deployName, options.startAgent(deployment));

  return {
    handler: serve(faults, answer),
    faults,
    calls: faults.calls,
    expireSessions: () => {
      change((state) => { state.era++; });
    },
    close: async () => {
      faults.clear();
      const agents = [...running.values()];
      running.clear();
      await Promise.all(agents.map(async (agent) => agent.stop()));
    },
  };
}

const json = (status: number, body: unknown): Reply => ({ status, type: 'json', body });

function description(login: string, deployments: string, { describes = 'whole', prefix, loginPrefix }: FactoryVariant): Record<string, unknown> {
  // A base can only stand before all of them.
  const base = describes === 'whole' || (loginPrefix ?? prefix) !== prefix ? '' : prefix;
  const below = (path: string): string => path.slice(base.length);
  const info = { title: 'Kerberos Factory API', version: '1.0' };
  const paths = { [below(login)]: { post: {} }, [below(deployments)]: { post: {} }, [below(`${deployments}/services`)]: { get: {} }, [below(`${deployments}/{name}`)]: { delete: {} } };
  if (describes === 'servers') return { openapi: '3.0.3', info, servers: [{ url: `https://factory.example.com${base}/`, description: 'behind the ingress' }], paths };
  return { swagger: '2.0', info, basePath: base === '' ? '/' : base, paths };
}
