import { afterEach, describe, expect, it } from 'vitest';
import { removeParts } from '../../../electron/agents/kubernetes/agent-parts';
import { ClusterClient } from '../../../electron/agents/kubernetes/api-client';
import { TunnelError, errorData } from '../../../electron/domain/errors';
import { Died } from '../../fixtures/step-walk';
import { TOKEN, factoryAgent, startCluster, type ClusterAtHand } from './cluster-at-hand';
import { NAMESPACE, PASSWORD, registrarFor, request } from './registrar-at-hand';

let cluster: ClusterAtHand;
const start = async (options?: Parameters<typeof startCluster>[0]): Promise<ClusterAtHand> => (cluster = await startCluster(options));
afterEach(() => cluster.close());

const code = (expected: string, params: Record<string, unknown> = {}): unknown => expect.objectContaining({ code: expected, params: expect.objectContaining(params) as unknown });
const STEP = 'kubernetes.agent:site12-gate';
const EVERYTHING = ['deployments', 'services', 'configmaps', 'secrets', 'pods'] as const;
const inventory = (): Record<string, string[]> => Object.fromEntries(EVERYTHING.filter((resource) => resource !== 'pods').map((resource) => [resource, cluster.names(resource)]));
const COMPLETE = { deployments: ['site12-gate'], services: ['site12-gate'], configmaps: ['site12-gate-config'], secrets: ['site12-gate-secret'] };
const NONE = { deployments: [], services: [], configmaps: [], secrets: [] };
interface Spec { selector: { matchLabels: Record<string, string> }; template: { metadata: { labels: Record<string, string>; annotations: Record<string, string> }; spec: { containers: Record<string, unknown>[] } & Record<string, unknown> } }
const specOf = (name: string): Spec => cluster.object('deployments', name)?.['spec'] as Spec;

describe('an agent in a cluster without Factory', () => {
  it('is complete, and the same again changes nothing', async () => {
    await start();
    await cluster.walk.connect(cluster.steps());
    expect(inventory()).toEqual(COMPLETE);
    // Two pods at once would be two viewers of the camera.
    expect(specOf('site12-gate')).toMatchObject({ strategy: { type: 'Recreate' } });
    const [events, writes] = [cluster.walk.events.length, cluster.count(/^(POST|PUT|DELETE) \/(?!apis\/authorization)/)];
    await cluster.walk.connect(cluster.steps());
    expect([cluster.walk.events.length, cluster.count(/^(POST|PUT|DELETE) \/(?!apis\/authorization)/)]).toEqual([events, writes]);
  });

  it('is told its camera, with a login of its own for its pages', async () => {
    await start();
    await cluster.walk.connect(cluster.steps());
    const environment = cluster.started[0]?.environment ?? {};
    expect(environment).toMatchObject({
      AGENT_KEY: 'site12-gate-0000', AGENT_NAME: 'Gate 0', AGENT_TIMEZONE: 'Europe/Brussels', AGENT_CAPTURE_CONTINUOUS: 'true',
      AGENT_CAPTURE_IPCAMERA_RTSP: 'rtsp://admin%40site:p%3Aw%40%2F%3F%23%5B%5D%21%27%28%29%2A%C3%A9%25@192.168.50.11:554/Streaming/Channels/101?x=1',
      AGENT_CAPTURE_IPCAMERA_ONVIF_PASSWORD: PASSWORD,
    });
    expect(environment['AGENT_USERNAME']).not.toBe('root');
    expect([environment['AGENT_PASSWORD']?.length, environment['AGENT_JWT_SECRET']?.length]).toEqual([32, 43]);
  });

  it('keeps passwords out of the ConfigMap, the Deployment and the journal', async () => {
    await start();
    await cluster.walk.connect(cluster.steps());
    const { AGENT_PASSWORD: password = '', AGENT_JWT_SECRET: signing = '' } = cluster.data('secrets', 'site12-gate-secret');
    const open = JSON.stringify([cluster.object('configmaps', 'site12-gate-config'), cluster.object('deployments', 'site12-gate'), cluster.object('services', 'site12-gate'), cluster.walk.events]);
    expect([PASSWORD, encodeURIComponent(PASSWORD), 'p%3Aw', TOKEN, password, signing].filter((secret) => open.includes(secret))).toEqual([]);
    expect([password, signing, TOKEN].every((secret) => cluster.secrets.seen.has(secret))).toBe(true);
  });

  it('that does not go although the server said yes is not called gone', async () => {
    await start();
    await cluster.walk.connect(cluster.steps());
    const client = new ClusterClient(cluster.settings, cluster.secrets);
    const remove = (deadlineMs?: number): Promise<string[]> => removeParts(client, { name: 'site12-gate', site: 'site12' }, new AbortController().signal, deadlineMs);
    cluster.simulator().faults.add({ call: `DELETE /apis/apps/v1/namespaces/${NAMESPACE}/deployments/site12-gate`, times: 1000, fault: { kind: 'garbage' } });
    await expect(remove(600)).rejects.toEqual(code('undo-left', { what: 'the agent site12-gate' }));
    expect(cluster.names('deployments')).toEqual(['site12-gate']);
    cluster.simulator().faults.clear();
    expect(await remove()).toEqual([]);
    expect(inventory()).toEqual(NONE);
  });

  it('is gone after undo, and nothing else is', async () => {
    await start();
    cluster.put('configmaps', 'of-somebody', { data: {} });
    await cluster.walk.connect(cluster.steps(['site12-gate', 'site12-yard']));
    expect(await cluster.walk.undo()).toEqual([]);
    expect(inventory()).toEqual({ ...NONE, configmaps: ['of-somebody'] });
    expect(await cluster.walk.undo()).toEqual([]);
  });

  it('leaves no password behind when somebody else removes its Deployment', async () => {
    await start();
    await cluster.walk.connect(cluster.steps());
    cluster.simulator().store.remove('deployments', NAMESPACE, 'site12-gate', null);
    expect(cluster.names('secrets')).toEqual([]);
    await cluster.walk.connect(cluster.steps());
    expect(inventory()).toEqual(COMPLETE);
    // Its ConfigMap was still there, and with it who the agent is.
    expect(cluster.started.at(-1)?.environment['AGENT_KEY']).toBe('site12-gate-0000');
  });
});

