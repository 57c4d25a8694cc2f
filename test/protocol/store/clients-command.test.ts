import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runClients } from '../../../electron/clients-command';
import { ClientsResult } from '../../../electron/terminal/clients-result';
import { readClientsOptions } from '../../../electron/terminal/clients-usage';
import { AMD64, ARM64, elfFile } from '../../fixtures/elf-file';
import { ReleaseServer, sha256 } from '../../fixtures/release-server';

const arm64 = elfFile({ machine: ARM64, size: 50_000 });
const amd64 = elfFile({ machine: AMD64, size: 50_000 });

let api: ReleaseServer;
let first: ReleaseServer;
let second: ReleaseServer;
let data: string;
let printed: { out: string; err: string };
beforeEach(async () => {
  [api, first, second] = await Promise.all([ReleaseServer.start(), ReleaseServer.start(), ReleaseServer.start()]);
  data = mkdtempSync(path.join(os.tmpdir(), 'clients-command-'));
  mkdirSync(path.join(data, 'clients'));
  writeFileSync(path.join(data, 'clients', 'settings.json'), JSON.stringify({ api: api.url, downloads: [first.url, second.url] }));
  printed = { out: '', err: '' };
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => { printed.out += String(text); return true; });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => { printed.err += String(text); return true; });
});
afterEach(async () => {
  await Promise.all([api.close(), first.close(), second.close()]);
  rmSync(data, { recursive: true, force: true });
});

async function clients(...argv: string[]): Promise<number> {
  printed = { out: '', err: '' };
  const options = readClientsOptions(['clients', ...argv, '--data', data]);
  if (options === null || options === 'clients-help') throw new Error('not an action');
  return runClients(options);
}
async function asJson(...argv: string[]): Promise<ClientsResult> {
  const code = await clients(...argv, '--json');
  const result = ClientsResult.parse(JSON.parse(printed.out));
  expect(result.exitCode).toBe(code);
  return result;
}
function offer(digests: boolean): void {
  api.publish('v1.5.1', { arm64, amd64 }, digests);
  for (const place of [first, second]) {
    place.offer('v1.5.1', 'arm64', arm64);
    place.offer('v1.5.1', 'amd64', amd64);
  }
}

describe('clients', () => {
  it('go from the office to the shelf and out again', async () => {
    offer(true);
    expect(await asJson('list')).toMatchObject({ command: 'list', exitCode: 0, held: [] });
    expect(await asJson('fetch', '1.5.1', 'arm64', 'amd64')).toMatchObject({ exitCode: 0, changed: [{ architecture: 'arm64', sha256: sha256(arm64), trust: 'maker' }, { architecture: 'amd64' }], held: [{ architecture: 'amd64' }, { architecture: 'arm64' }] });
    expect(printed.err).toContain('Fetching the VPN client v1.5.1 arm64');
    expect(await asJson('check')).toMatchObject({ exitCode: 0, held: [{ state: 'good' }, { state: 'good' }] });
    expect(await asJson('remove', '1.5.1', 'amd64')).toMatchObject({ exitCode: 0, changed: [{ architecture: 'amd64' }], held: [{ architecture: 'arm64' }] });
    expect(await clients('list')).toBe(0);
    expect(printed.out).toContain(sha256(arm64));
    expect(await asJson('remove', '1.5.1', 'amd64')).toMatchObject({ exitCode: 1, error: { code: 'client-missing' }, held: [{ architecture: 'arm64' }] });
  });

  it('tell what could not be had, and keep the rest', async () => {
    offer(true);
    expect(await asJson('fetch', '1.5.1', 'arm64', 'armv5')).toMatchObject({ exitCode: 3, changed: [{ architecture: 'arm64' }], failed: [{ architecture: 'armv5', error: { code: 'client-version-unknown' } }] });
    expect(await asJson('fetch', '9.9.9')).toMatchObject({ exitCode: 1, changed: [], failed: [{ error: { code: 'client-version-unknown' } }] });
  });

  it('wait for a person where nobody published a checksum', async () => {
    offer(false);
    expect(await clients('fetch', '1.5.1', 'arm64')).toBe(4);
    expect(printed.out).toContain(`clients trust v1.5.1 arm64 ${sha256(arm64)}`);
    expect(await asJson('trust', '1.5.1', 'arm64', sha256(amd64))).toMatchObject({ exitCode: 1, error: { code: 'client-checksum' }, held: [{ trust: 'nobody' }] });
    expect(await asJson('trust', '1.5.1', 'arm64', sha256(arm64))).toMatchObject({ exitCode: 0, held: [{ trust: 'person' }] });
    expect(await clients('fetch', '1.5.1', 'arm64')).toBe(0);
  });

  it('come from a colleague as a file, for the right processor only', async () => {
    const file = path.join(data, 'netclient');
    writeFileSync(file, arm64);
    expect(await asJson('add', file, '--version', '1.4.0', '--architecture', 'armv7')).toMatchObject({ exitCode: 1, error: { code: 'client-wrong-processor', params: { found: 'arm64', wanted: 'armv7' } }, held: [] });
    expect(await clients('add', file, '--version', '1.4.0', '--architecture', 'arm64')).toBe(0);
    expect(printed.out).toContain(sha256(arm64));
  });

  it('say in the chosen language what is wrong with the settings', async () => {
    writeFileSync(path.join(data, 'clients', 'settings.json'), '{');
    expect(await clients('fetch', '1.5.1', 'arm64', '--language', 'nl')).toBe(2);
    expect(printed.out).toContain('settings.json');
    expect(printed.out).toContain('Verbeter het en probeer het opnieuw');
  });
});
