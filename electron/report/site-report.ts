import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Language } from '../domain/words/words';
import type { OpenSite } from '../engine/open-site';
import { renderReport } from './report';

/** The handover report of an open site as one HTML page, pictures included. `assets`: the folder shipped with the program. */
export async function siteReport(open: Pick<OpenSite, 'site' | 'engine' | 'pictures'>, options: { language: Language; version: string; assets: string }): Promise<string> {
  const { site, pictures } = open;
  const { state } = open.engine;
  const refs = [...Object.values(state.readings).map((reading) => reading.picture), ...Object.values(state.proofs).map((proof) => proof.picture)].filter((ref) => ref !== null);
  const loaded = new Map<string, string>();
  for (const ref of refs) {
    const bytes = await pictures.load(ref);
    if (bytes !== null) loaded.set(ref.sha256, Buffer.from(bytes).toString('base64'));
  }
  const css = await readFile(path.join(options.assets, 'report', 'report.css'), 'utf8');
  return renderReport({ site, state, picture: (ref) => loaded.get(ref.sha256) ?? null, language: options.language, version: options.version, now: Date.now(), css });
}
