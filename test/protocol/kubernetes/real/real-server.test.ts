import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { named } from '../../../fixtures/loopback';
import { PASSWORD, registrarFor, type RegistrarAtHand } from '../registrar-at-hand';
import { TECHNICIAN, missing, startRealServer, type RealServer } from './real-server';

/*
 * The same against a real kube-apiserver with etcd and the real controllers: what the simulator may have wrong. By hand, where
 * KERBEROS_TUNNEL_REAL_CLUSTER names a folder with the three programs of a Kubernetes release (seen with v1.34.1).
 */

let server: RealServer;
let at: RegistrarAtHand;
let namespace = '';
let spaces = 0;

/** What the README asks an administrator for: Factory's own verbs, on what we touch. */
const ROLE = [
  { apiGroups: ['apps'], resources: ['deployments'], verbs: ['get', 'list', 'create', 'update', 'delete'] },
  { apiGroups: [''], resources: ['services', 'configmaps', 'secrets'], verbs: ['get', 'create', 'update', 'delete'] },
  { apiGroups: [''], resources: ['pods'], verbs: ['list'] },
  { apiGroups: [''], resources: ['pods/log'], verbs: ['get'] },
  { apiGroups: [''], resources: ['services/proxy'], verbs: ['get', 'create'] },
];

async function inNamespace(rules: unknown[], work: () => Promise<void>): Promise<void> {
  namespace = `space-${++spaces}`;
  await server.call('POST', '/api/v1/namespaces', { metadata: { name: namespace } });
  await server.call('POST', `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}/roles`, { metadata: { name: 'agents' }, rules });
  await server.call('POST', `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}/rolebindings`, { metadata: { name: 'agents' }, roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'agents' }, subjects: [{ kind: 'User', name: 'technician', apiGroup: 'rbac.authorization.k8s.io' }] });
  at = registrarFor({ kind: 'token', server: server.url, token: named('token'), certificate: server.certificate }, { token: TECHNICIAN }, { namespace });
  const stop = new AbortController();
  const pods = server.runPods(namespace, stop.signal);
  try {
    await work();
  } finally {
    stop.abort();
    await pods;
  }
}

const names = async (resource: string): Promise<string[]> => ((await server.call('GET', `${resource === 'deployments' ? '/apis/apps/v1' : '/api/v1'}/namespaces/${namespace}/${resource}`)).items ?? []).map((item) => String(item.metadata?.['name'])).filter((name) => name.startsWith('site12')).sort();
const inventory = async (): Promise<string[][]> => Promise.all(['deployments', 'services', 'configmaps', 'secrets', 'pods'].map(names));
const NONE = [[], [], [], [], []];

describe.skipIf(missing !== null)(`a real API server${missing === null ? '' : ` (${missing})`}`, () => {
  beforeAll(async () => { server = await startRealServer(); }, 120_000);
  afterAll(async () => { await server.stop(); });

  it('makes an agent once, changes it, and takes it back', () => inNamespace(ROLE, async () => {
    expect((await at.registrar.probe(at.view())).agents).toEqual([]);
    await at.walk.connect(at.steps());
    const first = await names('pods');
    const events = at.walk.events.length;
    await at.walk.connect(at.steps());
    expect([at.walk.events.length, await names('pods')]).toEqual([events, first]);
    await at.walk.connect(at.steps(['site12-gate'], { title: 'Back door', sub: null }));
    const [second] = await names('pods');
    expect([first.length, first.includes(second ?? ''), (await inventory()).slice(0, 4)]).toEqual([1, false, [['site12-gate'], ['site12-gate'], ['site12-gate-config'], ['site12-gate-secret']]]);
    expect((await at.registrar.probe(at.view())).agents).toMatchObject([{ name: 'site12-gate', available: true, site: 'site12', title: 'Back door', trouble: null }]);
    const open = JSON.stringify([await server.call('GET', `/apis/apps/v1/namespaces/${namespace}/deployments`), await server.call('GET', `/api/v1/namespaces/${namespace}/configmaps`), at.walk.events]);
    expect([PASSWORD, 'p%3Aw', TECHNICIAN].filter((secret) => open.includes(secret))).toEqual([]);
    expect(await at.walk.undo()).toEqual([]);
    expect(await inventory()).toEqual(NONE);
  }), 120_000);

  it('removes the Secret when somebody else removes the Deployment', () => inNamespace(ROLE, async () => {
    await at.walk.connect(at.steps());
    await server.call('DELETE', `/apis/apps/v1/namespaces/${namespace}/deployments/site12-gate`);
    await expect.poll(() => names('secrets'), { timeout: 30_000 }).toEqual([]);
    await at.walk.connect(at.steps());
    expect((await inventory()).map((list) => list.length)).toEqual([1, 1, 1, 1, 1]);
  }), 120_000);

  it('lets sixty-four be made at once, with what is somebody else’s left alone', () => inNamespace(ROLE, async () => {
    await server.call('POST', `/api/v1/namespaces/${namespace}/configmaps`, { metadata: { name: 'site12-camera-7-config' }, data: { of: 'somebody' } });
    const all = Array.from({ length: 64 }, (_value, index) => `site12-camera-${index}`);
    await expect(at.walk.connect(at.steps(all))).rejects.toMatchObject({ code: 'agents-name-taken' });
    expect((await inventory()).map((list) => list.length)).toEqual([63, 63, 64, 63, 63]);
    await server.call('DELETE', `/api/v1/namespaces/${namespace}/configmaps/site12-camera-7-config`);
    await at.walk.connect(at.steps(all));
    expect((await inventory()).map((list) => list.length)).toEqual([64, 64, 64, 64, 64]);
  }), 180_000);

  it('tells a full quota, missing rights and a missing namespace', () => inNamespace(ROLE, async () => {
    await server.call('POST', `/api/v1/namespaces/${namespace}/resourcequotas`, { metadata: { name: 'none' }, spec: { hard: { pods: '0' } } });
    await expect(at.walk.connect(at.steps())).rejects.toMatchObject({ code: 'agents-pending', params: { reason: expect.stringContaining('exceeded quota') as unknown } });
    expect(await at.walk.undo()).toEqual([]);
    await inNamespace(ROLE.slice(0, 1), async () => {
      await expect(at.registrar.probe(at.view())).rejects.toMatchObject({ code: 'agents-forbidden', params: { right: 'get, create, update, delete services; get, create, update, delete configmaps; get, create, update, delete secrets; list pods' } });
      expect(await inventory()).toEqual(NONE);
    });
    const wrong = registrarFor({ kind: 'token', server: server.url, token: named('token'), certificate: server.certificate }, { token: 'nobody-knows-it' }, { namespace });
    await expect(wrong.registrar.probe(wrong.view())).rejects.toMatchObject({ code: 'agents-login-refused' });
  }), 120_000);
});