describe('an agent learned from one of Factory', () => {
  it('looks like it, with its own name wherever the other has one', async () => {
    await start();
    cluster.put('configmaps', 'agent-global-config', { data: { GLOBAL_AGENT_CLOUD: 'kstorage' } });
    cluster.put('configmaps', 'lobby-config', { data: { AGENT_NAME: 'Lobby' } });
    cluster.put('deployments', 'lobby', factoryAgent('lobby'));
    cluster.put('services', 'lobby', { spec: { type: 'NodePort', selector: { 'factory.kerberos.io/agent': 'lobby' }, ports: [{ port: 8080, targetPort: 8080, nodePort: 30123 }] } });
    await cluster.walk.connect(cluster.steps());
    const made = cluster.object('deployments', 'site12-gate');
    expect(made?.['metadata']).toMatchObject({
      labels: { app: 'kerberos-agent', 'factory.kerberos.io/agent': 'site12-gate', 'app.kubernetes.io/managed-by': 'kerberos-tunnel', 'kerberos-tunnel/site': 'site12' },
      annotations: { 'factory.kerberos.io/camera': 'camera of site12-gate', 'kerberos-tunnel/camera': 'Gate 0' },
    });
    expect(JSON.stringify(made)).not.toMatch(/last-applied|lobby|of-another/);
    const { selector, template } = specOf('site12-gate');
    expect(selector.matchLabels).toEqual({ 'factory.kerberos.io/agent': 'site12-gate' });
    expect(template.metadata.labels).toMatchObject({ 'factory.kerberos.io/agent': 'site12-gate', tier: 'video' });
    expect(template.spec).toMatchObject({ imagePullSecrets: [{ name: 'registry' }], nodeSelector: { tunnel: 'yes' }, tolerations: [{ key: 'video', operator: 'Exists' }], serviceAccountName: 'agents' });
    expect(template.spec['hostNetwork']).toBeUndefined();
    expect(template.spec['volumes']).toEqual([{ name: 'certificates', configMap: { name: 'authorities' } }]);
    expect(template.spec.containers).toMatchObject([{
      name: 'site12-gate', image: 'registry.example/agent:v3.10.0', ports: [{ containerPort: 8080 }], resources: { limits: { memory: '384Mi' } },
      env: [{ name: 'DEPLOYMENT_NAME', value: 'site12-gate' }, { name: 'DEPLOYMENT', value: 'agent' }],
      envFrom: [{ configMapRef: { name: 'agent-global-config' } }, { secretRef: { name: 'site12-gate-secret' } }, { configMapRef: { name: 'site12-gate-config' } }],
      volumeMounts: [{ name: 'certificates', mountPath: '/etc/ssl/certs/' }],
    }]);
    expect(cluster.object('services', 'site12-gate')?.['spec']).toEqual({ selector: { 'factory.kerberos.io/agent': 'site12-gate' }, ports: [{ port: 8080, targetPort: 8080 }] });
    expect(await cluster.walk.undo()).toEqual([]);
    expect(cluster.names('deployments')).toEqual(['lobby']);
  });

  it('gets a selector of its own where the other has one that fits all', async () => {
    await start();
    cluster.put('configmaps', 'agent-global-config', { data: {} });
    cluster.put('deployments', 'lobby', factoryAgent('lobby', { selector: { app: 'agents' } }));
    await cluster.walk.connect(cluster.steps());
    expect(specOf('site12-gate').selector.matchLabels).toEqual({ app: 'site12-gate' });
  });

  it('has everything in a Secret where Factory has, and Factory takes that away itself', async () => {
    await start();
    cluster.put('secrets', 'agent-global-config', { data: {} });
    cluster.put('secrets', 'lobby-secret', { data: {} });
    cluster.put('deployments', 'lobby', factoryAgent('lobby', { secret: true }));
    await cluster.walk.connect(cluster.steps());
    expect(cluster.names('configmaps')).toEqual([]);
    expect(cluster.data('secrets', 'site12-gate-secret')).toMatchObject({ AGENT_NAME: 'Gate 0', AGENT_KEY: 'site12-gate-0000' });
    expect((cluster.object('secrets', 'site12-gate-secret')?.['metadata'] as { ownerReferences?: unknown }).ownerReferences).toBeUndefined();
    expect(await cluster.walk.undo()).toEqual([]);
    expect(cluster.names('secrets')).toEqual(['agent-global-config', 'lobby-secret']);
  });

  it('is signed in to with what Factory gives all of its agents', async () => {
    await start();
    cluster.put('configmaps', 'agent-global-config', { data: { AGENT_USERNAME: 'factory', AGENT_PASSWORD: 'of-all-agents', AGENT_JWT_SECRET: 'shared-with-factory' } });
    await cluster.walk.connect(cluster.steps());
    expect(cluster.started[0]?.environment).toMatchObject({ AGENT_USERNAME: 'factory', AGENT_PASSWORD: 'of-all-agents', AGENT_JWT_SECRET: 'shared-with-factory' });
    expect(Object.keys(cluster.data('secrets', 'site12-gate-secret')).filter((name) => /USERNAME$|JWT/.test(name))).toEqual(['AGENT_CAPTURE_IPCAMERA_ONVIF_USERNAME']);
    expect((await cluster.registrar.prove(request('site12-gate').spec, cluster.view())).layers).toMatchObject([{ outcome: 'proven' }, { layer: 'agent-connected', outcome: 'proven', params: { way: 'service proxy' } }, {}]);
  });

  it('takes image, memory, mode and signing secret from a Factory that has no agent yet', async () => {
    await start();
    const env = [{ name: 'KERBEROS_AGENT_IMAGE', value: 'uugai/agent:v9' }, { name: 'KERBEROS_AGENT_MEMORY_LIMIT', value: '777Mi' }, { name: 'FACTORY_CONFIGURATION', value: 'secret' }, { name: 'AGENT_JWT_SECRET', valueFrom: { secretKeyRef: { name: 'shared', key: 'jwt' } } }, { name: 'CERTIFICATES_CONFIGMAP', value: 'authorities' }];
    cluster.put('deployments', 'factory', { metadata: { name: 'factory' }, spec: { replicas: 0, selector: { matchLabels: { app: 'factory' } }, template: { metadata: { labels: { app: 'factory' } }, spec: { containers: [{ name: 'factory', image: 'ghcr.io/uug-ai/factory:v2.0.4', env }] } } } });
    await cluster.walk.connect(cluster.steps());
    expect(specOf('site12-gate').template.spec.containers).toMatchObject([{ image: 'uugai/agent:v9', resources: { limits: { memory: '777Mi' } }, env: [env[3]], volumeMounts: [{ mountPath: '/etc/ssl/certs/' }] }]);
    expect(cluster.names('configmaps')).toEqual([]);
    expect(cluster.data('secrets', 'site12-gate-secret')['AGENT_JWT_SECRET']).toBeUndefined();
  });
});

