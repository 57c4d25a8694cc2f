import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TunnelError } from '../../domain/errors';
import { splitClip, type Clip } from './clip';
import { testCard } from './test-card';

/** What assets/practice holds; made as its README says. */
const CLIPS = {
  'main.h264': { codec: 'H264', width: 1280, height: 720, fps: 15 },
  'sub.h264': { codec: 'H264', width: 640, height: 360, fps: 10 },
  'main.h265': { codec: 'H265', width: 1280, height: 720, fps: 15 },
  'sub.h265': { codec: 'H265', width: 640, height: 360, fps: 10 },
} as const;
/** `card.mjpeg` is made here, not read. */
export type ClipName = keyof typeof CLIPS | 'card.mjpeg';
export const SCENES = ['gate', 'yard', 'hall', 'stairs', 'parking'] as const;
export type Scene = (typeof SCENES)[number];

export interface Media {
  readonly clips: Readonly<Record<ClipName, Clip>>;
  /** JPEG, 1280x720. */
  readonly stills: Readonly<Record<Scene, Uint8Array>>;
}

/** Reads all practice media. @throws TunnelError `practice-unavailable` where a file is missing or is not what it should be. */
export async function readMedia(assetsDirectory: string): Promise<Media> {
  const read = async (name: string): Promise<Uint8Array> => {
    try {
      return await readFile(join(assetsDirectory, name));
    } catch (cause) {
      throw new TunnelError('practice-unavailable', { reason: `the practice file ${name} is missing` }, { cause });
    }
  };
  const clips = Object.entries(CLIPS).map(async ([name, format]) => {
    const clip = splitClip(await read(name), format);
    if (clip === null) throw new TunnelError('practice-unavailable', { reason: `the practice file ${name} is damaged` });
    return [name, clip] as const;
  });
  const stills = SCENES.map(async (scene) => [scene, await read(`${scene}.jpg`)] as const);
  const [readClips, readStills] = await Promise.all([Promise.all(clips), Promise.all(stills)]);
  return { clips: { ...Object.fromEntries(readClips), 'card.mjpeg': testCard() } as Record<ClipName, Clip>, stills: Object.fromEntries(readStills) as Record<Scene, Uint8Array> };
}
