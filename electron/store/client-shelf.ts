import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { TunnelError } from '../domain/errors';
import { plainText } from '../domain/plain-text';
import type { Progress } from '../domain/stage';
import { clientArchitectureOf, clientVersion, isUsable, type ClientArchitecture, type ClientRelease, type ClientTrust, type HeldClient } from '../domain/vpn-client';
import type { ClientBinary, ClientShelf, Conduct, Log } from '../engine/ports';
import { storageError } from './atomic-file';
import { download } from './client-download';
import { ClientShelfFolder } from './client-shelf-folder';
import { MAX_CLIENT_BYTES } from './client-size';
import { architecturesOf, processorOf, readElf } from './elf-header';

/** The shelf as a person works with it, besides what the overlay takes from it. */
export interface LaptopShelf extends ClientShelf {
  /** What it holds, by its labels: quick. */
  list(): Promise<HeldClient[]>;
  /** The same after every binary was read and compared; what is damaged was set aside. */
  check(signal: AbortSignal): Promise<HeldClient[]>;
  /**
   * Holds that version for that processor, from its maker where it does not yet. Where nobody published a checksum the answer has the
   * trust `nobody`, and waits for `confirm`.
   * @throws client-version-unknown, client-download-failed, client-checksum, client-addresses-differ, client-wrong-processor, laptop-disk-full.
   */
  obtain(version: string, architecture: string, conduct: Conduct): Promise<HeldClient>;
  /** A file that somebody gave. `sha256` null: whoever adds it answers for it. @throws client-checksum, client-wrong-processor, client-missing, laptop-disk-full. */
  add(file: { readonly path: string; readonly version: string; readonly architecture: string; readonly sha256: string | null }, signal: AbortSignal): Promise<HeldClient>;
  /** A person compared the checksum of what waits. @throws client-missing, client-checksum. */
  confirm(version: string, architecture: string, sha256: string): Promise<HeldClient>;
  /** `architecture` null: all of that version. Returns what is gone. @throws client-missing. */
  remove(version: string, architecture: string | null): Promise<HeldClient[]>;
}

export interface ShelfDeps {
  readonly folder: string;
  readonly log: Log;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** What the maker, or an administrator's list, has of a version. */
  readonly findRelease: (version: string, signal: AbortSignal) => Promise<ClientRelease>;
  /** Tests fill the disk with it. */
  readonly freeBytes?: (folder: string) => Promise<number>;
  /** Tests have no patience. */
  readonly patience?: { readonly silenceMs?: number; readonly deadlineMs?: number; readonly pauseMs?: number };
}

const NEVER = new AbortController().signal;

