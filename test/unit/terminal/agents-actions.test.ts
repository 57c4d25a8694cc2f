import { beforeEach, describe, expect, it } from 'vitest';
import type { CameraReading } from '../../../electron/domain/camera';
import type { Device } from '../../../electron/domain/device';
import { TunnelError } from '../../../electron/domain/errors';
import { Site } from '../../../electron/domain/site';
import { WORDS } from '../../../electron/domain/words/words';
import { Engine } from '../../../electron/engine/engine';
import type { OpenSite } from '../../../electron/engine/open-site';
import type { CameraRequest, Ports } from '../../../electron/engine/ports';
import { AgentsActions } from '../../../electron/terminal/agents-actions';
import { FakeAccounts } from '../../fixtures/fake-accounts';
import { FakeAgents } from '../../fixtures/fake-agents';
import { fakeDevice, fakePorts, fakeReading, fakeSite, FakeWorld, MemoryJournal } from '../../fixtures/fake-world';

const signal = new AbortController().signal;
let place: FakeAgents;
let accounts: FakeAccounts;
let devices: Device[];
let site: Site;
let open: OpenSite;
/** What the cameras were asked with. */
let tried: string[][];
let refuses: (request: CameraRequest) => boolean;
/** How many agents there were when the settings were changed. */
let atUpdate: number[];

const act = (action: Parameters<AgentsActions['act']>[0]) => new AgentsActions(open, WORDS.en, signal, {}).act(action);
const choice = (id: string) => site.cameras.find(({ deviceId }) => deviceId === id);

beforeEach(async () => {
  place = new FakeAgents();
  accounts = new FakeAccounts();
  devices = ['10.0.0.11', '10.0.0.12'].map(fakeDevice);
  site = fakeSite();
  tried = [];
  refuses = () => false;
  atUpdate = [];
  const read = (request: CameraRequest): Promise<CameraReading> => {
    const sets = request.logins.map(({ credentialId }) => credentialId);
    tried.push([request.device.address, ...sets]);
    if (refuses(request)) return Promise.resolve({ ...fakeReading(request.device, 'camera-login-refused'), credentialId: null });
    return Promise.resolve({ ...fakeReading(request.device), credentialId: sets[0] ?? null });
  };
  const ports: Ports = {
    ...fakePorts(new FakeWorld()),
    discovery: { survey: () => Promise.resolve({ ranges: [], devices, tookMs: 1, interfaces: [], routes: [] }), explain: () => Promise.reject(new Error('not asked for')) },
    cameras: { read, rank: (profiles) => [...profiles] },
    registrars: [place.registrar()],
    accounts,
    secrets: accounts.secrets,
  };
  const engine = new Engine(ports, new MemoryJournal(), (text) => text);
  open = {
    get site() { return site; },
    engine, ports, pictures: ports.pictures, redact: (text) => text, log: () => undefined, close: () => Promise.resolve(),
    secrets: { ...ports.secrets, keep: () => Promise.reject(new Error('not asked for')) },
    update: (next) => { atUpdate.push(place.agents.size); site = Site.parse(next); return Promise.resolve(site); },
  };
  for (const stage of ['survey', 'check', 'plan', 'connect', 'prove'] as const) await engine.run(stage, site, { only: null, signal });
  tried.length = 0;
});

