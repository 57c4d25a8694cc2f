import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createDockerRegistrar, createEdgeRegistrar } from './agents/docker/docker-registrar';
import { createFactoryRegistrar } from './agents/factory/factory-registrar';
import { createKubernetesRegistrar } from './agents/kubernetes/kubernetes-registrar';
import { createStorageCheck } from './agents/storage/storage-check';
import { BOX_CHECKS } from './box/checks';
import { serviceManagers } from './box/services/services';
import { createBoxConnector } from './box/ssh-box';
import { createCameraAccounts } from './camera/camera-accounts';
import { createLoginLedger } from './camera/login-ledger';
import { createLiveView } from './camera/live/live-view';
import { createCameraReader } from './camera/reader';
import { createDiscovery } from './discovery/discovery';
import type { HostKey } from './domain/box';
import { TunnelError } from './domain/errors';
import { Redactor } from './domain/redaction';
import type { Site } from './domain/site';
import { Engine } from './engine/engine';
import type { OpenSite } from './engine/open-site';
import type { Journal, Log, Ports } from './engine/ports';
import { clientRelease } from './overlay/netmaker/releases/client-releases';
import { exchangesSent } from './http/request';
import type { KeptSecrets } from './overlay/netmaker/kept-session';
import { createNetmakerOverlay } from './overlay/netmaker/netmaker-overlay';
import { createWireGuardOverlay } from './overlay/wireguard/wireguard-overlay';
import { practiceShelf } from './practice/practice-shelf';
import { startPracticeSite } from './practice/practice-site';
import { createClientShelf, type LaptopShelf } from './store/client-shelf';
import { readShelfSettings } from './store/client-shelf-settings';
import { readClient } from './store/client-source';
import { JournalFile } from './store/journal-file';
import { fileLog } from './store/log-file';
import { pictureFolder } from './store/picture-folder';
import { SecretStore, type SecretKeeper } from './store/secret-store';
import { sharedFile } from './store/shared-file';
import { readSite, writeSite } from './store/site-file';
import { lockSite } from './store/site-lock';

export interface OpenOptions {
  /** The site file. */
  readonly file: string;
  /** Where the journal, pictures and log of the site are. */
  readonly folder: string;
  /** Assets shipped with the program. */
  readonly assets: string;
  /** Wrong logins are remembered per computer, not per site: the cameras do not know sites. */
  readonly ledgerFile: string;
  /** VPN clients are kept per computer as well. */
  readonly clientsFolder: string;
  readonly secrets: SecretStore;
  readonly redactor: Redactor;
  readonly log?: Log;
  /** Wraps the journal; tests end the process at a chosen write. */
  readonly journal?: (journal: Journal) => Journal;
}

/**
 * Opens a site: locks it, reads its file and journal, builds every driver. A practice site starts its simulated world first.
 * The only place, besides main.ts and cli.ts, that constructs things.
 */
export async function openSite(options: OpenOptions): Promise<OpenSite> {
  await mkdir(options.folder, { recursive: true, mode: 0o700 });
  const closers: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer().catch(() => undefined);
  };
  try {
    closers.push(await lockSite(path.join(options.folder, 'lock')));
    const now = Date.now;
    const { redactor, secrets } = options;
    const log = options.log ?? fileLog(path.join(options.folder, 'log.jsonl'), redactor.redact, now);
    let site = await readSite(options.file);
    if (site.mode === 'practice') {
      const practice = await startPracticeSite({ directory: path.join(options.folder, 'practice'), assetsDirectory: path.join(options.assets, 'practice'), log });
      closers.push(() => practice.close());
      for (const [id, value] of Object.entries(practice.secrets)) await secrets.keep(value, id);
      site = withPracticeSettings(site, practice.settings);
      await writeSite(options.file, site);
    }
    const file = await JournalFile.open(path.join(options.folder, 'journal.jsonl'), now);
    closers.push(() => file.close());
    const pictures = pictureFolder(path.join(options.folder, 'pictures'), now);
    const ledger = createLoginLedger({ now, store: sharedFile(options.ledgerFile) });
    const shelf = site.mode === 'practice' ? practiceShelf() : openShelf(options.clientsFolder, log);
    const boxes = createBoxConnector({ log, now });
    // The hub of an overlay is a machine of the site like the box: a key that was accepted for it stands in the same journal.
    const pinOf = (host: string, port: number): HostKey | null => engine.state.pins[`${host}:${port}`] ?? null;
    const ports: Ports = {
      discovery: createDiscovery({ log, now }),
      cameras: createCameraReader({ pictures, log, now, ledger }),
      accounts: createCameraAccounts({ ledger, log, now }),
      live: createLiveView({ ledger, log, now }),
      boxes,
      boxChecks: BOX_CHECKS,
      overlays: [createNetmakerOverlay({ log, now, kept: keptSecrets(secrets), shelf, readClient, services: serviceManagers }), createWireGuardOverlay({ log, boxes, pinOf, services: serviceManagers })],
      registrars: [createFactoryRegistrar({ log, now }), createKubernetesRegistrar({ log, now }), createDockerRegistrar({ log, now, boxes, pinOf }), createEdgeRegistrar({ log, now })],
      storage: createStorageCheck({ log }),
      secrets,
      pictures,
      laptop: { name: os.hostname(), newId: randomUUID },
      exchanges: exchangesSent,
      log,
      now,
    };
    const engine: Engine = new Engine(ports, options.journal?.(file) ?? file, redactor.redact);
    return {
      get site() {
        return site;
      },
      engine,
      ports,
      pictures,
      secrets,
      redact: redactor.redact,
      log,
      async update(next: Site): Promise<Site> {
        if (next.id !== site.id || next.mode !== site.mode) throw new TunnelError('input-invalid', { field: 'id', reason: 'cannot be changed' });
        await writeSite(options.file, next);
        site = next;
        return site;
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Sessions with servers, beside the passwords that they came from. */
function keptSecrets(secrets: SecretStore): KeptSecrets {
  return {
    get: (id) => secrets.reveal({ kind: 'vault', id }).catch((error: unknown) => {
      if (error instanceof TunnelError && error.code === 'secret-missing') return null;
      throw error;
    }),
    keep: async (id, value) => void (await secrets.keep(value, id)),
    forget: (id) => secrets.forget(id),
  };
}

/** What a person changed on a practice site stays; what the practice world needs is filled in. */
function withPracticeSettings(site: Site, practice: Pick<Site, 'ranges' | 'credentials' | 'box' | 'overlay' | 'agents'>): Site {
  return {
    ...site,
    ranges: practice.ranges,
    credentials: site.credentials.length > 0 ? site.credentials : practice.credentials,
    box: practice.box === null ? null : { ...practice.box, hostKey: site.box?.hostKey ?? practice.box.hostKey },
    overlay: practice.overlay,
    agents: practice.agents,
  };
}

/** The VPN clients of this computer; where they come from, an administrator may set in the folder's `settings.json`. */
export function openShelf(folder: string, log: Log): LaptopShelf {
  return createClientShelf({ folder, log, now: Date.now, findRelease: async (version, signal) => clientRelease(await readShelfSettings(folder), version, signal) });
}

export function createSecrets(file: string | null, keeper: SecretKeeper): { secrets: SecretStore; redactor: Redactor } {
  const redactor = new Redactor();
  return { secrets: new SecretStore(file, keeper, redactor), redactor };
}
