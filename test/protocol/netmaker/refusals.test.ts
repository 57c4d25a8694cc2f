import { afterEach, describe, expect, it, vi } from 'vitest';
import { TunnelError, errorData } from '../../../electron/domain/errors';
import type { NetmakerSettings } from '../../../electron/domain/site';
import { named, never, secretsNamed } from '../../fixtures/loopback';
import { StepWalk } from '../../fixtures/step-walk';
import { newOverlay, startWorld, type World, type WorldOptions } from './netmaker-at-hand';

let world: World;
const start = async (options?: WorldOptions): Promise<World> => (world = await startWorld(options));
afterEach(() => world.close());

const probe = (settings: Partial<NetmakerSettings> = {}, secrets = world.walk.secrets): Promise<unknown> => {
  if (world.site.overlay?.kind !== 'netmaker') throw new Error('no overlay');
  return world.overlay.probe({ ...world.site.overlay, ...settings }, secrets, never);
};
const code = (expected: string, params: Record<string, unknown> = {}): unknown => expect.objectContaining({ code: expected, params: expect.objectContaining(params) as unknown });
const egress = (id: string, range: string, nodes: Record<string, number>, network = 'cams', status = true): World extends never ? never : ReturnType<World['netmaker']['read']>['egresses'][number] =>
  ({ id, name: `other site ${id}`, network, description: '', range, nat: true, status, nodes, created_by: 'x', created_at: '2026-01-01T00:00:00Z' });
const OTHER_HOST = { id: '11111111-1111-4111-8111-111111111111', hostpass: 'p', name: 'other-box', version: 'v1.5.1', os: 'linux', publickey: 'eA==', listenport: 51821, endpointip: '198.51.100.7', interfaces: [], firewallinuse: 'iptables', macaddress: '' };
const otherNode = (ranges: string[] = []): ReturnType<World['netmaker']['read']>['nodes'][number] => ({ id: 'other-node', hostid: OTHER_HOST.id, network: 'cams', address: '100.64.8.9/24', ranges, nat: true, metrics: [] });

describe('looking at a server', () => {
  it('tells version, form of egress and networks', async () => {
    await start();
    expect(await probe()).toEqual({ version: 'v1.5.1', variant: 'egress API v1', networks: [{ name: 'cams', range: '100.64.8.0/24' }, { name: 'office', range: '100.64.9.0/24' }] });
  });

  it('finds the version behind the sign-in where the status does not tell it', async () => {
    await start({ api: 'legacy', version: 'v0.24.3' });
    expect(await probe()).toMatchObject({ version: 'v0.24.3', variant: 'legacy egress API' });
    expect(world.server.calls.get('GET /api/server/getserverinfo')).toBe(1);
  });

  it('is not done where the server is older than enrolment keys', async () => {
    await start({ api: 'legacy', version: 'v0.18.3' });
    await expect(probe()).rejects.toEqual(code('overlay-too-old', { version: 'v0.18.3' }));
  });

  it('says that a dashboard is not the server', async () => {
    await start();
    world.server.faults.add({ call: '*', times: 1, fault: { kind: 'html' } });
    await expect(probe()).rejects.toEqual(code('overlay-answer-invalid'));
  });

  it('says that nothing answers', async () => {
    await start();
    await expect(probe({ url: 'http://127.0.0.1:1' })).rejects.toEqual(code('overlay-unreachable', { url: 'http://127.0.0.1:1', reason: 'ECONNREFUSED' }));
  });

  it('says when a list is cut short', async () => {
    await start();
    world.server.faults.add({ call: 'GET /api/networks', times: 1, fault: { kind: 'garbage' } });
    await expect(probe()).rejects.toEqual(code('overlay-answer-invalid'));
  });

  it('stops at once when it is told to, while the server is silent', async () => {
    await start();
    world.server.faults.add({ call: 'GET /api/networks', times: 1, fault: { kind: 'hang' } });
    const stop = new AbortController();
    if (world.site.overlay === null) throw new Error('no overlay');
    const looking = world.overlay.probe(world.site.overlay, world.walk.secrets, stop.signal);
    while ((world.server.calls.get('GET /api/networks') ?? 0) === 0) await new Promise((resolve) => setImmediate(resolve));
    stop.abort();
    await expect(looking).rejects.toEqual(code('cancelled'));
  });
});

