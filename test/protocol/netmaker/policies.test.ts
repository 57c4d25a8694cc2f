import { afterEach, describe, expect, it } from 'vitest';
import type { NetmakerSettings } from '../../../electron/domain/site';
import { HUB_NODE } from '../../../electron/practice/netmaker/membership';
import { never } from '../../fixtures/loopback';
import { StepWalk } from '../../fixtures/step-walk';
import { cameras, newOverlay, startWorld, type World, type WorldOptions } from './netmaker-at-hand';

let world: World;
const HUB = { publicKey: 'aGVsbG8=', endpoint: { ip: '203.0.113.10', port: 51820 }, address: '100.64.8.1' };
const AGENT = { kind: 'device', id: HUB_NODE, name: 'cloud' } as const;
const ALLOW: NetmakerSettings['policy'] = { kind: 'add', who: [AGENT] };
const start = async (options: WorldOptions = {}): Promise<World> =>
  (world = await startWorld({ hub: HUB, ...options, prepare: (state) => { state.closed = ['cams']; options.prepare?.(state); } }));
afterEach(() => world.close());

const settings = (): NetmakerSettings => {
  if (world.site.overlay?.kind !== 'netmaker') throw new Error('no overlay');
  return world.site.overlay;
};
const code = (expected: string, params: Record<string, unknown> = {}): unknown => expect.objectContaining({ code: expected, params: expect.objectContaining(params) as unknown });
const prove = (): Promise<unknown> => world.overlay.proveEgress(world.site, { deviceId: 'd', name: 'Gate', address: '192.168.50.11', rtspPort: 554 }, world.walk.secrets, never);
const policy = (id: string, change: Record<string, unknown> = {}): ReturnType<World['netmaker']['read']>['policies'][number] => ({
  id, name: 'office', network_id: 'cams', policy_type: 'device-policy', src_type: [{ id: 'tag', value: '*' }], dst_type: [{ id: 'tag', value: 'cams.office' }], protocol: 'all', type: 'Any', ports: [],
  allowed_traffic_direction: 1, enabled: true, created_by: 'admin', ...change,
});

