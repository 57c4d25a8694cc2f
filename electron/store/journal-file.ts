import { open, readFile, truncate, type FileHandle } from 'node:fs/promises';
import { TunnelError } from '../domain/errors';
import { JournalEntry, type JournalEvent } from '../domain/journal';
import type { Journal } from '../engine/ports';
import { isMissing, storageError } from './atomic-file';

/**
 * The journal on disk: one JSON entry a line, appended and synced before `append` returns. A crash in the middle of a write
 * leaves a last line without its newline; it was never acted upon, so it is cut off when the file is opened again.
 */
export class JournalFile implements Journal {
  readonly #path: string;
  readonly #handle: FileHandle;
  readonly #now: () => number;
  readonly #entries: JournalEntry[];
  #length: number;

  private constructor(path: string, handle: FileHandle, entries: JournalEntry[], length: number, now: () => number) {
    this.#path = path;
    this.#handle = handle;
    this.#entries = entries;
    this.#length = length;
    this.#now = now;
  }

  static async open(path: string, now: () => number): Promise<JournalFile> {
    const { entries, length } = await readJournal(path);
    try {
      const handle = await open(path, 'a', 0o600);
      await truncate(path, length);
      return new JournalFile(path, handle, entries, length, now);
    } catch (error) {
      throw storageError(path, error);
    }
  }

  entries(): readonly JournalEntry[] {
    return this.#entries;
  }

  async append(event: JournalEvent): Promise<JournalEntry> {
    const entry = JournalEntry.parse({ seq: (this.#entries.at(-1)?.seq ?? 0) + 1, at: new Date(this.#now()).toISOString(), event });
    const line = Buffer.from(`${JSON.stringify(entry)}\n`);
    try {
      await this.#handle.appendFile(line);
      await this.#handle.datasync();
    } catch (error) {
      // A full disk may have taken half of the line; the next entry must not be glued to it.
      await this.#handle.truncate(this.#length).catch(() => undefined);
      throw storageError(this.#path, error);
    }
    this.#length += line.length;
    this.#entries.push(entry);
    return entry;
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}

/** Reads what is whole; `length` is where the whole part ends, in bytes. A damaged line in the middle is an error: nothing may be skipped silently. */
export async function readJournal(path: string): Promise<{ entries: JournalEntry[]; length: number }> {
  let content: Buffer;
  try {
    content = await readFile(path);
  } catch (error) {
    if (isMissing(error)) return { entries: [], length: 0 };
    throw storageError(path, error);
  }
  const length = content.lastIndexOf(0x0a) + 1;
  const lines = content.subarray(0, length).toString('utf8').split('\n').slice(0, -1);
  const entries = lines.map((line, index): JournalEntry => {
    const parsed = JournalEntry.safeParse(parseJson(line));
    if (!parsed.success || parsed.data.seq !== index + 1) throw new TunnelError('storage-failed', { path, reason: `line ${index + 1} is damaged` });
    return parsed.data;
  });
  return { entries, length };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