describe('agents, from the terminal', () => {
  it('are removed by the name of agent or camera; their cameras are left out before, and not made again', async () => {
    const done = await act({ action: 'remove', which: ['Camera 11'] });
    expect(done.said).toEqual(['Removed: site-camera-11', 'Left out from now on, until somebody chooses them again: Camera 11']);
    expect(done.found.agents.map(({ name }) => name)).toEqual(['site-camera-12']);
    expect(atUpdate).toEqual([2]);
    for (const stage of ['plan', 'connect'] as const) await open.engine.run(stage, site, { only: null, signal });
    expect([...place.agents.keys()]).toEqual(['site-camera-12']);
  });

  it('are all removed, or the orphans alone; what only may be one is named or stays', async () => {
    for (const [name, of] of [['site-lost', 'site'], ['site-like', null]] as const) place.strangers.set(name, { name, available: true, site: of, title: null, trouble: null });
    await act({ action: 'remove', which: 'orphans' });
    expect([...place.strangers.keys()]).toEqual(['site-like']);
    expect(place.agents.size).toBe(2);
    expect((await act({ action: 'remove', which: 'orphans' })).said).toEqual(['There is nothing to remove.']);
    await act({ action: 'remove', which: ['site-like'] });
    await act({ action: 'remove', which: 'all' });
    expect([place.strangers.size, place.agents.size]).toEqual([0, 0]);
  });

  it('that do not exist are told, and nothing is changed', async () => {
    await expect(act({ action: 'remove', which: ['site-camera-11', 'nobody'] })).rejects.toMatchObject({ code: 'input-invalid', params: { field: 'nobody' } });
    place.silent = new TunnelError('agents-unreachable', { url: 'x', reason: 'y' });
    await expect(act({ action: 'remove', which: ['nobody'] })).rejects.toMatchObject({ code: 'agents-unreachable' });
    await expect(act({ action: 'remove', which: 'orphans' })).rejects.toMatchObject({ code: 'agents-unreachable' });
    expect([atUpdate, place.agents.size]).toEqual([[], 2]);
  });

  it('keep their name when their camera is renamed', async () => {
    expect((await act({ action: 'rename', camera: '10.0.0.11', name: 'Gate' })).said[0]).toBe('Camera 11 is now called Gate; it keeps its agent site-camera-11.');
    expect(choice('id-10.0.0.11')).toMatchObject({ name: 'Gate', agent: 'site-camera-11' });
    await expect(act({ action: 'rename', camera: 'Camera 12', name: 'gate' })).rejects.toMatchObject({ code: 'input-invalid' });
    await expect(act({ action: 'rename', camera: 'Camera 99', name: 'x' })).rejects.toMatchObject({ code: 'input-invalid' });
  });

  it('stay when their camera is replaced by a device that is searched for, also when the old one is gone', async () => {
    devices = [devices[1]!, { ...fakeDevice('10.0.0.50'), id: 'new', mac: '00:AA:bb:cc:dd:ee' }];
    await act({ action: 'replace', camera: 'Camera 11', device: '00:aa:BB:cc:dd:ee' });
    expect(choice('new')).toMatchObject({ name: 'Camera 11', agent: 'site-camera-11', include: true });
    await open.engine.run('survey', site, { only: null, signal });
    devices = [devices[1]!, { ...fakeDevice('10.0.0.60'), id: 'newer' }];
    await open.engine.run('survey', site, { only: null, signal });
    await act({ action: 'replace', camera: 'Camera 12', device: '10.0.0.60' });
    expect(choice('newer')).toMatchObject({ name: 'Camera 12', agent: 'site-camera-12' });
    await expect(act({ action: 'replace', camera: 'Camera 12', device: '10.0.0.99' })).rejects.toMatchObject({ code: 'input-invalid', params: { field: '10.0.0.99' } });
  });

  it('learn a new password that was tried at its camera alone, once', async () => {
    const done = await act({ action: 'rotate', camera: 'Camera 11', passwordFile: '/secret/new', onCamera: false });
    expect(done.said).toEqual(['Camera 11 was logged in to with the new password, and its agent site-camera-11 was told.']);
    expect(tried).toEqual([['10.0.0.11', 'own:site-camera-11']]);
    expect(place.agents.get('site-camera-11')?.spec.login).toEqual({ username: 'admin', password: { kind: 'file', path: '/secret/new' } });
    expect(place.agents.get('site-camera-12')?.spec.login?.password).toEqual({ kind: 'env', name: 'X' });
    // Other cameras are never tried with it.
    await open.engine.run('check', site, { only: null, signal });
    expect(tried.slice(1)).toEqual([['10.0.0.11', 'own:site-camera-11'], ['10.0.0.12', 'c']]);
  });

  it('are not called told where nothing arrives from them afterwards', async () => {
    place.dead = new TunnelError('agents-stream-login', { name: 'site-camera-11' });
    await expect(act({ action: 'rotate', camera: 'Camera 11', passwordFile: '/secret/new', onCamera: false })).rejects.toMatchObject({ code: 'agents-stream-login' });
    // The camera took the new one: it stays.
    expect(choice('id-10.0.0.11')?.credentialId).toBe('own:site-camera-11');
  });

  it('keep the password that they have where the new one is wrong; the site file is not changed', async () => {
    refuses = ({ logins }) => logins.some(({ credentialId }) => credentialId === 'own:site-camera-11');
    await expect(act({ action: 'rotate', camera: 'Camera 11', passwordFile: '/secret/new', onCamera: false })).rejects.toMatchObject({ code: 'camera-login-refused' });
    expect(atUpdate).toEqual([]);
    for (const stage of ['plan', 'connect'] as const) await open.engine.run(stage, site, { only: null, signal });
    expect(place.agents.get('site-camera-11')?.spec.login?.password).toEqual({ kind: 'env', name: 'X' });
  });
});

