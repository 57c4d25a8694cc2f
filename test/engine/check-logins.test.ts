import { describe, expect, it } from 'vitest';
import type { Device } from '../../electron/domain/device';
import type { Site } from '../../electron/domain/site';
import { Engine } from '../../electron/engine/engine';
import { LoginGroup } from '../../electron/engine/login-groups';
import type { CameraRequest, Login, Ports } from '../../electron/engine/ports';
import { Secret } from '../../electron/domain/secret';
import { fakeDevice, fakePorts, fakeReading, fakeSite, FakeWorld, MemoryJournal } from '../fixtures/fake-world';

const signal = new AbortController().signal;
const set = (id: string): Login => ({ credentialId: id, username: 'admin', password: new Secret(`password of ${id}`) });
const ask = (only: string | null = null, tried: readonly string[] = []) => ({ channel: 'onvif' as const, tried: new Set(tried), only, signal });

interface World {
  readonly site: Site;
  readonly engine: Engine;
  /** What was sent where, in order: `10.0.0.11 a`. */
  readonly sent: string[];
  readonly requests: CameraRequest[];
}

/** Cameras of a maker each; `right` is the one set that each accepts. Logs in as the real reader does. */
function world(cameras: Record<string, { vendor: string | null; right: string; own?: string }>, sets: readonly string[]): World {
  const devices = Object.entries(cameras).map(([address, { vendor }]): Device => ({ ...fakeDevice(address), vendor }));
  const sent: string[] = [];
  const requests: CameraRequest[] = [];
  const ports: Ports = {
    ...fakePorts(new FakeWorld()),
    discovery: { ...fakePorts(new FakeWorld()).discovery, survey: async () => ({ ranges: [], devices, tookMs: 1, interfaces: [] }) as never },
    cameras: {
      rank: (profiles) => [...profiles],
      async read(request) {
        requests.push(request);
        const { address } = request.device;
        const tried = new Set<string>();
        for (;;) {
          const login = await request.turns?.next({ channel: 'onvif', tried, only: null, signal });
          if (login === null || login === undefined) {
            const error = tried.size === 0 && request.turns?.held('onvif') === true ? 'camera-login-held' : 'camera-login-refused';
            return { ...fakeReading(request.device, error), credentialId: null };
          }
          tried.add(login.credentialId);
          sent.push(`${address} ${login.credentialId}`);
          // The camera thinks about it, so that others get their chance to overtake.
          await new Promise((resolve) => setImmediate(resolve));
          const accepted = login.credentialId === cameras[address]?.right;
          request.turns?.told('onvif', login.credentialId, accepted ? 'accepted' : 'refused');
          if (accepted) return { ...fakeReading(request.device), credentialId: login.credentialId };
        }
      },
    },
  };
  const site: Site = {
    ...fakeSite(),
    credentials: sets.map((id) => ({ id, name: id, username: 'admin', password: { kind: 'env', name: 'X' } })),
    cameras: Object.entries(cameras).flatMap(([address, { own }]) => (own === undefined ? [] : [{ deviceId: `id-${address}`, name: address, include: true, credentialId: own, mainToken: null, subToken: null, allowBasic: false, agent: null, runs: 'cloud' }])),
  };
  return { site, engine: new Engine(ports, new MemoryJournal(), (text) => text), sent, requests };
}

async function check({ engine, site }: World, only: readonly string[] = ['cameras']): Promise<void> {
  if (engine.state.survey === null) await engine.run('survey', site, { only: null, signal });
  await engine.run('check', site, { only, signal });
}

const addresses = (count: number, block = 0): string[] => Array.from({ length: count }, (_, index) => `10.0.${block}.${11 + index}`);
const all = (count: number, vendor: string | null, right: string, block = 0): Record<string, { vendor: string | null; right: string }> => Object.fromEntries(addresses(count, block).map((address) => [address, { vendor, right }]));

