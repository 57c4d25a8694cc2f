import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { AppEvent, Call, Input, Output } from '../../../electron/contract/contract';
import { TunnelError } from '../../../electron/domain/errors';
import { applyEntry, foldJournal } from '../../../electron/domain/state';
import { Secret } from '../../../electron/domain/secret';
import { Redactor } from '../../../electron/domain/redaction';
import { Engine } from '../../../electron/engine/engine';
import type { OpenSite } from '../../../electron/engine/open-site';
import type { Overlay, Ports } from '../../../electron/engine/ports';
import { AppService, type AppPorts } from '../../../electron/shell/app-service';
import { answerCall } from '../../../electron/shell/ipc-server';
import { SiteFolders } from '../../../electron/shell/site-folders';
import { JournalFile } from '../../../electron/store/journal-file';
import { MEMORY_ONLY, SecretStore } from '../../../electron/store/secret-store';
import { readSite, writeSite } from '../../../electron/store/site-file';
import { fakePorts, fakeSite, FakeWorld } from '../../fixtures/fake-world';
import { MemoryShelf } from '../../fixtures/memory-shelf';

/** Waits for the abort and for nothing else, as everything long does. */
function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const stop = (): void => {
      reject(new TunnelError('cancelled'));
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop);
  });
}

/** The program's main process without Electron: real folders, journal, engine; a world that steps put things into. */
class Program {
  readonly folder: string;
  readonly world: FakeWorld;
  readonly events: AppEvent[] = [];
  readonly opened: string[] = [];
  readonly service: AppService;
  ports: Partial<Ports> = {};
  chosen: string | null = null;
  readonly clients = new MemoryShelf();
  openFails: TunnelError | null = null;

  constructor(folder: string, world = new FakeWorld()) {
    this.folder = folder;
    this.world = world;
    const redactor = new Redactor();
    const secrets = new SecretStore(null, MEMORY_ONLY, redactor);
    const choose = (): Promise<string | null> => Promise.resolve(this.chosen);
    const ports: AppPorts = {
      folders: new SiteFolders(folder),
      secrets,
      clients: this.clients,
      openSite: async ({ file, folder: siteFolder }) => {
        if (this.openFails !== null) throw this.openFails;
        const journal = await JournalFile.open(path.join(siteFolder, 'journal.jsonl'), Date.now);
        let site = await readSite(file);
        const sitePorts = { ...fakePorts(this.world), ...this.ports };
        this.opened.push(site.id);
        const open: OpenSite = {
          get site() { return site; },
          engine: new Engine(sitePorts, journal, redactor.redact),
          ports: sitePorts, pictures: sitePorts.pictures, secrets, redact: redactor.redact, log: () => undefined,
          update: async (next) => {
            await writeSite(file, next);
            return (site = next);
          },
          close: () => journal.close(),
        };
        return open;
      },
      reportHtml: (site) => Promise.resolve(`<h1>${site.site.name}</h1>`),
      contextsOf: (text) => ({ contexts: text.split(' '), current: null }),
      printPdf: () => Promise.resolve(Buffer.from('%PDF-1.7')),
      dialogs: { chooseClient: choose, chooseKey: choose, chooseKubeconfig: choose, chooseCertificate: choose, saveReport: choose, saveRouter: choose },
      info: () => ({ version: '1', electron: '1', platform: 'linux', locale: 'en', secretsKept: false }),
      send: (event) => {
        if (event.type !== 'live') this.events.push(event);
      },
      log: () => undefined,
    };
    this.service = new AppService(ports);
    onTestFinished(() => this.service.close());
  }

  async ask<C extends Call>(call: C, input: Input<C>): Promise<Output<C>> {
    const answer = await answerCall({ handlers: this.service.handlers, redact: (text) => text, failed: () => undefined }, call, input);
    if (!answer.ok) throw Object.assign(new Error(answer.error.code), answer.error);
    return answer.value as Output<C>;
  }

