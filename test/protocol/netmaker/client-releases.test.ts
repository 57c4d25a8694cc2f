import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ReleasePlaces } from '../../../electron/domain/vpn-client';
import { clientRelease } from '../../../electron/overlay/netmaker/releases/client-releases';
import { AMD64, ARM64, elfFile } from '../../fixtures/elf-file';
import { never } from '../../fixtures/loopback';
import { ReleaseServer, json, sha256, silent } from '../../fixtures/release-server';

const arm64 = elfFile({ machine: ARM64 });
const amd64 = elfFile({ machine: AMD64 });

let api: ReleaseServer;
let folder: string;
beforeEach(async () => {
  api = await ReleaseServer.start();
  folder = mkdtempSync(path.join(os.tmpdir(), 'releases-'));
});
afterEach(async () => {
  await api.close();
  rmSync(folder, { recursive: true, force: true });
});
const places = (part: Partial<ReleasePlaces> = {}): ReleasePlaces => ({ api: api.url, downloads: ['https://one.example/dl/', 'https://two.example/dl'], manifest: null, ...part });

describe("a release at its maker's", () => {
  it('is known with the checksum, the size and both addresses of each file', async () => {
    api.publish('v1.5.1', { arm64, amd64 });
    const release = await clientRelease(places(), 'v1.5.1', never);
    expect(release.vouchedBy).toBe('maker');
    // Windows is none of ours; the usual one comes first.
    expect(release.assets.map(({ architecture }) => architecture)).toEqual(['amd64', 'arm64']);
    expect(release.assets[1]).toEqual({ architecture: 'arm64', sha256: sha256(arm64), size: arm64.length, addresses: ['https://one.example/dl/v1.5.1/netclient-linux-arm64', 'https://two.example/dl/v1.5.1/netclient-linux-arm64'] });
  });

  it('of before June 2025 has no checksums, nor has one whose checksum is of another kind', async () => {
    api.publish('v0.90.0', { arm64 }, false);
    expect((await clientRelease(places(), 'v0.90.0', never)).assets[0]?.sha256).toBeNull();
    api.replies.set('/releases/tags/v0.90.0', json({ tag_name: 'v0.90.0', assets: [{ name: 'netclient-linux-arm64', digest: `sha1:${'a'.repeat(40)}` }] }));
    expect((await clientRelease(places(), 'v0.90.0', never)).assets[0]?.sha256).toBeNull();
  });

  it('that does not exist is told apart from a maker who cannot be asked', async () => {
    await expect(clientRelease(places(), 'v9.9.9', never)).rejects.toMatchObject({ code: 'client-version-unknown', params: { version: 'v9.9.9' } });
    await api.close();
    await expect(clientRelease(places(), 'v1.5.1', never)).rejects.toMatchObject({ code: 'client-download-failed', params: { reason: 'ECONNREFUSED' } });
    api = await ReleaseServer.start();
  });

  it.each([
    ['too many questions', json({ message: 'API rate limit exceeded' }, 403), /asked too often/],
    ['a failing server', json({}, 502), /HTTP 502/],
    ['another release', json({ tag_name: 'v1.5.0', assets: [] }), /not about this release/],
    ['a web page', json('<html>'), /not about this release/],
  ])('is not believed from %s', async (_what, reply, reason) => {
    api.replies.set('/releases/tags/v1.5.1', reply);
    await expect(clientRelease(places(), 'v1.5.1', never)).rejects.toMatchObject({ code: 'client-download-failed', params: { reason: expect.stringMatching(reason) as string } });
  });

  it('stops being asked when told to', async () => {
    const abort = new AbortController();
    api.replies.set('/releases/tags/v1.5.1', (request, response) => {
      silent(request, response);
      abort.abort();
    });
    await expect(clientRelease(places(), 'v1.5.1', abort.signal)).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe("an administrator's own list", () => {
  const list = (part: object = {}): object => ({ version: '1.5.1', assets: [{ architecture: 'arm64', sha256: sha256(arm64) }, { architecture: 'amd64', sha256: sha256(amd64), url: 'files/netclient' }], ...part });

  it('at an address says whose files these are; addresses in it are relative to it', async () => {
    api.replies.set('/netclient/v1.5.1.json', json(list()));
    const release = await clientRelease(places({ manifest: `${api.url}/netclient/{version}.json` }), 'v1.5.1', never);
    expect(release).toMatchObject({ vouchedBy: 'manifest', version: 'v1.5.1' });
    expect(release.assets.map(({ addresses }) => addresses)).toEqual([['https://one.example/dl/v1.5.1/netclient-linux-arm64', 'https://two.example/dl/v1.5.1/netclient-linux-arm64'], [`${api.url}/netclient/files/netclient`]]);
    // Nobody else was asked.
    expect(api.asked.map(({ path: asked }) => asked)).toEqual(['/netclient/v1.5.1.json']);
  });

  it('in a file does as well', async () => {
    const file = path.join(folder, 'list.json');
    writeFileSync(file, JSON.stringify(list({ assets: [{ architecture: 'arm64', sha256: sha256(arm64), url: 'https://three.example/x' }] })));
    expect((await clientRelease(places({ manifest: file }), 'v1.5.1', never)).assets).toEqual([{ architecture: 'arm64', sha256: sha256(arm64), size: null, addresses: ['https://three.example/x'] }]);
    await expect(clientRelease(places({ manifest: file }), 'v1.5.0', never)).rejects.toMatchObject({ code: 'client-version-unknown' });
  });

  it.each([
    ['no JSON', 'not json', /not JSON/],
    ['a checksum that is none', JSON.stringify(list({ assets: [{ architecture: 'arm64', sha256: 'abc' }] })), /assets\.0\.sha256/],
    ['an unknown processor', JSON.stringify(list({ assets: [{ architecture: '../x', sha256: sha256(arm64) }] })), /assets\.0\.architecture/],
    ['a relative address in a file', JSON.stringify(list()), /no address for amd64/],
    ['more than a list', 'x'.repeat(300_000), /too large/],
  ])('is refused with %s', async (_what, content, reason) => {
    const file = path.join(folder, 'list.json');
    writeFileSync(file, content);
    await expect(clientRelease(places({ manifest: file }), 'v1.5.1', never)).rejects.toMatchObject({ code: 'client-manifest-invalid', params: { reason: expect.stringMatching(reason) as string } });
  });

  it.each([['http://192.0.2.1/list.json', /not an https address/], ['/does/not/exist.json', /no such file/]])('is not read from %s', async (manifest, reason) => {
    await expect(clientRelease(places({ manifest }), 'v1.5.1', never)).rejects.toMatchObject({ code: 'client-manifest-invalid', params: { reason: expect.stringMatching(reason) as string } });
  });

  it('that is not there says so', async () => {
    await expect(clientRelease(places({ manifest: `${api.url}/list.json` }), 'v1.5.1', never)).rejects.toMatchObject({ code: 'client-manifest-invalid', params: { reason: 'HTTP 404' } });
  });
});
