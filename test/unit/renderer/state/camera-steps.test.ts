import { describe, expect, it } from 'vitest';
import { STEP_KINDS } from '../../../../electron/domain/plan';
import { TunnelError, errorData } from '../../../../electron/domain/errors';
import type { JournalEvent } from '../../../../electron/domain/journal';
import { foldJournal, type SiteState } from '../../../../electron/domain/state';
import { connectView, placeOf } from '../../../../renderer/state/camera-steps';
import { bakery, planned, plannedSteps, stepDone } from '../../../fixtures/window/bakery';

const SITE = bakery();
const BEFORE = planned(SITE);
const STEPS = plannedSteps(BEFORE);
const step = (id: string) => {
  const found = STEPS.find((one) => one.id === id);
  if (found === undefined) throw new Error(id);
  return found;
};

function after(events: readonly JournalEvent[]): SiteState {
  return foldJournal([...BEFORE, ...events].map((event, index) => ({ seq: index + 1, at: '2026-11-24T09:30:00.000Z', event })));
}

function viewOf(state: SiteState, running = false, progress: Parameters<typeof connectView>[2] = []) {
  if (state.plan === null) throw new Error('no plan');
  return connectView(state.plan, state, progress, running);
}

describe('the plan as it is carried out', () => {
  it('shows five steps for the site and two for each camera', () => {
    const view = viewOf(after([]));
    expect(view.shared.map((one) => one.step.kind)).toEqual(['box.baseline', 'netmaker.client', 'netmaker.key', 'netmaker.join', 'netmaker.key-removal']);
    expect(view.cameras).toHaveLength(12);
    expect(new Set(view.cameras.map((camera) => `${String(camera.steps.length)} ${camera.look}`))).toEqual(new Set(['2 waiting']));
    expect(view).toMatchObject({ done: 0, total: 29 });
  });

  it('counts a camera as connected when both of its steps are done', () => {
    const half = after(stepDone(step('netmaker.egress mac-0')));
    const whole = after([...stepDone(step('netmaker.egress mac-0')), ...stepDone(step('factory.agent mac-0'))]);
    expect(viewOf(half).cameras[0]?.look).toBe('waiting');
    expect(viewOf(whole).cameras[0]?.look).toBe('done');
  });

  it('shows an error until its step is worked on again', () => {
    const failed = after([
      { type: 'step-begun', step: step('factory.agent mac-1'), found: null },
      { type: 'step-failed', stepId: 'factory.agent mac-1', error: errorData(new TunnelError('agents-refused', { action: 'create', status: 500, message: '' })) },
    ]);
    expect(viewOf(failed).cameras[1]).toMatchObject({ look: 'failed', steps: [{ error: null }, { error: { code: 'agents-refused' } }] });
    const again = viewOf(failed, true, [{ task: 'apply-step', subject: 'factory.agent mac-1', state: 'running', done: null, total: null, step: 'factory.agent mac-1' }]);
    expect(again.cameras[1]).toMatchObject({ look: 'working', steps: [{ error: null }, { error: null }] });
  });

  it('tells a step that a crash interrupted from one that runs', () => {
    const begun = after([{ type: 'step-begun', step: step('netmaker.client'), found: null }]);
    expect(viewOf(begun, false).shared[1]?.look).toBe('interrupted');
    expect(viewOf(begun, true).shared[1]?.look).toBe('working');
  });

  it('knows a place for every kind of step', () => {
    expect(STEP_KINDS.map(placeOf)).not.toContain(undefined);
  });
});