describe('an agent beside one that this program made', () => {
  it('is not learned from that', async () => {
    await start();
    const newer = registrarFor(cluster.settings.auth, { token: TOKEN }, { image: 'kerberos/agent:v3.12.0' });
    await newer.walk.connect(newer.steps());
    await cluster.walk.connect(cluster.steps(['site12-yard']));
    expect(specOf('site12-yard').template.spec.containers).toMatchObject([{ image: 'kerberos/agent:v3.11.1' }]);
    expect((await cluster.registrar.probe(cluster.view())).variant).toContain("like the vendor's documentation");
  });
});

describe('a change', () => {
  it('starts the pod again with what is new, and keeps key and account', async () => {
    await start();
    await cluster.walk.connect(cluster.steps());
    const before = cluster.started[0]?.environment ?? {};
    const uid = (cluster.object('deployments', 'site12-gate')?.['metadata'] as { uid: string }).uid;
    await cluster.walk.connect(cluster.steps(['site12-gate'], { title: 'Back door', key: 'another-key', sub: null, recording: 'motion' }));
    const { AGENT_CAPTURE_IPCAMERA_SUB_RTSP: _gone, ...rest } = before;
    expect(cluster.started).toHaveLength(2);
    expect(cluster.started[1]?.environment).toEqual({ ...rest, AGENT_NAME: 'Back door', AGENT_CAPTURE_CONTINUOUS: 'false' });
    expect(cluster.object('deployments', 'site12-gate')?.['metadata']).toMatchObject({ uid, annotations: { 'kerberos-tunnel/camera': 'Back door' } });
  });

  it("takes back what somebody set in Factory's ConfigMap over what this site says, and leaves what it says nothing of", async () => {
    await start();
    await cluster.walk.connect(cluster.steps());
    const config = cluster.object('configmaps', 'site12-gate-config') ?? {};
    cluster.put('configmaps', 'site12-gate-config', { ...config, data: { ...(config['data'] as object), AGENT_CAPTURE_IPCAMERA_RTSP: 'rtsp://elsewhere/', AGENT_CAPTURE_PRERECORDING: '7' } });
    await cluster.walk.connect(cluster.steps());
    expect(cluster.started.at(-1)?.environment).toMatchObject({ AGENT_CAPTURE_PRERECORDING: '7', AGENT_CAPTURE_IPCAMERA_RTSP: expect.stringContaining('192.168.50.11') as unknown });
  });

  it('wakes an agent that was put to sleep', async () => {
    await start();
    await cluster.walk.connect(cluster.steps());
    const deployment = cluster.object('deployments', 'site12-gate') ?? {};
    cluster.put('deployments', 'site12-gate', { ...deployment, spec: { ...(deployment['spec'] as object), replicas: 0 } });
    expect(cluster.names('pods')).toEqual([]);
    await cluster.walk.connect(cluster.steps());
    expect(cluster.names('pods')).toHaveLength(1);
  });

  it('follows the image that the site names, and no other', async () => {
    await start();
    await cluster.walk.connect(cluster.steps());
    const newer = registrarFor(cluster.settings.auth, { token: TOKEN }, { image: 'kerberos/agent:v3.12.0' });
    await newer.walk.connect(newer.steps());
    expect(specOf('site12-gate').template.spec.containers).toMatchObject([{ image: 'kerberos/agent:v3.12.0' }]);
    await cluster.walk.connect(cluster.steps());
    expect(specOf('site12-gate').template.spec.containers).toMatchObject([{ image: 'kerberos/agent:v3.12.0' }]);
    expect(cluster.started).toHaveLength(2);
  });

  it('meets somebody else who changes the same, and is made all the same', async () => {
    await start();
    await cluster.walk.connect(cluster.steps());
    cluster.simulator().faults.add({ call: `PUT /api/v1/namespaces/${NAMESPACE}/configmaps/*`, times: 2, fault: { kind: 'status', status: 409, body: '{"kind":"Status","status":"Failure","reason":"Conflict","code":409}' } });
    await cluster.walk.connect(cluster.steps(['site12-gate'], { title: 'Back door' }));
    expect(cluster.data('configmaps', 'site12-gate-config')['AGENT_NAME']).toBe('Back door');
  });
});

