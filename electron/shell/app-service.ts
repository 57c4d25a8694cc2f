import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { MAX_GIVEN, MAX_TROUBLES, type AppEvent, type AppInfo, type LiveEvent, type Snapshot } from '../contract/contract';
import { TunnelError, errorData } from '../domain/errors';
import { hubFile } from '../domain/hub-file';
import { agentsPlace, overlayPlace, type OverlaySettings } from '../domain/site';
import { after } from '../engine/deadline';
import type { OpenSite, SecretVault } from '../engine/open-site';
import type { Log, Overlay, RouterConfig } from '../engine/ports';
import { writeAtomically } from '../store/atomic-file';
import type { LaptopShelf } from '../store/client-shelf';
import { checksumOf, readCertificate, readKeyFile, readKubeconfig } from './chosen-file';
import { ClientFetching } from './client-fetching';
import { EventStream } from './event-stream';
import type { Handlers } from './ipc-server';
import { Session } from './session';
import type { SiteFolders } from './site-folders';
import type { z } from 'zod';

/** Everything the service needs from outside; main.ts brings Electron's, tests bring their own. */
export interface AppPorts {
  readonly folders: SiteFolders;
  readonly secrets: SecretVault;
  /** The VPN clients of this computer. */
  readonly clients: LaptopShelf;
  readonly openSite: (places: { file: string; folder: string }) => Promise<OpenSite>;
  readonly reportHtml: (site: OpenSite) => Promise<string>;
  readonly printPdf: (html: string) => Promise<Uint8Array>;
  /** The contexts that a kubeconfig names, and the current one. @throws kubeconfig-invalid. */
  readonly contextsOf: (kubeconfig: string) => { readonly contexts: readonly string[]; readonly current: string | null };
  readonly dialogs: {
    chooseClient(): Promise<string | null>;
    chooseKey(): Promise<string | null>;
    chooseKubeconfig(): Promise<string | null>;
    chooseCertificate(): Promise<string | null>;
    saveReport(name: string, format: 'html' | 'pdf'): Promise<string | null>;
    saveRouter(name: string): Promise<string | null>;
  };
  readonly info: () => z.output<typeof AppInfo>;
  readonly send: (event: AppEvent | LiveEvent) => void;
  readonly log: Log;
}

/** Signing in to Netmaker or Factory over a bad line takes some seconds; longer than this nobody answers. */
const SERVICE_SECONDS = 45;
const HOST_KEY_SECONDS = 20;
/** The driver ends by itself after 8 (ports.ts). */
const EXPLAIN_SECONDS = 12;
/** Reading some hundred megabytes from a slow disk. */
const CLIENTS_SECONDS = 60;

