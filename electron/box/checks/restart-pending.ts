import type { BoxCheck } from '../../engine/ports';
import type { Answer } from './ask-box';
import { finding } from './finding';
import { TELLING, linesOf, look } from './look';

/**
 * What was updated and not started yet works by luck: a module of the running kernel may be gone already, and the first restart,
 * weeks later, is then the test. Debian and Ubuntu leave a file; everywhere the installed kernels tell.
 */
export const restartPendingCheck: BoxCheck = {
  id: 'restart-pending',
  run: async (question, signal) => {
    const { present, boot, modules } = await look(question, signal);
    const paths = linesOf(present);
    if (paths.includes(TELLING.rebootRequired) || paths.includes(TELLING.rebootRequiredOld)) return finding('restart-pending', 'warns', {}, 'its system says so (/run/reboot-required)');
    const why = kernelReason(question.facts.kernel, kernelsIn(boot, modules), linesOf(modules));
    return why === null ? finding('restart-pending', 'ok') : finding('restart-pending', 'warns', {}, why);
  },
};

/** Kernels that can be started. Where /boot does not name them (Raspberry Pi, routers), the folders of their modules do. */
function kernelsIn(boot: Answer, modules: Answer): string[] {
  const images = boot.code === 0 ? linesOf(boot).flatMap((name) => /^(?:vmlinu[xz]|Image)-(.+)$/.exec(name)?.[1] ?? []) : [];
  return images.length > 0 ? images : modules.code === 0 ? linesOf(modules) : [];
}

export function kernelReason(running: string, kernels: readonly string[], moduleFolders: readonly string[]): string | null {
  const own = parseKernel(running);
  if (own === null) return null;
  const newer = kernels.filter((name) => {
    const other = parseKernel(name);
    return other?.flavour === own.flavour && compareVersions(other.version, own.version) > 0;
  });
  const newest = newer.at(-1);
  if (newest !== undefined) return `its kernel is ${running}, installed is ${newest}`;
  // A container has the kernel of its host and usually no modules at all.
  const related = moduleFolders.some((name) => parseKernel(name)?.flavour === own.flavour);
  return related && !moduleFolders.includes(running) ? `the modules of its kernel ${running} are not there any more` : null;
}

/**
 * `6.1.0-18-amd64`, `6.6.31+rpt-rpi-v8`, `5.14.0-362.8.1.el9_3.x86_64`: numbers, and what kind of kernel it is. A box can have several
 * kinds (rt, cloud, v7l and v8 of the Raspberry Pi), which are not newer than each other.
 */
function parseKernel(name: string): { version: number[]; flavour: string } | null {
  const match = /^(\d{1,5}(?:[.-]\d{1,6}){1,8})(.*)$/.exec(name);
  if (match?.[1] === undefined) return null;
  return { version: match[1].split(/[.-]/).map(Number), flavour: (match[2] ?? '').replace(/^\.(fc|el|amzn|oe)\w*/, '') };
}

function compareVersions(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
