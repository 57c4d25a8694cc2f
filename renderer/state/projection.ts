import type { AppEvent, Snapshot } from '../../electron/contract/contract';
import type { Device } from '../../electron/domain/device';
import type { ErrorData } from '../../electron/domain/errors';
import type { JournalEntry } from '../../electron/domain/journal';
import type { Site } from '../../electron/domain/site';
import type { Progress, Stage } from '../../electron/domain/stage';
import { EMPTY_STATE, applyEntry, type SiteState } from '../../electron/domain/state';

/**
 * Journal numbers of the latest look at each thing, 0 for never. A plan that is older than what it rests on is out of date,
 * also after a restart.
 */
export interface Marks {
  readonly surveyed: number;
  readonly read: number;
  readonly services: number;
  readonly box: number;
  readonly planned: number;
  readonly connected: number;
  readonly proved: number;
}

/** The open site as the window knows it: one snapshot plus the numbered events after it. */
export interface Projection {
  readonly site: Site;
  readonly state: SiteState;
  readonly marks: Marks;
  readonly running: { readonly runId: string; readonly stage: Stage } | null;
  /** The run that ended last while this window watched. */
  readonly ended: { readonly runId: string; readonly stage: Stage; readonly error: ErrorData | null } | null;
  readonly progress: readonly Progress[];
  /** Found so far by the running survey. */
  readonly devices: readonly Device[];
  readonly eventSeq: number;
}

const NO_MARKS: Marks = { surveyed: 0, read: 0, services: 0, box: 0, planned: 0, connected: 0, proved: 0 };

export function fromSnapshot(snapshot: Snapshot, ended: Projection['ended'] = null): Projection {
  let state = EMPTY_STATE;
  let marks = NO_MARKS;
  for (const entry of snapshot.entries) {
    state = applyEntry(state, entry);
    marks = mark(marks, entry);
  }
  return { site: snapshot.site, state, marks, running: snapshot.running, ended, progress: snapshot.progress, devices: snapshot.devices, eventSeq: snapshot.eventSeq };
}

/** `gap`: at least one event is missing, only a new snapshot helps. Events that the snapshot held already change nothing. */
export function receive(projection: Projection, event: AppEvent): Projection | 'gap' {
  if (event.seq <= projection.eventSeq) return projection;
  if (event.seq !== projection.eventSeq + 1) return 'gap';
  return { ...apply(projection, event), eventSeq: event.seq };
}

function apply(projection: Projection, event: AppEvent): Projection {
  switch (event.type) {
    case 'journal':
      return { ...projection, state: applyEntry(projection.state, event.entry), marks: mark(projection.marks, event.entry) };
    case 'progress':
      return { ...projection, progress: replace(projection.progress, event.progress, (one) => `${one.task} ${one.subject}`) };
    case 'device':
      return { ...projection, devices: replace(projection.devices, event.device, (one) => one.id) };
    case 'run':
      if (event.running !== null) return { ...projection, running: event.running, progress: [], devices: [] };
      return { ...projection, running: null, ended: projection.running === null ? projection.ended : { ...projection.running, error: event.error } };
    case 'site':
      return { ...projection, site: event.site };
    case 'clients':
      // Of this computer, not of the site: whoever shows it listens by itself.
      return projection;
  }
}

function replace<T>(list: readonly T[], item: T, key: (item: T) => string): readonly T[] {
  const index = list.findIndex((one) => key(one) === key(item));
  return index === -1 ? [...list, item] : list.map((one, position) => (position === index ? item : one));
}

function mark(marks: Marks, entry: JournalEntry): Marks {
  switch (entry.event.type) {
    case 'surveyed':
      return { ...marks, surveyed: entry.seq };
    case 'camera-read':
      return { ...marks, read: entry.seq };
    case 'services-checked':
      return { ...marks, services: entry.seq };
    case 'box-checked':
      return { ...marks, box: entry.seq };
    case 'planned':
      return { ...marks, planned: entry.seq };
    case 'run':
      return entry.event.stage === 'connect' && entry.event.phase === 'started' ? { ...marks, connected: entry.seq } : marks;
    case 'proved':
      return { ...marks, proved: entry.seq };
    default:
      return marks;
  }
}