describe('signing in', () => {
  const password = { kind: 'password', username: 'tech', password: named('netmaker') } as const;

  it.each([
    ['a wrong password', password, { netmaker: 'wrong' }, 'incorrect credentials'],
    ['an unknown user', { ...password, username: 'nobody' }, { netmaker: 'right-password' }, 'no result found'],
    ['a token that was revoked', { kind: 'token', token: named('token') } as const, { token: 'revoked-token' }, 'unauthorized'],
  ])('with %s is refused in the words of the server', async (_what, auth, values, words) => {
    await start();
    await expect(probe({ auth }, secretsNamed(values))).rejects.toEqual(code('overlay-login-refused', { reason: expect.stringContaining(words) as unknown }));
  });

  it('happens once for a run, and once more when the session ends in the middle', async () => {
    await start({ auth: 'password' });
    const [client, ...rest] = world.steps(['192.168.50.11', '192.168.50.12', '192.168.50.13']);
    await world.walk.connect(client === undefined ? [] : [client]);
    expect(world.server.calls.get('POST /api/users/adm/authenticate')).toBe(1);
    world.server.expireSessions();
    await world.walk.connect(rest);
    expect(world.server.calls.get('POST /api/users/adm/authenticate')).toBe(2);
  });

  it('keeps passwords and tokens out of what went wrong', async () => {
    await start({ auth: 'password' });
    world.server.faults.add({ call: 'POST /api/users/adm/authenticate', times: 1, fault: { kind: 'reset' } });
    const error = await probe({ auth: password }).catch((thrown: unknown) => thrown);
    expect(JSON.stringify([errorData(error), String(error), (error as Error).stack, Object.entries(error as object)])).not.toContain('right-password');
    expect(error).toBeInstanceOf(TunnelError);
  });
});

describe('a range that is in use', () => {
  it.each([
    ['by another box', '192.168.50.11/32'],
    ['inside the range of another site', '192.168.50.0/24'],
  ])('%s is refused before anything is changed', async (_where, range) => {
    await start({ prepare: (state) => { state.hosts.push(OTHER_HOST); state.nodes.push(otherNode()); state.egresses.push(egress('e1', range, { 'other-node': 256 })); } });
    const objects = world.objects();
    const step = world.steps().find((candidate) => candidate.kind === 'netmaker.egress');
    if (step === undefined) throw new Error('no egress planned');
    await expect(world.walk.inspect(step)).rejects.toEqual(code('overlay-range-collides', { range: '192.168.50.11/32', owner: 'other site e1' }));
    expect(world.objects()).toEqual(objects);
  });

  it('by the old calls of another box is refused as well', async () => {
    await start({ api: 'legacy', prepare: (state) => { state.hosts.push(OTHER_HOST); state.nodes.push(otherNode(['192.168.50.0/24'])); } });
    await expect(world.walk.connect(world.steps())).rejects.toEqual(code('overlay-range-collides'));
    expect(world.objects().nodes.find((node) => node.id === 'other-node')?.ranges).toEqual(['192.168.50.0/24']);
  });

  it('by the network itself is refused', async () => {
    await start();
    await expect(world.walk.connect(world.steps(['100.64.8.40']))).rejects.toEqual(code('overlay-range-collides', { owner: 'the network cams itself' }));
  });

  it.each([
    ['in another network', egress('e1', '192.168.50.0/24', {}, 'office')],
    ['by an egress that was switched off', egress('e2', '192.168.50.0/24', { 'other-node': 256 }, 'cams', false)],
    ['by an egress whose box is gone', egress('e3', '192.168.50.11/32', {})],
  ])('%s is not in the way', async (_where, existing) => {
    await start({ prepare: (state) => { state.hosts.push(OTHER_HOST); state.nodes.push(otherNode()); state.egresses.push(existing); } });
    await world.walk.connect(world.steps());
    expect(world.objects().egresses.filter((candidate) => candidate.id !== existing.id)).toMatchObject([{ network: 'cams', range: '192.168.50.11/32' }]);
    await world.walk.undo();
    expect(world.objects().egresses).toEqual([existing]);
  });

  it('by the box itself, for more than one camera, is used as it is and left by undo', async () => {
    await start();
    const steps = world.steps();
    await world.walk.connect(steps.filter((step) => step.kind !== 'netmaker.egress'));
    const node = world.objects().nodes[0]?.id ?? '';
    const state = world.netmaker.read();
    world.netmaker.write({ ...state, egresses: [egress('mine', '192.168.50.0/24', { [node]: 256 })] });
    await world.walk.connect(steps);
    expect(world.objects().egresses.map((candidate) => candidate.id)).toEqual(['mine']);
    expect(world.walk.phases()['netmaker.egress:192.168.50.11']).toBe('kept');
  });
});