describe('a death or a break in the middle', () => {
  const WRITES = ['configmaps', 'deployments', 'secrets', 'services'] as const;

  it.each(WRITES)('before the %s of an agent are made: one complete agent afterwards', async (resource) => {
    await start();
    const call = `POST ${resource === 'deployments' ? '/apis/apps/v1' : '/api/v1'}/namespaces/${NAMESPACE}/${resource}`;
    cluster.simulator().faults.add({ call, times: 1, fault: { kind: 'status', status: 422 } });
    await expect(cluster.walk.connect(cluster.steps())).rejects.toEqual(code('agents-refused', { status: 422 }));
    await cluster.walk.connect(cluster.steps());
    expect(inventory()).toEqual(COMPLETE);
    expect(cluster.names('pods')).toHaveLength(1);
    expect(await cluster.walk.undo()).toEqual([]);
    expect(inventory()).toEqual(NONE);
  });

  it.each(WRITES)('before the %s of an agent are made: nothing left after undo', async (resource) => {
    await start();
    cluster.simulator().faults.add({ call: `POST ${resource === 'deployments' ? '/apis/apps/v1' : '/api/v1'}/namespaces/${NAMESPACE}/${resource}`, times: 1, fault: { kind: 'status', status: 422 } });
    await expect(cluster.walk.connect(cluster.steps())).rejects.toEqual(code('agents-refused', { status: 422 }));
    expect(await cluster.walk.undo()).toEqual([]);
    expect(inventory()).toEqual(NONE);
  });

  it.each(WRITES)('an answer that is lost behind the making of the %s makes no second one', async (resource) => {
    await start();
    cluster.simulator().faults.add({ call: `POST ${resource === 'deployments' ? '/apis/apps/v1' : '/api/v1'}/namespaces/${NAMESPACE}/${resource}`, times: 1, fault: { kind: 'lost' } });
    await cluster.walk.connect(cluster.steps());
    expect(inventory()).toEqual(COMPLETE);
    expect(cluster.started).toHaveLength(1);
  });

  it('behind the making, with the result lost', async () => {
    await start();
    cluster.walk.dieAfterApply.add(STEP);
    await expect(cluster.walk.connect(cluster.steps())).rejects.toThrow(Died);
    await cluster.walk.connect(cluster.steps());
    expect([inventory(), cluster.started.length]).toEqual([COMPLETE, 1]);
  });

  it('an API server that starts again knows its agents, and starts them again', async () => {
    await start();
    await cluster.walk.connect(cluster.steps(['site12-gate', 'site12-yard']));
    await cluster.restart();
    await cluster.walk.connect(cluster.steps(['site12-gate', 'site12-yard']));
    expect([cluster.names('deployments'), cluster.started.length]).toEqual([['site12-gate', 'site12-yard'], 4]);
  });

  it('makes sixty-four of them, each once', async () => {
    await start();
    const names = Array.from({ length: 64 }, (_value, index) => `site12-camera-${index}`);
    cluster.simulator().faults.add({ call: `POST /api/v1/namespaces/${NAMESPACE}/secrets`, times: 3, fault: { kind: 'lost' } });
    cluster.simulator().faults.add({ call: `GET /api/v1/namespaces/${NAMESPACE}/services/*`, times: 9, fault: { kind: 'status', status: 503 } });
    await cluster.walk.connect(cluster.steps(names));
    expect([cluster.names('deployments').length, cluster.names('pods').length, cluster.started.length, new Set(cluster.started.map(({ environment }) => environment['AGENT_PASSWORD'])).size]).toEqual([64, 64, 64, 64]);
    const { agents } = await cluster.registrar.probe(cluster.view());
    expect(agents.filter(({ available, site }) => available && site === 'site12')).toHaveLength(64);
    expect(await cluster.walk.undo()).toEqual([]);
    expect(inventory()).toEqual(NONE);
  }, 40_000);
});

