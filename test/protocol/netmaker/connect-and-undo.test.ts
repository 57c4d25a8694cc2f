import { afterEach, describe, expect, it } from 'vitest';
import { HUB_NODE } from '../../../electron/practice/netmaker/membership';
import { BINARY, startWorld, withoutRuntime, type World, type WorldOptions } from './netmaker-at-hand';

let world: World;
const start = async (options?: WorldOptions): Promise<World> => (world = await startWorld(options));
afterEach(() => world.close());

const TWELVE = Array.from({ length: 12 }, (_value, index) => `192.168.50.${11 + index}`);
const HUB = { publicKey: 'aGVsbG8=', endpoint: { ip: '203.0.113.10', port: 51820 }, address: '100.64.8.1' };
const changing = (calls: Map<string, number>): [string, number][] => [...calls].filter(([call]) => !call.startsWith('GET ') && !/sync|checkin|authenticate/.test(call));

describe.each<{ form: string; options: WorldOptions }>([
  { form: 'the egress resource', options: {} },
  { form: 'the egress resource of 0.99, whose status has no version', options: { version: 'v0.99.0' } },
  { form: 'the old egress calls', options: { api: 'legacy' } },
  { form: 'the old egress calls of 0.20', options: { api: 'legacy', version: 'v0.20.6' } },
])('a Netmaker with $form', ({ options }) => {
  const open = (): string[] => {
    const { egresses, nodes } = world.objects();
    return [...egresses.map((egress) => egress.range), ...nodes.flatMap((node) => node.ranges)].sort();
  };

  it('joins the box and opens the way to twelve cameras, side by side', async () => {
    await start({ ...options, hub: HUB, auth: 'password' });
    await world.walk.connect(world.steps(TWELVE));
    expect(open()).toEqual(TWELVE.map((address) => `${address}/32`).sort());
    expect(world.objects().nodes).toMatchObject([{ network: 'cams', address: '100.64.8.2/24' }]);
    expect(world.objects().keys).toEqual([]);
    expect(world.boxNow().service).toEqual({ active: true, enabled: true });
  });

  it('changes nothing when it is done again', async () => {
    await start(options);
    await world.walk.connect(world.steps(TWELVE.slice(0, 3)));
    const [events, objects] = [world.walk.events.length, world.objects()];
    world.server.calls.clear();
    await world.walk.connect(world.steps(TWELVE.slice(0, 3)));
    expect(changing(world.server.calls)).toEqual([]);
    expect(world.walk.events).toHaveLength(events);
    expect(world.objects()).toEqual(objects);
  });

  it('leaves server and box as they were found after undo', async () => {
    await start(options);
    const [objects, box] = [world.objects(), world.boxNow()];
    await world.walk.connect(world.steps(TWELVE.slice(0, 3)));
    expect(await world.walk.undo()).toEqual([]);
    expect(world.objects()).toEqual(objects);
    expect(withoutRuntime(world.boxNow())).toEqual(withoutRuntime(box));
  });

  it.each(['html', 'garbage', 'reset'] as const)('leaves no way open when the program that takes it back is answered with %s at first', async (kind) => {
    await start(options);
    const before = world.objects();
    await world.walk.connect(world.steps());
    const later = world.anotherWalk();
    later.state = world.walk.state;
    world.server.faults.add({ call: 'GET /api/v1/egress', times: 1, fault: { kind } });
    const left = await later.undo().catch(() => later.undo());
    expect(left).toEqual([]);
    expect(world.objects()).toEqual(before);
  });

  it.each(['netmaker.client', 'netmaker.key', 'netmaker.join', 'netmaker.egress:192.168.50.11', 'netmaker.key-removal'])('goes on after the program died behind %s, and takes it back', async (id) => {
    await start(options);
    const before = world.objects();
    world.walk.dieAfterApply.add(id);
    await expect(world.walk.connect(world.steps())).rejects.toThrow();
    await world.walk.connect(world.steps());
    expect(open()).toEqual(['192.168.50.11/32']);
    expect(world.objects()).toMatchObject({ keys: [], hosts: [{ name: 'practice-box' }] });
    expect(await world.walk.undo()).toEqual([]);
    expect(world.objects()).toEqual(before);
  });

  it.each(['netmaker.client', 'netmaker.key', 'netmaker.join', 'netmaker.egress:192.168.50.11', 'netmaker.key-removal'])('takes back %s although its result was lost', async (id) => {
    await start(options);
    const [objects, box] = [world.objects(), world.boxNow()];
    world.walk.dieAfterApply.add(id);
    await expect(world.walk.connect(world.steps())).rejects.toThrow();
    expect(await world.walk.undo()).toEqual([]);
    expect(world.objects()).toEqual(objects);
    expect(withoutRuntime(world.boxNow())).toEqual(withoutRuntime(box));
  });
});

