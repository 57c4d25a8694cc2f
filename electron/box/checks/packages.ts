import type { Site } from '../../domain/site';
import type { BoxCheck } from '../../engine/ports';
import type { Answer } from './ask-box';
import { finding } from './finding';
import { linesOf, look } from './look';

/** Only a warning, and only where packages may be used: the client is usually put there as a file. */
export const packagesCheck: BoxCheck = {
  id: 'packages',
  run: async (question, signal) => {
    if (!mayUsePackages(question.site)) return finding('packages', 'ok', {}, 'nothing is installed from packages');
    const { locks, lockFiles, dpkgAudit } = await look(question, signal);
    const busy = lockedFiles(locks, lockFiles);
    if (busy.length > 0) return finding('packages', 'warns', {}, `locked: ${busy.join(', ')}`);
    const broken = dpkgAudit.code === 127 || dpkgAudit.code === null ? [] : linesOf(dpkgAudit);
    return broken.length > 0 ? finding('packages', 'warns', {}, broken.join(' ')) : finding('packages', 'ok');
  },
};

function mayUsePackages({ overlay }: Site): boolean {
  return overlay?.kind !== 'netmaker' || overlay.install === 'auto' || overlay.install === 'package';
}

/**
 * Files that somebody holds a write lock on, from the kernel's own list (proc_locks(5)): `1: POSIX  ADVISORY  WRITE 123 08:02:41 0 EOF`,
 * compared by the number of the inode with `ls -i`. `fuser` and `lsof` are rarely there.
 */
export function lockedFiles(locks: Answer, lockFiles: Answer): string[] {
  const held = new Set(linesOf(locks).flatMap((line) => /^\d+: (?:POSIX|FLOCK|OFDLCK) +\w+ +WRITE +-?\d+ +[\da-f]+:[\da-f]+:(\d+) /i.exec(line)?.[1] ?? []));
  return linesOf(lockFiles).flatMap((line) => {
    const match = /^ *(\d+) (\/\S+)$/.exec(line);
    return match?.[1] !== undefined && match[2] !== undefined && held.has(match[1]) ? [match[2]] : [];
  });
}
