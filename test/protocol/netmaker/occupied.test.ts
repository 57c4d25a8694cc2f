import { afterEach, describe, expect, it } from 'vitest';
import type { Occupation } from '../../../electron/domain/collisions';
import type { NetmakerState, SimulatedExtClient, SimulatedHost } from '../../../electron/practice/netmaker/state';
import { never } from '../../fixtures/loopback';
import type { StepWalk } from '../../fixtures/step-walk';
import { startWorld, type World, type WorldOptions } from './netmaker-at-hand';

let world: World;
const start = async (options?: WorldOptions): Promise<World> => (world = await startWorld(options));
afterEach(() => world.close());

const look = async (part: { box?: boolean; walk?: StepWalk } = {}): Promise<Occupation> => {
  const walk = part.walk ?? world.walk;
  const occupation = await world.overlay.occupied?.({ site: world.site, secrets: walk.secrets, signal: never, resultOf: walk.context().resultOf, box: () => Promise.resolve(part.box === true ? world.box : null) });
  if (occupation === undefined) throw new Error('it cannot be asked');
  return occupation;
};
const host = (name: string, interfaces: [string, string][] = [], endpointip = ''): SimulatedHost =>
  ({ id: `host-${name}`, hostpass: 'p', name, version: 'v1.5.1', os: 'linux', publickey: 'eA==', listenport: 51821, endpointip, interfaces: interfaces.map(([nic, addressString]) => ({ name: nic, addressString })), firewallinuse: 'iptables', macaddress: '' });
const node = (name: string, network = 'cams', ranges: string[] = []): NetmakerState['nodes'][number] => ({ id: `node-${name}-${network}`, hostid: `host-${name}`, network, address: '100.64.8.9/24', ranges, nat: true, metrics: [] });
const egress = (name: string, range: string, by: string, network = 'cams', status = true): NetmakerState['egresses'][number] =>
  ({ id: name.replaceAll(' ', '-'), name, network, description: '', range, nat: true, status, nodes: { [by]: 256 }, created_by: 'x', created_at: '2026-01-01T00:00:00Z' });
const extClient = (clientid: string, ranges: string[], part: Partial<SimulatedExtClient> = {}): SimulatedExtClient =>
  ({ clientid, network: 'cams', enabled: true, extraallowedips: ranges, ingressgatewayid: 'node-gw-cams', address: '100.64.8.200', address6: '', privatekey: 'secret-key', publickey: 'p', dns: '', postup: '', postdown: '', ownerid: 'x', ...part });
const kinds = (occupation: Occupation): string[] => occupation.ranges.map((one) => `${one.network} ${one.kind} ${one.range} ${String(one.owner['name'] ?? one.owner['device'] ?? '')}`.trim());

