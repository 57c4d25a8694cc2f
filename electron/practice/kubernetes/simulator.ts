import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { serve, type Call, type Reply } from '../http/exchange';
import { Faults } from '../http/faults';
import type { Stored } from '../world';
import { ObjectStore, metaOf, templateHash } from './object-store';
import { RESOURCES, type ClusterState, type Resource, type SimulatedAccount, type StoredObject } from './state';
import { KINDS, UNAUTHORIZED, failure, forbidden, json, notFound } from './statuses';
import { SimulatedPodTemplate, deploymentStatus, environmentOf, podStatus, type Fate } from './workload';

/** An agent that runs in a pod. */
export interface PodAgent {
  /** Its own HTTP API. */
  readonly handler: (request: IncomingMessage, response: ServerResponse) => void;
  log(): string;
  stop(): void | Promise<void>;
}

export interface KubernetesSimulatorOptions {
  readonly state: Stored<ClusterState>;
  /** Starts what a pod runs, with the variables that it was started with; called again for every pod of the state at the start. */
  readonly startAgent: (deployment: string, environment: Readonly<Record<string, string>>) => PodAgent;
  /** What becomes of an agent's pod; read anew at every look. */
  readonly fate?: (deployment: string) => Fate;
  /** Most pods of the namespace; absent: no quota. */
  readonly quota?: () => number;
  readonly now?: () => number;
}

export interface KubernetesSimulator {
  readonly handler: (request: IncomingMessage, response: ServerResponse) => void;
  readonly faults: Faults;
  readonly store: ObjectStore;
  /** Lets the controllers work, as they do behind every call; on what has to do with that name alone. */
  settle(name?: string): void;
  readonly close: () => Promise<void>;
}

const Owned = z.looseObject({ metadata: z.looseObject({ ownerReferences: z.array(z.object({ name: z.string(), uid: z.string() })).min(1) }), spec: z.unknown() });
const ReviewRequest = z.object({ spec: z.object({ resourceAttributes: z.object({ verb: z.string(), resource: z.string(), subresource: z.string().optional() }) }) });

/**
 * As much of a Kubernetes API server as agents take, with its controllers: answers, conflicts, collection of what has no owner, and refusals
 * as kube-apiserver v1.34.1 with etcd was seen to give them. What kubelets, schedulers and the service proxy say was not seen: that is from
 * the documentation. Controllers work at once behind every call, and pods end at once, where a real cluster takes its time.
 */