describe('the logins of a site', () => {
  it('that are all wrong cost no group more than two refusals each', async () => {
    const here = world({ ...all(20, 'Hikvision', 'none'), ...all(20, 'Dahua', 'none', 1) }, ['a', 'b']);
    await check(here);
    for (const block of ['10.0.0.', '10.0.1.']) for (const id of ['a', 'b']) expect(here.sent.filter((entry) => entry.startsWith(block) && entry.endsWith(id)), `${block} ${id}`).toHaveLength(2);
    const codes = Object.values(here.engine.state.readings).map((reading) => reading.error?.code);
    expect(codes.filter((code) => code === 'camera-login-held')).toHaveLength(36);
    expect(codes.filter((code) => code === 'camera-login-refused')).toHaveLength(4);
  });

  it('that worked for one camera are tried first at the next', async () => {
    const here = world(all(12, 'Hikvision', 'c'), ['a', 'b', 'c']);
    await check(here);
    expect(here.sent).toEqual(['10.0.0.11 a', '10.0.0.11 b', '10.0.0.11 c', ...addresses(12).slice(1).map((address) => `${address} c`)]);
    expect(Object.values(here.engine.state.readings).every((reading) => reading.outcome === 'ready')).toBe(true);
  });

  it('are learned by one maker for itself only', async () => {
    const here = world({ ...all(3, 'Hikvision', 'a'), ...all(3, 'Dahua', 'b', 1) }, ['a', 'b']);
    await check(here);
    expect(here.sent.filter((entry) => entry.startsWith('10.0.0.'))).toEqual(addresses(3).map((address) => `${address} a`));
    expect(here.sent.filter((entry) => entry.startsWith('10.0.1.'))).toEqual(['10.0.1.11 a', '10.0.1.11 b', '10.0.1.12 b', '10.0.1.13 b']);
  });

  it('are tried at one camera of each group before the others', async () => {
    const here = world({ ...all(3, 'Hikvision', 'a'), ...all(2, 'Dahua', 'a', 1), ...all(2, null, 'a', 2) }, ['a']);
    await check(here);
    expect(here.requests.slice(0, 3).map((request) => request.device.address)).toEqual(['10.0.0.11', '10.0.1.11', '10.0.2.11']);
  });

  it('stop after two refusals also when the first camera took them', async () => {
    const cameras = all(20, 'Hikvision', 'none');
    cameras['10.0.0.11'] = { vendor: 'Hikvision', right: 'a' };
    const here = world(cameras, ['a']);
    await check(here);
    expect(here.sent).toHaveLength(3);
    expect(Object.values(here.engine.state.readings).filter((reading) => reading.error?.code === 'camera-login-held')).toHaveLength(17);
  });

  it('that were chosen for a camera are its own matter', async () => {
    const cameras: Record<string, { vendor: string | null; right: string; own?: string }> = all(4, 'Hikvision', 'none');
    cameras['10.0.0.14'] = { vendor: 'Hikvision', right: 'b', own: 'b' };
    const here = world(cameras, ['a', 'b']);
    await check(here);
    expect(here.sent.filter((entry) => entry.startsWith('10.0.0.14'))).toEqual(['10.0.0.14 b']);
    expect(here.engine.state.readings['id-10.0.0.14']?.outcome).toBe('ready');
  });

  it('that a camera took before are its first again, in the next check', async () => {
    const cameras = { ...all(2, 'Hikvision', 'a'), '10.0.0.13': { vendor: 'Hikvision', right: 'b' } };
    const here = world(cameras, ['a', 'b']);
    await check(here);
    here.sent.length = 0;
    await check(here);
    expect([...here.sent].sort()).toEqual(['10.0.0.11 a', '10.0.0.12 a', '10.0.0.13 b']);
  });

  it('that worked everywhere and were changed for the worse since cost two refusals, not one at each camera', async () => {
    const cameras = all(20, 'Hikvision', 'a');
    const here = world(cameras, ['a']);
    await check(here);
    here.sent.length = 0;
    for (const camera of Object.values(cameras)) camera.right = 'none';
    await check(here);
    expect(here.sent).toHaveLength(2);
  });

  it('may be sent readable where that was allowed, and nowhere else', async () => {
    const here = world({ ...all(2, 'Hikvision', 'a') }, ['a']);
    const site: Site = { ...here.site, cameras: [{ deviceId: 'id-10.0.0.12', name: 'Gate', include: true, credentialId: null, mainToken: null, subToken: null, allowBasic: true, agent: null, runs: 'cloud' }] };
    await check({ ...here, site });
    expect(here.requests.map((request) => [request.device.address, request.allowBasic])).toEqual([['10.0.0.11', false], ['10.0.0.12', true]]);
  });

  it('do not hide that two devices have one address', async () => {
    const here = world(all(1, 'Hikvision', 'a'), ['a']);
    await here.engine.run('survey', here.site, { only: null, signal });
    const survey = here.engine.state.survey;
    if (survey === null) throw new Error('no survey');
    const [device] = survey.devices as [Device];
    await here.engine.record({ type: 'surveyed', survey: { ...survey, devices: [{ ...device, mac: 'aa:00:00:00:00:01' }, { ...device, id: 'other', mac: 'aa:00:00:00:00:02', kind: 'printer' }] } });
    await check(here);
    expect(here.requests[0]?.sharesAddressWith).toBe('aa:00:00:00:00:02');
  });
});