describe('a password that is changed on the camera too', () => {
  const rotate = (file = '/secret/new') => act({ action: 'rotate', camera: 'Camera 11', passwordFile: file, onCamera: true });
  const told = () => place.agents.get('site-camera-11')?.spec.login?.password;
  const step = () => open.engine.state.steps.find(({ step: { kind } }) => kind === 'camera.password');

  it('is changed there, then logged in with, then told to the agent', async () => {
    await rotate();
    expect(accounts.told).toEqual(['10.0.0.11 ?X', '10.0.0.11 =/secret/new', '10.0.0.11 ?/secret/new']);
    expect(tried).toEqual([['10.0.0.11', 'own:site-camera-11']]);
    expect([told(), step()?.phase]).toEqual([{ kind: 'file', path: '/secret/new' }, 'done']);
    // And once more, from there.
    await rotate('/secret/newer');
    expect([accounts.passwords.get('10.0.0.11'), told()]).toEqual(['/secret/newer', { kind: 'file', path: '/secret/newer' }]);
  });

  it('stays everywhere where the camera does not take the new one', async () => {
    accounts.refuses = new TunnelError('camera-password-refused', { address: '10.0.0.11', reason: 'too weak' });
    await expect(rotate()).rejects.toMatchObject({ code: 'camera-password-refused' });
    expect([accounts.passwords.size, atUpdate, tried, told()]).toEqual([0, [], [], { kind: 'env', name: 'X' }]);
  });

  it('is set back where the streams do not take it', async () => {
    refuses = ({ logins }) => logins.some(({ credentialId }) => credentialId === 'own:site-camera-11');
    await expect(rotate()).rejects.toMatchObject({ code: 'camera-password-refused', params: { reason: 'RTSP: 401' } });
    expect([accounts.passwords.get('10.0.0.11'), step()?.phase, atUpdate]).toEqual(['X', 'undone', []]);
  });

  it('is told to the agent by a second run, where the first one ended before or behind the site file', async () => {
    place.dead = new TunnelError('agents-stream-login', { name: 'site-camera-11' });
    await expect(rotate()).rejects.toMatchObject({ code: 'agents-stream-login' });
    place.dead = null;
    accounts.told.length = 0;
    await rotate();
    expect([accounts.told, told()]).toEqual([[], { kind: 'file', path: '/secret/new' }]);
    await open.engine.changePassword(site, 'Camera 11', { deviceId: 'id-10.0.0.11', address: '10.0.0.11', onvif: null, username: 'admin', before: { kind: 'file', path: '/secret/new' }, after: { kind: 'file', path: '/secret/newer' } }, { signal, progress: () => undefined });
    await rotate('/secret/newer');
    expect([accounts.passwords.get('10.0.0.11'), told()]).toEqual(['/secret/newer', { kind: 'file', path: '/secret/newer' }]);
  });

  it('must stand in another file than the old one', async () => {
    await rotate();
    accounts.contents['/secret/new'] = 'written over';
    refuses = () => true;
    await expect(rotate()).rejects.toMatchObject({ code: 'input-invalid', params: { field: '/secret/new' } });
    expect(accounts.passwords.get('10.0.0.11')).toBe('/secret/new');
  });
});