export function createKubernetesSimulator(options: KubernetesSimulatorOptions): KubernetesSimulator {
  const faults = new Faults();
  const store = new ObjectStore(options.state, options.now ?? Date.now);
  /** By the uid of the pod. */
  const running = new Map<string, PodAgent>();
  const fateOf = (deployment: string): Fate => options.fate?.(deployment) ?? 'runs';

  function settle(name?: string): void {
    for (const namespace of store.namespaces) {
      for (const deployment of store.all('deployments', namespace)) if (name === undefined || name === deployment.name || name.startsWith(`${deployment.name}-`)) reconcile(deployment);
    }
    const uids = running.size === 0 ? running : store.uids();
    for (const [uid, agent] of running) {
      if (uids.has(uid)) continue;
      running.delete(uid);
      void agent.stop();
    }
    store.save();
  }

  /** Deployment and ReplicaSet controllers, scheduler and kubelet in one: at most one pod per Deployment, of its newest template. */
  function reconcile(deployment: StoredObject): void {
    const { namespace, name, body } = deployment;
    const spec = body['spec'] as { template: unknown; replicas?: number };
    const template = SimulatedPodTemplate.safeParse(spec.template);
    if (!template.success) return;
    const hash = templateHash(spec.template);
    const replicas = Math.min(spec.replicas ?? 1, 1);
    const { uid = '', generation = 1 } = metaOf(body);
    const own = store.all('pods', namespace).filter((pod) => pod.name.startsWith(`${name}-`) && ownerUid(pod) === uid);
    const isNewest = (pod: StoredObject): boolean => replicas > 0 && metaOf(pod.body).labels?.['pod-template-hash'] === hash;
    for (const pod of own) if (!isNewest(pod)) store.remove('pods', namespace, pod.name, null);
    let pod = own.find(isNewest) ?? null;
    const used = store.all('pods', namespace).length;
    const quota = options.quota?.() ?? Infinity;
    const refused = pod === null && replicas > 0 && used >= quota ? `pods "${name}-${hash}-x2f4k" is forbidden: exceeded quota: pods, requested: pods=1, used: pods=${used}, limited: pods=${quota}` : null;
    if (pod === null && replicas > 0 && refused === null) {
      const labels = { ...template.data.metadata.labels, 'pod-template-hash': hash };
      const made = store.create('pods', namespace, { metadata: { name: `${name}-${hash}-x2f4k`, labels, annotations: template.data.metadata.annotations, ownerReferences: [{ name, uid }] }, spec: template.data.spec });
      pod = 'resource' in made ? made : null;
    }
    const available = pod !== null && tend(pod, name, template.data);
    store.setStatus(deployment, deploymentStatus(generation, replicas, available, refused));
  }

  /** Starts what the pod runs when it can; true: it runs and is ready. */
  function tend(pod: StoredObject, deployment: string, template: SimulatedPodTemplate): boolean {
    const uid = metaOf(pod.body).uid ?? '';
    const fate = fateOf(deployment);
    const dataOf = (resource: Resource, name: string): Record<string, string> | null => {
      const object = store.find(resource, pod.namespace, name);
      return object === null ? null : ((object.body['data'] ?? {}) as Record<string, string>);
    };
    const environment = running.has(uid) ? {} : environmentOf(template, dataOf);
    const missing = typeof environment === 'string' ? environment : null;
    if (fate === 'runs' && typeof environment !== 'string' && !running.has(uid)) running.set(uid, options.startAgent(deployment, environment));
    store.setStatus(pod, podStatus(template, fate, missing));
    return fate === 'runs' && missing === null;
  }

  function answer(call: Call): Reply {
    const [api, version, ...rest] = call.path;
    if (api === 'version') return json(200, { major: '1', minor: '34', gitVersion: 'v1.34.1', platform: 'linux/amd64' });
    const account = accountOf(call.bearer);
    if (account === null) return UNAUTHORIZED;
    if (call.path.at(-1) === 'selfsubjectaccessreviews') return review(account, call.body);
    const [group, path] = api === 'apis' ? [version ?? '', rest.slice(1)] : ['', rest];
    const [scope, namespace = '', resource = '', name, subresource] = path;
    if (scope !== 'namespaces') return notFound(scope ?? '', '', '');
    if (resource === '') return spaceNamed(account, namespace);
    const known = RESOURCES.find((candidate) => candidate === resource && KINDS[candidate].group === group);
    if (known === undefined) return json(404, '404 page not found');
    if (subresource === 'log') return may(account, 'get', 'pods/log', namespace, name ?? null) ?? logOf(namespace, name ?? '');
    const verb = verbOf(call.method, name);
    const refused = may(account, verb, known, namespace, name ?? null);
    if (refused !== null) return refused;
    const concerned = name ?? metaOf((call.body ?? {}) as Record<string, unknown>).name;
    settle(concerned);
    const reply = crud(verb, known, namespace, name ?? '', call);
    if (verb !== 'list' && verb !== 'get') settle(concerned);
    return reply;
  }

  function crud(verb: string, resource: Resource, namespace: string, name: string, { body, query }: Call): Reply {
    if (verb === 'list') return store.list(resource, namespace, query);
    if (verb === 'get') {
      const object = store.find(resource, namespace, name);
      return object === null ? notFound(resource, KINDS[resource].group, name) : json(200, store.shown(object));
    }
    if (typeof body !== 'object' || body === null) return verb === 'delete' ? store.remove(resource, namespace, name, null) : failure(400, 'BadRequest', 'the object provided is unrecognized (must be of type): couldn\'t get version/kind; json parse error');
    if (verb === 'delete') return store.remove(resource, namespace, name, (body as { preconditions?: { uid?: string } }).preconditions?.uid ?? null);
    const done = verb === 'create' ? store.create(resource, namespace, body as Record<string, unknown>) : store.replace(resource, namespace, name, body as Record<string, unknown>);
    return 'resource' in done ? json(verb === 'create' ? 201 : 200, store.shown(done)) : done;
  }

  function accountOf(bearer: string | null): SimulatedAccount | null {
    return store.accounts.find(({ token }) => token === bearer) ?? null;
  }

  function spaceNamed(account: SimulatedAccount, namespace: string): Reply {
    const refused = may(account, 'get', 'namespaces', namespace, namespace);
    if (refused !== null) return refused;
    return store.namespaces.includes(namespace) ? json(200, { kind: 'Namespace', apiVersion: 'v1', metadata: { name: namespace, uid: namespace }, status: { phase: 'Active' } }) : notFound('namespaces', '', namespace);
  }

  function logOf(namespace: string, name: string): Reply {
    const pod = store.find('pods', namespace, name);
    if (pod === null) return notFound('pods', '', name);
    const agent = running.get(metaOf(pod.body).uid ?? '');
    return agent === undefined ? failure(400, 'BadRequest', `container "agent" in pod "${name}" is waiting to start: ContainerCreating`) : { status: 200, type: 'text', body: agent.log() };
  }

  /** `services/http:<name>:<port>/proxy/...`: true when it was answered here. The agent's token comes in a header of its own. */
  function proxied(request: IncomingMessage, response: ServerResponse): boolean {
    const match = /^\/api\/v1\/namespaces\/([^/]+)\/services\/http:([^/:]+):\d+\/proxy(\/.*)$/.exec(request.url ?? '');
    if (match === null) return false;
    const [, namespace = '', name = '', path = ''] = match;
    const say = (reply: Reply): true => {
      request.resume();
      response.writeHead(reply.status, { 'Content-Type': 'application/json' }).end(JSON.stringify(reply.body));
      return true;
    };
    const fault = faults.next(`${request.method ?? 'GET'} ${(request.url ?? '').split('?')[0] ?? ''}`);
    if (fault !== null && fault.kind !== 'lost') {
      faults.play(fault, response);
      return true;
    }
    const account = accountOf(request.headers.authorization?.split(' ')[1] ?? null);
    if (account === null) return say(UNAUTHORIZED);
    const refused = may(account, request.method === 'GET' ? 'get' : 'create', 'services/proxy', namespace, name);
    if (refused !== null) return say(refused);
    settle(name);
    const service = store.find('services', namespace, name);
    const selector = Object.entries((service?.body['spec'] as { selector?: Record<string, string> } | undefined)?.selector ?? {});
    const pods = store.all('pods', namespace).filter(({ body }) => selector.length > 0 && selector.every(([key, value]) => metaOf(body).labels?.[key] === value));
    const agent = pods.map(({ body }) => running.get(metaOf(body).uid ?? '')).find((candidate) => candidate !== undefined);
    if (service === null) return say(notFound('services', '', name));
    if (agent === undefined) return say(failure(503, 'ServiceUnavailable', `no endpoints available for service "${name}"`));
    const forAgent = request.headers['x-authorization'];
    request.url = path;
    request.headers.authorization = typeof forAgent === 'string' ? forAgent : '';
    agent.handler(request, response);
    return true;
  }

  const direct = serve(faults, answer);
  settle();

  return {
    handler: (request, response) => {
      if (!proxied(request, response)) direct(request, response);
    },
    faults,
    store,
    settle,
    close: async () => {
      faults.clear();
      const agents = [...running.values()];
      running.clear();
      await Promise.all(agents.map(async (agent) => agent.stop()));
    },
  };
}

