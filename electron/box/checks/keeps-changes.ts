import type { BoxCheck } from '../../engine/ports';
import { finding } from './finding';
import { look } from './look';
import { mountOf, mountsThatMatter, parseMounts, type Mount } from './mounts';

/** It works until the next restart, which may be what somebody wants to try; so this only warns. */
export const keepsChangesCheck: BoxCheck = {
  id: 'keeps-changes',
  run: async (question, signal) => {
    const mounts = parseMounts((await look(question, signal)).mounts);
    if (mounts.length === 0) return finding('keeps-changes', 'unknown', {}, 'its table of mounts is empty');
    const forgetful = mountsThatMatter(mounts).find((mount) => forgets(mount, mounts));
    if (forgetful === undefined) return finding('keeps-changes', 'ok');
    return finding('keeps-changes', 'warns', { place: forgetful.point }, `${forgetful.point}: ${forgetful.source} ${forgetful.kind}`);
  },
};

const MEMORY = ['tmpfs', 'ramfs', 'rootfs'];

/**
 * Alpine from a stick and the like have their root in memory. Ubuntu's overlayroot, Raspberry Pi OS's "overlay file system" and live
 * systems put an overlay over a root that is only read, and keep the changes in memory; the folder of changes may lie in a mount that
 * nobody sees any more, then the names tell. An overlay alone means nothing: OpenWrt and containers have one that lasts.
 */
export function forgets(mount: Mount, mounts: readonly Mount[]): boolean {
  if (MEMORY.includes(mount.kind)) return true;
  if (mount.kind !== 'overlay') return false;
  if (mount.source === 'overlayroot' || mount.source === '/cow' || mount.source === 'airootfs') return true;
  const option = (name: string): string => mount.options.find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
  if (/^\/(lower|media\/root-ro|run\/live|run\/miso|run\/archiso)\b/.test(option('lowerdir'))) return true;
  // The folder of a container is a path of its host, which has a /tmp and a /run too; only OpenWrt really keeps its changes in /tmp.
  const elsewhere = mount.source.startsWith('overlayfs:') ? ['/'] : ['/', '/tmp', '/run'];
  const holder = mountOf(mounts.filter(({ point }) => point !== mount.point && !elsewhere.includes(point)), option('upperdir'));
  return holder !== null && MEMORY.includes(holder.kind);
}