  /** Resolves when the run that is on now has ended. */
  async ended(): Promise<Extract<AppEvent, { type: 'run' }>> {
    for (;;) {
      const last = this.events.findLast((event) => event.type === 'run');
      if (last?.running === null) return last;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  async run(stage: 'survey' | 'check' | 'plan' | 'connect' | 'prove' | 'undo'): Promise<Extract<AppEvent, { type: 'run' }>> {
    await this.ask('run.start', { stage, only: null });
    return this.ended();
  }

  async createSite(): Promise<string> {
    const { site } = await this.ask('sites.create', { mode: 'real', name: 'Bakkerij Café', language: 'nl', timeZone: 'Europe/Brussels' });
    await this.ask('site.update', { site: { ...fakeSite(), id: site.id } });
    return site.id;
  }
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'app-service-'));
  return () => {
    rmSync(folder, { recursive: true, force: true });
  };
});

describe('sites', () => {
  it('are named after what was typed, and never share a name', async () => {
    const program = new Program(folder);
    const create = { mode: 'real', name: 'Bakkerij Café, Gent', language: 'en', timeZone: 'UTC' } as const;
    const ids = [await program.ask('sites.create', create), await program.ask('sites.create', create), await program.ask('sites.create', { ...create, name: '***' })].map((snapshot) => snapshot.site.id);
    expect(ids).toEqual(['bakkerij-cafe-gent', 'bakkerij-cafe-gent-2', 'site']);
  });

  it('are listed with where they are', async () => {
    const program = new Program(folder);
    const id = await program.createSite();
    await program.run('survey');
    await program.ask('site.page', { page: 'accounts' });
    expect(await program.ask('sites.list', null)).toMatchObject([{ id, cameras: 3, page: 'accounts', changed: false, lastRun: { stage: 'survey', phase: 'finished' } }]);
  });

  it('that cannot be read do not hide the others', async () => {
    const program = new Program(folder);
    const id = await program.createSite();
    await program.ask('sites.create', { mode: 'practice', name: 'Broken', language: 'en', timeZone: 'UTC' });
    writeFileSync(path.join(folder, 'sites', 'broken', 'site.json'), '{');
    expect((await program.ask('sites.list', null)).map((site) => site.id)).toEqual([id]);
  });

  it.each(['../secrets', '/etc', '', 'A', '.'])('are not opened by the path %j', async (id) => {
    await expect(new Program(folder).ask('sites.open', { id })).rejects.toMatchObject({ code: 'input-invalid' });
  });

  it('are forgotten only when nothing is left to take back', async () => {
    const program = new Program(folder);
    const id = await program.createSite();
    for (const stage of ['survey', 'check', 'connect'] as const) await program.run(stage);
    await expect(program.ask('sites.remove', { id })).rejects.toMatchObject({ code: 'undo-incomplete', params: { count: 8 } });
    await program.run('undo');
    await program.ask('sites.remove', { id });
    expect([existsSync(path.join(folder, 'sites', id)), await program.ask('snapshot', null), await program.ask('sites.list', null)]).toEqual([false, null, []]);
  });
});

describe('a window', () => {
  it('that is loaded again has everything from one snapshot', async () => {
    const program = new Program(folder);
    await program.createSite();
    for (const stage of ['survey', 'check', 'plan'] as const) await program.run(stage);
    await program.ask('site.page', { page: 'plan' });
    const snapshot = await program.ask('snapshot', null);
    const state = foldJournal(snapshot?.entries ?? []);
    expect([state.page, state.plan?.cameras.length, snapshot?.running, snapshot?.eventSeq]).toEqual(['plan', 3, null, program.events.length]);
  });

  it('can go on from a snapshot that was taken at any moment', async () => {
    const program = new Program(folder);
    await program.createSite();
    await program.run('survey');
    await program.run('check');
    await program.ask('run.start', { stage: 'connect', only: null });
    const snapshots = [];
    while (program.events.findLast((event) => event.type === 'run')?.running !== null) {
      snapshots.push(await program.ask('snapshot', null));
      // Lets the journal's writes happen in between.
      await new Promise((resolve) => setImmediate(resolve));
    }
    await program.ended();
    const truth = foldJournal((await program.ask('snapshot', null))?.entries ?? []);
    expect(snapshots.length).toBeGreaterThan(3);
    for (const snapshot of snapshots) {
      let state = foldJournal(snapshot?.entries ?? []);
      for (const event of program.events) if (event.type === 'journal' && event.seq > (snapshot?.eventSeq ?? 0)) state = applyEntry(state, event.entry);
      expect(state).toEqual(truth);
    }
  });

  it('gets events whose numbers have no gap', async () => {
    const program = new Program(folder);
    await program.createSite();
    for (const stage of ['survey', 'check', 'connect', 'prove'] as const) await program.run(stage);
    expect(program.events.map((event) => event.seq)).toEqual(program.events.map((_event, index) => index + 1));
  });
});