/** The VPN clients that one computer holds, for all its sites and programs. */
export function createClientShelf(deps: ShelfDeps): LaptopShelf {
  const folder = new ClientShelfFolder(deps.folder, deps.now, deps.freeBytes);

  /** Reads and compares; a damaged one is set aside and named in the log. */
  async function read(held: HeldClient, signal: AbortSignal): Promise<ClientBinary | null> {
    const bytes = await folder.read(held, signal);
    if (bytes === null && held.state === 'good') deps.log('warn', 'a kept VPN client is damaged and was set aside', { version: held.version, architecture: held.architecture });
    return bytes === null ? null : { version: held.version, architecture: held.architecture, sha256: held.sha256, bytes };
  }

  async function held(versionText: string, architectureText: string): Promise<HeldClient | null> {
    const version = clientVersion(versionText);
    const architecture = clientArchitectureOf(architectureText);
    return version === null || architecture === null ? null : folder.find(version, architecture);
  }

  /** @throws client-missing. */
  async function demandHeld(version: string, architecture: string): Promise<HeldClient> {
    const found = await held(version, architecture);
    if (found === null) throw new TunnelError('client-missing', { architecture: plainText(architecture, 40) }, { detail: `${plainText(version, 40)} is not held` });
    return found;
  }

  async function keep(bytes: Uint8Array, version: string, architecture: ClientArchitecture, trust: ClientTrust, from: string): Promise<HeldClient> {
    const elf = readElf(bytes);
    if (elf === null || !architecturesOf(elf).includes(architecture)) throw new TunnelError('client-wrong-processor', { found: processorOf(bytes), wanted: architecture });
    const kept = await folder.keep(bytes, { version, architecture, sha256: sha256Of(bytes), size: bytes.length, keptAt: new Date(deps.now()).toISOString(), trust, from: plainText(from, 200) });
    deps.log('info', 'a VPN client is kept', { version, architecture, sha256: kept.sha256, trust });
    return kept;
  }

  async function fetchAsset(version: string, architecture: ClientArchitecture, before: HeldClient | null, conduct: Conduct): Promise<HeldClient> {
    const release = await deps.findRelease(version, conduct.signal);
    const asset = release.assets.find((candidate) => candidate.architecture === architecture);
    if (asset === undefined) throw new TunnelError('client-version-unknown', { version: `${version} (${architecture})` });
    await folder.demandRoom(asset.size ?? 0);
    const told = new Told(conduct, `${version} ${architecture}`);
    const get = (url: string): Promise<Uint8Array> =>
      download({ url, mostBytes: asset.size ?? MAX_CLIENT_BYTES, signal: conduct.signal, onBytes: (got, total) => { told.runs(got, asset.size ?? total); }, ...deps.patience });
    if (asset.sha256 !== null) {
      const { bytes, url } = await told.until(firstRight(asset.addresses, asset.sha256, get));
      return keep(bytes, version, architecture, release.vouchedBy, hostOf(url));
    }
    const bytes = await told.until(sameEverywhere(asset.addresses, get));
    const sha256 = sha256Of(bytes);
    // A person looked at one before; it can only be that one again.
    const pinned = before?.trust === 'person' ? before.sha256 : null;
    if (pinned !== null && pinned !== sha256) throw new TunnelError('client-checksum', { seen: sha256, expected: pinned });
    return keep(bytes, version, architecture, pinned === null ? 'nobody' : 'person', asset.addresses.map(hostOf).join(', '));
  }

  async function obtain(versionText: string, architectureText: string, conduct: Conduct): Promise<HeldClient> {
    const version = clientVersion(versionText);
    const architecture = clientArchitectureOf(architectureText);
    if (version === null || architecture === null) throw new TunnelError('client-version-unknown', { version: `${plainText(versionText, 40)} (${plainText(architectureText, 40)})` });
    const before = await folder.find(version, architecture);
    if (before !== null && (await read(before, conduct.signal)) !== null) return before;
    return fetchAsset(version, architecture, before, conduct);
  }

  return {
    async take(version, architecture, signal) {
      const found = await held(version, architecture);
      return found === null || !isUsable(found) ? null : read(found, signal);
    },

    async fetch(version, architecture, conduct) {
      const found = await obtain(version, architecture, conduct);
      if (found.trust === 'nobody') throw new TunnelError('client-unconfirmed', { version: found.version, architecture: found.architecture, checksum: found.sha256 });
      const binary = await read(found, conduct.signal);
      if (binary === null) throw new TunnelError('client-missing', { architecture: found.architecture }, { detail: 'it was damaged right after it was kept' });
      return binary;
    },

    list: () => folder.list(),

    async check(signal) {
      for (const one of await folder.list()) if (one.state === 'good') await read(one, signal);
      await folder.tidy();
      return folder.list();
    },

    obtain,

    async add(file, signal) {
      const version = clientVersion(file.version);
      const architecture = clientArchitectureOf(file.architecture);
      if (version === null) throw new TunnelError('input-invalid', { field: 'version', reason: `"${plainText(file.version, 40)}" is none; one looks like v1.5.1` });
      if (architecture === null) throw new TunnelError('input-invalid', { field: 'architecture', reason: `netclient has none called "${plainText(file.architecture, 40)}"` });
      const bytes = await readGiven(file.path, signal);
      const seen = sha256Of(bytes);
      if (file.sha256 !== null && file.sha256 !== seen) throw new TunnelError('client-checksum', { seen, expected: file.sha256 });
      return keep(bytes, version, architecture, 'person', path.basename(file.path));
    },

    async confirm(version, architecture, sha256) {
      const found = await demandHeld(version, architecture);
      if (found.sha256 !== sha256.toLowerCase()) throw new TunnelError('client-checksum', { seen: found.sha256, expected: plainText(sha256, 64) });
      // What is vouched for is what is there, not what its label says.
      if ((await read(found, NEVER)) === null) throw new TunnelError('client-missing', { architecture: found.architecture }, { detail: 'it is damaged or gone' });
      if (found.trust !== 'nobody') return found;
      const { state: _state, ...kept } = found;
      await folder.relabel({ ...kept, trust: 'person' });
      deps.log('info', 'a person confirmed a VPN client', { version: found.version, architecture: found.architecture, sha256: found.sha256 });
      return { ...found, trust: 'person' };
    },

    async remove(version, architecture) {
      const chosen = architecture === null ? (await folder.list()).filter((one) => one.version === clientVersion(version)) : [await demandHeld(version, architecture)];
      if (chosen.length === 0) throw new TunnelError('client-missing', { architecture: plainText(version, 40) }, { detail: 'nothing of that version is held' });
      for (const one of chosen) await folder.remove(one);
      return chosen;
    },
  };
}

