import type { CheckId, CheckResult } from '../../../electron/domain/box';

/** Warnings that nobody has to do anything about: connecting handles them, or they matter in special cases only. */
const NOTHING_TO_DO: readonly CheckId[] = ['forwarding', 'memory', 'udp-ports', 'packages'];

export interface ReportGroups {
  /** What blocks comes first. */
  readonly needsYou: readonly CheckResult[];
  /** Warnings that take care of themselves, then what could not be found out. */
  readonly goodToKnow: readonly CheckResult[];
  readonly fine: readonly CheckResult[];
}

/** Thirty rows are too many for somebody on a ladder: what is left to do is what he sees. */
export function reportGroups(checks: readonly CheckResult[]): ReportGroups {
  const of = (outcome: CheckResult['outcome']): CheckResult[] => checks.filter((check) => check.outcome === outcome);
  const minor = (check: CheckResult): boolean => check.fix === 'none' && NOTHING_TO_DO.includes(check.check);
  return {
    needsYou: [...of('blocks'), ...of('warns').filter((check) => !minor(check))],
    goodToKnow: [...of('warns').filter(minor), ...of('unknown')],
    fine: of('ok'),
  };
}