/** Answers every call of the contract on top of the engine. One site is open at a time. */
export class AppService {
  readonly #ports: AppPorts;
  readonly #events: EventStream;
  readonly #fetching: ClientFetching;
  #session: Session | null = null;
  /** Opening and closing sites happens one after another. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(ports: AppPorts) {
    this.#ports = ports;
    this.#events = new EventStream(ports.send);
    this.#fetching = new ClientFetching(ports.clients, (fetching) => { this.#events.emit({ type: 'clients', fetching }); });
  }

  /** Opens the site that was open when the program last ended, however it ended. A site that does not open waits on the start page. */
  resume(): Promise<void> {
    return this.#inTurn(async () => {
      const id = await this.#ports.folders.remembered();
      if (id === null) return;
      try {
        await this.#open(id);
      } catch (error) {
        this.#ports.log('warn', 'the last site does not open', { code: errorData(error).code });
      }
    });
  }

  /** The window was loaded again, has crashed or is gone: nobody looks any more. */
  windowLeft(): void {
    this.#session?.stopLive();
  }

  /** At the end of the program: stops what runs and lets the site go; which one it was stays remembered. */
  close(): Promise<void> {
    this.#fetching.stop();
    return this.#inTurn(() => this.#closeSession());
  }

  readonly handlers: Handlers = {
    'app.info': () => this.#ports.info(),
    'sites.list': () =>
      this.#ports.folders.list((id, error) => {
        this.#ports.log('warn', 'a site cannot be read', { id, code: errorData(error).code });
      }),
    'sites.create': (input) => this.#inTurn(async () => this.#open(await this.#ports.folders.create(input))),
    'sites.open': ({ id }) => this.#inTurn(() => this.#open(id)),
    'sites.close': () =>
      this.#inTurn(async () => {
        await this.#ports.folders.remember(null);
        await this.#closeSession();
        return null;
      }),
    'sites.remove': ({ id }) => this.#inTurn(() => this.#remove(id)),
    // In turn: a window that is there before its site is open again waits for it.
    snapshot: () => this.#inTurn(async () => this.#session?.snapshot() ?? null),
    'site.update': ({ site }) => this.#current().update(site),
    'site.page': async ({ page }) => {
      await this.#current().turnTo(page);
      return null;
    },
    'secret.keep': ({ value }) => this.#ports.secrets.keep(value),
    'run.start': ({ stage, only }) => ({ runId: this.#current().start(stage, only) }),
    'run.cancel': ({ runId }) => {
      this.#current().cancel(runId);
      return null;
    },
    'device.explain': ({ address }) => {
      const session = this.#current();
      return session.ask(address, EXPLAIN_SECONDS, (signal) => session.open.engine.explain(session.open.site, address, { signal, progress: () => undefined }));
    },
    'box.hostKey': (address) => {
      const session = this.#current();
      return session.ask(address.host, HOST_KEY_SECONDS, (signal) => session.open.ports.boxes.hostKey(address, signal));
    },
    'overlay.networks': async () => {
      const { session, settings, driver } = this.#overlay();
      const facts = await session.ask(overlayPlace(settings), SERVICE_SECONDS, (signal) => driver.probe(settings, session.open.secrets, signal));
      return { version: facts.version, variant: facts.variant, networks: facts.networks.map(({ name, range }) => ({ name, range })) };
    },
    'overlay.code': async ({ code }) => {
      const { session, settings, driver } = this.#overlay();
      const secret = session.open.secrets.learned(code);
      await session.ask(overlayPlace(settings), SERVICE_SECONDS, async (signal) => driver.signIn?.(settings, secret, session.open.secrets, signal));
      return null;
    },
    'overlay.access': async () => {
      const { session, settings, driver } = this.#overlay();
      const access = await session.ask(overlayPlace(settings), SERVICE_SECONDS, async (signal) => driver.access?.(settings, session.open.secrets, signal));
      return access === undefined ? null : { access: access.access, who: access.who.map((one) => ({ ...one })) };
    },
    'agents.probe': async () => {
      const session = this.#current();
      const { agents: settings } = session.open.site;
      if (settings === null) throw new TunnelError('input-invalid', { field: 'agents', reason: 'not entered yet' });
      const facts = await session.ask(agentsPlace(settings), SERVICE_SECONDS, (signal) => session.open.engine.agents(session.open.site, { signal, progress: () => undefined }));
      return {
        variant: facts.variant,
        count: facts.agents.length,
        given: facts.given.slice(0, MAX_GIVEN).map((one) => ({ ...one })),
        troubles: facts.agents.flatMap(({ name, title, trouble }) => (trouble === null ? [] : [{ name: title ?? name, error: trouble }])).slice(0, MAX_TROUBLES),
      };
    },
    'storage.check': async () => {
      const session = this.#current();
      const storage = session.open.site.agents?.storage ?? null;
      if (storage?.kind !== 'own') throw new TunnelError('input-invalid', { field: 'storage', reason: 'not entered yet' });
      const facts = await session.ask(storage.vault?.uri ?? storage.hub?.uri ?? '', SERVICE_SECONDS, (signal) => session.open.ports.storage.check(storage, session.open.secrets, signal));
      return { vault: facts.vault === null ? null : { ...facts.vault }, hub: facts.hub === null ? null : { ...facts.hub } };
    },
    'agents.list': () => {
      const session = this.#current();
      const { agents: settings } = session.open.site;
      return session.ask(settings === null ? '' : agentsPlace(settings), SERVICE_SECONDS, (signal) => session.open.engine.siteAgents(session.open.site, { signal, progress: () => undefined }));
    },
    'clients.list': async () => ({ held: await this.#ports.clients.check(after(CLIENTS_SECONDS * 1000)), fetching: this.#fetching.now }),
    'clients.fetch': ({ version, architectures }) => this.#fetching.fetch(version, architectures),
    'clients.stop': () => {
      this.#fetching.stop();
      return null;
    },
    'clients.confirm': async ({ version, architecture, sha256 }) => {
      await this.#ports.clients.confirm(version, architecture, sha256);
      return null;
    },
    'clients.remove': async ({ version, architecture }) => {
      await this.#ports.clients.remove(version, architecture);
      return null;
    },
    'router.config': async () => {
      const { text, removed, routed } = await this.#routerConfig();
      return { text: text.reveal(), removed: [...removed], routed: [...routed] };
    },
    'router.save': async () => {
      const config = await this.#routerConfig();
      const file = await this.#ports.dialogs.saveRouter(`${this.#current().open.site.id}-router.conf`);
      if (file === null) return null;
      await writeAtomically(file, config.text.reveal());
      return { path: file, removed: [...config.removed], routed: [...config.routed] };
    },
    'hub.save': async () => {
      const { open } = this.#current();
      const text = hubFile(open.site, open.engine.state);
      if (text === null) throw new TunnelError('stage-missing', { stage: 'connect' });
      const file = await this.#ports.dialogs.saveRouter(`${open.site.id}-hub.conf`);
      if (file === null) return null;
      await writeAtomically(file, text);
      return { path: file };
    },
    'client.choose': async () => {
      const file = await this.#ports.dialogs.chooseClient();
      return file === null ? null : { path: file, sha256: await checksumOf(file) };
    },
    'key.choose': async () => {
      const file = await this.#ports.dialogs.chooseKey();
      return file === null ? null : { name: path.basename(file), secret: await this.#ports.secrets.keep(await readKeyFile(file)) };
    },
    'kubeconfig.choose': async () => {
      const file = await this.#ports.dialogs.chooseKubeconfig();
      if (file === null) return null;
      const text = await readKubeconfig(file);
      const { contexts, current } = this.#ports.contextsOf(text);
      return { name: path.basename(file), secret: await this.#ports.secrets.keep(text), contexts: [...contexts], current };
    },
    'certificate.choose': async () => {
      const file = await this.#ports.dialogs.chooseCertificate();
      return file === null ? null : { name: path.basename(file), pem: await readCertificate(file) };
    },
    picture: async (ref) => {
      const jpeg = await this.#current().open.pictures.load(ref);
      return jpeg === null ? null : new Uint8Array(jpeg);
    },
    'picture.keyFrame': async (ref) => {
      const frame = await this.#current().open.pictures.loadKeyFrame(ref);
      return frame === null ? null : new Uint8Array(frame);
    },
    'picture.decoded': async ({ deviceId, keyFrame, jpeg }) => ({ taken: await this.#current().keepDecoded(deviceId, keyFrame, jpeg) }),
    'live.start': async ({ deviceId, stream }) => ({ liveId: await this.#current().startLive(deviceId, stream) }),
    'live.ack': ({ liveId, number }) => {
      // What is still on its way when the site was closed concerns nobody.
      this.#session?.acknowledgeLive(liveId, number);
      return null;
    },
    'live.stop': ({ liveId }) => {
      this.#session?.stopLive(liveId);
      return null;
    },
    'report.html': () => this.#ports.reportHtml(this.#current().open),
    'report.save': ({ format }) => this.#saveReport(format),
  };

  #overlay(): { session: Session; settings: OverlaySettings; driver: Overlay } {
    const session = this.#current();
    const { overlay: settings } = session.open.site;
    const driver = session.open.ports.overlays.find((candidate) => candidate.kind === settings?.kind);
    if (settings === null || driver === undefined) throw new TunnelError('input-invalid', { field: 'Netmaker', reason: 'not entered yet' });
    return { session, settings, driver };
  }

  async #open(id: string): Promise<Snapshot> {
    if (this.#session?.open.site.id === id) return this.#session.snapshot();
    const places = this.#ports.folders.placesOf(id);
    await this.#closeSession();
    this.#session = new Session(await this.#ports.openSite(places), this.#events, this.#ports.send);
    await this.#ports.folders.remember(id);
    return this.#session.snapshot();
  }

  async #remove(id: string): Promise<null> {
    const summary = (await this.#ports.folders.list(() => undefined)).find((site) => site.id === id);
    // What cannot be read any more can still be forgotten: nothing in it could be taken back.
    if (summary?.changed === true) {
      throw new TunnelError('undo-incomplete', { count: this.#session?.open.site.id === id ? this.#session.open.engine.state.steps.filter((step) => step.phase !== 'kept' && step.phase !== 'undone').length : 1 });
    }
    if (this.#session?.open.site.id === id) {
      await this.#ports.folders.remember(null);
      await this.#closeSession();
    }
    await this.#ports.folders.remove(id);
    return null;
  }

  async #saveReport(format: 'html' | 'pdf'): Promise<{ path: string } | null> {
    const { open } = this.#current();
    const html = await this.#ports.reportHtml(open);
    const file = await this.#ports.dialogs.saveReport(`${open.site.id}-report.${format}`, format);
    if (file === null) return null;
    const content = format === 'pdf' ? await this.#ports.printPdf(html) : html;
    try {
      await writeFile(file, content);
    } catch (error) {
      throw new TunnelError('storage-failed', { path: path.basename(file), reason: error instanceof Error ? error.message.replace(/^[A-Z0-9]+: |, open.*$/g, '') : 'not writable' });
    }
    return { path: file };
  }

  #routerConfig(): Promise<RouterConfig> {
    const session = this.#current();
    const { engine, site } = session.open;
    return session.ask(site.overlay === null ? '' : overlayPlace(site.overlay), SERVICE_SECONDS, (signal) => engine.routerConfig(site, { signal, progress: () => undefined }));
  }

  async #closeSession(): Promise<void> {
    const session = this.#session;
    this.#session = null;
    await session?.close();
  }

  #current(): Session {
    if (this.#session === null) throw new TunnelError('input-invalid', { field: 'site', reason: 'none is open' });
    return this.#session;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }
}
