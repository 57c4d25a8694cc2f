import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createCameraAccounts } from '../../../electron/camera/camera-accounts';
import { createCameraReader } from '../../../electron/camera/reader';
import type { Device } from '../../../electron/domain/device';
import type { Json } from '../../../electron/domain/json';
import { Secret, type SecretRef } from '../../../electron/domain/secret';
import type { StepPhase } from '../../../electron/domain/state';
import { Engine } from '../../../electron/engine/engine';
import type { PasswordChange } from '../../../electron/engine/steps/camera-password';
import { XIONGMAI_CAMERA } from '../../../electron/practice/cameras/characters/makers';
import type { Quirk } from '../../../electron/practice/cameras/character';
import { readMedia, type Media } from '../../../electron/practice/cameras/media';
import { PRACTICE_CAMERAS, type PracticeCamera } from '../../../electron/practice/cameras/practice-cameras';
import { startCamera, type SimulatedCamera } from '../../../electron/practice/cameras/simulated-camera';
import { login, memoryLedger, quiet } from '../../fixtures/cameras/ledger';
import { fakeDevice, fakePorts, fakeSite, FakeWorld, Killed, MemoryJournal } from '../../fixtures/fake-world';

const HOST = '127.77.249.11';
const HTTP = 8080;
const RTSP = 8554;
const OLD = 'Old#7&<oefen>';
const NEW = 'New#8&"nieuw"';
const conduct = { signal: AbortSignal.timeout(60_000), progress: () => undefined };
const file = (name: string): SecretRef => ({ kind: 'file', path: `/secret/${name}` });

let media: Media;
let camera: SimulatedCamera;
let journal: MemoryJournal;
/** What is in the files. */
let files: Record<string, string>;
/** The count of wrong logins on the disk. */
let saved: { content: Json };
let ledger: ReturnType<typeof memoryLedger>;
let engine: Engine;

const device: Device = { ...fakeDevice(HOST), id: 'cam', onvif: `http://${HOST}:${HTTP}/onvif/device_service`, rtspPort: RTSP };
const change = (part: Partial<PasswordChange> = {}): PasswordChange => ({ deviceId: 'cam', address: HOST, onvif: device.onvif, username: 'practice', before: file('old'), after: file('new'), ...part });

/** A program of its own: it knows what the disk knows. */
const open = (dieAt: ConstructorParameters<typeof MemoryJournal>[1] = null): void => {
  journal = new MemoryJournal(journal.kept, dieAt);
  ledger = memoryLedger(Date.now, saved);
  const reveal = (ref: SecretRef): Promise<Secret> => Promise.resolve(new Secret(files[ref.kind === 'file' ? ref.path.replace('/secret/', '') : ''] ?? ''));
  engine = new Engine({ ...fakePorts(new FakeWorld()), accounts: createCameraAccounts({ ledger, log: quiet, now: Date.now }), secrets: { reveal, learned: (value) => new Secret(value) } }, journal, (text) => text);
};
const start = async (number = 1, quirks: readonly Quirk[] = [], part: Partial<PracticeCamera> = {}): Promise<void> => {
  const character = PRACTICE_CAMERAS.find((one) => one.number === number)!;
  camera = await startCamera({ character: { ...character, ...part, quirks: [...character.quirks, ...quirks] }, host: HOST, httpPort: HTTP, rtspPort: RTSP, media, account: { username: 'practice', password: OLD } });
};
const rotate = (part: Partial<PasswordChange> = {}): Promise<void> => engine.changePassword(fakeSite(), 'Gate', change(part), conduct);
const undo = (): Promise<void> => engine.takeBackPassword(fakeSite(), 'cam', conduct);
const phase = (): StepPhase | undefined => engine.state.steps.find(({ step }) => step.kind === 'camera.password')?.phase;
const onCamera = (): string => camera.users.account.password;

beforeAll(async () => {
  media = await readMedia(join(import.meta.dirname, '../../../assets/practice'));
});
beforeEach(() => {
  journal = new MemoryJournal();
  saved = { content: null };
  files = { old: OLD, new: NEW, newer: 'Newer#9', wrong: 'wrong' };
  open();
});
afterEach(() => camera.close());

