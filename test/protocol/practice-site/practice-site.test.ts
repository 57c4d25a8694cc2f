import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { build } from 'vite';
import { createLoginLedger, memoryStore } from '../../../electron/camera/login-ledger';
import { createCameraAccounts } from '../../../electron/camera/camera-accounts';
import { createCameraReader } from '../../../electron/camera/reader';
import { Site, newSite, overlayPlace } from '../../../electron/domain/site';
import { Secret } from '../../../electron/domain/secret';
import type { Device } from '../../../electron/domain/device';
import { PRACTICE_CAMERAS } from '../../../electron/practice/cameras/practice-cameras';
import { startPracticeSite, type PracticeSite } from '../../../electron/practice/practice-site';
import { Viewer } from '../practice-cameras/viewer';

const ASSETS = join(import.meta.dirname, '../../../assets/practice');
let directory: string;
const sites: PracticeSite[] = [];

async function start(options: { signal?: AbortSignal; directory?: string; assets?: string } = {}): Promise<PracticeSite> {
  const site = await startPracticeSite({ directory: options.directory ?? directory, assetsDirectory: options.assets ?? ASSETS, log: () => undefined, ...(options.signal === undefined ? {} : { signal: options.signal }) });
  sites.push(site);
  return site;
}

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'practice-'));
});
afterEach(async () => {
  for (const site of sites.splice(0)) await site.close();
  rmSync(directory, { recursive: true });
});

const cameraHost = (site: Pick<PracticeSite, 'settings'>, number: number): string => (site.settings.ranges[0] ?? '').replace(/\d+\/24$/, String(10 + number));
const secretOf = (site: Pick<PracticeSite, 'secrets'>, id: string): string => site.secrets[id] ?? '';

async function api<T>(url: string, path: string, options: { method?: string; body?: unknown; bearer?: string } = {}): Promise<T> {
  const response = await fetch(url + path, {
    method: options.method ?? 'GET',
    headers: { 'content-type': 'application/json', connection: 'close', ...(options.bearer === undefined ? {} : { authorization: `Bearer ${options.bearer}` }) },
    ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
  });
  return (await response.json()) as T;
}

