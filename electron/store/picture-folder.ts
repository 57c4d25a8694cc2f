import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { PictureRef } from '../domain/camera';
import type { Pictures } from '../engine/ports';
import { isMissing, storageError, writeAtomically } from './atomic-file';

/** Pictures of a site, named by their SHA-256: the same picture is kept once, and a changed file is noticed. */
export function pictureFolder(folder: string, now: () => number): Pictures {
  const save = async (content: Uint8Array, ending: string): Promise<string> => {
    const sha256 = hash(content);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeAtomically(path.join(folder, `${sha256}.${ending}`), content);
    return sha256;
  };
  const load = async (sha256: string, ending: string): Promise<Uint8Array | null> => {
    const file = path.join(folder, `${sha256}.${ending}`);
    try {
      const content = await readFile(file);
      return hash(content) === sha256 ? content : null;
    } catch (error) {
      if (isMissing(error)) return null;
      throw storageError(file, error);
    }
  };
  return {
    async save(jpeg): Promise<PictureRef> {
      return { sha256: await save(jpeg, 'jpg'), bytes: jpeg.length, takenAt: new Date(now()).toISOString() };
    },
    load: (ref) => load(ref.sha256, 'jpg'),
    async saveKeyFrame({ codec, width, height, annexB }) {
      return { sha256: await save(annexB, 'keyframe'), bytes: annexB.length, codec, width, height };
    },
    loadKeyFrame: (ref) => load(ref.sha256, 'keyframe'),
  };
}

function hash(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
