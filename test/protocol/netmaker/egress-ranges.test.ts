import { afterEach, describe, expect, it } from 'vitest';
import type { Site } from '../../../electron/domain/site';
import { proveForwarding } from '../../../electron/overlay/netmaker/prove';
import { never } from '../../fixtures/loopback';
import { StepWalk } from '../../fixtures/step-walk';
import { cameras, startWorld, type World, type WorldOptions } from './netmaker-at-hand';

let world: World;
const start = async (options?: WorldOptions): Promise<World> => (world = await startWorld(options));
afterEach(() => world.close());

const opening = (egress: 'cameras' | 'ranges'): Site => {
  if (world.site.overlay?.kind !== 'netmaker') throw new Error('no overlay');
  return { ...world.site, overlay: { ...world.site.overlay, egress } };
};
/** The same site after a person chose otherwise, with the journal of before. */
const walkOf = (site: Site, before?: StepWalk): StepWalk => {
  const walk = new StepWalk(site, world.overlay.steps, world.walk.secrets, () => Promise.resolve(world.box));
  if (before !== undefined) walk.state = before.state;
  return walk;
};
const planned = (site: Site): ReturnType<World['steps']> => world.overlay.plan(site, cameras(['192.168.50.11', '192.168.50.12'])).filter((step) => step.kind !== 'box.baseline');
const open = (): string[] => [...world.objects().egresses.map((egress) => egress.range), ...world.objects().nodes.flatMap((node) => node.ranges)].sort();

describe.each<{ form: string; options: WorldOptions }>([{ form: 'the egress resource', options: {} }, { form: 'the old egress calls', options: { api: 'legacy' } }])('with $form', ({ options }) => {
  it('the whole network is opened once for all its cameras, and closed again', async () => {
    await start(options);
    const before = world.objects();
    const site = opening('ranges');
    const walk = walkOf(site);
    await walk.connect(planned(site));
    expect(open()).toEqual(['192.168.50.0/24']);
    await walk.connect(planned(site));
    expect(open()).toEqual(['192.168.50.0/24']);
    expect(await walk.undo()).toEqual([]);
    expect(world.objects()).toEqual(before);
  });

  it.each([
    { from: 'ranges', to: 'cameras', left: ['192.168.50.11/32', '192.168.50.12/32'] },
    { from: 'cameras', to: 'ranges', left: ['192.168.50.0/24'] },
  ] as const)('turning from $from to $to leaves nothing of before', async ({ from, to, left }) => {
    await start(options);
    const first = walkOf(opening(from));
    await first.connect(planned(opening(from)));
    const site = opening(to);
    const second = walkOf(site, first);
    const ids = new Set(planned(site).map((step) => step.id));
    // As the engine: what is not planned any more is taken back first.
    for (const { step, found, result } of [...second.state.steps].reverse().filter((one) => !ids.has(one.step.id))) {
      second.record({ type: 'undo-begun', stepId: step.id });
      expect(await second.driver(step).undo(step, found, result, second.context())).toEqual([]);
      second.record({ type: 'undo-done', stepId: step.id, differences: [] });
    }
    await second.connect(planned(site));
    expect(open()).toEqual(left);
  });
});

describe('the plan of a site that turns from its whole network to its cameras', () => {
  it('says that the cameras will be opened, although the network still is', async () => {
    await start();
    const first = walkOf(opening('ranges'));
    await first.connect(planned(opening('ranges')));
    const site = opening('cameras');
    const second = walkOf(site, first);
    const egress = planned(site).find((step) => step.kind === 'netmaker.egress');
    if (egress === undefined) throw new Error('no egress planned');
    expect(await second.inspect(egress)).toMatchObject({ change: 'add' });
  });
});

describe('what the box does for a camera', () => {
  const gate = { deviceId: 'd', name: 'Gate', address: '127.50.0.11', rtspPort: 554 };

  it('is proven when it forwards and puts its address on what it passes on', async () => {
    await start();
    await world.walk.connect(world.steps(['127.50.0.11']));
    // Waits for a client that hears of the way only at its next pull.
    expect(await world.overlay.proveForwarding?.(world.site, world.box, gate, never)).toMatchObject({ layer: 'box-forwards', outcome: 'proven' });
  });

  it('is failed, with its reason, when something took its rules away', async () => {
    await start();
    await world.walk.connect(world.steps(['127.50.0.11']));
    // At once: the client would put them back at its next pull.
    const prove = (): Promise<unknown> => proveForwarding(world.box, gate, never, 0);
    const state = world.boxState.read();
    world.boxState.write({ ...state, firewall: { ...state.firewall, v4: state.firewall.v4.split('\n').filter((line) => !line.includes('MASQUERADE')).join('\n') } });
    expect(await prove()).toMatchObject({ outcome: 'failed', error: { code: 'box-nat-missing', params: { address: '127.50.0.11' } } });
    world.boxState.write({ ...state, sysctl: { ...state.sysctl, 'net.ipv4.ip_forward': '0' } });
    expect(await prove()).toMatchObject({ outcome: 'failed', error: { code: 'box-forwarding-off' } });
    world.boxState.write({ ...state, firewall: { ...state.firewall, v4: state.firewall.v4.replace(':FORWARD ACCEPT', ':FORWARD DROP').split('\n').filter((line) => !line.includes('ACL-FWD -i')).join('\n') } });
    expect(await prove()).toMatchObject({ outcome: 'failed', error: { code: 'box-forward-dropped' } });
  });

  it('does not survive a restart when its service is not switched on', async () => {
    await start();
    await world.walk.connect(world.steps());
    world.boxState.write({ ...world.boxState.read(), service: { active: true, enabled: false } });
    expect(await world.overlay.proveBox(world.site, world.box, world.walk.secrets, never)).toContainEqual(expect.objectContaining({ layer: 'survives-restart', outcome: 'failed', error: expect.objectContaining({ code: 'client-not-enabled' }) as unknown }));
  });

  it('cannot be tried from another member, and that is said', async () => {
    await start();
    await world.walk.connect(world.steps());
    expect(await world.overlay.proveMember?.(world.site, { deviceId: 'd', name: 'Gate', address: '192.168.50.11', rtspPort: 554 }, world.walk.secrets, never)).toMatchObject({ layer: 'member-reaches-camera', outcome: 'not-asked', params: { reason: expect.stringContaining('no other device') as unknown } });
  });
});