describe('the practice site', () => {
  it('gives settings that a site file may hold, and a secret for each reference', async () => {
    const site = await start();
    const file = Site.parse({ ...newSite({ id: 'practice', name: 'Practice', mode: 'practice', language: 'en', timeZone: 'UTC' }), ...site.settings });
    const references = [...JSON.stringify(file).matchAll(/"kind":"vault","id":"([^"]+)"/g)].map((match) => match[1]);
    expect([...new Set(references)].sort()).toEqual(Object.keys(site.secrets).sort());
    expect(JSON.stringify(file)).not.toMatch(new RegExp(Object.values(site.secrets).map((secret) => secret.replace(/\W/g, '\\$&')).join('|')));
  });

  it('has five cameras that let the site\'s login in', async () => {
    const site = await start();
    const login = { username: site.settings.credentials[0]?.username ?? '', password: secretOf(site, 'practice-camera-login') };
    for (const { number, streams } of PRACTICE_CAMERAS) {
      const viewer = await Viewer.open(cameraHost(site, number), 8554, login);
      expect((await viewer.demand('DESCRIBE', `rtsp://${cameraHost(site, number)}:8554${streams[0].path}`)).status).toBe(200);
      await viewer.close();
    }
  });

  it('is read by the product itself: every camera ready, both streams, a picture', async () => {
    const site = await start();
    const reader = createCameraReader({
      pictures: { save: async (jpeg) => ({ sha256: '0'.repeat(64), bytes: jpeg.length, takenAt: '' }), load: async () => null, saveKeyFrame: () => Promise.reject(new Error('not asked for')), loadKeyFrame: async () => null },
      log: () => undefined,
      now: Date.now,
      ledger: createLoginLedger({ store: memoryStore(), now: Date.now }),
    });
    const logins = [{ credentialId: 'practice', username: site.settings.credentials[0]?.username ?? '', password: new Secret(secretOf(site, 'practice-camera-login')) }];
    const readings = await Promise.all(PRACTICE_CAMERAS.map(({ number }) => {
      const address = cameraHost(site, number);
      const device: Device = { id: address, address, otherIds: [], otherAddresses: [], channels: null, advice: [], mac: null, kind: 'camera', reasons: [], name: null, vendor: null, model: null, ports: [], onvif: `http://${address}:8080/onvif/device_service`, rtspPort: 8554, evidence: [] };
      return reader.read({ device, logins, mainToken: null, subToken: null, seconds: 1 }, { signal: new AbortController().signal, progress: () => undefined });
    }));
    expect(readings.map((reading) => [reading.outcome, reading.main?.codec, reading.main?.width, reading.sub?.width, reading.picture !== null, reading.model])).toEqual(
      PRACTICE_CAMERAS.map(({ number, model }) => ['ready', number === 3 ? 'H265' : 'H264', 1280, 640, true, model]),
    );
    expect(readings.map((reading) => reading.main?.loss)).toEqual([0, 0, 0, 0, 0]);
    expect(readings.map((reading) => reading.login)).toEqual(PRACTICE_CAMERAS.map(({ login }) => login));
    expect(Math.round((readings[1]?.clockSkewSeconds ?? 0) / 60)).toBe(180);
  });

  it('has cameras that keep a password which was changed', async () => {
    const site = await start();
    const accounts = createCameraAccounts({ ledger: createLoginLedger({ store: memoryStore(), now: Date.now }), log: () => undefined, now: Date.now });
    const conduct = { signal: new AbortController().signal, progress: () => undefined };
    const account = (number: number) => ({ deviceId: String(number), address: cameraHost(site, number), onvif: `http://${cameraHost(site, number)}:8080/onvif/device_service`, username: site.settings.credentials[0]?.username ?? '', allowBasic: false });
    const [before, after] = [new Secret(secretOf(site, 'practice-camera-login')), new Secret('another one')];
    await accounts.setPassword(account(2), { before, after }, conduct);
    await site.close();
    await start();
    expect([await accounts.holds(account(2), after, conduct), await accounts.holds(account(1), before, conduct)]).toEqual([{ serial: 'PO2-0002' }, { serial: 'PC100-0001' }]);
  });

  it('stays on loopback', async () => {
    const site = await start();
    const hosts = [...JSON.stringify(site.settings).matchAll(/(?:\d{1,3}\.){3}\d{1,3}/g)].map((match) => match[0]);
    expect(hosts.every((host) => host.startsWith('127.77.'))).toBe(true);
  });

  it('leaves nothing open when it is closed', async () => {
    const before = process.getActiveResourcesInfo().sort();
    const site = await startPracticeSite({ directory, assetsDirectory: ASSETS, log: () => undefined });
    await site.close();
    await expect.poll(() => process.getActiveResourcesInfo().filter((kind) => /Server|UDP|TCP|PIPE/.test(kind)).sort()).toEqual(before.filter((kind) => /Server|UDP|TCP|PIPE/.test(kind)));
  });

  it('may run twice on one computer, each in its own block', async () => {
    const other = mkdtempSync(join(tmpdir(), 'practice-'));
    try {
      const [first, second] = [await start(), await start({ directory: other })];
      expect(first.settings.ranges).not.toEqual(second.settings.ranges);
    } finally {
      for (const site of sites.splice(0)) await site.close();
      rmSync(other, { recursive: true });
    }
  });

  it('says so when it is open already, and disturbs nobody', async () => {
    const site = await start();
    await expect(start()).rejects.toMatchObject({ code: 'practice-unavailable', params: { reason: expect.stringContaining('in use') as string } });
    const viewer = await Viewer.open(cameraHost(site, 1), 8554, null);
    expect((await viewer.ask('OPTIONS', '*'))?.status).toBe(200);
    await viewer.close();
  });

  it('takes other ports where somebody listens on the usual ones at every address', async () => {
    const stranger: Server = createServer();
    // Another server of this computer may have it already: just as good.
    await new Promise<void>((resolve) => stranger.once('error', () => resolve()).listen({ port: 8080, host: '0.0.0.0' }, () => resolve()));
    try {
      const site = await start();
      // The next one of the usual ports that is free: another test may hold some of them too.
      const pages = await Promise.all([8000, 8899, 2020].map((port) => fetch(`http://${cameraHost(site, 1)}:${port}/`, { headers: { connection: 'close' } }).then((page) => page.text(), () => '')));
      expect(pages.filter((page) => page.includes('PRACTICE camera: Practice Cam 1'))).toHaveLength(1);
    } finally {
      stranger.close();
    }
  });

  it('is not started without its media', async () => {
    await expect(start({ assets: directory })).rejects.toMatchObject({ code: 'practice-unavailable' });
    writeFileSync(join(directory, 'main.h264'), 'no film');
    await expect(start({ assets: directory })).rejects.toMatchObject({ code: 'practice-unavailable' });
  });

  it('stops its starting when told so, and leaves nothing running', async () => {
    await expect(start({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' });
    await start();
  });
});

describe('the practice site of a killed program', () => {
  let program: string;
  const children: ChildProcess[] = [];

  beforeAll(async () => {
    // Within the project, so that the program finds its packages.
    const out = join(import.meta.dirname, `../../../.cache/practice-process-${process.pid}`);
    await build({ configFile: false, logLevel: 'error', root: import.meta.dirname, build: { ssr: join(import.meta.dirname, 'practice-process.ts'), outDir: out, emptyOutDir: false, target: 'node20', rollupOptions: { output: { entryFileNames: 'practice-process.mjs' } } }, ssr: { noExternal: true, external: ['ssh2'] } });
    program = join(out, 'practice-process.mjs');
    return () => rmSync(out, { recursive: true });
  });
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });

  it('is found again as it was left', async () => {
    const child = spawn(process.execPath, [program, directory, ASSETS], { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    const before = JSON.parse(line) as Pick<PracticeSite, 'settings' | 'secrets'>;
    const url = before.settings.overlay === null ? '' : overlayPlace(before.settings.overlay);
    const signIn = async (): Promise<string> =>
      (await api<{ Response: { AuthToken: string } }>(url, '/api/users/adm/authenticate', { method: 'POST', body: { username: 'practice', password: secretOf(before, 'practice-netmaker-login') } })).Response.AuthToken;
    const tags = async (): Promise<string[]> => (await api<{ tags: string[] }[]>(url, '/api/v1/enrollment-keys', { bearer: await signIn() })).flatMap((key) => key.tags);
    await api(url, '/api/v1/enrollment-keys', { method: 'POST', bearer: await signIn(), body: { networks: ['practice'], tags: ['kept'], type: 1, expiration: Math.floor(Date.now() / 1000) + 3600, uses_remaining: 0, unlimited: false } });
    child.kill('SIGKILL');
    await once(child, 'exit');

    const after = await start();
    expect(after.settings).toEqual(before.settings);
    expect(await tags()).toEqual(['kept']);
  });
});
