import type { Answer } from './ask-box';
import { linesOf } from './look';

export interface Mount {
  readonly source: string;
  readonly point: string;
  readonly kind: string;
  readonly options: readonly string[];
}

/** /proc/mounts: `/dev/mmcblk0p2 / ext4 rw,noatime 0 0`. */
export function parseMounts(answer: Answer): Mount[] {
  return linesOf(answer).flatMap((line) => {
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

/** Where the client, its files and its service go. */
const PLACES = ['/etc', '/usr/sbin'];

export function mountsThatMatter(mounts: readonly Mount[]): Mount[] {
  return PLACES.map((place) => mountOf(mounts, place)).filter((mount) => mount !== null);
}
