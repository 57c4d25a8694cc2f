import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { PictureRef } from '../../electron/domain/camera';
import type { JournalEvent } from '../../electron/domain/journal';
import type { Site } from '../../electron/domain/site';
import { ROOT } from './program';

const AT = '2026-11-24T09:30:00.000Z';

/** A site as an earlier day left it in the program's folder; the program opens it at its start. */
export function keepSite(data: string, site: Site, events: readonly JournalEvent[]): void {
  const folder = path.join(data, 'sites', site.id);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'site.json'), JSON.stringify(site));
  writeFileSync(path.join(folder, 'journal.jsonl'), events.map((event, index) => `${JSON.stringify({ seq: index + 1, at: AT, event })}\n`).join(''));
  writeFileSync(path.join(data, 'open-site.json'), JSON.stringify({ version: 1, open: site.id }));
}

/** Puts a picture of the practice site into the site's folder. */
export function keepPicture(data: string, site: Site, name: 'gate' | 'hall' | 'yard' | 'stairs' | 'parking'): PictureRef {
  const source = path.join(ROOT, `assets/practice/${name}.jpg`);
  const content = readFileSync(source);
  const sha256 = createHash('sha256').update(content).digest('hex');
  const folder = path.join(data, 'sites', site.id, 'pictures');
  mkdirSync(folder, { recursive: true });
  copyFileSync(source, path.join(folder, `${sha256}.jpg`));
  return { sha256, bytes: content.length, takenAt: AT };
}