describe('a run', () => {
  it('is the only one', async () => {
    const program = new Program(folder);
    await program.createSite();
    await program.ask('run.start', { stage: 'survey', only: null });
    await expect(program.ask('run.start', { stage: 'survey', only: null })).rejects.toMatchObject({ code: 'input-invalid' });
    await program.ended();
  });

  it('that is cancelled hears it, and ends as cancelled', async () => {
    const program = new Program(folder);
    let asked = (): void => undefined;
    const searching = new Promise<void>((resolve) => (asked = resolve));
    let heard = false;
    program.ports = {
      discovery: {
        ...fakePorts(program.world).discovery,
        survey: (_request, _onDevice, { signal }) => {
          asked();
          return untilAborted(signal).finally(() => (heard = true));
        },
      },
    };
    await program.createSite();
    const { runId } = await program.ask('run.start', { stage: 'survey', only: null });
    await searching;
    await program.ask('run.cancel', { runId: 'another' });
    expect(heard).toBe(false);
    await program.ask('run.cancel', { runId });
    expect((await program.ended()).error).toMatchObject({ kind: 'cancelled', code: 'cancelled' });
    expect(heard).toBe(true);
  });

  it('that fails tells the code, and a second try works', async () => {
    const program = new Program(folder);
    await program.createSite();
    await program.run('survey');
    await program.run('check');
    program.world.refuses.set('join', 1);
    expect((await program.run('connect')).error).toMatchObject({ code: 'overlay-unreachable' });
    expect((await program.run('connect')).error).toBeNull();
    expect([...program.world.things.keys()]).toHaveLength(8);
  });

  it('needs an open site', async () => {
    await expect(new Program(folder).ask('run.start', { stage: 'survey', only: null })).rejects.toMatchObject({ code: 'input-invalid', params: { field: 'site' } });
  });
});

describe('a program that ended', () => {
  it('opens the same site at the same place when it starts again', async () => {
    const first = new Program(folder);
    const id = await first.createSite();
    await first.run('survey');
    await first.ask('site.page', { page: 'box' });
    await first.service.close();

    const second = new Program(folder);
    void second.service.resume();
    // Asked at once, as the window does: the answer waits for the site.
    const snapshot = await second.ask('snapshot', null);
    expect([snapshot?.site.id, foldJournal(snapshot?.entries ?? []).page]).toEqual([id, 'box']);
  });

  it('starts on the first page when its site was closed', async () => {
    const first = new Program(folder);
    await first.createSite();
    await first.ask('sites.close', null);
    const second = new Program(folder);
    await second.service.resume();
    expect(await second.ask('snapshot', null)).toBeNull();
  });

  it('starts on the first page when its site cannot be opened, and the site says why', async () => {
    const id = await new Program(folder).createSite();
    const second = new Program(folder);
    second.openFails = new TunnelError('site-busy', { pid: 4 });
    await second.service.resume();
    expect(await second.ask('snapshot', null)).toBeNull();
    await expect(second.ask('sites.open', { id })).rejects.toMatchObject({ code: 'site-busy' });
  });

  it('stops what runs before it lets the site go', async () => {
    const program = new Program(folder);
    program.ports = { discovery: { ...fakePorts(program.world).discovery, survey: (_request, _onDevice, { signal }) => untilAborted(signal) } };
    const id = await program.createSite();
    await program.ask('run.start', { stage: 'survey', only: null });
    await program.service.close();
    const journal = readFileSync(path.join(folder, 'sites', id, 'journal.jsonl'), 'utf8').trimEnd().split('\n');
    expect(JSON.parse(journal.at(-1) ?? '')).toMatchObject({ event: { type: 'run', stage: 'survey', phase: 'failed', error: { code: 'cancelled' } } });
  });
});