describe('a group of cameras', () => {
  it('has one camera wait for an answer as long as nothing worked, and two at most', async () => {
    const group = new LoginGroup();
    const logins = [set('a')];
    const [first, second, third, fourth] = ['1', '2', '3', '4'].map((device) => group.join(device, logins, null)) as [ReturnType<LoginGroup['join']>, ReturnType<LoginGroup['join']>, ReturnType<LoginGroup['join']>, ReturnType<LoginGroup['join']>];
    const got: string[] = [];
    await first.next(ask());
    const waiting = [second, third, fourth].map(async (member, index) => {
      const login = await member.next(ask());
      got.push(`${index + 2} ${login?.credentialId ?? 'nothing'}`);
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(got).toEqual([]);
    first.told('onvif', 'a', 'accepted');
    await expect.poll(() => got).toEqual(['2 a', '3 a']);
    // Refused twice: the fourth is spared, though it was in line.
    second.told('onvif', 'a', 'refused');
    third.told('onvif', 'a', 'refused');
    await Promise.all(waiting);
    expect(got).toEqual(['2 a', '3 a', '4 nothing']);
    expect(fourth.held('onvif')).toBe(true);
    expect(second.held('onvif')).toBe(false);
  });

  it('goes on when a camera leaves without an answer', async () => {
    const group = new LoginGroup();
    const gone = group.join('1', [set('a')], null);
    await gone.next(ask());
    const next = group.join('2', [set('a')], null).next(ask());
    gone.leave();
    expect((await next)?.credentialId).toBe('a');
  });

  it('counts an account of ONVIF apart from one of RTSP', async () => {
    const group = new LoginGroup();
    for (const device of ['1', '2']) {
      const member = group.join(device, [set('a')], null);
      await member.next({ ...ask(), channel: 'rtsp' });
      member.told('rtsp', 'a', 'refused');
      member.leave();
    }
    const third = group.join('3', [set('a')], null);
    expect(await third.next({ ...ask('a'), channel: 'rtsp' })).toBeNull();
    expect((await third.next(ask('a')))?.credentialId).toBe('a');
  });

  it('is not waited for after a stop', async () => {
    const group = new LoginGroup();
    const abort = new AbortController();
    await group.join('1', [set('a')], null).next(ask());
    const waiting = group.join('2', [set('a')], null).next({ ...ask(), signal: abort.signal });
    abort.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
  });
});