describe('the old egress calls', () => {
  it('keep what the box served before, and undo returns to exactly that', async () => {
    await start({ api: 'legacy' });
    const steps = world.steps(['192.168.50.11', '192.168.50.12', '192.168.50.13']);
    await world.walk.connect(steps.filter((step) => step.kind !== 'netmaker.egress'));
    const state = world.netmaker.read();
    const earlier = { ranges: ['10.20.0.0/16'], nat: false, metrics: [{ network: '10.20.0.0/16', route_metric: 42 }] };
    world.netmaker.write({ ...state, nodes: state.nodes.map((node) => ({ ...node, ...earlier })) });
    await world.walk.connect(steps);
    expect(world.objects().nodes[0]).toMatchObject({ ranges: expect.arrayContaining(['10.20.0.0/16', '192.168.50.11/32', '192.168.50.12/32', '192.168.50.13/32']) as unknown, nat: true });
    for (const entry of [...world.walk.state.steps].reverse().filter((candidate) => candidate.step.kind === 'netmaker.egress')) {
      expect(await world.walk.driver(entry.step).undo(entry.step, entry.found, entry.result, world.walk.context())).toEqual([]);
    }
    expect(world.objects().nodes[0]).toMatchObject(earlier);
  });
});

describe('an answer that gets lost', () => {
  it('does not lead to a second egress', async () => {
    await start();
    world.server.faults.add({ call: 'POST /api/v1/egress', times: 1, fault: { kind: 'lost' } });
    await expect(world.walk.connect(world.steps())).rejects.toEqual(code('overlay-unreachable'));
    await world.walk.connect(world.steps());
    expect(world.objects().egresses).toHaveLength(1);
    await world.walk.undo();
    expect(world.objects().egresses).toEqual([]);
  });

  it('does not lead to a second key', async () => {
    await start();
    world.server.faults.add({ call: 'POST /api/v1/enrollment-keys', times: 1, fault: { kind: 'lost' } });
    await expect(world.walk.connect(world.steps())).rejects.toEqual(code('overlay-unreachable'));
    expect(world.objects().keys).toHaveLength(1);
    await world.walk.connect(world.steps());
    expect(world.objects()).toMatchObject({ keys: [], nodes: [{ network: 'cams' }] });
  });
});

