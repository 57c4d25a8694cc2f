import { afterEach, describe, expect, it } from 'vitest';
import { Secret } from '../../../electron/domain/secret';
import type { NetmakerSettings } from '../../../electron/domain/site';
import { named, never, secretsNamed } from '../../fixtures/loopback';
import { newOverlay, startWorld, type World, type WorldOptions } from './netmaker-at-hand';

let world: World;
const start = async (options?: WorldOptions): Promise<World> => (world = await startWorld(options));
afterEach(() => world.close());

const settings = (): NetmakerSettings => {
  if (world.site.overlay?.kind !== 'netmaker') throw new Error('no overlay');
  return world.site.overlay;
};
const code = (expected: string, params: Record<string, unknown> = {}): unknown => expect.objectContaining({ code: expected, params: expect.objectContaining(params) as unknown });
const withCode = (text: string): Promise<void> | undefined => world.overlay.signIn?.(settings(), new Secret(text), world.walk.secrets, never);
const probe = (): Promise<unknown> => world.overlay.probe(settings(), world.walk.secrets, never);

const secondFactor: WorldOptions = { auth: 'password', prepare: (state) => { state.users = state.users.map((user) => ({ ...user, totp: true, code: '246810' })); } };

describe('a user with a second factor', () => {
  it('is asked for a code before anything is done', async () => {
    await start(secondFactor);
    await expect(probe()).rejects.toEqual(code('overlay-code-wanted', { user: 'tech' }));
    expect([...world.server.calls.keys()].filter((call) => !/status|authenticate/.test(call))).toEqual([]);
  });

  it('gives one code for all stages of a day, also in another process', async () => {
    await start(secondFactor);
    await withCode('246810');
    await world.walk.connect(world.steps());
    const later = newOverlay({ kept: { get: (id) => Promise.resolve(world.kept.has(id) ? new Secret(world.kept.get(id) ?? '') : null), keep: () => Promise.resolve(), forget: () => Promise.resolve() } });
    expect(await later.probe(settings(), world.walk.secrets, never)).toMatchObject({ version: 'v1.5.1' });
    expect(world.server.calls.get('POST /api/users/tech/auth/verify-totp')).toBe(1);
  });

  it('hears that a code was wrong, and gives another one', async () => {
    await start(secondFactor);
    await expect(withCode('000001')).rejects.toEqual(code('overlay-code-wrong', { user: 'tech' }));
    expect(world.kept.size).toBe(0);
    await withCode('246810');
    await expect(probe()).resolves.toMatchObject({ version: 'v1.5.1' });
  });

  it('is asked again when the session ends in the middle, and the run goes on where it stopped', async () => {
    await start(secondFactor);
    await withCode('246810');
    const steps = world.steps(['192.168.50.11', '192.168.50.12']);
    await world.walk.connect(steps.filter((step) => step.kind !== 'netmaker.egress'));
    world.server.expireSessions();
    await expect(world.walk.connect(steps)).rejects.toEqual(code('overlay-code-wanted'));
    expect(world.kept.size).toBe(0);
    expect(world.objects().egresses).toEqual([]);
    await withCode('246810');
    await world.walk.connect(steps);
    expect(world.objects().egresses).toHaveLength(2);
    expect(await world.walk.undo()).toEqual([]);
  });

  it('is not asked while the kept session lasts, and asked when it is over', async () => {
    await start({ ...secondFactor, now: () => Date.now() - 13 * 3_600_000 });
    await withCode('246810');
    // By the laptop's clock the token of twelve hours ended an hour ago.
    await expect(probe()).rejects.toEqual(code('overlay-code-wanted'));
    expect(world.kept.size).toBe(0);
  });

  it('leaves neither code nor session in the journal', async () => {
    await start(secondFactor);
    await withCode('246810');
    await world.walk.connect(world.steps());
    const [token] = [...world.kept.values()];
    expect(token).toBeDefined();
    expect(JSON.stringify(world.walk.events)).not.toContain(token);
    expect(JSON.stringify(world.walk.events)).not.toContain('246810');
    expect([...world.kept.keys()].join()).not.toContain('tech');
  });

  it('may sign in without one where it was switched off meanwhile', async () => {
    await start({ auth: 'password' });
    await withCode('246810');
    await expect(probe()).resolves.toMatchObject({ version: 'v1.5.1' });
    expect(world.kept.size).toBe(0);
  });
});

describe('a company login', () => {
  it('is told apart from a wrong password, because another one does not help', async () => {
    await start({ auth: 'password', prepare: (state) => { state.users = state.users.map((user) => ({ ...user, sso: true })); } });
    await expect(probe()).rejects.toEqual(code('overlay-sso', { reason: 'user is registered via SSO' }));
  });

  it('is also where passwords are switched off for everybody', async () => {
    await start({ auth: 'password' });
    world.server.faults.add({ call: 'POST /api/users/adm/authenticate', times: 1, fault: { kind: 'status', status: 400, body: '{"Code":400,"Message":"basic auth is disabled"}' } });
    await expect(probe()).rejects.toEqual(code('overlay-sso', { reason: 'basic auth is disabled' }));
  });
});

describe('the master key', () => {
  const key: WorldOptions = { masterKey: 'the-master-key', settings: { auth: { kind: 'master-key', key: named('master') } } };

  it('connects and takes back', async () => {
    await start(key);
    const secrets = secretsNamed({ master: 'the-master-key' });
    const before = world.objects();
    const walk = world.anotherWalk(secrets);
    await walk.connect(world.steps());
    expect(world.objects().egresses).toMatchObject([{ range: '192.168.50.11/32' }]);
    expect(await walk.undo()).toEqual([]);
    expect(world.objects()).toEqual(before);
  });

  it('is refused for a policy before anything is changed, because the server asks whose it is', async () => {
    await start({ ...key, settings: { ...key.settings, policy: { kind: 'add', who: [{ kind: 'device', id: 'agent-node', name: 'agent' }] } }, prepare: (state) => { state.closed = ['cams']; } });
    const policy = world.steps().find((step) => step.kind === 'netmaker.policy');
    if (policy === undefined) throw new Error('no policy planned');
    await expect(world.anotherWalk(secretsNamed({ master: 'the-master-key' })).inspect(policy)).rejects.toEqual(code('overlay-policy-by-user'));
  });

  it('that is wrong is refused', async () => {
    await start(key);
    await expect(world.overlay.probe(settings(), secretsNamed({ master: 'not-the-key' }), never)).rejects.toEqual(code('overlay-login-refused'));
  });
});
