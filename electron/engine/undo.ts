import { TunnelError, errorData } from '../domain/errors';
import type { StepState } from '../domain/state';
import { holdingBox } from './box-record';
import { inLanes, type Run } from './run';
import { driverOf, stepContext } from './steps';

/** Takes back everything that the journal says we may have changed, in reverse order; also after a crash, also weeks later. */
export async function undo(run: Run): Promise<void> {
  // What stands on servers can be taken back without the box: it may be broken or stolen.
  await holdingBox(run, 'goes-on', () => undoSteps(run, run.state.steps.filter((step) => step.phase !== 'kept' && step.phase !== 'undone')));
}

/**
 * Steps of one kind side by side, kinds one after another. Where one cannot be taken back, those that it stands on are left
 * as they are, so that a later try can still reach it.
 */
export async function undoSteps(run: Run, steps: readonly StepState[]): Promise<void> {
  const left = new Set<string>();
  const groups: StepState[][] = [];
  for (const step of [...steps].reverse()) {
    const group = groups.at(-1);
    if (group?.[0]?.step.kind === step.step.kind) group.push(step);
    else groups.push([step]);
  }
  for (const group of groups) {
    const possible = group.filter((step) => {
      const stuck = steps.some((other) => left.has(other.step.id) && other.step.needs.includes(step.step.id));
      if (stuck) left.add(step.step.id);
      return !stuck;
    });
    await inLanes(possible, 8, run.signal, async (step) => {
      try {
        await undoStep(run, step);
      } catch (error) {
        left.add(step.step.id);
        await run.record({ type: 'undo-failed', stepId: step.step.id, error: errorData(error) });
        throw error;
      }
    });
    // Behind each kind and not before each step: what the box still names although it is gone is taken back a second time for nothing.
    await run.remembered().catch((error: unknown) => {
      if (run.signal.aborted || (error instanceof TunnelError && error.code === 'box-busy')) throw error;
    });
  }
  if (left.size > 0) {
    const first = run.state.steps.find((step) => step.error !== null && left.has(step.step.id))?.error;
    throw new TunnelError('undo-incomplete', { count: left.size }, first == null ? {} : { cause: new TunnelError(first.code, first.params, first.detail === undefined ? {} : { detail: first.detail }) });
  }
}

async function undoStep(run: Run, { step, found, result }: StepState): Promise<void> {
  await run.record({ type: 'undo-begun', stepId: step.id });
  const differences = await run.during({ task: 'undo-step', subject: step.id, step: step.id }, () => driverOf(run, step).undo(step, found, result, stepContext(run)));
  await run.record({ type: 'undo-done', stepId: step.id, differences: [...differences] });
}