describe('what belongs to somebody else', () => {
  it.each([['deployments', 'site12-gate', factoryAgent('site12-gate')], ['services', 'site12-gate', { spec: { ports: [{ port: 1 }] } }], ['configmaps', 'site12-gate-config', { data: { of: 'somebody' } }], ['secrets', 'site12-gate-secret', { data: {} }]] as const)('a %s of that name is left alone', async (resource, name, body) => {
    await start();
    cluster.put(resource, name, body);
    const before = cluster.state.read().objects;
    await expect(cluster.walk.connect(cluster.steps())).rejects.toEqual(code('agents-name-taken', { name: 'site12-gate' }));
    expect(await cluster.walk.undo()).toEqual([]);
    expect(cluster.state.read().objects).toEqual(before);
  });

  it('an object that comes in between is left too, and what was made before it is taken back', async () => {
    await start();
    cluster.simulator().faults.add({ call: `POST /apis/apps/v1/namespaces/${NAMESPACE}/deployments`, times: 5, fault: { kind: 'reset' } });
    await expect(cluster.walk.connect(cluster.steps())).rejects.toEqual(code('agents-unreachable'));
    cluster.put('deployments', 'site12-gate', factoryAgent('site12-gate'));
    await expect(cluster.walk.connect(cluster.steps())).rejects.toEqual(code('agents-name-taken'));
    expect(await cluster.walk.undo()).toEqual(['deployments/site12-gate is not marked as ours and was left']);
    expect(inventory()).toEqual({ ...NONE, deployments: ['site12-gate'] });
  });

  it('an agent of this site is taken up from another computer for the same camera only', async () => {
    await start();
    await cluster.walk.connect(cluster.steps());
    await expect(cluster.stranger('another').connect(cluster.steps())).rejects.toEqual(code('agents-name-taken'));
    await expect(cluster.stranger().connect(cluster.steps(['site12-gate'], { key: 'x', deviceId: 'another' }))).rejects.toEqual(code('agents-name-taken'));
    await cluster.stranger().connect(cluster.steps());
    expect([inventory(), cluster.started.length]).toEqual([COMPLETE, 1]);
  });

  it('an orphan is removed, an agent of another site is not', async () => {
    await start();
    await cluster.walk.connect(cluster.steps(['site12-gate', 'site12-yard']));
    await cluster.registrar.remove('site12-yard', cluster.view());
    await cluster.registrar.remove('site12-yard', cluster.view());
    expect(cluster.names('deployments')).toEqual(['site12-gate']);
    await expect(cluster.registrar.remove('site12-gate', { ...cluster.view(), site: { ...cluster.site, id: 'another' } })).rejects.toEqual(code('agents-refused'));
    expect(inventory()).toEqual(COMPLETE);
  });
});

