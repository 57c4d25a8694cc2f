import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { TunnelError } from '../domain/errors';
import { ClientArchitecture, ClientVersion, HeldClient } from '../domain/vpn-client';
import { isMissing, storageError, writeAtomically } from './atomic-file';

/** What is written beside each binary; whether that is still there is looked at every time. */
const Label = HeldClient.omit({ state: true }).extend({ schema: z.literal('kerberos-tunnel/held-client'), damaged: z.boolean() });
type Label = z.infer<typeof Label>;

/** Free space that is left alone, for the journal and pictures of the sites. */
const SPARE_BYTES = 256 * 1024 * 1024;
/** Milliseconds. What a program that died left behind: a download under way is in memory, and writing it takes seconds. */
const ABANDONED_MS = 60 * 60_000;

/** A kept binary, and what is said of it. */
export type KeptClient = Omit<HeldClient, 'state'>;

/**
 * The folder of the shelf, readable by the user only: `VERSION_ARCHITECTURE.json` says what is held, the binary's own name holds its
 * checksum. Both are put in place with one rename each, the binary first, so that several programs can work on it at once and a crash
 * leaves nothing that is believed.
 */
export class ClientShelfFolder {
  readonly #folder: string;
  readonly #freeBytes: (folder: string) => Promise<number>;
  readonly #now: () => number;

  constructor(folder: string, now: () => number, freeBytes = freeBytesOf) {
    this.#folder = folder;
    this.#now = now;
    this.#freeBytes = freeBytes;
  }

  /** Newest version first. Looks at files, not into them. */
  async list(): Promise<HeldClient[]> {
    const held = await Promise.all((await this.#names()).filter((name) => name.endsWith('.json')).map((name) => this.#held(name)));
    return held.filter((one) => one !== null).sort((a, b) => b.version.localeCompare(a.version, 'en', { numeric: true }) || order(a) - order(b));
  }

  async find(version: string, architecture: ClientArchitecture): Promise<HeldClient | null> {
    return this.#held(labelName(version, architecture));
  }

  /** The bytes of what is held, compared with their checksum; null: they are not what was kept, and were set aside. */
  async read(held: HeldClient, signal: AbortSignal): Promise<Uint8Array | null> {
    if (held.state !== 'good') return null;
    const file = this.#binary(held);
    let bytes: Uint8Array;
    try {
      bytes = await readFile(file, { signal });
    } catch (error) {
      if (isMissing(error)) return null;
      throw signal.aborted ? new TunnelError('cancelled') : storageError(file, error);
    }
    if (createHash('sha256').update(bytes).digest('hex') === held.sha256) return bytes;
    await this.#setAside(held);
    return null;
  }

  /** Is there room for so many bytes? @throws laptop-disk-full. */
  async demandRoom(bytes: number): Promise<void> {
    await this.#make();
    const free = await this.#freeBytes(this.#folder);
    if (free < bytes + SPARE_BYTES) throw new TunnelError('laptop-disk-full', { needed: Math.ceil((bytes + SPARE_BYTES) / 1e6), free: Math.floor(free / 1e6) });
  }

  /** Takes the place of what was held for that version and processor. @throws laptop-disk-full, storage-failed. */
  async keep(bytes: Uint8Array, kept: KeptClient): Promise<HeldClient> {
    await this.demandRoom(bytes.length);
    const before = await this.find(kept.version, kept.architecture);
    await writeAtomically(this.#binary(kept), bytes);
    await this.#label(kept, false);
    if (before !== null && before.sha256 !== kept.sha256) await this.#drop(this.#binary(before));
    return { ...kept, state: 'good' };
  }

  /** What is said of it changes, the binary stays. */
  async relabel(kept: KeptClient): Promise<void> {
    await this.#label(kept, false);
  }

  async remove(held: HeldClient): Promise<void> {
    // The label first: a binary that nobody speaks of is rubbish, a label without a binary a promise.
    await this.#drop(path.join(this.#folder, labelName(held.version, held.architecture)));
    await this.#drop(this.#binary(held));
    await this.#drop(`${this.#binary(held)}${DAMAGED}`);
  }

  /** Takes away what a program that died left behind. Returns the names. */
  async tidy(): Promise<string[]> {
    const wanted = new Set((await this.list()).flatMap((held) => [path.basename(this.#binary(held)), `${path.basename(this.#binary(held))}${DAMAGED}`]));
    const rubbish = (await this.#names()).filter((name) => name.endsWith('.tmp') || (name.startsWith(BINARY) && !wanted.has(name)));
    const old = await Promise.all(rubbish.map(async (name) => ((await this.#age(name)) > ABANDONED_MS ? name : null)));
    const gone = old.filter((name) => name !== null);
    for (const name of gone) await this.#drop(path.join(this.#folder, name));
    return gone;
  }

  async #held(name: string): Promise<HeldClient | null> {
    const label = await this.#readLabel(name);
    if (label === null) return null;
    const { schema: _schema, damaged, ...kept } = label;
    if (damaged) return { ...kept, state: 'damaged' };
    const size = await stat(this.#binary(kept)).then((found) => found.size, () => null);
    return { ...kept, state: size === null ? 'missing' : size === kept.size ? 'good' : 'damaged' };
  }

  async #readLabel(name: string): Promise<Label | null> {
    try {
      const label = Label.safeParse(JSON.parse(await readFile(path.join(this.#folder, name), 'utf8')));
      // Somebody who renames a label does not make another client of it.
      return label.success && labelName(label.data.version, label.data.architecture) === name ? label.data : null;
    } catch (error) {
      if (isMissing(error) || error instanceof SyntaxError) return null;
      throw storageError(name, error);
    }
  }

  async #label(kept: KeptClient, damaged: boolean): Promise<void> {
    const label: Label = { schema: 'kerberos-tunnel/held-client', ...kept, damaged };
    await writeAtomically(path.join(this.#folder, labelName(kept.version, kept.architecture)), `${JSON.stringify(Label.parse(label), null, 2)}\n`);
  }

  async #setAside(held: HeldClient): Promise<void> {
    const { state: _state, ...kept } = held;
    const file = this.#binary(held);
    await rename(file, `${file}${DAMAGED}`).catch((error: unknown) => {
      if (!isMissing(error)) throw storageError(file, error);
    });
    await this.#label(kept, true);
  }

  async #make(): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
      throw storageError(this.#folder, error);
    });
  }

  async #names(): Promise<string[]> {
    return readdir(this.#folder).catch((error: unknown): string[] => {
      if (isMissing(error)) return [];
      throw storageError(this.#folder, error);
    });
  }

  async #age(name: string): Promise<number> {
    return stat(path.join(this.#folder, name)).then(({ mtimeMs }) => this.#now() - mtimeMs, () => 0);
  }

  async #drop(file: string): Promise<void> {
    await rm(file, { force: true }).catch((error: unknown) => {
      throw storageError(file, error);
    });
  }

  #binary({ version, architecture, sha256 }: Pick<HeldClient, 'version' | 'architecture' | 'sha256'>): string {
    return path.join(this.#folder, `${BINARY}${version}-linux-${architecture}-${sha256.slice(0, 16)}`);
  }
}

const BINARY = 'netclient-';
const DAMAGED = '.damaged';

function labelName(version: string, architecture: string): string {
  return `${ClientVersion.parse(version)}_${ClientArchitecture.parse(architecture)}.json`;
}

function order({ architecture }: HeldClient): number {
  return ClientArchitecture.options.indexOf(architecture);
}

async function freeBytesOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