describe('a network that lets nobody through by itself', () => {
  it('is found when it is looked at, with those who could be allowed', async () => {
    await start({ pro: true, prepare: (state) => { state.tags.push({ id: 'cams.agents', tag_name: 'agents', network: 'cams' }); } });
    expect(await world.overlay.access?.(settings(), world.walk.secrets, never)).toEqual({ access: 'closed', who: [{ kind: 'tag', id: 'cams.agents', name: 'agents' }, AGENT] });
  });

  it('stops the plan before anything is changed, until a person has said who may', async () => {
    await start();
    const egress = world.steps().find((step) => step.kind === 'netmaker.egress');
    if (egress === undefined) throw new Error('no egress planned');
    await expect(world.walk.inspect(egress)).rejects.toEqual(code('overlay-policy-blocks', { network: 'cams', range: '192.168.50.11/32' }));
    expect([...world.server.calls.keys()].filter((call) => !call.startsWith('GET '))).toEqual([]);
  });

  it('is opened for nobody where somebody else will allow it, and proving says so', async () => {
    await start({ settings: { policy: { kind: 'leave' } } });
    await world.walk.connect(world.steps());
    expect(world.objects()).toMatchObject({ policies: [], egresses: [{ range: '192.168.50.11/32' }] });
    expect(await prove()).toMatchObject({ outcome: 'failed', error: { code: 'overlay-policy-blocks' } });
  });

  it.each([{ pro: true, direction: 0 }, { pro: false, direction: 1 }])('gets one policy for exactly these devices, ways and ports (Pro: $pro), and undo deletes it alone', async ({ pro, direction }) => {
    await start({ pro, settings: { policy: ALLOW }, prepare: (state) => { state.policies.push(policy('theirs')); } });
    const before = world.objects();
    const steps = world.steps(['192.168.50.11', '192.168.50.12']);
    await world.walk.connect(steps);
    const { policies, egresses } = world.objects();
    expect(policies).toEqual([policy('theirs'), expect.objectContaining({
      name: 'kerberos-tunnel site12', policy_type: 'device-policy', src_type: [{ id: 'device', value: HUB_NODE }], dst_type: egresses.map(({ id }) => ({ id: 'egress-id', value: id })).sort((a, b) => (a.value < b.value ? -1 : 1)),
      protocol: 'tcp', type: 'Custom', ports: ['554'], allowed_traffic_direction: direction, enabled: true,
    })]);
    expect(await prove()).toMatchObject({ outcome: 'proven' });
    expect(await world.walk.undo()).toEqual([]);
    expect(world.objects()).toEqual(before);
  });

  it('changes nothing when it is done again, and only its own policy when a camera is added', async () => {
    await start({ settings: { policy: ALLOW }, prepare: (state) => { state.policies.push(policy('theirs')); } });
    await world.walk.connect(world.steps(['192.168.50.11']));
    const first = world.objects();
    await world.walk.connect(world.steps(['192.168.50.11']));
    expect(world.objects()).toEqual(first);
    await world.walk.connect(world.steps(['192.168.50.11', '192.168.50.12']));
    const second = world.objects();
    expect(second.policies.map((one) => one.id)).toEqual(first.policies.map((one) => one.id));
    expect(second.policies[0]).toEqual(policy('theirs'));
    expect(second.policies[1]?.dst_type).toHaveLength(2);
    expect(await world.walk.undo()).toEqual([]);
    expect(world.objects().policies).toEqual([policy('theirs')]);
  });

  it('leaves a policy of the same name alone that somebody else made', async () => {
    const theirs = policy('theirs', { name: 'kerberos-tunnel site12' });
    await start({ settings: { policy: ALLOW }, prepare: (state) => { state.policies.push(theirs); } });
    await world.walk.connect(world.steps());
    expect(world.objects().policies).toHaveLength(2);
    expect(await world.walk.undo()).toEqual([]);
    expect(world.objects().policies).toEqual([theirs]);
  });

  it.each(['netmaker.policy'])('goes on after the program died behind %s without a second policy', async (id) => {
    await start({ settings: { policy: ALLOW } });
    const before = world.objects();
    world.walk.dieAfterApply.add(id);
    await expect(world.walk.connect(world.steps())).rejects.toThrow();
    await world.walk.connect(world.steps());
    expect(world.objects().policies).toHaveLength(1);
    expect(await world.walk.undo()).toEqual([]);
    expect(world.objects()).toEqual(before);
  });

  it('is open to our ways where a policy of theirs lets devices through to everything', async () => {
    await start({ prepare: (state) => { state.policies.push(policy('theirs', { dst_type: [{ id: 'tag', value: '*' }] })); } });
    await world.walk.connect(world.steps());
    expect(await prove()).toMatchObject({ outcome: 'proven' });
  });

  it('keeps its way when the policy is not wanted any more', async () => {
    await start({ settings: { policy: ALLOW } });
    await world.walk.connect(world.steps());
    const left = { ...world.site, overlay: { ...settings(), policy: { kind: 'leave' as const } } };
    expect(newOverlay().plan(left, cameras(['192.168.50.11'])).map((step) => step.kind)).not.toContain('netmaker.policy');
    const made = world.walk.state.steps.find((step) => step.step.kind === 'netmaker.policy');
    if (made === undefined) throw new Error('no policy made');
    const walk = new StepWalk(left, world.overlay.steps, world.walk.secrets, () => Promise.resolve(world.box));
    expect(await walk.driver(made.step).undo(made.step, made.found, made.result, walk.context())).toEqual([]);
    expect(world.objects()).toMatchObject({ policies: [], egresses: [{ range: '192.168.50.11/32' }] });
  });
});

describe('a network that is open', () => {
  it('gets no policy, although one was asked for', async () => {
    await start({ settings: { policy: ALLOW }, prepare: (state) => { state.closed = []; } });
    await world.walk.connect(world.steps());
    expect(world.objects().policies).toEqual([]);
    expect(world.walk.phases()['netmaker.policy']).toBe('kept');
    expect(await world.overlay.access?.(settings(), world.walk.secrets, never)).toMatchObject({ access: 'open' });
  });
});

describe('the old list of who may speak with whom', () => {
  it.each([{ access: 1, outcome: 'failed' }, { access: 2, outcome: 'proven' }])('with $access for the box makes its way $outcome', async ({ access, outcome }) => {
    await start({ api: 'legacy', version: 'v0.24.3' });
    await world.walk.connect(world.steps());
    const state = world.netmaker.read();
    const node = state.nodes[0]?.id ?? '';
    world.netmaker.write({ ...state, matrix: { [node]: { [HUB_NODE]: access, [node]: 2 } } });
    expect(await prove()).toMatchObject({ outcome });
  });
});