describe('the client', () => {
  const client = (): Promise<void> => world.walk.connect(world.steps().slice(0, 1));

  it('is not sent to the box when it is not the expected one', async () => {
    await start({ sha256: 'a'.repeat(64) });
    const writes = vi.spyOn(world.box, 'writeFile');
    await expect(client()).rejects.toEqual(code('client-checksum', { expected: 'a'.repeat(64) }));
    expect(writes).not.toHaveBeenCalled();
    expect(world.boxNow().files).toEqual({});
  });

  it('is not run when it arrived on the box as something else', async () => {
    await start();
    const write = world.box.writeFile.bind(world.box);
    vi.spyOn(world.box, 'writeFile').mockImplementation((path, _content, options) => write(path, 'cut short', options));
    const runs = vi.spyOn(world.box, 'run');
    await expect(client()).rejects.toEqual(code('client-checksum'));
    expect(runs.mock.calls.map(([argv]) => argv.join(' ')).filter((line) => line.startsWith('/sbin/.'))).toEqual([]);
    expect(world.boxNow().files).toEqual({});
  });

  it('of another version than the server is not installed and leaves nothing', async () => {
    await start({ clientVersion: 'v1.4.0' });
    await expect(client()).rejects.toEqual(code('client-version-mismatch', { client: 'v1.4.0', server: 'v1.5.1' }));
    expect(world.boxNow().files).toEqual({});
    expect(world.boxNow().service).toEqual({ active: false, enabled: false });
  });

  it('is asked for before anything is changed', async () => {
    await start();
    const bare = new StepWalk({ ...world.site, overlay: world.site.overlay?.kind !== 'netmaker' ? null : { ...world.site.overlay, client: null } }, newOverlay().steps, world.walk.secrets, () => Promise.resolve(world.box));
    await expect(bare.connect(world.steps().slice(0, 1))).rejects.toEqual(code('client-missing', { architecture: 'amd64' }));
    expect(bare.events).toEqual([]);
  });

  it('that was there and only stopped is started, and undo stops it again', async () => {
    await start();
    await client();
    await world.box.run(['systemctl', 'stop', 'netclient'], { root: true, signal: never });
    await world.box.run(['systemctl', 'disable', 'netclient'], { root: true, signal: never });
    const second = world.anotherWalk();
    await second.connect(world.steps().slice(0, 1));
    expect(world.boxNow().service).toEqual({ active: true, enabled: true });
    expect(await second.undo()).toEqual([]);
    expect(world.boxNow().service).toEqual({ active: false, enabled: false });
    expect(world.boxNow().files['/sbin/netclient']).toBeDefined();
  });

  it('that belongs to another server is left alone', async () => {
    await start();
    await world.walk.connect(world.steps());
    const state = world.netmaker.read();
    world.netmaker.write({ ...state, hosts: [], nodes: [] });
    await expect(world.anotherWalk().connect(world.steps())).rejects.toEqual(code('box-check-blocks', { checks: 'other-client' }));
  });
});

describe('the join', () => {
  it('fails with the words of the client when the box does not reach the server, whatever its exit code', async () => {
    await start({ publicServer: 'api.example.invalid' });
    await expect(world.walk.connect(world.steps())).rejects.toEqual(code('overlay-join-failed', { server: 'api.example.invalid', reason: expect.stringContaining('registration failed') as unknown }));
    expect(await world.walk.undo()).toEqual([]);
    expect(world.objects()).toMatchObject({ keys: [], hosts: [] });
  }, 30_000);

  it('waits for a node that appears late', async () => {
    await start({ nodeDelayMs: 1_500 });
    await world.walk.connect(world.steps());
    expect(world.objects().nodes).toHaveLength(1);
  });

  it('adds a box that the server knows already, without taking it out of its other network on undo', async () => {
    await start();
    const first = world.anotherWalk();
    await first.connect(world.steps([]));
    const state = world.netmaker.read();
    world.netmaker.write({ ...state, nodes: state.nodes.map((node) => ({ ...node, network: 'office', address: '100.64.9.1/24' })) });
    await expect.poll(async () => (await world.box.run(['cat', '/etc/netclient/nodes.json'], { root: true, signal: never })).stdout, { timeout: 10_000 }).toContain('office');
    const before = world.objects();
    await world.walk.connect(world.steps());
    expect(world.objects().nodes.map((node) => node.network).sort()).toEqual(['cams', 'office']);
    expect(await world.walk.undo()).toEqual([]);
    expect(world.objects()).toEqual(before);
  });

  it('is taken back by the server alone where the box cannot tell it any more', async () => {
    await start();
    const before = world.objects();
    await world.walk.connect(world.steps());
    world.server.faults.add({ call: 'POST /api/hosts/adm/authenticate', times: 1000, fault: { kind: 'status', status: 500 } });
    world.server.faults.add({ call: 'DELETE /api/v1/host', times: 1000, fault: { kind: 'status', status: 500 } });
    expect(await world.walk.undo()).toEqual([]);
    expect(world.objects()).toEqual(before);
  });

  it('leaves other boxes of the same name alone when its own traces are gone', async () => {
    await start({ prepare: (state) => { state.hosts.push({ ...OTHER_HOST, name: 'practice-box' }, { ...OTHER_HOST, id: '22222222-2222-4222-8222-222222222222', name: 'practice-box' }); state.nodes.push(otherNode()); } });
    const before = world.objects();
    const join = world.steps().find((step) => step.kind === 'netmaker.join');
    if (join === undefined) throw new Error('no join planned');
    expect(await world.walk.driver(join).undo(join, { known: false, member: false }, null, world.walk.context())).toEqual([]);
    expect(world.objects()).toEqual(before);
  });
});