describe('an agent that does not run', () => {
  it.each([
    ['no-image', 'agents-image-missing', { image: 'kerberos/agent:v3.11.1', reason: expect.stringContaining('not found') as unknown }],
    ['unschedulable', 'agents-pending', { reason: expect.stringContaining('3 Insufficient memory') as unknown }],
    ['out-of-memory', 'agents-out-of-memory', { limit: '256Mi' }],
    ['crashes', 'agents-restarting', { reason: 'panic: runtime error: invalid memory address [31m or nil pointer dereference' }],
  ] as const)('%s is told as %s', async (fate, expected, params) => {
    await start();
    Object.assign(cluster, { fate, tick: 15_000 });
    await expect(cluster.walk.connect(cluster.steps())).rejects.toEqual(code(expected, { name: 'site12-gate', ...params }));
    const facts = await cluster.registrar.probe(cluster.view());
    expect(facts.agents).toMatchObject([{ name: 'site12-gate', available: false, site: 'site12', title: 'Gate 0', trouble: { code: expected, params } }]);
    expect((await cluster.registrar.prove(request('site12-gate').spec, cluster.view())).layers[0]).toMatchObject({ layer: 'agent-available', outcome: 'failed', error: { code: expected } });
    Object.assign(cluster, { fate: 'runs' });
    await cluster.walk.connect(cluster.steps());
    expect(cluster.walk.phases()).toEqual({ [STEP]: 'done' });
  });

  it('a full quota is told', async () => {
    await start();
    Object.assign(cluster, { quota: 0, tick: 15_000 });
    await expect(cluster.walk.connect(cluster.steps())).rejects.toEqual(code('agents-pending', { reason: expect.stringContaining('exceeded quota') as unknown }));
  });

  it('a trouble that passes is waited out', async () => {
    await start();
    Object.assign(cluster, { fate: 'no-image' });
    const connecting = cluster.walk.connect(cluster.steps());
    while (cluster.count(/^GET .*\/pods$/) < 2) await new Promise((resolve) => setImmediate(resolve));
    Object.assign(cluster, { fate: 'runs' });
    await connecting;
    expect(cluster.walk.phases()).toEqual({ [STEP]: 'done' });
  });

  it('one that starts late is waited for', async () => {
    await start();
    Object.assign(cluster, { fate: 'slow' });
    const connecting = cluster.walk.connect(cluster.steps());
    while (cluster.names('services').length === 0) await new Promise((resolve) => setImmediate(resolve));
    Object.assign(cluster, { fate: 'runs' });
    await connecting;
    expect(cluster.walk.phases()).toEqual({ [STEP]: 'done' });
  });
});

