import { needsTunnel } from '../domain/choice';
import { TunnelError, cancelled, errorData } from '../domain/errors';
import { isAgentStep, type PlannedStep } from '../domain/plan';
import { refuseCollision } from './collisions';
import { holdingBox } from './box-record';
import { obsoleteSteps, plannedSteps } from './plan';
import type { Run } from './run';
import type { Inspection } from './step';
import { driverOf, stepContext } from './steps';
import { refuseUnstored } from './storage';
import { undoSteps } from './undo';

/** Steps that are worked on at the same time, where their needs allow it. */
const STEP_LANES = 8;

/**
 * Makes the world as planned. Every step is looked at first, written to the journal before and after it changes anything, and
 * verified by looking again. Running it again changes nothing; after a crash it continues. A step that fails does not stop
 * those that do not need it: one camera's trouble is not the others'.
 */
export async function connect(run: Run): Promise<void> {
  const blockers = run.state.box?.checks.filter((check) => check.outcome === 'blocks') ?? [];
  if (blockers.length > 0) throw new TunnelError('box-check-blocks', { checks: blockers.map((check) => check.check).join(', ') });
  // What collided may have been moved to the spare box since, or out of the site.
  refuseCollision(needsTunnel(run.site, run.state) ? run.state.collisions : null);
  const steps = plannedSteps(run);
  refuseUnstored(run, steps);
  await holdingBox(run, 'fails', async () => {
    await undoSteps(run, obsoleteSteps(run.state.steps, steps));
    const early = lookEarly(run, steps);
    const failures = await runInOrder(steps, run.signal, (step) => settle(run, step, early.get(step.id)));
    if (run.signal.aborted) throw cancelled();
    if (failures[0] !== undefined) throw failures[0].error;
  });
}

/**
 * What the last steps of a long row see can be known before it is their turn; then their turn is shorter by some round trips. A look
 * that failed, or that was never taken because the run was stopped, is taken again when it counts.
 */
function lookEarly(run: Run, steps: readonly PlannedStep[]): ReadonlyMap<string, Promise<Inspection | null>> {
  const looks = new Map<string, Promise<Inspection | null>>();
  let before: Promise<unknown> = Promise.resolve();
  for (const step of steps.filter((candidate) => candidate.needs.length > 0 && driverOf(run, candidate).looksEarly === true)) {
    // The first one alone: it signs in for all of them.
    const look = before.then(() => (run.signal.aborted ? null : driverOf(run, step).inspect(step, stepContext(run)))).catch(() => null);
    if (looks.size === 0) before = look;
    looks.set(step.id, look);
  }
  return looks;
}

/** Looks, changes where needed, and looks again. What it does stands in the journal before and after. */
export async function settle(run: Run, step: PlannedStep, early: Promise<Inspection | null> = Promise.resolve(null)): Promise<void> {
  const driver = driverOf(run, step);
  const context = stepContext(run);
  const tell = { subject: step.id, step: step.id };
  const before = run.state.steps.find((candidate) => candidate.step.id === step.id)?.phase;
  try {
    const inspection = await run.during({ ...tell, task: 'inspect-step' }, async () => (await early) ?? driver.inspect(step, context));
    if (inspection.change === 'none') {
      // Begun by a run that ended in the middle: what is there was never verified.
      const unverified = before === 'begun' || before === 'failed';
      const result = unverified ? await run.during({ ...tell, task: 'verify-step' }, () => driver.verify(step, inspection.result, context)) : inspection.result;
      if ((before !== 'done' && before !== 'kept') || toldOtherwise(run, step)) await run.record({ type: 'step-kept', step, result });
      return;
    }
    await run.record({ type: 'step-begun', step, found: inspection.found });
    if (driver.onlyNotes !== true) await run.remembered();
    const applied = await run.during({ ...tell, task: 'apply-step' }, () => driver.apply(step, inspection.found, context));
    const result = await run.during({ ...tell, task: 'verify-step' }, () => driver.verify(step, applied, context));
    await run.record({ type: 'step-done', stepId: step.id, result });
  } catch (error) {
    run.ports.log('warn', 'step failed', { step: step.id, code: errorData(error).code });
    await run.record({ type: 'step-failed', stepId: step.id, error: errorData(error) });
    throw error;
  }
}

/** Which camera an agent is whose is looked up in the journal: it must know that also where the agent itself needed no change. */
function toldOtherwise(run: Run, step: PlannedStep): boolean {
  const known = run.state.steps.find((candidate) => candidate.step.id === step.id)?.step;
  return isAgentStep(step) && known !== undefined && JSON.stringify([known.params, known.input]) !== JSON.stringify([step.params, step.input]);
}

/** Runs each step once all it needs are done; what needs a failed one is left out. Returns the failures as they came. */
async function runInOrder(steps: readonly PlannedStep[], signal: AbortSignal, work: (step: PlannedStep) => Promise<void>): Promise<{ error: unknown }[]> {
  const waiting = new Set(steps);
  const known = new Set(steps.map((step) => step.id));
  const done = new Set<string>();
  const failures: { error: unknown }[] = [];
  const active = new Set<Promise<void>>();
  for (;;) {
    for (const step of waiting) {
      if (signal.aborted || active.size >= STEP_LANES) break;
      if (!step.needs.every((id) => done.has(id) || !known.has(id))) continue;
      waiting.delete(step);
      const task: Promise<void> = work(step)
        .then(() => void done.add(step.id), (error: unknown) => void failures.push({ error }))
        .finally(() => active.delete(task));
      active.add(task);
    }
    if (active.size === 0) return failures;
    await Promise.race(active);
  }
}