describe('a step that was done on another server', () => {
  it('is not called undone because this one does not know it', async () => {
    await start();
    await world.walk.connect(world.steps());
    const moved = { ...world.site, overlay: world.site.overlay?.kind !== 'netmaker' ? null : { ...world.site.overlay, url: 'http://127.0.0.1:1' } };
    const walk = new StepWalk(moved, newOverlay().steps, world.walk.secrets, () => Promise.resolve(world.box));
    walk.state = world.walk.state;
    await expect(walk.undo()).rejects.toEqual(code('input-invalid', { field: 'overlay.url' }));
  });
});

describe('the way to a camera', () => {
  const prove = (address = '192.168.50.11'): Promise<unknown> => world.overlay.proveEgress(world.site, { deviceId: 'd', name: 'Gate', address, rtspPort: 554 }, world.walk.secrets, never);

  it.each([{ api: 'v1' }, { api: 'legacy' }] as const)('is proven when $api lists it, and failed when it does not', async ({ api }) => {
    await start({ api });
    await world.walk.connect(world.steps());
    expect(await prove()).toMatchObject({ layer: 'egress-listed', outcome: 'proven' });
    expect(await prove('192.168.50.99')).toMatchObject({ layer: 'egress-listed', outcome: 'failed', error: { code: 'overlay-egress-missing' } });
  });

  it('is failed when it is switched off, or nobody is behind it', async () => {
    await start();
    await world.walk.connect(world.steps());
    const state = world.netmaker.read();
    world.netmaker.write({ ...state, egresses: state.egresses.map((candidate) => ({ ...candidate, status: false })) });
    expect(await prove()).toMatchObject({ outcome: 'failed', error: { code: 'overlay-egress-missing' } });
    world.netmaker.write({ ...state, egresses: state.egresses.map((candidate) => ({ ...candidate, nodes: { 'gone-node': 256 } })) });
    expect(await prove()).toMatchObject({ outcome: 'failed', error: { code: 'overlay-egress-missing' } });
  });

  it('is failed when a policy of the network keeps everybody out', async () => {
    await start();
    await world.walk.connect(world.steps());
    world.netmaker.write({ ...world.netmaker.read(), closed: ['cams'] });
    expect(await prove()).toMatchObject({ outcome: 'failed', error: { code: 'overlay-policy-blocks', params: { range: '192.168.50.11/32', network: 'cams' } } });
  });

  it('is failed when two boxes claim it', async () => {
    await start();
    await world.walk.connect(world.steps());
    const state = world.netmaker.read();
    world.netmaker.write({ ...state, hosts: [...state.hosts, OTHER_HOST], nodes: [...state.nodes, otherNode()], egresses: [...state.egresses, egress('late', '192.168.50.0/24', { 'other-node': 256 })] });
    expect(await prove()).toMatchObject({ outcome: 'failed', error: { code: 'overlay-range-collides' } });
  });
});

describe.each(['v1', 'legacy'] as const)('every change, with %s', (api) => {
  it('made twice is made once', async () => {
    await start({ api });
    for (const step of world.steps()) {
      const driver = world.walk.driver(step);
      const { found } = await driver.inspect(step, world.walk.context());
      world.walk.record({ type: 'step-begun', step, found });
      await driver.apply(step, found, world.walk.context());
      const result = await driver.verify(step, await driver.apply(step, found, world.walk.context()), world.walk.context());
      world.walk.record({ type: 'step-done', stepId: step.id, result });
    }
    const { egresses, nodes, hosts, keys } = world.objects();
    expect([egresses.length + nodes.flatMap((node) => node.ranges).length, nodes.length, hosts.length, keys.length]).toEqual([1, 1, 1, 0]);
  });

  it('taken back twice is taken back once', async () => {
    await start({ api });
    const objects = world.objects();
    await world.walk.connect(world.steps());
    const made = world.walk.state.steps;
    expect(await world.walk.undo()).toEqual([]);
    for (const { step, found, result } of [...made].reverse()) expect(await world.walk.driver(step).undo(step, found, result, world.walk.context())).toEqual([]);
    expect(world.objects()).toEqual(objects);
  });
});
