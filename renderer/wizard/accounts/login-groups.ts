import type { ChosenCamera } from '../../../electron/domain/choice';
import { makerOf } from './camera-list';

/** Cameras of one maker whose logins failed: they usually share one, so they are told and repaired together. */
export interface LoginGroup {
  /** Empty: nobody knows who made them. */
  readonly maker: string;
  readonly refused: readonly ChosenCamera[];
  /** Not tried, because the same login was refused by others of the maker. */
  readonly held: readonly ChosenCamera[];
  /** The camera itself says that it is locked. */
  readonly locked: readonly ChosenCamera[];
  /** When the last of them can be tried again, milliseconds since 1970; null: no camera tells. */
  readonly lockedUntil: number | null;
}

const REFUSED: ReadonlySet<string> = new Set(['camera-login-refused', 'camera-login-spent']);

export function loginGroups(cameras: readonly ChosenCamera[]): LoginGroup[] {
  const byMaker = new Map<string, ChosenCamera[]>();
  for (const camera of cameras) {
    const maker = makerOf(camera);
    byMaker.set(maker, [...(byMaker.get(maker) ?? []), camera]);
  }
  return [...byMaker]
    .map(([maker, own]): LoginGroup => {
      const locked = own.filter((camera) => camera.reading?.error?.code === 'camera-locked');
      const until = locked.map((camera) => Date.parse(camera.reading?.lock?.until ?? '')).filter((time) => !Number.isNaN(time));
      return {
        maker,
        refused: own.filter((camera) => REFUSED.has(camera.reading?.error?.code ?? '')),
        held: own.filter((camera) => camera.reading?.error?.code === 'camera-login-held'),
        locked,
        lockedUntil: until.length === 0 ? null : Math.max(...until),
      };
    })
    .filter((group) => group.refused.length + group.held.length + group.locked.length > 0);
}

/** What became of one login: at how many cameras it is the one that worked. */
export function workedAt(cameras: readonly ChosenCamera[], credentialId: string): number {
  return cameras.filter(({ reading }) => reading?.credentialId === credentialId && reading.outcome !== 'failed').length;
}
