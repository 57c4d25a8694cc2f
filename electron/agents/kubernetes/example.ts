import type { Container, Deployment, EnvFrom, EnvVariable, Service } from './objects';

/** What agents look like in one namespace, without a name. */
export interface AgentPattern {
  /** Where it was learned, in the expert's words. */
  readonly from: string;
  /** For the agent of this name. */
  labels(name: string): Record<string, string>;
  annotations(name: string): Record<string, string>;
  selector(name: string): Record<string, string>;
  podLabels(name: string): Record<string, string>;
  podAnnotations(name: string): Record<string, string>;
  /** All of the pod but its containers. */
  podSpec(name: string): Record<string, unknown>;
  /** All of the container but its name, its image and where its variables come from. */
  container(name: string): Record<string, unknown>;
  /** What all agents get, before their own. */
  readonly shared: readonly EnvFrom[];
  env(name: string): EnvVariable[];
  readonly image: string;
  /** As in the Service's spec. */
  readonly ports: readonly Record<string, unknown>[];
}

/** Of a pod: where and as whom it runs. Not its network: an agent's own pages must not end up on the node's address. */
const POD_PARTS = ['imagePullSecrets', 'serviceAccountName', 'automountServiceAccountToken', 'nodeSelector', 'tolerations', 'affinity', 'priorityClassName', 'securityContext', 'dnsPolicy', 'dnsConfig', 'hostAliases', 'runtimeClassName', 'terminationGracePeriodSeconds'] as const;
const CONTAINER_PARTS = ['imagePullPolicy', 'ports', 'resources', 'securityContext', 'livenessProbe', 'readinessProbe', 'startupProbe', 'command', 'args', 'workingDir'] as const;
/** Volumes that another pod can have as well; a disk of its own it cannot. */
const SHARABLE = ['configMap', 'secret', 'emptyDir', 'projected', 'downwardAPI'] as const;
/** Those that tell how the example came to be, and not what it is. */
const NOT_COPIED = /^(kubectl\.kubernetes\.io\/|deployment\.kubernetes\.io\/|meta\.helm\.sh\/|kerberos-tunnel\/)/;

/** Learned from an agent that somebody else made, its name replaced wherever it stands. `service`: of the same name; null: it has none. */
export function learnPattern(example: Deployment, service: Service | null): AgentPattern {
  const own = example.metadata.name;
  const { template, selector } = example.spec;
  const container = agentContainer(example);
  const renamed = <T>(value: T, name: string): T => rename(value, own, name);
  const texts = (values: Readonly<Record<string, string>>, name: string): Record<string, string> => Object.fromEntries(Object.entries(values).filter(([key]) => !NOT_COPIED.test(key)).map(([key, value]) => [key, renamed(value, name)]));
  // A selector without the name would take this agent's pods for the example's, and the other way round.
  const distinct = Object.values(selector.matchLabels).some((value) => rename(value, own, `${own}-x`) !== value);
  const select = (name: string): Record<string, string> => (distinct ? texts(selector.matchLabels, name) : { app: name });
  const spec: Readonly<Record<string, unknown>> = template.spec;
  const { volumes, mounts } = sharedVolumes(spec['volumes'], container['volumeMounts']);
  return {
    from: `the agent ${own}`,
    labels: (name) => texts(example.metadata.labels, name),
    annotations: (name) => texts(example.metadata.annotations, name),
    selector: select,
    podLabels: (name) => ({ ...texts(template.metadata.labels, name), ...select(name) }),
    podAnnotations: (name) => texts(template.metadata.annotations, name),
    podSpec: (name) => renamed({ ...picked(spec, POD_PARTS), ...(volumes.length === 0 ? {} : { volumes }) }, name),
    container: (name) => renamed({ ...picked(container, CONTAINER_PARTS), ...(mounts.length === 0 ? {} : { volumeMounts: mounts }) }, name),
    shared: container.envFrom.filter((source) => !isOwn(source, own)),
    // `agent` may be the example's name and the value of DEPLOYMENT, which is no name.
    env: (name) => container.env.map((variable) => (variable.name === 'DEPLOYMENT' ? variable : renamed(variable, name))),
    image: container.image,
    ports: (service?.spec.ports ?? [{ port: 80, targetPort: 80 }]).map((port) => {
      // A port of the nodes would publish the agent's pages.
      const { nodePort: _nodePort, ...rest } = port as Record<string, unknown>;
      return rest;
    }),
  };
}