describe('the account', () => {
  const ALL = ['deployments', 'services', 'configmaps', 'secrets'].flatMap((resource) => ['get', 'create', 'update', 'delete'].map((verb) => `${verb} ${resource}`)).concat('list deployments', 'list pods', 'get pods/log', 'get services/proxy', 'create services/proxy');

  it('needs no more than the role of a Factory that keeps Secrets', async () => {
    await start({ rights: ALL });
    await cluster.registrar.probe(cluster.view());
    await cluster.walk.connect(cluster.steps());
    await cluster.walk.connect(cluster.steps(['site12-gate'], { title: 'Back door' }));
    expect((await cluster.registrar.prove(request('site12-gate').spec, cluster.view())).layers.map(({ outcome }) => outcome)).toEqual(['proven', 'proven', 'proven']);
    expect(await cluster.walk.undo()).toEqual([]);
    expect([inventory(), cluster.count(/PATCH/)]).toEqual([NONE, 0]);
  });

  it('is told what it lacks before anything is made', async () => {
    await start({ rights: ALL.filter((right) => !['create services', 'update secrets', 'create secrets'].includes(right)) });
    const lacks = code('agents-forbidden', { right: 'create services; create, update secrets', namespace: NAMESPACE });
    await expect(cluster.registrar.probe(cluster.view())).rejects.toEqual(lacks);
    await expect(cluster.walk.connect(cluster.steps())).rejects.toEqual(lacks);
    expect(inventory()).toEqual(NONE);
  });

  it('is told why the cluster refuses an object, without the password that the reason quotes', async () => {
    await start();
    const message = `Secret is invalid: data: Invalid value: "${PASSWORD}" and ${Buffer.from(PASSWORD).toString('base64')} are refused by a policy`;
    cluster.simulator().faults.add({ call: `POST /api/v1/namespaces/${NAMESPACE}/secrets`, times: 1, fault: { kind: 'status', status: 422, body: JSON.stringify({ kind: 'Status', message, code: 422 }) } });
    const error: unknown = await cluster.walk.connect(cluster.steps()).catch((thrown: unknown) => thrown);
    expect(error).toEqual(code('agents-refused', { status: 422, message: 'Secret is invalid: data: Invalid value: "[secret]" and [secret] are refused by a policy' }));
  });

  it('is told what it lacks also where a review says otherwise', async () => {
    await start({ rights: ALL });
    cluster.simulator().faults.add({ call: `POST /api/v1/namespaces/${NAMESPACE}/configmaps`, times: 1, fault: { kind: 'status', status: 403, body: '{"kind":"Status","message":"denied by policy","reason":"Forbidden","code":403}' } });
    await expect(cluster.walk.connect(cluster.steps())).rejects.toEqual(code('agents-forbidden', { right: 'create configmaps' }));
  });

  it('proves less without the right to ask agents, and says so', async () => {
    await start({ rights: ALL.filter((right) => !right.endsWith('services/proxy')) });
    expect((await cluster.registrar.probe(cluster.view())).variant).toContain('no right to get, create services/proxy');
    await cluster.walk.connect(cluster.steps());
    expect((await cluster.registrar.prove(request('site12-gate').spec, cluster.view())).layers).toMatchObject([
      { layer: 'agent-available', outcome: 'proven' }, { layer: 'agent-connected', outcome: 'proven', params: { way: 'log' } }, { layer: 'frame-received', outcome: 'not-asked', params: { reason: 'this account may not get services/proxy, create services/proxy' } }, { layer: 'frames-counted', outcome: 'proven' },
    ]);
  });

  it('is refused with a wrong token, and the token is told to nobody', async () => {
    await start({ secrets: { token: 'wrong-token-for-this' } });
    const error: unknown = await cluster.registrar.probe(cluster.view()).catch((thrown: unknown) => thrown);
    expect(error).toEqual(code('agents-login-refused', { user: 'token' }));
    expect(JSON.stringify([errorData(error), (error as Error).stack])).not.toContain('wrong-token');
  });
});

