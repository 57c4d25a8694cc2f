import { beforeEach, describe, expect, it } from 'vitest';
import { renameCamera, replaceCamera } from '../../electron/domain/camera-changes';
import { allCameras, type ChosenCamera } from '../../electron/domain/choice';
import type { Device } from '../../electron/domain/device';
import { TunnelError } from '../../electron/domain/errors';
import { CameraChoice, type Site } from '../../electron/domain/site';
import type { Stage } from '../../electron/domain/stage';
import { Engine } from '../../electron/engine/engine';
import type { CameraReader, Ports } from '../../electron/engine/ports';
import { FakeAgents } from '../fixtures/fake-agents';
import { fakeDevice, fakePorts, fakeReading, fakeSite, FakeWorld, Killed, MemoryJournal } from '../fixtures/fake-world';

const signal = new AbortController().signal;
const conduct = { signal, progress: () => undefined };

let devices: Device[];
let read: CameraReader['read'];
let world: FakeWorld;
let cloud: FakeAgents;
let edge: FakeAgents;
let journal: MemoryJournal;
let site: Site;
let engine: Engine;

const ports = (): Ports => ({
  ...fakePorts(world),
  discovery: { survey: () => Promise.resolve({ ranges: [], devices, tookMs: 1, interfaces: [], routes: [] }), explain: () => Promise.reject(new Error('not asked for')) },
  cameras: { read: (request, how) => read(request, how), rank: (profiles) => [...profiles] },
  registrars: [cloud.registrar(), edge.registrar()],
});
const open = (kept = journal): Engine => (engine = new Engine(ports(), kept, (text) => text));
const run = (stage: Stage, only: readonly string[] | null = null): Promise<void> => engine.run(stage, site, { only, signal });
const connect = async (...stages: readonly Stage[]): Promise<void> => {
  for (const stage of [...stages, 'plan', 'connect', 'prove'] as const) await run(stage);
};
const list = () => engine.siteAgents(site, conduct);
const camera = (name: string): ChosenCamera => {
  const found = allCameras(site, engine.state).find(({ choice }) => choice.name === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
};
const planned = (): Record<string, string> => Object.fromEntries((engine.state.plan?.steps ?? []).filter(({ change }) => change !== 'none').map(({ step, change }) => [step.id, change]));
const choose = (last: number, part: Partial<CameraChoice>): void => {
  const choice = CameraChoice.parse({ deviceId: `id-10.0.0.${last}`, name: `Camera ${last}`, include: true, credentialId: null, mainToken: null, subToken: null, ...part });
  site = { ...site, cameras: [...site.cameras.filter(({ deviceId }) => deviceId !== choice.deviceId), choice] };
};
const ALL = ['site-camera-11', 'site-camera-12', 'site-camera-13'];

beforeEach(async () => {
  devices = ['10.0.0.11', '10.0.0.12', '10.0.0.13'].map(fakeDevice);
  read = ({ device }) => Promise.resolve(fakeReading(device));
  world = new FakeWorld();
  cloud = new FakeAgents();
  edge = new FakeAgents('edge');
  journal = new MemoryJournal();
  site = fakeSite();
  open();
  await connect('survey', 'check');
  cloud.changes.length = 0;
});

describe('connecting again after a change', () => {
  const onlyUpdates = async (name: string, ...stages: Stage[]): Promise<void> => {
    const key = cloud.agents.get(name)?.key;
    await connect(...stages);
    expect(cloud.changes).toEqual([`~${name}`]);
    expect([...cloud.agents.keys()].sort()).toEqual(ALL);
    expect(cloud.agents.get(name)?.key).toBe(key);
    cloud.changes.length = 0;
    await connect();
    expect(cloud.changes).toEqual([]);
  };

  it('by DHCP of an address brings the agent up to date, and opens the new way in place of the old one', async () => {
    devices = devices.map((device) => (device.address === '10.0.0.11' ? { ...device, address: '10.0.0.77' } : device));
    await run('survey');
    await run('check');
    await run('plan');
    expect(planned()).toEqual({ 'factory.agent:site-camera-11': 'update', 'egress:10.0.0.11': 'remove', 'egress:10.0.0.77': 'add' });
    await onlyUpdates('site-camera-11');
    expect(cloud.agents.get('site-camera-11')?.spec.main).toBe('rtsp://10.0.0.77/1');
    expect(world.things.has('egress:10.0.0.11')).toBe(false);
  });

  it('of the password brings it up to date', async () => {
    site = { ...site, credentials: site.credentials.map((set) => ({ ...set, password: { kind: 'env', name: 'NEW' } })) };
    await connect();
    expect(cloud.changes.sort()).toEqual(ALL.map((name) => `~${name}`));
  });

  it('of the stream brings it up to date', async () => {
    read = ({ device }) => {
      const reading = fakeReading(device);
      return Promise.resolve(device.address !== '10.0.0.12' || reading.main === null ? reading : { ...reading, main: { ...reading.main, uri: 'rtsp://10.0.0.12/other' } });
    };
    await onlyUpdates('site-camera-12', 'check');
  });

  it('of the way of recording brings all of them up to date', async () => {
    site = { ...site, agents: site.agents === null ? null : { ...site.agents, recording: 'motion' } };
    await connect();
    expect(cloud.changes.sort()).toEqual(ALL.map((name) => `~${name}`));
  });

  it('of the name, pinned or written into the site file by hand, keeps the agent', async () => {
    site = renameCamera(site, engine.state, camera('Camera 11'), 'Gate');
    expect(site.cameras).toMatchObject([{ name: 'Gate', agent: 'site-camera-11' }]);
    await onlyUpdates('site-camera-11');
    choose(12, { name: 'Yard' });
    await onlyUpdates('site-camera-12');
    expect(cloud.agents.get('site-camera-12')?.spec.title).toBe('Yard');
  });

  it('of two names that change places moves no agent', async () => {
    choose(11, { name: 'Camera 12' });
    choose(12, { name: 'Camera 11' });
    await connect();
    expect([...cloud.agents].map(([name, { spec }]) => [name, spec.title, spec.deviceId])).toEqual([['site-camera-11', 'Camera 12', 'id-10.0.0.11'], ['site-camera-12', 'Camera 11', 'id-10.0.0.12'], ['site-camera-13', 'Camera 13', 'id-10.0.0.13']]);
  });

  it('gives a new camera that gets an old name another agent', async () => {
    choose(11, { name: 'Gate' });
    devices.unshift(fakeDevice('10.0.0.10'));
    choose(10, { name: 'Camera 11' });
    await connect('survey', 'check');
    expect(cloud.agents.get('site-camera-11')?.spec.title).toBe('Gate');
    expect(cloud.agents.get('site-camera-11-2')?.spec.title).toBe('Camera 11');
  });

  it('keeps the agent of a camera that does not answer today, as it was told', async () => {
    const before = cloud.agents.get('site-camera-12');
    read = ({ device }) => Promise.resolve(fakeReading(device, device.address === '10.0.0.12' ? 'camera-unreachable' : null));
    choose(13, { name: 'Yard' });
    await connect('check');
    expect(cloud.changes).toEqual(['~site-camera-13']);
    expect(cloud.agents.get('site-camera-12')).toEqual(before);
    expect(world.things.has('egress:10.0.0.12')).toBe(true);
    // Left out by somebody it goes all the same.
    choose(12, { include: false });
    await connect();
    expect(cloud.agents.has('site-camera-12')).toBe(false);
  });

  it('notes whose agent it is also where the agent itself cannot be changed', async () => {
    cloud.fixed = true;
    choose(11, { name: 'Gate' });
    await connect();
    expect(cloud.changes).toEqual([]);
    expect((await list()).agents[0]).toMatchObject({ name: 'site-camera-11', camera: 'Gate', standing: 'wanted' });
    const entries = journal.kept.length;
    await connect();
    expect(journal.kept.slice(entries).some(({ event }) => event.type === 'step-kept')).toBe(false);
  });

  it('knows the agents of a journal that did not note their devices yet by their addresses', async () => {
    const old = new MemoryJournal(journal.kept.map((entry) => JSON.parse(JSON.stringify(entry), (key, value: unknown) => (key === 'input' ? { ...(value as object), deviceId: undefined } : value)) as (typeof journal.kept)[number]));
    open(old);
    choose(11, { name: 'Gate' });
    await connect();
    expect(cloud.changes).toEqual(['~site-camera-11']);
    expect([...cloud.agents.keys()].sort()).toEqual(ALL);
  });
});

describe('a camera that was replaced by another device', () => {
  const other: Device = { ...fakeDevice('10.0.0.50'), id: 'new-mac', mac: '00:11:22:33:44:55' };

  it.each([['while the old one is gone', true], ['while the old one is still there', false]])('keeps name, agent and key, %s', async (_when, gone) => {
    const key = cloud.agents.get('site-camera-11')?.key;
    const old = camera('Camera 11');
    devices = [...devices.filter(({ address }) => !gone || address !== '10.0.0.11'), other];
    await run('survey');
    site = replaceCamera(site, engine.state, { name: old.choice.name, agent: old.agentName, deviceId: old.device.id }, other);
    await run('check');
    await run('plan');
    expect(planned()).toEqual({ 'factory.agent:site-camera-11': 'update', 'egress:10.0.0.11': 'remove', 'egress:10.0.0.50': 'add' });
    await connect();
    expect(cloud.agents.get('site-camera-11')).toMatchObject({ key, spec: { title: 'Camera 11', deviceId: 'new-mac', main: 'rtsp://10.0.0.50/1' } });
    expect([...cloud.agents.keys()].sort()).toEqual(ALL);
    expect((await list()).agents.map(({ standing }) => standing)).toEqual(['wanted', 'wanted', 'wanted']);
  });

  it('is not one that has an agent of its own, and not the same device', () => {
    const old = { name: 'Camera 11', agent: 'site-camera-11', deviceId: 'id-10.0.0.11' };
    for (const device of [devices[1], devices[0]]) expect(() => replaceCamera(site, engine.state, old, device ?? other)).toThrow(TunnelError);
  });
});

describe('the agents of a site', () => {
  const stranger = (name: string, of: string | null): void => void cloud.strangers.set(name, { name, available: true, site: of, title: null, trouble: null });

  it('are listed as their place shows them, with what this journal does not know of', async () => {
    choose(12, { include: false });
    cloud.asleep.set('site-camera-13', new TunnelError('agents-pending'));
    cloud.agents.delete('site-camera-11');
    for (const [name, of] of [['site-lost', 'site'], ['site-like', null], ['other', null], ['site-2-gate', 'site-2']] as const) stranger(name, of);
    const { places, agents } = await list();
    expect(places).toEqual([{ kind: 'factory', place: 'https://factory.example', variant: 'in memory', error: null, others: 2 }]);
    expect(agents.map(({ name, standing, status }) => [name, standing, status])).toEqual([
      ['site-camera-11', 'wanted', 'missing'], ['site-camera-12', 'obsolete', 'runs'], ['site-camera-13', 'wanted', 'waits'], ['site-lost', 'orphan', 'runs'], ['site-like', 'perhaps', 'runs'],
    ]);
  });

  it('are listed from the journal where their place does not answer', async () => {
    cloud.silent = new TunnelError('agents-unreachable', { url: 'x', reason: 'y' });
    const { places, agents } = await list();
    expect(places).toMatchObject([{ variant: null, error: { code: 'agents-unreachable' } }]);
    expect(agents.map(({ status }) => status)).toEqual(['unasked', 'unasked', 'unasked']);
  });

  it('are asked for on the small computer too, where one of them runs there', async () => {
    choose(11, { runs: 'edge' });
    await connect();
    expect([...edge.agents.keys()]).toEqual(['site-camera-11']);
    expect(cloud.agents.has('site-camera-11')).toBe(false);
    expect((await list()).agents.map(({ name, kind, standing }) => [name, kind, standing]).sort()).toEqual([['site-camera-11', 'edge', 'wanted'], ['site-camera-12', 'factory', 'wanted'], ['site-camera-13', 'factory', 'wanted']]);
  });

  it('are removed by name, and nothing else is', async () => {
    const things = [...world.things.keys()];
    await run('remove-agents', ['site-camera-11']);
    expect([...cloud.agents.keys()]).toEqual(['site-camera-12', 'site-camera-13']);
    expect([...world.things.keys()]).toEqual(things);
    expect(engine.state.changed).toBe(true);
    // What was proven of the others still is.
    expect(Object.keys(engine.state.proofs).sort()).toEqual(['id-10.0.0.12', 'id-10.0.0.13']);
  });

  it('are removed where the journal does not know them only if they are named and this site\'s', async () => {
    stranger('site-lost', 'site');
    stranger('other', null);
    await expect(run('remove-agents', ['site-camera-11', 'other'])).rejects.toMatchObject({ code: 'input-invalid' });
    await expect(run('remove-agents', [])).rejects.toMatchObject({ code: 'input-invalid' });
    expect(cloud.changes).toEqual([]);
    await run('remove-agents', ['site-lost']);
    expect([...cloud.strangers.keys()]).toEqual(['other']);
  });

  it('stay in the journal where they could not be removed, and go when it is tried again', async () => {
    cloud.silent = new TunnelError('agents-unreachable', { url: 'x', reason: 'y' });
    await expect(run('remove-agents', ['site-camera-11'])).rejects.toMatchObject({ code: 'undo-incomplete', cause: { code: 'agents-unreachable' } });
    expect((await list()).agents.find(({ name }) => name === 'site-camera-11')).toMatchObject({ trouble: { code: 'agents-unreachable' } });
    cloud.silent = null;
    await run('remove-agents', ['site-camera-11']);
    expect(cloud.agents.has('site-camera-11')).toBe(false);
  });
});

describe('the program dies at any write of its journal', () => {
  it.each(['before', 'after'] as const)('(%s each) while agents are updated, replaced and removed: run again, there is exactly one each', async (when) => {
    const start = journal.kept.length;
    const change = async (): Promise<void> => {
      await connect('survey', 'check');
      await run('remove-agents', ['site-camera-13']);
    };
    const kept = [...journal.kept];
    const told = [...cloud.agents];
    const other: Device = { ...fakeDevice('10.0.0.50'), id: 'new-mac' };
    site = renameCamera(replaceCamera(site, engine.state, { name: 'Camera 11', agent: 'site-camera-11', deviceId: 'id-10.0.0.11' }, other), engine.state, camera('Camera 12'), 'Yard');
    devices = [...devices.slice(1), other];
    let deaths = 0;
    for (let seq = start + 1; ; seq++) {
      cloud.agents.clear();
      for (const [name, agent] of told) cloud.agents.set(name, agent);
      world = new FakeWorld(Object.fromEntries(['client', 'join', 'egress:10.0.0.11', 'egress:10.0.0.12', 'egress:10.0.0.13'].map((name) => [name, 'made'])));
      journal = new MemoryJournal([...kept], { seq, when });
      open();
      const died = await change().then(() => false, (error: unknown) => { if (error instanceof Killed) return true; throw error; });
      if (!died) break;
      deaths++;
      journal = new MemoryJournal([...journal.kept]);
      open();
      await connect('survey', 'check');
      if (cloud.agents.has('site-camera-13')) await run('remove-agents', ['site-camera-13']);
      expect([...cloud.agents].map(([name, { key, spec }]) => [name, key === told.find(([one]) => one === name)?.[1].key, spec.title]).sort()).toEqual([['site-camera-11', true, 'Camera 11'], ['site-camera-12', true, 'Yard']]);
      expect([...world.things.keys()].filter((name) => name.startsWith('egress')).sort()).toEqual(['egress:10.0.0.12', 'egress:10.0.0.13', 'egress:10.0.0.50']);
    }
    expect(deaths).toBeGreaterThan(15);
  });
});
