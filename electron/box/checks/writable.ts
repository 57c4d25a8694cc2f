import type { BoxCheck } from '../../engine/ports';
import { CHECK_MS, finding } from './finding';

/** Where the client, its files and its service go. */
const PLACES = ['/etc', '/usr/sbin'];

/** Asked of the mount table: to write and see would change the box. */
export const writableCheck: BoxCheck = {
  id: 'writable',
  run: async ({ box }, signal) => {
    const mounts = parseMounts(await box.demand(['cat', '/proc/mounts'], { signal, deadlineMs: CHECK_MS }));
    const holders = PLACES.map((place) => mountOf(mounts, place)).filter((mount) => mount !== null);
    const readOnly = holders.find((mount) => mount.options.includes('ro'));
    if (readOnly !== undefined) return finding('writable', 'blocks', { place: readOnly.point }, `${readOnly.point} is mounted read-only`);
    const forgetful = holders.find(forgets);
    // It works until the next restart, which may be what somebody wants to try.
    if (forgetful !== undefined) return finding('writable', 'warns', { place: forgetful.point }, `${forgetful.point} is an overlay in memory`);
    return finding('writable', 'ok');
  },
};

export interface Mount {
  readonly source: string;
  readonly point: string;
  readonly kind: string;
  readonly options: readonly string[];
}

export function parseMounts(text: string): Mount[] {
  return text.split('\n').slice(0, 2000).flatMap((line) => {
    const [source, point, kind, options] = line.split(' ');
    return source === undefined || point === undefined || kind === undefined || options === undefined ? [] : [{ source, point, kind, options: options.split(',') }];
  });
}

/** The mount that a path is on: the longest point above it, the last one of equals. */
export function mountOf(mounts: readonly Mount[], path: string): Mount | null {
  return mounts.reduce<Mount | null>((best, mount) => {
    const above = mount.point === '/' || path === mount.point || path.startsWith(`${mount.point}/`);
    return above && (best === null || mount.point.length >= best.point.length) ? mount : best;
  }, null);
}

/**
 * Ubuntu's overlayroot and Raspberry Pi OS's "overlay file system" keep the real root below these folders and all changes in
 * memory. An overlay alone means nothing: containers have one too.
 */
function forgets(mount: Mount): boolean {
  return mount.source === 'overlayroot' || (mount.kind === 'overlay' && mount.options.some((option) => /^lowerdir=\/(lower|media\/root-ro)\b/.test(option)));
}