describe('files that were chosen', () => {
  it('become a checksum or a secret, never their content', async () => {
    const program = new Program(folder);
    program.chosen = path.join(folder, 'id_ed25519');
    writeFileSync(program.chosen, 'the private key');
    const key = await program.ask('key.choose', null);
    expect(key).toEqual({ name: 'id_ed25519', secret: { kind: 'vault', id: expect.any(String) as string } });
    expect(await program.ask('client.choose', null)).toEqual({ path: program.chosen, sha256: '2248a1eedc9ea1c4a351ad73339e25f01cef7287966034bbd9ff1e1516bc1698' });
  });

  it('are nothing when nothing was chosen', async () => {
    const program = new Program(folder);
    await program.createSite();
    expect([await program.ask('key.choose', null), await program.ask('client.choose', null), await program.ask('report.save', { format: 'pdf' })]).toEqual([null, null, null]);
  });

  it('become a secret and the names of clusters, or a certificate that may be seen', async () => {
    const program = new Program(folder);
    program.chosen = path.join(folder, 'config');
    writeFileSync(program.chosen, 'staging production');
    expect(await program.ask('kubeconfig.choose', null)).toEqual({ name: 'config', secret: { kind: 'vault', id: expect.any(String) as string }, contexts: ['staging', 'production'], current: null });
    await expect(program.ask('certificate.choose', null)).rejects.toMatchObject({ code: 'input-invalid', params: { field: 'config' } });
    const pem = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
    writeFileSync(program.chosen, pem);
    expect(await program.ask('certificate.choose', null)).toEqual({ name: 'config', pem });
  });

  it('that are too large are no kubeconfig and no certificate', async () => {
    const program = new Program(folder);
    program.chosen = path.join(folder, 'film');
    writeFileSync(program.chosen, Buffer.alloc(1_100_000));
    await expect(program.ask('kubeconfig.choose', null)).rejects.toMatchObject({ code: 'kubeconfig-invalid' });
    await expect(program.ask('certificate.choose', null)).rejects.toMatchObject({ code: 'input-invalid' });
  });

  it('that are too large are no keys', async () => {
    const program = new Program(folder);
    program.chosen = path.join(folder, 'film');
    writeFileSync(program.chosen, Buffer.alloc(70_000));
    await expect(program.ask('key.choose', null)).rejects.toMatchObject({ code: 'box-key-unusable' });
  });
});

describe('the report', () => {
  it.each([['html', '<h1>Site</h1>'], ['pdf', '%PDF-1.7']] as const)('is written as %s where the technician says', async (format, content) => {
    const program = new Program(folder);
    await program.createSite();
    program.chosen = path.join(folder, `report.${format}`);
    expect(await program.ask('report.save', { format })).toEqual({ path: program.chosen });
    expect(readFileSync(program.chosen, 'utf8')).toBe(content);
  });

  it('that cannot be written says so', async () => {
    const program = new Program(folder);
    await program.createSite();
    program.chosen = path.join(folder, 'missing', 'report.html');
    await expect(program.ask('report.save', { format: 'html' })).rejects.toMatchObject({ code: 'storage-failed', params: { path: 'report.html', reason: 'no such file or directory' } });
  });
});

