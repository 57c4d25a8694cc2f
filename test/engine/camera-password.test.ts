import { beforeEach, describe, expect, it } from 'vitest';
import { giveLogin } from '../../electron/domain/camera-changes';
import { allCameras } from '../../electron/domain/choice';
import type { SecretRef } from '../../electron/domain/secret';
import type { Site } from '../../electron/domain/site';
import type { Stage } from '../../electron/domain/stage';
import { Engine } from '../../electron/engine/engine';
import { undoSite } from '../../electron/engine/open-site';
import type { PasswordChange } from '../../electron/engine/steps/camera-password';
import { FakeAccounts } from '../fixtures/fake-accounts';
import { fakePorts, fakeSite, FakeWorld, MemoryJournal } from '../fixtures/fake-world';

const signal = new AbortController().signal;
const conduct = { signal, progress: () => undefined };
const ADDRESS = '10.0.0.11';
const BEFORE: SecretRef = { kind: 'env', name: 'X' };
const AFTER: SecretRef = { kind: 'file', path: '/new' };

let world: FakeWorld;
let accounts: FakeAccounts;
let site: Site;
let engine: Engine;

const run = (stage: Stage): Promise<void> => engine.run(stage, site, { only: null, signal });
const change = (part: Partial<PasswordChange> = {}): Promise<void> =>
  engine.changePassword(site, 'Camera 11', { deviceId: `id-${ADDRESS}`, address: ADDRESS, onvif: null, username: 'admin', before: BEFORE, after: AFTER, ...part }, conduct);
const undo = (): Promise<void> => undoSite({ engine, site, update: (next) => Promise.resolve((site = next)) }, () => run('undo'));
const step = () => engine.state.steps.find((one) => one.step.kind === 'camera.password');

beforeEach(async () => {
  world = new FakeWorld();
  accounts = new FakeAccounts();
  site = fakeSite();
  engine = new Engine({ ...fakePorts(world), accounts, secrets: accounts.secrets }, new MemoryJournal(), (text) => text);
  for (const stage of ['survey', 'check', 'plan', 'connect'] as const) await run(stage);
});

describe('a password that was changed on a camera', () => {
  it('is no part of a plan, is not asked for by connecting, and stays', async () => {
    await change();
    expect(accounts.told).toEqual([`${ADDRESS} ?X`, `${ADDRESS} =/new`, `${ADDRESS} ?/new`]);
    accounts.told.length = 0;
    for (const stage of ['plan', 'connect'] as const) await run(stage);
    expect([accounts.told, step()?.phase]).toEqual([[], 'done']);
    expect(engine.state.plan?.steps.map((one) => one.step.kind)).not.toContain('camera.password');
  });

  it('is not noted on the small computer, which could have it sent anywhere', async () => {
    await change();
    await run('connect');
    expect([...world.disk.files.values()].join('')).toContain('netmaker.join');
    expect([...world.disk.files.values()].join('')).not.toContain('camera.password');
  });

  it('is set back by undo, and the settings that name it with it', async () => {
    await change();
    site = giveLogin(site, allCameras(site, engine.state)[0]!, { username: 'admin', password: AFTER });
    accounts.told.length = 0;
    await undo();
    expect([accounts.passwords.get(ADDRESS), step()?.phase]).toEqual(['X', 'undone']);
    // The one that is there is tried first.
    expect(accounts.told).toEqual([`${ADDRESS} ?/new`, `${ADDRESS} =X`, `${ADDRESS} ?X`]);
    expect(site.credentials.find(({ id }) => id.startsWith('own:'))?.password).toEqual(BEFORE);
  });

  it('is never taken for another one of the settings', async () => {
    await change();
    const own = giveLogin(site, allCameras(site, engine.state)[0]!, { username: 'admin', password: { kind: 'file', path: '/newest' } });
    site = own;
    await undo();
    expect(site).toBe(own);
  });

  it('is not known where the camera has a third one, and that is said', async () => {
    await change();
    accounts.passwords.set(ADDRESS, 'by hand');
    await expect(undo()).rejects.toMatchObject({ code: 'undo-incomplete', cause: { code: 'camera-login-refused' } });
    expect([accounts.passwords.get(ADDRESS), step()?.phase]).toEqual(['by hand', 'undo-failed']);
  });

  it('is not tried where nobody began to change it', async () => {
    accounts.passwords.set(ADDRESS, '/new');
    await expect(change()).rejects.toMatchObject({ code: 'camera-login-refused' });
    expect([accounts.told, step()]).toEqual([[`${ADDRESS} ?X`], undefined]);
  });
});
