import { agentOf } from './standing-agents';
import type { BoxReport, HostKey } from './box';
import { adoptedSteps, mergedSteps, type RecordHead } from './box-record';
import { inputsOf, severalInputs } from './step-inputs';
import type { CameraReading } from './camera';
import type { CollisionReport } from './collisions';
import type { Device, Survey } from './device';
import type { ErrorData } from './errors';
import type { BoxMemory, JournalEntry, JournalEvent } from './journal';
import type { Json } from './json';
import { keptFor } from './known-device';
import type { Plan, PlannedStep } from './plan';
import type { CameraProof } from './proof';
import type { RoundTrips } from './round-trips';
import type { Page, Stage } from './stage';

/**
 * `kept`: it was there before us and undo leaves it. `begun`: we may have changed the world and do not know yet (a crash in
 * between): running again and undo both treat it as possibly done.
 */
export type StepPhase = 'begun' | 'done' | 'kept' | 'failed' | 'undoing' | 'undo-failed' | 'undone';

export interface StepState {
  readonly step: PlannedStep;
  /**
   * Inputs that the thing may have been made with, where an attempt ended in the middle: that of the last one that ended well, and of
   * all that were begun since; null for one that nobody here knows. Absent: that of `step`.
   */
  readonly inputs?: readonly Json[];
  readonly phase: StepPhase;
  /** What was there before the first time we touched it. */
  readonly found: Json;
  readonly result: Json;
  readonly error: ErrorData | null;
  /** Left after undo: what is not as it was found. */
  readonly differences: readonly string[];
}

/** How this journal stands to what the box remembers (`box-record.ts`). */
export interface RecordState {
  /** null: it was not named yet. */
  readonly history: string | null;
  /** Id of the site whose record the box keeps for us; null: our own. */
  readonly id: string | null;
  readonly marks: readonly string[];
  /** When the oldest change that still stands was begun. */
  readonly changedAt: string | null;
  /** When anything was last changed or taken back. */
  readonly touchedAt: string | null;
  /** Of other laptops, as seen by the last look. */
  readonly strangers: readonly RecordHead[];
  readonly memory: { readonly memory: BoxMemory; readonly reason: string | null; readonly tookOver: { readonly who: string; readonly minutes: number } | null } | null;
}

/** All that is known of a site; the fold of its journal. */
export interface SiteState {
  readonly seq: number;
  readonly page: Page;
  readonly survey: Survey | null;
  readonly readings: Readonly<Record<string, CameraReading>>;
  readonly box: BoxReport | null;
  readonly services: Extract<JournalEvent, { type: 'services-checked' }> | null;
  readonly pins: Readonly<Record<string, HostKey>>;
  /** Of the latest look; null: nobody looked yet. */
  readonly collisions: CollisionReport | null;
  readonly plan: Plan | null;
  /** In the order in which they were first touched; undo goes backwards. */
  readonly steps: readonly StepState[];
  readonly proofs: Readonly<Record<string, CameraProof>>;
  readonly lastRun: { readonly stage: Stage; readonly phase: 'started' | 'finished' | 'failed'; readonly error: ErrorData | null; readonly at: string } | null;
  readonly record: RecordState;
  /** Of the last run of each stage. */
  readonly trips: Readonly<Partial<Record<Stage, RoundTrips>>>;
  /** Was anything changed in the world that undo could take back? */
  readonly changed: boolean;
}

export const EMPTY_STATE: SiteState = {
  seq: 0, page: 'find', survey: null, readings: {}, box: null, services: null, pins: {}, collisions: null, plan: null, steps: [], proofs: {}, lastRun: null,
  record: { history: null, id: null, marks: [], changedAt: null, touchedAt: null, strangers: [], memory: null }, trips: {}, changed: false,
};

const TOUCHES: readonly JournalEvent['type'][] = ['step-begun', 'step-done', 'undo-begun', 'undo-done', 'box-adopted'];

export function foldJournal(entries: Iterable<JournalEntry>): SiteState {
  let state = EMPTY_STATE;
  for (const entry of entries) state = applyEntry(state, entry);
  return state;
}

/** The one place that says what an event means; main process, terminal and window all use it. */
export function applyEntry(state: SiteState, entry: JournalEntry): SiteState {
  const next = { ...apply(state, entry.event, entry.at), seq: entry.seq };
  const changed = next.steps.some((step) => step.phase !== 'kept' && step.phase !== 'undone');
  const changedAt = changed ? (next.record.changedAt ?? entry.at) : null;
  const touchedAt = TOUCHES.includes(entry.event.type) ? entry.at : next.record.touchedAt;
  return { ...next, changed, record: { ...next.record, changedAt, touchedAt } };
}

