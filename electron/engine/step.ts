import type { Json, Params } from '../domain/json';
import type { PlannedStep, StepKind } from '../domain/plan';
import type { Site } from '../domain/site';
import type { Box, Conduct, Log, Secrets } from './ports';

/** What a step may use. One box connection is shared by all steps of a run and opened when the first one asks. */
export interface StepContext extends Conduct {
  readonly site: Site;
  readonly box: () => Promise<Box>;
  readonly secrets: Secrets;
  readonly log: Log;
  readonly now: () => number;
  /** Result of an earlier step of this site (this run or one before), or null. The reader parses it with its own schema. */
  readonly resultOf: (stepId: string) => Json;
  /** Whether an earlier attempt at this step may have changed the world already: then what is found there can be our own. */
  readonly begun: (stepId: string) => boolean;
  /**
   * Inputs that what earlier attempts left may stand with: one, where the last of them ended well; else that of each that may count
   * since, null for one that is not known. Empty: nothing was begun. For drivers that cannot ask the world how a thing was made.
   */
  readonly toldBefore: (stepId: string) => readonly Json[];
}

export interface Inspection {
  /** `none`: the world is already as wanted. */
  readonly change: 'none' | 'add' | 'update';
  /** What was there: enough for `undo` to return to it. JSON without secrets. */
  readonly found: Json;
  /** With `none`: what `apply` would have returned. */
  readonly result: Json;
  /** What the look decided about how it will be done, for the sentence on the plan; joins the step's own params. */
  readonly words?: Params;
}

/**
 * One kind of change to the world. All methods may run again at any time, also after a crash in the middle of `apply`.
 * Vendor success codes are not believed: `verify` looks at the state and throws when it is not as wanted.
 */
export interface StepDriver {
  readonly kind: StepKind;
  /** `apply` changes nothing in the world: the box need not remember it before the next step that does. */
  readonly onlyNotes?: boolean;
  /** None of the steps that it needs changes what it looks at: it is looked at while they are still being worked on. */
  readonly looksEarly?: boolean;
  inspect(step: PlannedStep, context: StepContext): Promise<Inspection>;
  /** Makes the change and returns what later steps and `undo` need (ids). */
  apply(step: PlannedStep, found: Json, context: StepContext): Promise<Json>;
  /** Polls with a deadline until the world is as wanted; may add to the result. */
  verify(step: PlannedStep, result: Json, context: StepContext): Promise<Json>;
  /**
   * Returns to `found`. `result` is null when a crash hid it: then the thing is looked up by its stable name. Gone already is
   * fine. Returns what is still different, in the expert's words.
   */
  undo(step: PlannedStep, found: Json, result: Json, context: StepContext): Promise<readonly string[]>;
}