describe('a router in place of the small computer', () => {
  const withRouter = (program: Program): Partial<Ports> => {
    const ports = fakePorts(program.world);
    const overlays = ports.overlays.map((overlay): Overlay => ({
      ...overlay,
      steps: [...overlay.steps, {
        kind: 'netmaker.router',
        inspect: () => Promise.resolve({ change: 'add', found: null, result: null }),
        apply: () => Promise.resolve(null),
        verify: (_step, result) => Promise.resolve(result),
        undo: () => Promise.resolve([]),
      }],
      router: {
        plan: (_site, ranges) => ({ id: 'netmaker.router', kind: 'netmaker.router', params: { name: 'kt', network: 'cams', ranges: ranges.join() }, input: {}, needs: [] }),
        config: () => Promise.resolve({ text: new Secret('[Interface]\nPrivateKey = very-private\n'), removed: ['10.0.0.0/8'], routed: ['100.64.8.0/24'] }),
      },
    }));
    return { overlays };
  };

  it('gives its configuration away when it was made, shown or as a file for its user alone', async () => {
    const program = new Program(folder);
    program.ports = withRouter(program);
    await program.createSite();
    await expect(program.ask('router.config', null)).rejects.toMatchObject({ code: 'stage-missing' });
    await program.run('survey');
    await program.ask('run.start', { stage: 'router', only: null });
    await program.ended();
    expect(await program.ask('router.config', null)).toEqual({ text: '[Interface]\nPrivateKey = very-private\n', removed: ['10.0.0.0/8'], routed: ['100.64.8.0/24'] });
    expect(await program.ask('router.save', null)).toBeNull();
    program.chosen = path.join(folder, 'router.conf');
    writeFileSync(program.chosen, 'an older one', { mode: 0o644 });
    expect(await program.ask('router.save', null)).toEqual({ path: program.chosen, removed: ['10.0.0.0/8'], routed: ['100.64.8.0/24'] });
    expect(readFileSync(program.chosen, 'utf8')).toContain('very-private');
    if (process.platform !== 'win32') expect(statSync(program.chosen).mode & 0o777).toBe(0o600);
    expect(JSON.stringify([program.events, await program.ask('snapshot', null)])).not.toContain('very-private');
  });
});

describe('an address without a camera', () => {
  it('is asked about while a site is open, and let go with it', async () => {
    const program = new Program(folder);
    await expect(program.ask('device.explain', { address: '10.0.0.9' })).rejects.toMatchObject({ code: 'input-invalid', params: { field: 'site' } });
    await program.createSite();
    expect(await program.ask('device.explain', { address: '10.0.0.9' })).toMatchObject({ address: '10.0.0.9', conclusions: [{ conclusion: 'nobody-home' }] });

    const waiting = new Program(folder);
    waiting.ports = { discovery: { ...fakePorts(waiting.world).discovery, explain: (_address, { signal }) => untilAborted(signal) } };
    await waiting.createSite();
    const refused = expect(waiting.ask('device.explain', { address: '10.0.0.9' })).rejects.toMatchObject({ code: 'cancelled' });
    await waiting.ask('sites.close', null);
    await refused;
  });
});

