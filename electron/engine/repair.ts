import { REPAIRS } from '../domain/box';
import { TunnelError } from '../domain/errors';
import { repairStep } from '../domain/plan';
import { holdingBox } from './box-record';
import { checkBox } from './check';
import { settle } from './connect';
import type { Run } from './run';

/**
 * Does the repairs that the last check of the box offered, then checks the box again. `only`: some of them by name; null is all.
 * A repair is a step like those of connecting: journaled, verified by looking, taken back by undo.
 */
export async function repair(run: Run, only: readonly string[] | null): Promise<void> {
  const offered = (run.state.box?.checks ?? []).flatMap((check) => (check.fix === 'none' ? [] : [check.fix]));
  const wanted = REPAIRS.filter((name) => offered.includes(name) && (only === null || only.includes(name)));
  if (wanted.length === 0) throw new TunnelError('repair-not-offered', { repairs: only === null ? 'none' : only.join(', ') });
  await holdingBox(run, 'fails', async () => {
    for (const name of wanted) await settle(run, repairStep(name, run.site.box?.host ?? ''));
  });
  await checkBox(run);
}
