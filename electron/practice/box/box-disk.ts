import { createHash } from 'node:crypto';
import type { Stored } from '../world';
import { KEPT_BYTES, type BoxState, type KeptFile } from './box-state';

export interface DiskFile {
  readonly mode: number;
  /** null: too large to be kept. */
  readonly content: Buffer | null;
  readonly sha256: string;
}

/** The box's files: those of its system, which nobody changes, and those that were written. */
export class BoxDisk {
  readonly #state: Stored<BoxState>;
  readonly #system: () => ReadonlyMap<string, string>;

  constructor(state: Stored<BoxState>, system: () => ReadonlyMap<string, string>) {
    this.#state = state;
    this.#system = system;
  }

  exists(path: string): boolean {
    return this.file(path) !== null || this.isDirectory(path);
  }

  isDirectory(path: string): boolean {
    const { files, directories } = this.#state.read();
    const below = path === '/' ? '/' : `${path}/`;
    return directories.includes(path) || [...Object.keys(files), ...this.#system().keys()].some((known) => known.startsWith(below));
  }

  file(path: string): DiskFile | null {
    const written = this.#state.read().files[path];
    if (written !== undefined) return { mode: written.mode, sha256: written.sha256, content: written.content === null ? null : Buffer.from(written.content, 'base64') };
    const system = this.#system().get(path);
    if (system === undefined) return null;
    const content = Buffer.from(system);
    return { mode: 0o755, content, sha256: checksum(content) };
  }

  /** Names directly inside. */
  entries(path: string): string[] {
    const { files, directories } = this.#state.read();
    const below = `${path}/`;
    const names = [...Object.keys(files), ...directories, ...this.#system().keys()].filter((known) => known.startsWith(below)).map((known) => known.slice(below.length).split('/')[0] ?? '');
    return [...new Set(names)].sort();
  }

  write(path: string, content: Buffer, mode: number): void {
    const kept: KeptFile = { mode, size: content.length, sha256: checksum(content), content: content.length > KEPT_BYTES ? null : content.toString('base64') };
    this.#change((state) => { state.files[path] = kept; });
  }

  move(from: string, to: string): void {
    this.#change((state) => {
      const file = state.files[from];
      if (file === undefined) return;
      state.files[to] = file;
      delete state.files[from];
    });
  }

  copy(from: string, to: string, mode: number): void {
    this.#change((state) => {
      const file = state.files[from];
      if (file !== undefined) state.files[to] = { ...file, mode };
    });
  }

  makeDirectory(path: string): void {
    this.#change((state) => {
      if (!state.directories.includes(path)) state.directories.push(path);
    });
  }

  remove(path: string): void {
    const gone = (known: string): boolean => known === path || known.startsWith(`${path}/`);
    this.#change((state) => {
      state.files = Object.fromEntries(Object.entries(state.files).filter(([known]) => !gone(known)));
      state.directories = state.directories.filter((known) => !gone(known));
    });
  }

  setMode(path: string, mode: number): void {
    this.#change((state) => {
      const file = state.files[path];
      if (file !== undefined) file.mode = mode;
    });
  }

  #change(edit: (state: BoxState) => void): void {
    const state = this.#state.read();
    edit(state);
    this.#state.write(state);
  }
}

function checksum(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