describe('what is in use in the networks of a Netmaker', () => {
  it('is the networks, what is open in each, what routers bring along, gateways and where members are plugged in', async () => {
    await start({
      prepare: (state) => {
        state.hosts.push(host('bakery', [['eth0', '192.168.1.5/24']]), host('agents', [['eth0', '10.0.7.4/16'], ['netmaker', '100.64.8.9/24'], ['br', 'nonsense']]), host('gw', [], '203.0.113.10'));
        state.nodes.push(node('bakery'), node('agents'), node('agents', 'office'), node('gw'));
        state.egresses.push(egress('Bakery', '192.168.1.0/24', 'node-bakery-cams'), egress('Garage', '192.168.2.0/24', 'node-agents-office', 'office'), egress('off', '192.168.3.0/24', 'node-bakery-cams', 'cams', false));
        state.gateways.push('node-gw-cams');
        state.extClients.push(extClient('kiosk', ['192.168.4.0/24']), extClient('idle', ['192.168.5.0/24'], { enabled: false }));
      },
    });
    const occupation = await look();
    expect(kinds(occupation)).toEqual([
      'cams overlay 100.64.8.0/24',
      'office overlay 100.64.9.0/24',
      'cams egress 192.168.1.0/24 Bakery',
      'office egress 192.168.2.0/24 Garage',
      'cams external-client 192.168.4.0/24 kiosk',
      'cams endpoint 203.0.113.10/32 gw',
      'cams member-lan 10.0.7.4/16 agents',
      'cams member-lan nonsense agents',
    ]);
    expect(occupation).toMatchObject({ network: 'cams', networks: [{ name: 'cams', bridge: null }, { name: 'office', bridge: 'agents' }], virtualNat: false, unseen: [] });
    expect(JSON.stringify(occupation)).not.toContain('secret-key');
  });

  it('is what the devices serve, where the server has the old form of it', async () => {
    await start({ api: 'legacy', prepare: (state) => { state.hosts.push(host('bakery')); state.nodes.push(node('bakery', 'cams', ['192.168.1.0/24']), node('bakery', 'office', ['10.9.0.0/16'])); } });
    expect(kinds(await look())).toEqual(['cams overlay 100.64.8.0/24', 'office overlay 100.64.9.0/24', 'cams egress 192.168.1.0/24 bakery', 'office egress 10.9.0.0/16 bakery']);
  });

  it.each<{ form: string; options: WorldOptions }>([{ form: 'the egress resource', options: {} }, { form: 'the old calls', options: { api: 'legacy' } }])('is not what this site opened itself ($form), also not to another laptop that can ask the box', async ({ options }) => {
    await start(options);
    await world.walk.connect(world.steps(['192.168.50.11', '192.168.50.12']));
    const open = (occupation: Occupation): string[] => kinds(occupation).filter((one) => one.includes(' egress '));
    expect(open(await look())).toEqual([]);
    expect(open(await look({ walk: world.anotherWalk(), box: true }))).toEqual([]);
  });

  it('is what another site of the same name opened, once it is known which member the box is', async () => {
    await start({ prepare: (state) => { state.hosts.push(host('twin')); state.nodes.push(node('twin')); state.egresses.push(egress('kerberos-tunnel site12 192.168.50.99', '192.168.50.99/32', 'node-twin-cams')); } });
    const open = async (): Promise<string[]> => kinds(await look()).filter((one) => one.includes(' egress '));
    // Until then only the name tells, and connecting compares by member.
    expect(await open()).toEqual([]);
    await world.walk.connect(world.steps());
    expect(await open()).toEqual(['cams egress 192.168.50.99/32 kerberos-tunnel site12 192.168.50.99']);
  });

  it('is where the box is reached, once it is a member', async () => {
    await start();
    await world.walk.connect(world.steps());
    world.netmaker.write({ ...world.netmaker.read(), hosts: world.netmaker.read().hosts.map((one) => ({ ...one, endpointip: '192.168.50.2' })) });
    expect(kinds(await look()).filter((one) => one.includes(' endpoint '))).toEqual(['cams endpoint 192.168.50.2/32 practice-box']);
  });

  it('is told when the box joins with such an address, although the plan could not know it', async () => {
    await start();
    const steps = world.steps().map((step) => (step.kind === 'netmaker.egress' ? { ...step, input: { ...(step.input as object), range: '192.168.50.0/24' } } : step));
    const [open] = steps.filter((step) => step.kind === 'netmaker.egress');
    await world.walk.connect(steps.filter((step) => step.kind !== 'netmaker.egress'));
    world.netmaker.write({ ...world.netmaker.read(), hosts: world.netmaker.read().hosts.map((one) => ({ ...one, endpointip: '192.168.50.2' })) });
    await expect(world.walk.inspect(open!)).rejects.toMatchObject({ code: 'overlay-range-collides', params: { range: '192.168.50.0/24', owner: 'practice-box' } });
    world.netmaker.write({ ...world.netmaker.read(), hosts: world.netmaker.read().hosts.map((one) => ({ ...one, endpointip: '203.0.113.77' })) });
    expect((await world.walk.inspect(open!)).change).toBe('add');
  });

  it('is told as far as the account may see, with what it may not', async () => {
    await start();
    world.server.faults.add({ call: 'GET /api/extclients', times: 1, fault: { kind: 'status', status: 403 } });
    world.server.faults.add({ call: 'GET /api/nodes/office', times: 1, fault: { kind: 'status', status: 403 } });
    expect((await look()).unseen).toEqual(['the network office', 'the external clients']);
  });

  it('is not guessed where the site\'s own network cannot be seen', async () => {
    await start();
    world.server.faults.add({ call: 'GET /api/nodes/cams', times: 3, fault: { kind: 'status', status: 403 } });
    await expect(look()).rejects.toMatchObject({ code: 'overlay-refused' });
  });
});