describe('services', () => {
  it('are asked with the settings of the open site', async () => {
    const program = new Program(folder);
    await program.createSite();
    expect(await program.ask('overlay.networks', null)).toEqual({ version: 'v1.5.1', variant: 'v1', networks: [{ name: 'cams', range: '100.64.8.0/24' }] });
    expect(await program.ask('agents.probe', null)).toEqual({ variant: '/api', count: 0, given: [], troubles: [] });
  });

  it('say what they give all agents, and which of them do not run', async () => {
    const program = new Program(folder);
    const error = { kind: 'expected', code: 'agents-pending', params: { name: 'oven-1', reason: 'no room' }, retry: 'after-fix' } as const;
    const listed = { site: null, available: false, title: null, trouble: null };
    const facts = { variant: '/api', given: [{ name: 'Vault', value: 'https://vault' }], agents: [{ ...listed, name: 'gate' }, { ...listed, name: 'oven-1', title: 'Oven', trouble: error }] };
    program.ports = { registrars: fakePorts(program.world).registrars.map((registrar) => ({ ...registrar, probe: () => Promise.resolve(facts) })) };
    await program.createSite();
    expect(await program.ask('agents.probe', null)).toEqual({ variant: '/api', count: 2, given: facts.given, troubles: [{ name: 'Oven', error }] });
  });

  it('try the keys of the place for recordings that the open site has', async () => {
    const program = new Program(folder);
    await program.createSite();
    await expect(program.ask('storage.check', null)).rejects.toMatchObject({ code: 'input-invalid', params: { field: 'storage' } });
    const site = fakeSite();
    if (site.agents === null) throw new Error('no agents');
    const key = { kind: 'env', name: 'X' } as const;
    const { site: open } = (await program.ask('snapshot', null)) ?? { site };
    await program.ask('site.update', { site: { ...open, agents: { ...site.agents, storage: { kind: 'own', vault: null, hub: { uri: 'https://hub.example', key, privateKey: key, region: 'eu', site: null } } } } });
    expect(await program.ask('storage.check', null)).toEqual({ vault: null, hub: { uri: 'https://hub.example', upload: 'allowed' } });
  });

  it('are signed in to with a one-time code, which is kept out of every text', async () => {
    const program = new Program(folder);
    const codes: string[] = [];
    const { overlays } = fakePorts(program.world);
    program.ports = { overlays: overlays.map((overlay): Overlay => ({ ...overlay, signIn: (_settings, code) => Promise.resolve(void codes.push(code.reveal())) })) };
    await program.createSite();
    expect(await program.ask('overlay.code', { code: '246810' })).toBeNull();
    expect(codes).toEqual(['246810']);
    await expect(program.ask('overlay.code', { code: 'rm -rf' })).rejects.toMatchObject({ code: 'input-invalid' });
  });

  it('tell who may use what is opened, where they know policies', async () => {
    const program = new Program(folder);
    const { overlays } = fakePorts(program.world);
    await program.createSite();
    expect(await program.ask('overlay.access', null)).toBeNull();
    const other = new Program(folder);
    other.ports = { overlays: overlays.map((overlay): Overlay => ({ ...overlay, access: () => Promise.resolve({ access: 'closed', who: [{ kind: 'tag', id: 'cams.agents', name: 'agents' }] }) })) };
    await other.createSite();
    expect(await other.ask('overlay.access', null)).toEqual({ access: 'closed', who: [{ kind: 'tag', id: 'cams.agents', name: 'agents' }] });
  });

  it('that were not entered yet are said to be missing', async () => {
    const program = new Program(folder);
    await program.ask('sites.create', { mode: 'real', name: 'New', language: 'en', timeZone: 'UTC' });
    await expect(program.ask('overlay.networks', null)).rejects.toMatchObject({ code: 'input-invalid', params: { field: 'Netmaker' } });
  });

  it('that are still asked when the site is closed are let go', async () => {
    const program = new Program(folder);
    program.ports = { boxes: { connect: () => Promise.reject(new Error('not asked for')), hostKey: (_address, signal) => untilAborted(signal) } };
    await program.createSite();
    const refused = expect(program.ask('box.hostKey', { host: 'box', port: 22, allowLegacy: false })).rejects.toMatchObject({ code: 'cancelled' });
    await program.ask('sites.close', null);
    await refused;
  });
});

describe('the VPN clients of this computer', () => {
  it('are fetched, confirmed and removed without any open site, and the window hears of it', async () => {
    const program = new Program(folder);
    const which = { version: 'v1.5.1', architecture: 'arm64' } as const;
    expect(await program.ask('clients.list', null)).toEqual({ held: [], fetching: null });
    expect(await program.ask('clients.fetch', { version: 'v1.5.1', architectures: ['arm64'] })).toEqual({ failed: [] });
    expect(program.events.map((event) => (event.type === 'clients' ? event.fetching : event.type))).toEqual([{ ...which, done: 0, total: null }, null]);
    const { held } = await program.ask('clients.list', null);
    expect(held).toMatchObject([{ ...which, trust: 'maker' }]);
    await program.ask('clients.confirm', { ...which, sha256: held[0]?.sha256 ?? '' });
    expect((await program.ask('clients.list', null)).held).toMatchObject([{ trust: 'person' }]);
    await program.ask('clients.remove', which);
    expect((await program.ask('clients.list', null)).held).toEqual([]);
    await program.ask('clients.stop', null);
  });

  it('that are being fetched are seen by a window that is loaded again, and let go at the end of the program', async () => {
    const program = new Program(folder);
    program.clients.fetching = (_version, _architecture, { signal }) => untilAborted(signal);
    const fetched = expect(program.ask('clients.fetch', { version: 'v1.5.1', architectures: ['arm64'] })).rejects.toMatchObject({ code: 'cancelled' });
    expect((await program.ask('clients.list', null)).fetching).toMatchObject({ architecture: 'arm64' });
    await program.service.close();
    await fetched;
  });

  it.each([{ version: 'v1.5.1', architectures: ['../x'] }, { version: 'v1.5.1', architectures: [] }])('are not fetched as %j', async (input) => {
    await expect(new Program(folder).ask('clients.fetch', input as never)).rejects.toMatchObject({ code: 'input-invalid' });
  });
});
