import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { PictureRef } from '../domain/camera';
import type { Pictures } from '../engine/ports';
import { isMissing, storageError, writeAtomically } from './atomic-file';

/** Pictures of a site, named by their SHA-256: the same picture is kept once, and a changed file is noticed. */
export function pictureFolder(folder: string, now: () => number): Pictures {
  const fileOf = (sha256: string): string => path.join(folder, `${sha256}.jpg`);
  return {
    async save(jpeg: Uint8Array): Promise<PictureRef> {
      const sha256 = createHash('sha256').update(jpeg).digest('hex');
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeAtomically(fileOf(sha256), jpeg);
      return { sha256, bytes: jpeg.length, takenAt: new Date(now()).toISOString() };
    },
    async load(ref: PictureRef): Promise<Uint8Array | null> {
      try {
        const bytes = await readFile(fileOf(ref.sha256));
        return createHash('sha256').update(bytes).digest('hex') === ref.sha256 ? bytes : null;
      } catch (error) {
        if (isMissing(error)) return null;
        throw storageError(fileOf(ref.sha256), error);
      }
    },
  };
}
