import { mkdtempSync, rmSync, utimesSync, writeFileSync, readdirSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLoginLedger } from '../../../electron/camera/login-ledger';
import type { Json } from '../../../electron/domain/json';
import { sharedFile } from '../../../electron/store/shared-file';
import { login } from '../../fixtures/cameras/ledger';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'shared-file-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});
const file = (): string => path.join(folder, 'data', 'logins.json');
const plusOne = (content: Json): Json => ({ count: ((content as { count?: number } | null)?.count ?? 0) + 1 });

describe('a file that several programs change', () => {
  it('loses no change, however many come at once', async () => {
    const programs = Array.from({ length: 4 }, () => sharedFile(file()));
    await Promise.all(Array.from({ length: 10 }, () => programs.map((program) => program.change(plusOne))).flat());
    expect(await programs[0]?.read()).toEqual({ count: 40 });
    expect(readdirSync(path.dirname(file()))).toEqual(['logins.json']);
  });

  it('stays as it is when the change is refused, and lets go', async () => {
    const shared = sharedFile(file());
    await shared.change(plusOne);
    await expect(shared.change(() => { throw new Error('no'); })).rejects.toThrow('no');
    await shared.change(plusOne);
    expect(await shared.read()).toEqual({ count: 2 });
  });

  it('is nobody\'s after a crash: the lock of a dead program, an empty one and an old one count for nothing', async () => {
    const shared = sharedFile(file());
    await shared.change(plusOne);
    for (const [holder, seconds] of [['999999999', 0], ['', 60], [String(process.pid), 60]] as const) {
      writeFileSync(`${file()}.lock`, holder);
      const then = Date.now() / 1000 - seconds;
      utimesSync(`${file()}.lock`, then, then);
      await shared.change(plusOne);
    }
    expect(await shared.read()).toEqual({ count: 4 });
    expect(readdirSync(path.dirname(file()))).toEqual(['logins.json']);
  });

  it('is empty where it cannot be read, and a folder in its place is an error', async () => {
    const shared = sharedFile(file());
    expect(await shared.read()).toBeNull();
    await shared.change(plusOne);
    writeFileSync(file(), '{"count":');
    expect(await shared.read()).toBeNull();
    await expect(sharedFile(folder).read()).rejects.toMatchObject({ code: 'storage-failed' });
  });
});

describe('the budget of wrong logins of several programs', () => {
  const camera = { deviceId: 'camera', address: '192.0.2.1' };

  it('is one budget', async () => {
    const ledgers = Array.from({ length: 5 }, () => createLoginLedger({ store: sharedFile(file()), now: Date.now }));
    const tries = await Promise.allSettled(ledgers.flatMap((ledger, program) => [1, 2, 3].map((number) => ledger.attempt(camera, 'onvif', login('admin', `${String(program)}-${String(number)}`)))));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    expect(tries.flatMap((one) => (one.status === 'rejected' ? [(one.reason as { code?: string }).code] : [])).every((code) => code === 'camera-login-spent')).toBe(true);
  });

  it('also counts for a login that was right in one program and spent in the other', async () => {
    const [window, terminal] = [0, 1].map(() => createLoginLedger({ store: sharedFile(file()), now: Date.now }));
    await (await window?.attempt(camera, 'onvif', login('admin', 'right')))?.accepted();
    for (const wrong of ['1', '2']) await (await terminal?.attempt(camera, 'rtsp', login('admin', wrong)))?.refused();
    await expect(window?.attempt(camera, 'onvif', login('admin', 'right'))).rejects.toMatchObject({ code: 'camera-login-spent' });
  });

  it('gives back what was right', async () => {
    const ledger = createLoginLedger({ store: sharedFile(file()), now: Date.now });
    await (await ledger.attempt(camera, 'onvif', login('admin', 'right'))).accepted();
    expect(JSON.parse(readFileSync(file(), 'utf8'))).toEqual({ version: 1, devices: {} });
  });
});
