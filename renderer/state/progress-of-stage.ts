import type { Progress } from '../../electron/domain/stage';

/** How far a running stage is, counted from its parts: those that ended of those that are known. */
export interface Tally { readonly running: readonly Progress[]; readonly ended: number; readonly known: number }

export function tally(progress: readonly Progress[], tasks: readonly Progress['task'][]): Tally {
  const parts = progress.filter((one) => tasks.includes(one.task));
  return { running: parts.filter((one) => one.state === 'running'), ended: parts.filter((one) => one.state !== 'running').length, known: parts.length };
}