/** From the first address whose bytes are the right ones: the maker's second place helps where the first is blocked or spoiled. */
async function firstRight(addresses: readonly string[], sha256: string, get: (url: string) => Promise<Uint8Array>): Promise<{ bytes: Uint8Array; url: string }> {
  const failures: TunnelError[] = [];
  for (const url of addresses) {
    try {
      const bytes = await get(url);
      const seen = sha256Of(bytes);
      if (seen === sha256) return { bytes, url };
      failures.push(new TunnelError('client-checksum', { seen, expected: sha256 }, { detail: `from ${hostOf(url)}` }));
    } catch (error) {
      if (!(error instanceof TunnelError) || error.code !== 'client-download-failed') throw error;
      failures.push(error);
    }
  }
  // That somebody sent other bytes is the graver news.
  throw failures.find((failure) => failure.code === 'client-checksum') ?? failures[0] ?? new TunnelError('client-missing', { architecture: '' }, { detail: 'no address' });
}

/** Where nobody published a checksum, two places that somebody would have to control both must have the same bytes. */
async function sameEverywhere(addresses: readonly string[], get: (url: string) => Promise<Uint8Array>): Promise<Uint8Array> {
  const hosts = new Set(addresses.map(hostOf));
  if (hosts.size < 2) throw new TunnelError('client-download-failed', { url: addresses[0] ?? '', reason: 'nobody published its checksum, and there is no second address to compare with' });
  const [first = '', ...others] = addresses;
  const bytes = await get(first);
  for (const url of others) {
    const seen = sha256Of(await get(url));
    if (seen !== sha256Of(bytes)) throw new TunnelError('client-addresses-differ', { first: hostOf(first), second: hostOf(url) }, { detail: `${sha256Of(bytes)} and ${seen}` });
  }
  return bytes;
}

async function readGiven(file: string, signal: AbortSignal): Promise<Uint8Array> {
  try {
    const handle = await open(file, 'r');
    try {
      const { size } = await handle.stat();
      if (size > MAX_CLIENT_BYTES) throw new TunnelError('client-wrong-processor', { found: `${Math.round(size / 1e6)} MB`, wanted: 'netclient' });
      return await handle.readFile({ signal });
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof TunnelError) throw error;
    throw signal.aborted ? new TunnelError('cancelled') : storageError(file, error);
  }
}

/** How far a fetch is, in megabytes; one that is over is told to be. */
class Told {
  readonly #conduct: Conduct;
  readonly #subject: string;
  #last: { readonly done: number; readonly total: number | null } = { done: 0, total: null };

  constructor(conduct: Conduct, subject: string) {
    this.#conduct = conduct;
    this.#subject = subject;
  }

  runs(got: number, total: number | null): void {
    this.#last = { done: Math.floor(got / 1e6), total: total === null ? null : Math.max(1, Math.ceil(total / 1e6)) };
    this.#say('running');
  }

  async until<T>(work: Promise<T>): Promise<T> {
    try {
      const result = await work;
      this.#say('done');
      return result;
    } catch (error) {
      this.#say('failed');
      throw error;
    }
  }

  #say(state: Progress['state']): void {
    this.#conduct.progress({ task: 'fetch-client', subject: this.#subject, state, ...this.#last, step: null });
  }
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Addresses can hold more than their host; only that is shown and kept. */
function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : plainText(url, 100);
}