describe('the tunnel of a box', () => {
  it('shakes hands with the hub, which is told of every way', async () => {
    await start({ hub: HUB });
    await world.walk.connect(world.steps());
    expect(await world.overlay.proveBox(world.site, world.box, world.walk.secrets, world.walk.signal)).toMatchObject([
      { layer: 'client-running', outcome: 'proven' },
      { layer: 'tunnel-handshake', outcome: 'proven', params: { seconds: expect.any(Number) as number } },
      { layer: 'survives-restart', outcome: 'not-asked' },
    ]);
    expect(world.boxNow().peers).toEqual([{ publicKey: 'aGVsbG8=', endpoint: '203.0.113.10:51820', allowedIps: ['100.64.8.1/32'] }]);
  });

  it('cannot be asked for a handshake while the box is alone in the network', async () => {
    await start();
    await world.walk.connect(world.steps());
    expect(await world.overlay.proveBox(world.site, world.box, world.walk.secrets, world.walk.signal)).toMatchObject([
      { layer: 'client-running', outcome: 'proven' },
      { layer: 'tunnel-handshake', outcome: 'not-asked' },
      { layer: 'survives-restart', outcome: 'not-asked' },
    ]);
  });

  it('is not there before the box was connected', async () => {
    await start();
    expect(await world.overlay.proveBox(world.site, world.box, world.walk.secrets, world.walk.signal)).toMatchObject([
      { layer: 'client-running', outcome: 'failed', error: { code: 'client-not-running' } },
      { layer: 'tunnel-handshake', outcome: 'not-asked' },
      { layer: 'survives-restart', outcome: 'not-asked' },
    ]);
  });
});

describe('secrets', () => {
  it('keep the enrolment token out of the journal', async () => {
    await start();
    await world.walk.connect(world.steps());
    const text = JSON.stringify(world.walk.events);
    const { seen } = world.walk.secrets as unknown as { seen: Set<string> };
    expect(seen.size).toBeGreaterThan(1);
    expect([...seen].filter((secret) => text.includes(secret))).toEqual([]);
  });

  it('never leave the binary that was pushed on the box', async () => {
    await start();
    await world.walk.connect(world.steps());
    expect(Object.keys(world.boxNow().files).filter((path) => path.includes('kerberos-tunnel'))).toEqual([]);
    expect(world.boxNow().files['/sbin/netclient']?.size).toBe(BINARY.length);
  });
});

describe('another laptop with the same site', () => {
  it('finds everything as wanted and takes nothing for its own', async () => {
    await start({ hub: HUB });
    await world.walk.connect(world.steps());
    const second = world.anotherWalk();
    await second.connect(world.steps());
    expect(new Set(Object.values(second.phases()))).toEqual(new Set(['kept']));
    const objects = world.objects();
    expect(await second.undo()).toEqual([]);
    expect(world.objects()).toEqual(objects);
    expect(objects.nodes.some((node) => node.id === HUB_NODE)).toBe(false);
  });
});
