import { appendFileSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { errorData } from '../../../electron/domain/errors';
import type { Progress } from '../../../electron/domain/stage';
import type { ReleasePlaces } from '../../../electron/domain/vpn-client';
import { clientRelease } from '../../../electron/overlay/netmaker/releases/client-releases';
import { createClientShelf, type LaptopShelf, type ShelfDeps } from '../../../electron/store/client-shelf';
import { readShelfSettings } from '../../../electron/store/client-shelf-settings';
import { obtainClients } from '../../../electron/store/obtain-clients';
import { AMD64, ARM, ARM64, elfFile } from '../../fixtures/elf-file';
import { never } from '../../fixtures/loopback';
import { ReleaseServer, cut, endless, json, redirect, sha256, silent, whole } from '../../fixtures/release-server';

const V = 'v1.5.1';
const arm64 = elfFile({ machine: ARM64, size: 250_000 });
const amd64 = elfFile({ machine: AMD64, size: 200_000 });
const armv7 = elfFile({ machine: ARM, bits: 32, go: 'build\tGOARM=7\n' });
const spoiled = elfFile({ machine: ARM64, size: 250_000, go: 'changed' });

let api: ReleaseServer;
let first: ReleaseServer;
let second: ReleaseServer;
let folder: string;
let said: string[];
beforeEach(async () => {
  [api, first, second] = await Promise.all([ReleaseServer.start(), ReleaseServer.start(), ReleaseServer.start()]);
  folder = path.join(mkdtempSync(path.join(os.tmpdir(), 'client-shelf-')), 'clients');
  said = [];
});
afterEach(async () => {
  await Promise.all([api.close(), first.close(), second.close()]);
  rmSync(path.dirname(folder), { recursive: true, force: true });
});

const conduct = { signal: never, progress: () => undefined };
function shelf(part: Partial<ShelfDeps> = {}): LaptopShelf {
  const places: ReleasePlaces = { api: api.url, downloads: [first.url, second.url], manifest: null };
  return createClientShelf({ folder, log: (_level, message) => { said.push(message); }, now: Date.now, findRelease: (version, signal) => clientRelease(places, version, signal), patience: { pauseMs: 1, silenceMs: 100 }, ...part });
}
/** Everything is as it should be. */
function offerAll(): void {
  api.publish(V, { arm64, amd64, armv7 });
  for (const place of [first, second]) {
    place.offer(V, 'arm64', arm64);
    place.offer(V, 'amd64', amd64);
    place.offer(V, 'armv7', armv7);
  }
}
const binaryOf = (architecture: string): string => path.join(folder, readdirSync(folder).find((name) => name.startsWith(`netclient-${V}-linux-${architecture}-`)) ?? 'none');
const asked = (place: ReleaseServer): string[] => place.asked.map((one) => one.path);

describe('a client with a published checksum', () => {
  it('is fetched, compared and kept; afterwards it is had without asking anybody', async () => {
    offerAll();
    const binary = await shelf().fetch('1.5.1', 'arm64', conduct);
    expect({ ...binary, bytes: binary.bytes.length }).toEqual({ version: V, architecture: 'arm64', sha256: sha256(arm64), bytes: arm64.length });
    const before = [asked(api), asked(first), asked(second)];
    expect(before).toEqual([[`/releases/tags/${V}`], [`/${V}/netclient-linux-arm64`], []]);
    // Another program, later, without internet.
    const taken = await shelf({ findRelease: () => Promise.reject(new Error('asked')) }).take(V, 'arm64', never);
    expect(taken === null ? '' : sha256(taken.bytes)).toBe(sha256(arm64));
    expect((await shelf().fetch(V, 'arm64', conduct)).sha256).toBe(sha256(arm64));
    expect([asked(api), asked(first), asked(second)]).toEqual(before);
    expect(await shelf().list()).toMatchObject([{ version: V, architecture: 'arm64', trust: 'maker', state: 'good', size: arm64.length, from: first.host }]);
  });

  it('is readable by the user only', async () => {
    offerAll();
    await shelf().fetch(V, 'arm64', conduct);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(readdirSync(folder).map((name) => statSync(path.join(folder, name)).mode & 0o777)).toEqual([0o600, 0o600]);
  });

  it('says how far it is, in megabytes', async () => {
    const large = elfFile({ machine: ARM64, size: 2_500_000 });
    api.publish(V, { arm64: large });
    first.offer(V, 'arm64', large);
    const seen: Progress[] = [];
    await shelf().fetch(V, 'arm64', { signal: never, progress: (progress) => { seen.push(progress); } });
    const last = { task: 'fetch-client', subject: `${V} arm64`, done: 2, total: 3, step: null };
    // Whoever shows what runs must hear that it does not any more.
    expect(seen.slice(-2)).toEqual([{ ...last, state: 'running' }, { ...last, state: 'done' }]);
    seen.length = 0;
    await expect(shelf().fetch(V, 'amd64', { signal: never, progress: (progress) => { seen.push(progress); } })).rejects.toThrow();
    first.offer('v1.4.0', 'arm64', json({}, 404));
    second.offer('v1.4.0', 'arm64', json({}, 404));
    api.publish('v1.4.0', { arm64: large });
    await expect(shelf().fetch('v1.4.0', 'arm64', { signal: never, progress: (progress) => { seen.push(progress); } })).rejects.toThrow();
    expect(seen.map(({ state }) => state)).toEqual(['failed']);
  });

  it('comes from the second address when the first one is gone, cut for good, endless, silent or spoiled', async () => {
    api.publish(V, { arm64 });
    second.offer(V, 'arm64', arm64);
    for (const reply of [json({}, 404), cut(arm64, 10_000, 1, (_request, response) => { response.destroy(); }), endless, silent, whole(spoiled), redirect('http://192.0.2.9/x')]) {
      first.offer(V, 'arm64', reply);
      expect(await shelf().obtain(V, 'arm64', conduct)).toMatchObject({ trust: 'maker', from: second.host, sha256: sha256(arm64) });
      await shelf().remove(V, null);
    }
  });

  it('is not kept when no address has the right bytes, and both checksums are named', async () => {
    api.publish(V, { arm64 });
    first.offer(V, 'arm64', json({}, 503));
    second.offer(V, 'arm64', spoiled);
    await expect(shelf().fetch(V, 'arm64', conduct)).rejects.toMatchObject({ code: 'client-checksum', params: { seen: sha256(spoiled), expected: sha256(arm64) } });
    expect(await shelf().list()).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('that was cut in the middle is completed', async () => {
    offerAll();
    first.offer(V, 'arm64', cut(arm64, 60_000, 2));
    await shelf().fetch(V, 'arm64', conduct);
    expect(first.asked.filter(({ range }) => range !== undefined).length).toBe(2);
    expect(asked(second)).toEqual([]);
  });

  it('leaves nothing behind when the person stops', async () => {
    api.publish(V, { arm64 });
    const abort = new AbortController();
    first.offer(V, 'arm64', silent);
    await expect(shelf({ patience: {} }).fetch(V, 'arm64', { signal: abort.signal, progress: () => { abort.abort(); } })).rejects.toMatchObject({ code: 'cancelled' });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is not begun without room for it', async () => {
    offerAll();
    await expect(shelf({ freeBytes: () => Promise.resolve(100e6) }).fetch(V, 'arm64', conduct)).rejects.toMatchObject({ code: 'laptop-disk-full', params: { free: 100, needed: 269 } });
    expect(asked(first)).toEqual([]);
  });

  it('of a processor or version that there is none of says so', async () => {
    offerAll();
    await expect(shelf().fetch(V, 'armv5', conduct)).rejects.toMatchObject({ code: 'client-version-unknown', params: { version: `${V} (armv5)` } });
    await expect(shelf().fetch('v9.0.0', 'arm64', conduct)).rejects.toMatchObject({ code: 'client-version-unknown' });
    await expect(shelf().fetch('../../x', 'arm64', conduct)).rejects.toMatchObject({ code: 'client-version-unknown' });
    await expect(shelf().fetch(V, 'riscv64', conduct)).rejects.toMatchObject({ code: 'client-version-unknown' });
    expect(await shelf().take('../../x', 'arm64', never)).toBeNull();
  });

  it('is not kept when it is for another processor, whatever the checksum says', async () => {
    api.publish(V, { armv7: arm64 });
    first.offer(V, 'armv7', arm64);
    await expect(shelf().fetch(V, 'armv7', conduct)).rejects.toMatchObject({ code: 'client-wrong-processor', params: { found: 'arm64', wanted: 'armv7' } });
    expect(await shelf().list()).toEqual([]);
  });
});

describe('a client without a published checksum', () => {
  beforeEach(() => {
    offerAll();
    api.publish(V, { arm64, amd64 }, false);
  });

  it('waits for a person: it is fetched from both addresses, shown, and used only once it was confirmed', async () => {
    const error = await shelf().fetch(V, 'arm64', conduct).catch((thrown: unknown) => errorData(thrown));
    expect(error).toMatchObject({ code: 'client-unconfirmed', params: { version: V, architecture: 'arm64', checksum: sha256(arm64) } });
    expect([asked(first).length, asked(second).length]).toEqual([1, 1]);
    expect(await shelf().take(V, 'arm64', never)).toBeNull();
    expect(await shelf().list()).toMatchObject([{ trust: 'nobody', from: `${first.host}, ${second.host}` }]);

    await expect(shelf().confirm(V, 'arm64', sha256(spoiled))).rejects.toMatchObject({ code: 'client-checksum' });
    expect(await shelf().take(V, 'arm64', never)).toBeNull();
    expect(await shelf().confirm(V, 'arm64', sha256(arm64).toUpperCase())).toMatchObject({ trust: 'person' });
    expect((await shelf().take(V, 'arm64', never))?.sha256).toBe(sha256(arm64));
    expect((await shelf().fetch(V, 'arm64', conduct)).sha256).toBe(sha256(arm64));
    // Nothing was fetched twice.
    expect([asked(first).length, asked(second).length]).toEqual([1, 1]);
  });

  it('is not kept when the addresses differ, or one of them fails', async () => {
    second.offer(V, 'arm64', spoiled);
    await expect(shelf().fetch(V, 'arm64', conduct)).rejects.toMatchObject({ code: 'client-addresses-differ', params: { first: first.host, second: second.host } });
    second.offer(V, 'arm64', json({}, 404));
    await expect(shelf().fetch(V, 'arm64', conduct)).rejects.toMatchObject({ code: 'client-download-failed', params: { reason: 'HTTP 404' } });
    expect(await shelf().list()).toEqual([]);
  });

  it('is not kept from one address alone', async () => {
    const alone = shelf({ findRelease: (version, signal) => clientRelease({ api: api.url, downloads: [first.url, first.url], manifest: null }, version, signal) });
    await expect(alone.fetch(V, 'arm64', conduct)).rejects.toMatchObject({ code: 'client-download-failed', params: { reason: expect.stringContaining('no second address') as string } });
    expect(asked(first)).toEqual([]);
  });

  it('that was confirmed and is damaged can only be replaced by the same one', async () => {
    await shelf().obtain(V, 'arm64', conduct);
    await shelf().confirm(V, 'arm64', sha256(arm64));
    writeFileSync(binaryOf('arm64'), spoiled);
    expect(await shelf().take(V, 'arm64', never)).toBeNull();
    for (const place of [first, second]) place.offer(V, 'arm64', spoiled);
    await expect(shelf().fetch(V, 'arm64', conduct)).rejects.toMatchObject({ code: 'client-checksum', params: { seen: sha256(spoiled), expected: sha256(arm64) } });
    for (const place of [first, second]) place.offer(V, 'arm64', arm64);
    expect((await shelf().fetch(V, 'arm64', conduct)).sha256).toBe(sha256(arm64));
    expect(await shelf().list()).toMatchObject([{ trust: 'person', state: 'good' }]);
  });
});

describe('what is on the shelf', () => {
  it('that was changed is set aside and named, and fetched anew', async () => {
    offerAll();
    await shelf().fetch(V, 'arm64', conduct);
    await shelf().fetch(V, 'amd64', conduct);
    writeFileSync(binaryOf('arm64'), spoiled);
    expect((await shelf().list()).map(({ state }) => state)).toEqual(['good', 'good']);
    expect(await shelf().take(V, 'arm64', never)).toBeNull();
    expect(said).toContain('a kept VPN client is damaged and was set aside');
    expect((await shelf().list()).map(({ architecture, state }) => [architecture, state])).toEqual([['amd64', 'good'], ['arm64', 'damaged']]);
    expect(readdirSync(folder).filter((name) => name.endsWith('.damaged'))).toHaveLength(1);
    expect(await shelf().take(V, 'amd64', never)).not.toBeNull();
    expect((await shelf().fetch(V, 'arm64', conduct)).sha256).toBe(sha256(arm64));
    expect((await shelf().list()).every(({ state }) => state === 'good')).toBe(true);
  });

  it('is read through by a check, which also sees what is cut short or gone', async () => {
    offerAll();
    for (const architecture of ['arm64', 'amd64', 'armv7']) await shelf().fetch(V, architecture, conduct);
    writeFileSync(binaryOf('amd64'), Buffer.alloc(amd64.length));
    appendFileSync(binaryOf('arm64'), 'x');
    rmSync(binaryOf('armv7'));
    expect((await shelf().check(never)).map(({ architecture, state }) => [architecture, state])).toEqual([['amd64', 'damaged'], ['arm64', 'damaged'], ['armv7', 'missing']]);
    for (const architecture of ['arm64', 'amd64', 'armv7']) await shelf().fetch(V, architecture, conduct);
    expect((await shelf().check(never)).map(({ state }) => state)).toEqual(['good', 'good', 'good']);
  });

  it('does not believe a label that somebody wrote or moved', async () => {
    offerAll();
    await shelf().fetch(V, 'arm64', conduct);
    const label = readFileSync(path.join(folder, `${V}_arm64.json`), 'utf8');
    writeFileSync(path.join(folder, `${V}_amd64.json`), label);
    writeFileSync(path.join(folder, `${V}_armv6.json`), label.replace('"arm64"', '"armv6"').replace('{', ''));
    expect((await shelf().list()).map(({ architecture }) => architecture)).toEqual(['arm64']);
    expect(await shelf().take(V, 'amd64', never)).toBeNull();
  });

  it('is removed by one or by version, and only that', async () => {
    offerAll();
    api.publish('v1.4.0', { arm64: amd64 });
    for (const architecture of ['arm64', 'amd64']) await shelf().fetch(V, architecture, conduct);
    await shelf().add({ path: binaryOf('arm64'), version: 'v1.10.0', architecture: 'arm64', sha256: null }, never);
    // Newest first: by number, not by letter.
    expect((await shelf().list()).map(({ version, architecture }) => `${version} ${architecture}`)).toEqual(['v1.10.0 arm64', 'v1.5.1 amd64', 'v1.5.1 arm64']);
    expect((await shelf().remove(V, 'amd64')).map(({ architecture }) => architecture)).toEqual(['amd64']);
    await shelf().remove('1.5.1', null);
    expect((await shelf().list()).map(({ version }) => version)).toEqual(['v1.10.0']);
    expect(readdirSync(folder)).toHaveLength(2);
    await expect(shelf().remove(V, 'arm64')).rejects.toMatchObject({ code: 'client-missing' });
    await expect(shelf().remove(V, null)).rejects.toMatchObject({ code: 'client-missing' });
  });

  it('is swept of what programs that died left, and of nothing that is young or wanted', async () => {
    offerAll();
    await shelf().fetch(V, 'arm64', conduct);
    const hour = Date.now() / 1000 - 4000;
    for (const [name, old] of [['netclient-v1.4.0-linux-arm64-0123456789abcdef', true], ['netclient-x.aaaa.tmp', true], ['netclient-y.bbbb.tmp', false], ['notes.txt', true], ['settings.json', true]] as const) {
      writeFileSync(path.join(folder, name), 'x');
      if (old) utimesSync(path.join(folder, name), hour, hour);
    }
    utimesSync(binaryOf('arm64'), hour, hour);
    await shelf().check(never);
    expect(readdirSync(folder).sort()).toEqual([path.basename(binaryOf('arm64')), 'netclient-y.bbbb.tmp', 'notes.txt', 'settings.json', `${V}_arm64.json`].sort());
  });

  it('survives several programs at once', async () => {
    offerAll();
    const programs = Array.from({ length: 4 }, () => shelf());
    const kept = await Promise.all(programs.flatMap((program) => ['arm64', 'amd64'].map((architecture) => program.fetch(V, architecture, conduct))));
    expect(kept.map(({ architecture, sha256: sum }) => `${architecture} ${sum}`)).toEqual(programs.flatMap(() => [`arm64 ${sha256(arm64)}`, `amd64 ${sha256(amd64)}`]));
    expect((await shelf().check(never)).map(({ state }) => state)).toEqual(['good', 'good']);
    expect(readdirSync(folder)).toHaveLength(4);
  });
});

describe('a file that somebody gave', () => {
  const given = (bytes: Uint8Array): string => {
    const file = path.join(path.dirname(folder), 'from-a-colleague');
    writeFileSync(file, bytes);
    return file;
  };
  const add = (bytes: Uint8Array, part: Partial<Parameters<LaptopShelf['add']>[0]> = {}): Promise<unknown> => shelf().add({ path: given(bytes), version: V, architecture: 'arm64', sha256: null, ...part }, never);

  it('is kept with its checksum, and used', async () => {
    expect(await add(arm64)).toMatchObject({ trust: 'person', sha256: sha256(arm64), from: 'from-a-colleague', state: 'good' });
    expect((await shelf().take(V, 'arm64', never))?.sha256).toBe(sha256(arm64));
  });

  it('replaces what was there', async () => {
    await add(spoiled);
    await add(arm64);
    expect(readdirSync(folder)).toHaveLength(2);
    expect((await shelf().take(V, 'arm64', never))?.sha256).toBe(sha256(arm64));
  });

  it.each([
    ['another checksum than was said', arm64, { sha256: 'a'.repeat(64) }, { code: 'client-checksum', params: { seen: sha256(arm64) } }],
    ['another processor', amd64, {}, { code: 'client-wrong-processor', params: { found: 'amd64', wanted: 'arm64' } }],
    ['no program', new Uint8Array(Buffer.from('#!/bin/sh')), {}, { code: 'client-wrong-processor', params: { found: 'no Linux program' } }],
    ['a version that is none', arm64, { version: 'latest' }, { code: 'input-invalid', params: { field: 'version' } }],
    ['a processor that is none', arm64, { architecture: 'sparc' }, { code: 'input-invalid', params: { field: 'architecture' } }],
    ['no file', arm64, { path: '/does/not/exist' }, { code: 'storage-failed', params: { reason: 'no such file or directory' } }],
  ] as const)('is refused with %s', async (_what, bytes, part, error) => {
    await expect(add(bytes, part)).rejects.toMatchObject(error);
    expect(await shelf().list()).toEqual([]);
  });
});

describe('several at once', () => {
  it('are all tried; what fails for one is told with its name', async () => {
    offerAll();
    const other = elfFile({ machine: AMD64, size: 200_000, go: 'changed' });
    for (const place of [first, second]) place.offer(V, 'amd64', other);
    const { held, failed } = await obtainClients(shelf(), V, ['arm64', 'amd64', 'armv5', 'armv7', 'arm64'], conduct);
    expect(held.map(({ architecture }) => architecture)).toEqual(['arm64', 'armv7']);
    expect(failed.map(({ architecture, error }) => [architecture, error.code])).toEqual([['amd64', 'client-checksum'], ['armv5', 'client-version-unknown']]);
  });

  it('stop at what would stop them all', async () => {
    expect((await obtainClients(shelf(), V, ['arm64', 'amd64', 'armv7'], conduct)).failed.map(({ error }) => error.code)).toEqual(['client-version-unknown']);
    await api.close();
    expect((await obtainClients(shelf(), V, ['arm64', 'amd64', 'armv7'], conduct)).failed.map(({ error }) => error.code)).toEqual(['client-download-failed', 'client-download-failed']);
    api = await ReleaseServer.start();
  });
});

describe("an administrator's settings", () => {
  it('name other places; without any, the maker is asked', async () => {
    expect(await readShelfSettings(folder)).toEqual({ api: null, downloads: [], manifest: null });
    offerAll();
    await shelf().fetch(V, 'arm64', conduct);
    writeFileSync(path.join(folder, 'settings.json'), JSON.stringify({ manifest: 'https://office.example/{version}.json' }));
    expect(await readShelfSettings(folder)).toEqual({ api: null, downloads: [], manifest: 'https://office.example/{version}.json' });
    // They are no client.
    expect(await shelf().list()).toHaveLength(1);
  });

  it.each(['{', '{"downloads": ["ftp://x"]}', '{"manifest": 7}', '[]'])('are refused as %s', async (content) => {
    offerAll();
    await shelf().fetch(V, 'arm64', conduct);
    writeFileSync(path.join(folder, 'settings.json'), content);
    await expect(readShelfSettings(folder)).rejects.toMatchObject({ code: 'input-invalid' });
  });

  it('with a list of their own are enough for everything', async () => {
    api.replies.set('/list.json', json({ version: V, assets: [{ architecture: 'arm64', sha256: sha256(arm64), url: '/own/netclient' }] }));
    api.replies.set('/own/netclient', whole(arm64));
    const own = shelf({ findRelease: (version, signal) => clientRelease({ api: null, downloads: [], manifest: `${api.url}/list.json` }, version, signal) });
    expect(await own.obtain(V, 'arm64', conduct)).toMatchObject({ trust: 'manifest', from: api.host });
    expect(await own.take(V, 'arm64', never)).not.toBeNull();
  });
});