function may({ user, rights }: SimulatedAccount, verb: string, resource: string, namespace: string, name: string | null): Reply | null {
  if (rights === '*' || rights.includes(`${verb} ${resource}`)) return null;
  return forbidden(user, verb, resource, KINDS[resource as Resource]?.group ?? '', namespace, name);
}

function review({ rights }: SimulatedAccount, body: unknown): Reply {
  const parsed = ReviewRequest.safeParse(body);
  if (!parsed.success) return failure(400, 'BadRequest', 'SelfSubjectAccessReview in version "v1" cannot be handled');
  const { verb, resource, subresource } = parsed.data.spec.resourceAttributes;
  const allowed = rights === '*' || rights.includes(`${verb} ${resource}${subresource === undefined ? '' : `/${subresource}`}`);
  return json(201, { kind: 'SelfSubjectAccessReview', apiVersion: 'authorization.k8s.io/v1', metadata: {}, spec: parsed.data.spec, status: { allowed } });
}

function verbOf(method: string, name: string | undefined): string {
  switch (method) {
    case 'GET':
      return name === undefined ? 'list' : 'get';
    case 'POST':
      return 'create';
    case 'PUT':
      return 'update';
    default:
      return method.toLowerCase();
  }
}

function ownerUid(pod: StoredObject): string | null {
  const owned = Owned.safeParse(pod.body);
  return owned.success ? (owned.data.metadata.ownerReferences[0]?.uid ?? null) : null;
}