describe('the password of a camera', () => {
  it.each(PRACTICE_CAMERAS.map(({ number, login: how }) => [number, how] as const))('is changed on practice camera %i (%s), and set back, without one wrong login', async (number) => {
    await start(number);
    camera.users.level = 'Operator';
    await rotate();
    expect([onCamera(), camera.users.level, phase()]).toEqual([NEW, 'Operator', 'done']);
    await undo();
    expect([onCamera(), camera.users.level, phase(), camera.wrongLogins()]).toEqual([OLD, 'Operator', 'undone', 0]);
    expect(JSON.stringify(journal.kept)).not.toMatch(/oefen|nieuw/);
  });

  it.each([
    ['with a login of their own', 2, {}],
    ['with the login in their address', 1, { ...XIONGMAI_CAMERA, ports: { ...XIONGMAI_CAMERA.ports, mute: [] } }],
  ] as const)('holds for pictures and streams %s as well', async (_what, number, part) => {
    await start(number, [], part);
    await rotate();
    const reader = createCameraReader({ log: quiet, now: Date.now, ledger, pictures: { save: async (jpeg) => ({ sha256: createHash('sha256').update(jpeg).digest('hex'), bytes: jpeg.length, takenAt: '2026-01-01T00:00:00.000Z' }), load: async () => null, saveKeyFrame: () => Promise.reject(new Error('not asked for')), loadKeyFrame: async () => null } });
    const reading = await reader.read({ device, logins: [login('practice', NEW, 'new')], mainToken: null, subToken: null, seconds: 0.5 }, conduct);
    expect(reading).toMatchObject({ outcome: 'ready', credentialId: 'new', error: null });
    expect([reading.picture === null, camera.wrongLogins()]).toEqual([false, 0]);
  });

  it.each([
    ['one that is too weak', 'strict-passwords', 'camera-password-refused', 0],
    ['any, although it says yes', 'keeps-password', 'camera-password-refused', 1],
    ['any from this user', 'plain-user', 'camera-no-users', 0],
    ['any by ONVIF', 'no-users', 'camera-no-users', 0],
  ] as const)('stays on a camera that takes not %s, and nothing is left to take back', async (_what, quirk, code, wrong) => {
    files['new'] = 'short';
    for (const number of [1, 2]) {
      journal = new MemoryJournal();
      saved = { content: null };
      open();
      await start(number, [quirk]);
      await expect(rotate()).rejects.toMatchObject({ code, params: { address: HOST } });
      // Somebody who corrects the rights of the user need not wait, or start anew.
      if (code === 'camera-no-users') await expect(rotate()).rejects.toMatchObject({ code });
      expect([onCamera(), phase(), engine.state.changed, camera.wrongLogins()]).toEqual([OLD, code === 'camera-no-users' ? undefined : 'undone', false, wrong]);
      await camera.close();
    }
  });

  it('is asked with the old one once, where that is wrong and nobody began', async () => {
    await start();
    files['old'] = 'wrong';
    await expect(rotate()).rejects.toMatchObject({ code: 'camera-login-refused' });
    await expect(rotate()).rejects.toMatchObject({ code: 'camera-login-refused' });
    expect([onCamera(), phase(), camera.wrongLogins()]).toEqual([OLD, undefined, 1]);
  });

  it('costs no third wrong login, whatever is run again', async () => {
    await start();
    await rotate();
    camera.users.account.password = 'by hand';
    for (let again = 0; again < 3; again++) {
      open();
      await expect(rotate()).rejects.toBeInstanceOf(Error);
      await expect(undo()).rejects.toMatchObject({ code: 'undo-incomplete' });
    }
    expect(camera.wrongLogins()).toBe(2);
  });

  it.each(['before', 'after'] as const)('is changed once the program, which died %s any write of its journal, runs again; and can be taken back either way', async (when) => {
    for (const finish of ['rotate', 'undo'] as const) {
      for (let seq = 1; ; seq++) {
        journal = new MemoryJournal();
        saved = { content: null };
        await start(2);
        open({ seq, when });
        const died = await rotate().then(() => false, (error: unknown) => error instanceof Killed);
        if (!died) {
          expect(seq).toBeGreaterThan(2);
          await camera.close();
          break;
        }
        open();
        if (finish === 'rotate') {
          await rotate();
          expect([onCamera(), phase()]).toEqual([NEW, 'done']);
        }
        await undo();
        expect(onCamera()).toBe(OLD);
        expect(camera.wrongLogins()).toBeLessThanOrEqual(1);
        await camera.close();
      }
    }
  });

  it('that was changed twice goes back to the first, also where the second ended in the middle', async () => {
    await start();
    await rotate();
    open({ seq: journal.kept.length + 2, when: 'before' });
    await expect(rotate({ before: file('new'), after: file('newer') })).rejects.toBeInstanceOf(Killed);
    expect(onCamera()).toBe('Newer#9');
    open();
    await undo();
    expect([onCamera(), phase(), camera.wrongLogins()]).toEqual([OLD, 'undone', 1]);
  });

  it('is not set back on another camera that has got its address', async () => {
    await start();
    await rotate();
    await camera.close();
    await start(1, [], { serial: 'PC100-0099' });
    camera.users.account.password = NEW;
    await expect(undo()).rejects.toMatchObject({ code: 'undo-incomplete', cause: { code: 'camera-answer-invalid' } });
    expect(onCamera()).toBe(NEW);
  });
});