describe('what is seen of a cluster', () => {
  it('is its version, its Factory, what all agents are given, and no secret', async () => {
    await start();
    cluster.put('configmaps', 'agent-global-config', { data: { GLOBAL_AGENT_CLOUD: 'kstorage', GLOBAL_AGENT_KERBEROSVAULT_SECRET_KEY: 'vault-secret', GLOBAL_AGENT_MQTT_URI: 'tcp://user:mqtt-password@broker:1883', GLOBAL_AGENT_HUB_KEY: 'hub-key', GLOBAL_AGENT_TURN_PASSWORD: 'turn-password' } });
    cluster.put('configmaps', 'lobby-config', { data: {} });
    cluster.put('deployments', 'lobby', factoryAgent('lobby'));
    cluster.put('deployments', 'web', { metadata: { name: 'web' }, spec: { selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'nginx' }] } } } });
    await cluster.walk.connect(cluster.steps());
    const facts = await cluster.registrar.probe(cluster.view());
    expect(facts).toMatchObject({
      variant: 'Kubernetes v1.34.1; no Factory in this namespace; configuration in ConfigMaps, passwords in Secrets; agents like the agent lobby',
      agents: [{ name: 'lobby', site: null, title: null, available: true }, { name: 'site12-gate', site: 'site12', title: 'Gate 0', available: true, trouble: null }],
      given: [{ name: 'GLOBAL_AGENT_CLOUD', value: 'kstorage' }, { name: 'GLOBAL_AGENT_MQTT_URI', value: 'tcp://broker:1883' }],
    });
    expect(JSON.stringify(facts)).not.toMatch(/vault-secret|mqtt-password|hub-key|turn-password/);
  });

  it('tells a namespace that is not there, also to whoever makes something in it', async () => {
    await start({ namespaces: ['default'] });
    await expect(cluster.registrar.probe(cluster.view())).rejects.toEqual(code('agents-namespace-missing', { namespace: NAMESPACE }));
    await expect(cluster.walk.connect(cluster.steps())).rejects.toEqual(code('agents-namespace-missing'));
  });

  it('goes through all pages of a large namespace', async () => {
    await start();
    for (let index = 0; index < 110; index++) cluster.put('deployments', `agent-${index}`, factoryAgent(`agent-${index}`));
    expect((await cluster.registrar.probe(cluster.view())).agents).toHaveLength(110);
    expect(cluster.count(/^GET .*\/deployments$/)).toBe(2);
  });

  it('is not taken for a cluster when it is none', async () => {
    await start();
    cluster.simulator().faults.add({ call: '*', times: 99, fault: { kind: 'html' } });
    await expect(cluster.registrar.probe(cluster.view())).rejects.toEqual(code('agents-refused', { message: 'a web page came instead of data' }));
    cluster.simulator().faults.clear();
    cluster.simulator().faults.add({ call: '*', times: 99, fault: { kind: 'garbage' } });
    await expect(cluster.registrar.probe(cluster.view())).rejects.toBeInstanceOf(TunnelError);
  });

  it('stops at once while the server is silent', async () => {
    await start();
    cluster.simulator().faults.add({ call: 'GET /version', times: 1, fault: { kind: 'hang' } });
    const stop = new AbortController();
    const looking = cluster.registrar.probe(cluster.view({}, stop.signal));
    while (cluster.count(/version/) === 0) await new Promise((resolve) => setImmediate(resolve));
    stop.abort();
    await expect(looking).rejects.toEqual(code('cancelled'));
  });
});

describe('the proof', () => {
  it('comes through the API server, from an agent that nobody else reaches', async () => {
    await start();
    await cluster.walk.connect(cluster.steps());
    const proof = await cluster.registrar.prove(request('site12-gate').spec, cluster.view());
    expect(proof.layers).toMatchObject([
      { layer: 'agent-available', outcome: 'proven' },
      { layer: 'agent-connected', outcome: 'proven', params: { way: 'service proxy' } },
      { layer: 'frame-received', outcome: 'proven', params: { width: 640, height: 480 } },
    ]);
    expect(proof.picture).not.toBeNull();
  });

  it('falls back to the log where the proxy finds no way', async () => {
    await start();
    await cluster.walk.connect(cluster.steps());
    cluster.simulator().faults.add({ call: `POST /api/v1/namespaces/${NAMESPACE}/services/http:site12-gate:80/proxy/api/login`, times: 1, fault: { kind: 'status', status: 503, body: '{"kind":"Status","apiVersion":"v1","status":"Failure","message":"error trying to reach service: dial tcp 10.42.0.9:80: connect: no route to host","reason":"ServiceUnavailable","code":503}' } });
    expect((await cluster.registrar.prove(request('site12-gate').spec, cluster.view())).layers.slice(1)).toMatchObject([
      { layer: 'agent-connected', outcome: 'proven', params: { way: 'log' } },
      { layer: 'frame-received', outcome: 'not-asked', params: { reason: expect.stringContaining('no route to host') as unknown } },
      { layer: 'frames-counted', outcome: 'proven' },
    ]);
  });

  it('fails for an agent that is not there', async () => {
    await start();
    expect((await cluster.registrar.prove(request('site12-gate').spec, cluster.view())).layers[0]).toMatchObject({ outcome: 'failed', error: { code: 'agents-not-available' } });
  });
});
