import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Redactor } from '../../../electron/domain/redaction';
import { MEMORY_ONLY, SecretStore, type SecretKeeper } from '../../../electron/store/secret-store';

let folder: string;
beforeEach(async () => { folder = await mkdtemp(path.join(os.tmpdir(), 'secrets-')); });
afterEach(async () => { await rm(folder, { recursive: true }); });

/** Stands for the system's keychain: not readable as text, and it can be locked. */
const keychain = (available = true): SecretKeeper => ({
  available: () => available,
  seal: (text) => Buffer.from(text, 'utf8').map((byte) => byte ^ 0x5a),
  open: (sealed) => Buffer.from(sealed.map((byte) => byte ^ 0x5a)).toString('utf8'),
});

describe('secrets', () => {
  it('are kept sealed and found again after a restart', async () => {
    const file = path.join(folder, 'secrets.json');
    const ref = await new SecretStore(file, keychain(), new Redactor()).keep('Camera-Pass1!');
    expect(await readFile(file, 'utf8')).not.toContain('Camera-Pass1!');
    expect((await new SecretStore(file, keychain(), new Redactor()).reveal(ref)).reveal()).toBe('Camera-Pass1!');
  });

  it('live in memory only where the system has no keychain', async () => {
    const file = path.join(folder, 'secrets.json');
    const store = new SecretStore(file, MEMORY_ONLY, new Redactor());
    const ref = await store.keep('Camera-Pass1!');
    expect((await store.reveal(ref)).reveal()).toBe('Camera-Pass1!');
    await expect(readFile(file)).rejects.toThrow('ENOENT');
    await expect(new SecretStore(file, MEMORY_ONLY, new Redactor()).reveal(ref)).rejects.toMatchObject({ code: 'secret-missing' });
  });

  it('come from a file without its last newline, and are missing by name where it is gone', async () => {
    const file = path.join(folder, 'password');
    await writeFile(file, ' spaces count \n');
    const store = new SecretStore(null, MEMORY_ONLY, new Redactor());
    expect((await store.reveal({ kind: 'file', path: file })).reveal()).toBe(' spaces count ');
    await expect(store.reveal({ kind: 'file', path: path.join(folder, 'gone') })).rejects.toMatchObject({ code: 'secret-missing', params: { name: 'gone' } });
    await expect(store.reveal({ kind: 'env', name: 'KT_SURELY_NOT_SET' })).rejects.toMatchObject({ code: 'secret-missing' });
  });

  it('are known to the redactor before anybody has them', async () => {
    const redactor = new Redactor();
    const store = new SecretStore(null, MEMORY_ONLY, redactor);
    await store.keep('kept-value');
    store.learned('learned-value');
    expect(redactor.redact('kept-value learned-value')).toBe('[secret] [secret]');
  });

  it('leave nothing behind when they are forgotten', async () => {
    const file = path.join(folder, 'secrets.json');
    const store = new SecretStore(file, keychain(), new Redactor());
    const ref = await store.keep('session-token', 'netmaker-session');
    await store.keep('another', 'other');
    await store.forget('netmaker-session');
    await store.forget('never-there');
    await expect(store.reveal(ref)).rejects.toMatchObject({ code: 'secret-missing' });
    await expect(new SecretStore(file, keychain(), new Redactor()).reveal(ref)).rejects.toMatchObject({ code: 'secret-missing' });
    expect((await new SecretStore(file, keychain(), new Redactor()).reveal({ kind: 'vault', id: 'other' })).reveal()).toBe('another');
  });

  it('are asked for again when the store is damaged, and it can be written again', async () => {
    const file = path.join(folder, 'secrets.json');
    await writeFile(file, '{"version":1,"sealed":{"a":');
    const store = new SecretStore(file, keychain(), new Redactor());
    await expect(store.reveal({ kind: 'vault', id: 'a' })).rejects.toMatchObject({ code: 'secret-missing' });
    await store.keep('new value', 'a');
    expect((await new SecretStore(file, keychain(), new Redactor()).reveal({ kind: 'vault', id: 'a' })).reveal()).toBe('new value');
  });
});
