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
const content = (): unknown => JSON.parse(readFileSync(file(), 'utf8'));
const plusOne = (content: Json): Json => ({ count: ((content as { count?: number } | null)?.count ?? 0) + 1 });

describe('a file that several programs change', () => {
  it('loses no change, however many come at once', async () => {
    const programs = Array.from({ length: 4 }, () => sharedFile(file()));
    await Promise.all(Array.from({ length: 10 }, () => programs.map((program) => program.change(plusOne))).flat());
    expect(content()).toEqual({ count: 40 });
    expect(readdirSync(path.dirname(file()))).toEqual(['logins.json']);
  });

  it('stays as it is when the change is refused, and lets go', async () => {
    const shared = sharedFile(file());
    await shared.change(plusOne);
    await expect(shared.change(() => { throw new Error('no'); })).rejects.toThrow('no');
    await shared.change(plusOne);
    expect(content()).toEqual({ count: 2 });
  });

  it('is nobody\'s after a crash: the lock of a dead program, an empty one and an old one count for nothing', async () => {
    const shared = sharedFile(file());
    await shared.change(plusOne);
    for (const [holder, seconds] of [['999999999 x', 0], ['', 60], [`${String(process.pid)} x`, 120]] as const) {
      writeFileSync(`${file()}.lock`, holder);
      const then = Date.now() / 1000 - seconds;
      utimesSync(`${file()}.lock`, then, then);
      await shared.change(plusOne);
    }
    expect(content()).toEqual({ count: 4 });
    expect(readdirSync(path.dirname(file()))).toEqual(['logins.json']);
  });

  it('is waited for, until the one who waits is told to stop; the other keeps it', async () => {
    const shared = sharedFile(file());
    await shared.change(plusOne);
    const sign = `${String(process.pid)} somebody else`;
    writeFileSync(`${file()}.lock`, sign);
    const stop = new AbortController();
    const waiting = shared.change(plusOne, stop.signal);
    stop.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    expect(readFileSync(`${file()}.lock`, 'utf8')).toBe(sign);
    expect(content()).toEqual({ count: 1 });
  });

  it('is empty where it cannot be read, and a folder in its place is an error', async () => {
    const shared = sharedFile(file());
    await shared.change(plusOne);
    writeFileSync(file(), '{"count":');
    await shared.change(plusOne);
    expect(content()).toEqual({ count: 1 });
    await expect(sharedFile(folder).change(plusOne)).rejects.toMatchObject({ code: 'storage-failed' });
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

  it('holds for a login that was right in all of them, when the camera changes its mind', async () => {
    const ledgers = Array.from({ length: 3 }, () => createLoginLedger({ store: sharedFile(file()), now: Date.now }));
    const right = login('admin', 'right');
    for (const ledger of ledgers) await (await ledger.attempt(camera, 'onvif', right)).accepted();
    let sent = 0;
    const tries = await Promise.allSettled(ledgers.flatMap((ledger) => [ledger, ledger]).map(async (ledger) => {
      const attempt = await ledger.attempt(camera, 'onvif', right);
      sent++;
      await attempt.refused();
    }));
    expect(sent).toBe(2);
    expect(tries.flatMap((one) => (one.status === 'rejected' ? [(one.reason as { code?: string }).code] : [])).every((code) => code === 'camera-login-spent' || code === 'camera-login-refused')).toBe(true);
  });

  it('refuses no login that is right, however many use it at once', async () => {
    const ledgers = Array.from({ length: 3 }, () => createLoginLedger({ store: sharedFile(file()), now: Date.now }));
    const right = login('admin', 'right');
    for (const ledger of ledgers) await (await ledger.attempt(camera, 'onvif', right)).accepted();
    await Promise.all(ledgers.flatMap((ledger) => [ledger, ledger, ledger]).map(async (ledger) => (await ledger.attempt(camera, 'onvif', right)).accepted()));
    expect(JSON.parse(readFileSync(file(), 'utf8'))).toEqual({ version: 1, devices: {} });
  });

  it('gives back what was right', async () => {
    const ledger = createLoginLedger({ store: sharedFile(file()), now: Date.now });
    await (await ledger.attempt(camera, 'onvif', login('admin', 'right'))).accepted();
    expect(JSON.parse(readFileSync(file(), 'utf8'))).toEqual({ version: 1, devices: {} });
  });
});