function apply(state: SiteState, event: JournalEvent, at: string): SiteState {
  switch (event.type) {
    case 'run':
      return { ...state, lastRun: { stage: event.stage, phase: event.phase, error: event.error, at } };
    case 'surveyed':
      return { ...state, survey: event.survey, readings: underNewIds(state.readings, event.survey.devices), proofs: underNewIds(state.proofs, event.survey.devices) };
    case 'camera-read':
      return { ...state, readings: { ...state.readings, [event.reading.deviceId]: event.reading } };
    case 'picture-decoded': {
      const reading = state.readings[event.deviceId];
      // Of another visit than the last one: it shows what was, not what is.
      if (reading?.keyFrame?.sha256 !== event.keyFrame || reading.picture !== null) return state;
      return { ...state, readings: { ...state.readings, [event.deviceId]: { ...reading, picture: event.picture } } };
    }
    case 'box-checked':
      return { ...state, box: event.report };
    case 'services-checked':
      return { ...state, services: event };
    case 'host-key-pinned':
      return { ...state, pins: { ...state.pins, [`${event.host}:${event.port}`]: event.key } };
    case 'collisions-checked':
      return { ...state, collisions: event.report };
    case 'planned':
      return { ...state, plan: event.plan };
    case 'step-begun': {
      const before = state.steps.find((step) => step.step.id === event.step.id);
      // A second attempt must not take our own half-done work for what was there before.
      const ours = before !== undefined && before.phase !== 'undone' && before.phase !== 'kept';
      const begun: StepState = { step: event.step, ...(ours ? severalInputs(...inputsOf(before), event.step.input) : {}), phase: 'begun', found: ours ? before.found : event.found, result: ours ? before.result : null, error: null, differences: [] };
      return { ...state, steps: ours ? replaceStep(state.steps, event.step.id, () => begun) : [...state.steps.filter((step) => step.step.id !== event.step.id), begun] };
    }
    case 'step-kept': {
      const before = state.steps.find((step) => step.step.id === event.step.id);
      if (before !== undefined && before.phase !== 'undone') {
        // Begun by us and now found done, or done before: it stays ours.
        const phase = before.phase === 'kept' ? 'kept' : 'done';
        return { ...state, steps: replaceStep(state.steps, event.step.id, ({ inputs: _before, ...step }) => ({ ...step, step: event.step, phase, result: event.result, error: null })) };
      }
      const kept: StepState = { step: event.step, phase: 'kept', found: null, result: event.result, error: null, differences: [] };
      return { ...state, steps: [...state.steps.filter((step) => step.step.id !== event.step.id), kept] };
    }
    case 'step-done':
      return { ...state, steps: replaceStep(state.steps, event.stepId, ({ inputs: _before, ...step }) => ({ ...step, phase: 'done', result: event.result, error: null })) };
    case 'step-failed':
      // A look that failed is not a change: what was there before us, or was taken back, must not become ours to undo by it.
      return { ...state, steps: replaceStep(state.steps, event.stepId, (step) => ({ ...step, phase: step.phase === 'kept' || step.phase === 'undone' ? step.phase : 'failed', error: event.error })) };
    case 'undo-begun':
      return { ...state, steps: replaceStep(state.steps, event.stepId, (step) => ({ ...step, phase: 'undoing', error: null })) };
    case 'undo-done': {
      const undone = state.steps.find((step) => step.step.id === event.stepId);
      return { ...state, steps: replaceStep(state.steps, event.stepId, (step) => ({ ...step, phase: 'undone', differences: event.differences, error: null })), proofs: proofsWithout(state.proofs, undone) };
    }
    case 'undo-failed':
      return { ...state, steps: replaceStep(state.steps, event.stepId, (step) => ({ ...step, phase: 'undo-failed', error: event.error })) };
    case 'proved':
      return { ...state, proofs: { ...state.proofs, [event.proof.deviceId]: event.proof } };
    case 'history-named':
      return { ...state, record: { ...state.record, history: event.history } };
    case 'box-records-seen':
      return { ...state, record: { ...state.record, strangers: event.records } };
    case 'box-memory': {
      const { memory, reason, tookOver } = event;
      return { ...state, record: { ...state.record, memory: { memory, reason, tookOver } } };
    }
    case 'box-adopted': {
      const { record, believed } = event;
      const steps = mergedSteps(state.steps, adoptedSteps(record), believed);
      const marks = [...new Set([...state.record.marks, ...record.marks])];
      // Its file on the box is from now on ours, under the name that it has.
      return { ...state, steps, record: { ...state.record, id: record.site.id, marks, changedAt: record.startedAt, strangers: state.record.strangers.filter((head) => head.history !== record.history) } };
    }
    case 'round-trips':
      return { ...state, trips: { ...state.trips, [event.stage]: event.trips } };
    case 'page':
      return { ...state, page: event.page };
  }
}

/** What was read and proven of a camera stays its own when a survey knows it by another id; what is of no device of this survey is kept for the next. */
function underNewIds<T extends { readonly deviceId: string }>(kept: Readonly<Record<string, T>>, devices: readonly Device[]): Readonly<Record<string, T>> {
  const found = keptFor(devices, new Map(Object.entries(kept)));
  const taken = new Set([...found.values()].map((value) => value.deviceId));
  const others = Object.entries(kept).filter(([id]) => !taken.has(id));
  return Object.fromEntries([...others, ...[...found].map(([id, value]): [string, T] => [id, { ...value, deviceId: id }])]);
}

/** One agent less proves nothing of the others; whatever else was taken back, all of them may have stood on. */
function proofsWithout(proofs: SiteState['proofs'], undone: StepState | undefined): SiteState['proofs'] {
  const agent = undone === undefined ? null : agentOf(undone);
  if (agent === null) return {};
  return Object.fromEntries(Object.entries(proofs).filter(([id, { name }]) => id !== agent.deviceId && name !== agent.camera));
}

function replaceStep(steps: readonly StepState[], id: string, change: (step: StepState) => StepState): readonly StepState[] {
  return steps.map((step) => (step.step.id === id ? change(step) : step));
}
