import { createSimulatedAgent, type SimulatedAgent } from '../../../electron/practice/factory/simulated-agent';
import { createKubernetesSimulator, type KubernetesSimulator } from '../../../electron/practice/kubernetes/simulator';
import { newClusterState, type ClusterState, type Resource, type StoredObject } from '../../../electron/practice/kubernetes/state';
import type { Fate } from '../../../electron/practice/kubernetes/workload';
import type { KubernetesSettings } from '../../../electron/domain/site';
import type { Stored } from '../../../electron/practice/world';
import { named, serveLoopback } from '../../fixtures/loopback';
import { NAMESPACE, registrarFor, type RegistrarAtHand } from './registrar-at-hand';

/** The smallest JPEG that has all that one needs: a start, a size, a scan with something in it, an end. */
export const JPEG = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xc0, 0, 11, 8, 0x01, 0xe0, 0x02, 0x80, 1, 1, 0x11, 0, 0xff, 0xda, 0, 2, 0x55, 0xff, 0xd9]);

export interface ClusterAtHand extends RegistrarAtHand {
  readonly state: Stored<ClusterState>;
  /** The running one; another one after `restart`. */
  simulator(): KubernetesSimulator;
  /** What becomes of pods. */
  fate: Fate;
  quota: number;
  /** Milliseconds that pass at every look at the clock. */
  tick: number;
  /** Variables that agents were started with, in that order. */
  readonly started: { readonly deployment: string; readonly environment: Readonly<Record<string, string>> }[];
  object(resource: Resource, name: string): StoredObject['body'] | null;
  /** Of a ConfigMap or Secret, readable. */
  data(resource: 'configmaps' | 'secrets', name: string): Record<string, string>;
  /** Somebody else makes or changes one. */
  put(resource: Resource, name: string, body: Record<string, unknown>): void;
  names(resource: Resource): string[];
  /** Calls of this kind that arrived. */
  count(pattern: RegExp): number;
  restart(): Promise<void>;
  close(): Promise<void>;
}

export const TOKEN = 'a-token-of-the-cluster';

export async function startCluster(options: { rights?: '*' | string[]; settings?: Partial<KubernetesSettings>; secrets?: Record<string, string>; namespaces?: string[] } = {}): Promise<ClusterAtHand> {
  // The simulator changes no object in place: no copies, which would take half of the time of sixty-four agents.
  let kept: ClusterState = newClusterState({ accounts: [{ token: TOKEN, user: 'technician', rights: options.rights ?? '*' }], namespaces: options.namespaces ?? [NAMESPACE, 'kube-system'] });
  const state: Stored<ClusterState> = { read: () => kept, write: (next) => { kept = next; } };
  const started: ClusterAtHand['started'] = [];
  const agents = new Set<SimulatedAgent>();
  let clock = Date.now();
  const open = (): KubernetesSimulator => createKubernetesSimulator({
    state,
    fate: () => cluster.fate,
    quota: () => cluster.quota,
    startAgent: (deployment, environment) => {
      started.push({ deployment, environment });
      const agent = createSimulatedAgent({ login: { username: environment['AGENT_USERNAME'] ?? 'root', password: environment['AGENT_PASSWORD'] ?? 'root' }, frame: () => Promise.resolve(JPEG), connected: () => true, lookMs: 50 });
      agents.add(agent);
      return { handler: agent.handler, log: () => agent.logs(), stop: () => agent.close() };
    },
  });
  let simulator: KubernetesSimulator | null = null;
  const listening = await serveLoopback((request, response) => {
    if (simulator === null) response.destroy();
    else simulator.handler(request, response);
  });
  const cluster: ClusterAtHand = {
    ...registrarFor({ kind: 'token', server: listening.url, token: named('token'), certificate: null }, { token: TOKEN, ...options.secrets }, options.settings, () => (clock += cluster.tick)),
    state, started,
    fate: 'runs', quota: Infinity, tick: 1,
    simulator: () => simulator ?? open(),
    object: (resource, name) => simulator?.store.find(resource, NAMESPACE, name)?.body ?? null,
    data: (resource, name) => Object.fromEntries(Object.entries((cluster.object(resource, name)?.['data'] ?? {}) as Record<string, string>).map(([key, value]) => [key, resource === 'secrets' ? Buffer.from(value, 'base64').toString('utf8') : value])),
    put: (resource, name, body) => {
      const { store } = cluster.simulator();
      const there = store.find(resource, NAMESPACE, name) !== null;
      const written = there ? store.replace(resource, NAMESPACE, name, body) : store.create(resource, NAMESPACE, { ...body, metadata: { name, ...(body['metadata'] as object | undefined) } });
      if (!('resource' in written)) throw new Error(JSON.stringify(written));
      cluster.simulator().settle(name);
    },
    names: (resource) => cluster.simulator().store.all(resource, NAMESPACE).map(({ name }) => name).sort(),
    count: (pattern) => [...cluster.simulator().faults.calls].filter(([call]) => pattern.test(call)).reduce((sum, [, calls]) => sum + calls, 0),
    restart: async () => {
      await simulator?.close();
      simulator = open();
    },
    close: async () => {
      await simulator?.close();
      await Promise.all([...agents].map((agent) => agent.close()));
      await listening.close();
    },
  };
  simulator = open();
  return cluster;
}

/** An agent as Factory may make it; which labels it really has is not public. */
export function factoryAgent(name: string, options: { secret?: boolean; createdAt?: string; selector?: Record<string, string> } = {}): Record<string, unknown> {
  const source = (suffix: string): Record<string, unknown> => (options.secret === true ? { secretRef: { name: suffix } } : { configMapRef: { name: suffix } });
  const selector = options.selector ?? { 'factory.kerberos.io/agent': name };
  return {
    apiVersion: 'apps/v1', kind: 'Deployment',
    metadata: { name, labels: { app: 'kerberos-agent', 'factory.kerberos.io/agent': name }, annotations: { 'factory.kerberos.io/camera': `camera of ${name}`, 'kubectl.kubernetes.io/last-applied-configuration': `{"of":"${name}"}`, 'deployment.kubernetes.io/revision': '7' } },
    spec: {
      replicas: 1,
      selector: { matchLabels: selector },
      template: {
        metadata: { labels: { ...selector, tier: 'video' }, annotations: { 'kerberos-tunnel/revision': 'of-another' } },
        spec: {
          containers: [{
            name: 'agent', image: 'registry.example/agent:v3.10.0', imagePullPolicy: 'IfNotPresent', ports: [{ containerPort: 8080 }], resources: { requests: { memory: '128Mi' }, limits: { memory: '384Mi' } },
            envFrom: [source('agent-global-config'), source(options.secret === true ? `${name}-secret` : `${name}-config`)],
            env: [{ name: 'DEPLOYMENT_NAME', value: name }, { name: 'DEPLOYMENT', value: 'agent' }],
            volumeMounts: [{ name: 'certificates', mountPath: '/etc/ssl/certs/' }, { name: 'recordings', mountPath: '/home/agent/data/recordings' }],
          }],
          imagePullSecrets: [{ name: 'registry' }], nodeSelector: { tunnel: 'yes' }, tolerations: [{ key: 'video', operator: 'Exists' }], serviceAccountName: 'agents', hostNetwork: true,
          volumes: [{ name: 'certificates', configMap: { name: 'authorities' } }, { name: 'recordings', persistentVolumeClaim: { claimName: name } }],
        },
      },
    },
  };
}