export interface DocumentedDefaults {
  readonly image: string;
  /** As Factory was told for its agents (`KERBEROS_AGENT_MEMORY_LIMIT`). */
  readonly memoryLimit: string;
  readonly shared: readonly EnvFrom[];
  readonly env: readonly EnvVariable[];
  /** ConfigMap with `ca-certificates.crt` that Factory mounts in its agents; null: none. */
  readonly certificates: string | null;
}

/** The vendor's own samples (kerberos-io/agent deployments/kubernetes, uug-ai/deployment base/agent), where there is no agent to learn from. */
export function documentedPattern({ image, memoryLimit, shared, env, certificates }: DocumentedDefaults): AgentPattern {
  return {
    from: "the vendor's documentation, unconfirmed here",
    labels: (name) => ({ name }),
    annotations: () => ({}),
    selector: (name) => ({ app: name }),
    podLabels: (name) => ({ app: name }),
    podAnnotations: () => ({}),
    podSpec: () => (certificates === null ? {} : { volumes: [{ name: 'certificates', configMap: { name: certificates } }] }),
    container: () => ({
      ports: [{ containerPort: 80 }],
      resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: memoryLimit } },
      ...(certificates === null ? {} : { volumeMounts: [{ name: 'certificates', mountPath: '/etc/ssl/certs/' }] }),
    }),
    shared,
    env: () => [...env],
    image,
    ports: [{ port: 80, targetPort: 80 }],
  };
}

/** The container that is told what agents are told; the first one otherwise. */
export function agentContainer(deployment: Deployment): Container {
  const { containers } = deployment.spec.template.spec;
  return containers.find(({ envFrom }) => envFrom.some(isGlobal)) ?? (containers[0] as Container);
}

/** Does it hold what Factory gives all of its agents? In secret mode the name's end is not documented with certainty. */
export function isGlobal({ configMapRef, secretRef }: EnvFrom): boolean {
  return GLOBALS.includes(configMapRef?.name ?? secretRef?.name ?? '');
}

export const GLOBALS = ['agent-global-config', 'agent-global-secret'];

function isOwn({ configMapRef, secretRef }: EnvFrom, name: string): boolean {
  return [`${name}-config`, `${name}-secret`, name].includes(configMapRef?.name ?? secretRef?.name ?? '');
}

/** Every text that holds the name as a word of its own; names of images stay. */
function rename<T>(value: T, from: string, to: string): T {
  const word = new RegExp(`(?<![a-z0-9])${from.replace(/[^a-z0-9]/gi, '\\$&')}(?![a-z0-9])`, 'g');
  const inside = (item: unknown): unknown => {
    if (typeof item === 'string') return item.replace(word, to);
    if (Array.isArray(item)) return item.map(inside);
    if (typeof item === 'object' && item !== null) return Object.fromEntries(Object.entries(item).map(([key, entry]) => [key, inside(entry)]));
    return item;
  };
  return inside(value) as T;
}

function picked(from: Readonly<Record<string, unknown>>, keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(keys.filter((key) => from[key] !== undefined && from[key] !== null).map((key) => [key, from[key]]));
}

function sharedVolumes(volumes: unknown, mounts: unknown): { volumes: Record<string, unknown>[]; mounts: Record<string, unknown>[] } {
  const kept = objectsIn(volumes).filter((volume) => SHARABLE.some((kind) => volume[kind] !== undefined));
  return { volumes: kept, mounts: objectsIn(mounts).filter((mount) => kept.some(({ name }) => name === mount['name'])) };
}

function objectsIn(list: unknown): Record<string, unknown>[] {
  return Array.isArray(list) ? list.filter((item): item is Record<string, unknown> => typeof item === 'object' && item !== null).slice(0, 50) : [];
}
