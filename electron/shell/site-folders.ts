import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { SiteSummary } from '../contract/contract';
import { chosenCameras } from '../domain/choice';
import { TunnelError } from '../domain/errors';
import { newSite, type Site } from '../domain/site';
import { foldJournal } from '../domain/state';
import { isMissing, writeAtomically } from '../store/atomic-file';
import { readJournal } from '../store/journal-file';
import { readSite, writeSite } from '../store/site-file';

const Remembered = z.object({ version: z.literal(1), open: z.string().nullable() });

/** The wizard's sites, one folder each, and which of them was open last. */
export class SiteFolders {
  readonly #root: string;
  readonly #rememberFile: string;

  constructor(root: string) {
    this.#root = path.join(root, 'sites');
    this.#rememberFile = path.join(root, 'open-site.json');
  }

  /** `file` is the site file, `folder` holds the journal and everything else of the site. */
  placesOf(id: string): { file: string; folder: string } {
    // The schema of a site says the same; here it keeps an id from being a path.
    if (!/^[a-z0-9][a-z0-9-]{0,39}$/.test(id)) throw new TunnelError('input-invalid', { field: 'id', reason: 'not a site' });
    const folder = path.join(this.#root, id);
    return { folder, file: path.join(folder, 'site.json') };
  }

  async create(input: { name: string; mode: Site['mode']; language: Site['language']; timeZone: string }): Promise<string> {
    await mkdir(this.#root, { recursive: true, mode: 0o700 });
    const base = idFrom(input.name);
    for (let count = 1; count < 1000; count++) {
      const id = count === 1 ? base : `${base.slice(0, 35)}-${count}`;
      const { file, folder } = this.placesOf(id);
      try {
        // Taking the folder is taking the name.
        await mkdir(folder, { mode: 0o700 });
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'EEXIST') continue;
        throw new TunnelError('storage-failed', { path: folder, reason: error instanceof Error ? error.message : String(error) });
      }
      await writeSite(file, newSite({ id, ...input }));
      return id;
    }
    throw new TunnelError('input-invalid', { field: 'name', reason: 'taken' });
  }

  /** Most recently worked on first; a site that cannot be read is left out and told to `unreadable`. */
  async list(unreadable: (id: string, error: unknown) => void): Promise<SiteSummary[]> {
    const ids = await readdir(this.#root).catch((error: unknown): string[] => {
      if (isMissing(error)) return [];
      throw error;
    });
    const summaries = await Promise.all(
      ids.map(async (id) => {
        try {
          return await this.#summary(id);
        } catch (error) {
          unreadable(id, error);
          return null;
        }
      }),
    );
    return summaries.filter((summary) => summary !== null).sort((a, b) => (b.lastRun?.at ?? '').localeCompare(a.lastRun?.at ?? '') || a.name.localeCompare(b.name));
  }

  async remove(id: string): Promise<void> {
    await rm(this.placesOf(id).folder, { recursive: true, force: true });
  }

  /** Written when a site is opened and closed, so that a program that died knows where it was. */
  async remember(id: string | null): Promise<void> {
    await mkdir(path.dirname(this.#rememberFile), { recursive: true, mode: 0o700 });
    await writeAtomically(this.#rememberFile, JSON.stringify({ version: 1, open: id }));
  }

  async remembered(): Promise<string | null> {
    try {
      return Remembered.parse(JSON.parse(await readFile(this.#rememberFile, 'utf8'))).open;
    } catch {
      return null;
    }
  }

  async #summary(id: string): Promise<SiteSummary> {
    const { file, folder } = this.placesOf(id);
    const site = await readSite(file);
    const { entries } = await readJournal(path.join(folder, 'journal.jsonl'));
    const state = foldJournal(entries);
    const { lastRun } = state;
    return {
      id,
      name: site.name,
      mode: site.mode,
      cameras: chosenCameras(site, state).length,
      page: state.page,
      changed: state.changed,
      lastRun: lastRun === null ? null : { stage: lastRun.stage, phase: lastRun.phase, at: lastRun.at },
      serverVersion: site.overlay?.kind === 'netmaker' ? (state.services?.overlay?.version ?? null) : null,
    };
  }
}

/** `Bakkerij Café, Gent` -> `bakkerij-cafe-gent`. */
function idFrom(name: string): string {
  const id = name.normalize('NFKD').replace(/[\u0300-\u036f]/g, '').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+/, '').slice(0, 40).replace(/-+$/, '');
  return id === '' ? 'site' : id;
}
