import { afterEach, describe, expect, it } from 'vitest';
import type { PlannedStep } from '../../../electron/domain/plan';
import type { RouterConfig, RouterWay } from '../../../electron/engine/ports';
import type { NetmakerState, SimulatedExtClient } from '../../../electron/practice/netmaker/state';
import { never } from '../../fixtures/loopback';
import { newOverlay, startWorld, type World, type WorldOptions } from './netmaker-at-hand';

let world: World;
const HUB = { publicKey: `${'b'.repeat(42)}A=`, endpoint: { ip: '203.0.113.10', port: 51820 }, address: '100.64.8.1' };
const start = async (options?: WorldOptions): Promise<World> => (world = await startWorld({ hub: HUB, ...options }));
afterEach(() => world.close());

const way = (): RouterWay => {
  const { router } = newOverlay();
  if (router === undefined) throw new Error('it makes none');
  return router;
};
const RANGES = ['192.168.50.11/32', '192.168.50.12/32'];
const plan = (ranges: readonly string[] = RANGES): PlannedStep => way().plan(world.site, ranges);
const config = (local: readonly string[] = ['192.168.50.0/24']): Promise<RouterConfig> => way().config(world.site, local, world.walk.secrets, never);
const clients = (): SimulatedExtClient[] => world.netmaker.read().extClients;
const STRANGER: SimulatedExtClient = { clientid: 'kiosk', network: 'cams', enabled: true, extraallowedips: ['10.5.0.0/24'], ingressgatewayid: 'x', address: '100.64.8.77', address6: '', privatekey: 'k', publickey: 'p', dns: '', postup: '', postdown: '', ownerid: 'x' };
const code = (expected: string, params: Record<string, unknown> = {}): unknown => expect.objectContaining({ code: expected, params: expect.objectContaining(params) as unknown });
const withClient = (client: SimulatedExtClient) => (state: NetmakerState): void => { state.extClients.push(client); };

describe.each<WorldOptions & { version: string }>([{ version: 'v1.5.1' }, { version: 'v0.99.0' }, { version: 'v0.20.6', api: 'legacy' }])('a router at a Netmaker $version', (options) => {
  it('becomes a member with the ranges of the site, and stays the same when it is done again', async () => {
    await start({ ...options, prepare: withClient(STRANGER) });
    await world.walk.settle(plan());
    expect(clients()).toMatchObject([{ clientid: 'kiosk' }, { clientid: 'kt-site12', network: 'cams', enabled: true, extraallowedips: RANGES }]);
    const before = clients();
    await world.walk.settle(plan());
    expect(clients()).toEqual(before);
    expect(world.walk.phases()).toEqual({ 'netmaker.router': 'done' });
  });

  it('is taken back, and nobody else with it', async () => {
    await start({ ...options, prepare: withClient(STRANGER) });
    await world.walk.settle(plan());
    expect(await world.walk.undo()).toEqual([]);
    expect(clients()).toEqual([STRANGER]);
  });

  it('is taken back although the program died before it knew that it was made', async () => {
    await start(options);
    world.walk.dieAfterApply.add('netmaker.router');
    await expect(world.walk.settle(plan())).rejects.toThrow();
    expect(clients()).toHaveLength(1);
    expect(await world.walk.undo()).toEqual([]);
    expect(clients()).toEqual([]);
  });

  it('gets a configuration that leads to the network and not to the site', async () => {
    await start({ ...options, prepare: withClient(STRANGER) });
    await world.walk.settle(plan());
    const { text, removed, routed } = await config();
    expect(text.reveal()).toMatch(/^\[Interface\]\nPrivateKey = .{44}\nAddress = 100\.64\.8\.\d+\/32\nMTU = 1420\n\n\[Peer\]\nPublicKey = b{42}A=\nEndpoint = 203\.0\.113\.10:51820\nAllowedIPs = 100\.64\.8\.0\/24, 10\.5\.0\.0\/24\nPersistentKeepalive = 25\n$/);
    expect({ removed, routed }).toEqual({ removed: [], routed: ['100.64.8.0/24', '10.5.0.0/24'] });
    expect(JSON.stringify(world.walk.events)).not.toContain(clients().find((one) => one.clientid === 'kt-site12')?.privatekey);
  });
});

describe('a router', () => {
  it('is kept away from its own network, also where another site opened it', async () => {
    await start({ prepare: withClient({ ...STRANGER, extraallowedips: ['192.168.50.0/24', '10.5.0.0/24'] }) });
    await world.walk.settle(plan());
    expect(await config()).toMatchObject({ removed: ['192.168.50.0/24'], routed: ['100.64.8.0/24', '10.5.0.0/24'] });
  });

  it('gets none that sends everything into the tunnel', async () => {
    await start({ prepare: withClient({ ...STRANGER, extraallowedips: ['0.0.0.0/0'] }) });
    await world.walk.settle(plan());
    await expect(config()).rejects.toEqual(code('router-config-unusable', { reason: expect.stringContaining('0.0.0.0/0') as unknown }));
  });

  it('needs a gateway, and none is made', async () => {
    await start({ hub: undefined as never });
    await expect(world.walk.settle(plan())).rejects.toEqual(code('overlay-gateway-missing', { network: 'cams' }));
    expect(clients()).toEqual([]);
    expect([...world.server.calls.keys()].filter((call) => !call.startsWith('GET '))).toEqual([]);
  });

  it('that another laptop let in is adjusted, keeps its keys, and goes back to what it was', async () => {
    const before = { ...STRANGER, clientid: 'kt-site12', extraallowedips: ['192.168.50.11/32'], dns: '9.9.9.9', ingressgatewayid: 'x' };
    await start({ prepare: withClient(before) });
    await world.walk.settle(plan());
    expect(clients()).toEqual([{ ...before, extraallowedips: RANGES }]);
    expect(await world.walk.undo()).toEqual([]);
    expect(clients()).toEqual([before]);
  });

  it('that was there as wanted is left by undo', async () => {
    const before = { ...STRANGER, clientid: 'kt-site12', extraallowedips: [...RANGES].reverse() };
    await start({ prepare: withClient(before) });
    await world.walk.settle(plan());
    expect(world.walk.phases()).toEqual({ 'netmaker.router': 'kept' });
    expect(await world.walk.undo()).toEqual([]);
    expect(clients()).toEqual([before]);
  });

  it('is not mistaken for one of the same name in another network', async () => {
    await start({ prepare: withClient({ ...STRANGER, clientid: 'kt-site12', network: 'office' }) });
    await expect(world.walk.settle(plan())).rejects.toEqual(code('overlay-refused', { message: expect.stringContaining('another network') as unknown }));
    expect(clients()).toHaveLength(1);
    expect(await world.walk.undo()).toEqual([]);
    expect(clients()).toHaveLength(1);
  });

  it('is made once, although the answer was lost', async () => {
    await start();
    world.server.faults.add({ call: 'POST /api/extclients/cams/*', times: 1, fault: { kind: 'lost' } });
    await expect(world.walk.settle(plan())).rejects.toEqual(code('overlay-unreachable'));
    await world.walk.settle(plan());
    expect(clients()).toHaveLength(1);
    expect(await world.walk.undo()).toEqual([]);
    expect(clients()).toEqual([]);
  });

  it('that is switched off on the server is not called done', async () => {
    await start({ prepare: withClient({ ...STRANGER, clientid: 'kt-site12', extraallowedips: RANGES, enabled: false }) });
    expect((await world.walk.inspect(plan())).change).toBe('update');
  });
});
