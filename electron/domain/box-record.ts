import { z } from 'zod';
import { Json, type Params } from './json';
import { plainText } from './plain-text';
import { isOnCamera, PlannedStep } from './plan';
import type { Site } from './site';
import type { SiteState, StepState } from './state';
import { inputsOf, severalInputs } from './step-inputs';

/*
 * What a small computer remembers of the changes that were made for a site, so that a laptop that never saw the site can take them
 * back. Two lines of JSON in a file that only root can read: a head that is enough to ask a person about it, then the steps.
 */

/** As many as a site of a thousand cameras has. */
const MOST_STEPS = 3000;
/** Bytes of a whole record; commands on a box answer with 1 MiB at most. */
export const MOST_BYTES = 900_000;
/** Our own inputs are three levels deep; deeper than this is nobody's record and would only exhaust whoever reads it. */
const MOST_DEPTH = 12;

const SiteId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/);
const Shown = z.string().max(300).transform((text) => plainText(text, 200));

export const RecordHead = z.object({
  schema: z.literal('kerberos-tunnel/box-record'),
  version: z.literal(1),
  site: z.object({ id: SiteId, name: Shown }),
  /** Ids of the sites after which things on servers were named: more than one where a site was taken over under another id. */
  marks: z.array(SiteId).min(1).max(20),
  /** Which journal it mirrors, and how far: two laptops that know different things have different ones. */
  history: z.string().regex(/^[\w-]{1,64}$/),
  seq: z.number().int().min(0).max(1e9),
  laptop: Shown,
  /** Of the first and the latest change, by the laptop's clock. */
  startedAt: z.iso.datetime(),
  writtenAt: z.iso.datetime(),
});
export type RecordHead = z.infer<typeof RecordHead>;

const ShownParams = z.record(z.string().max(50), z.union([Shown, z.number()]));
const RecordedStep = z.object({
  step: PlannedStep.extend({ id: z.string().min(1).max(200), params: ShownParams, needs: z.array(z.string().max(200)).max(MOST_STEPS) }),
  phase: z.enum(['begun', 'done', 'kept']),
  found: Json,
  result: Json,
});
export type RecordedStep = z.infer<typeof RecordedStep>;

export const BoxRecord = RecordHead.extend({ steps: z.array(RecordedStep).max(MOST_STEPS) });
export type BoxRecord = z.infer<typeof BoxRecord>;

/** What the state of a site means for the box's memory; null: nothing is left that could be taken back, so nothing is to be remembered. */
export function recordOf(site: Pick<Site, 'id' | 'name'>, state: SiteState, laptop: string, now: number): BoxRecord | null {
  // What was done on cameras is this laptop's alone: only it can find the passwords.
  const remembered = state.steps.filter(({ step, phase }) => phase !== 'undone' && !isOnCamera(step));
  if (remembered.every(({ phase }) => phase === 'kept') || state.record.history === null) return null;
  const writtenAt = new Date(now).toISOString();
  return {
    schema: 'kerberos-tunnel/box-record',
    version: 1,
    site: { id: state.record.id ?? site.id, name: plainText(site.name, 200) },
    marks: [...new Set([...state.record.marks, site.id])].slice(-20),
    history: state.record.history,
    seq: state.seq,
    laptop: plainText(laptop, 200),
    startedAt: state.record.changedAt ?? writtenAt,
    writtenAt,
    steps: remembered.map(({ step, phase, found, result }) => ({ step, phase: recordedPhase(phase), found, result })),
  };
}

/** What failed, or was being taken back, may have changed the world just as what was begun. */
function recordedPhase(phase: StepState['phase']): RecordedStep['phase'] {
  return phase === 'done' || phase === 'kept' ? phase : 'begun';
}

/** In ASCII, so that its length is its size in bytes. */
export function writeRecord({ steps, ...head }: BoxRecord): string {
  const ascii = (value: unknown): string => JSON.stringify(value).replace(/[\u0080-\uffff]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return `${ascii(head)}\n${ascii({ steps })}\n`;
}

/** The head alone; null: nobody's record. */
export function readRecordHead(line: string): RecordHead | null {
  if (line.length > 5000) return null;
  return RecordHead.safeParse(parsed(line)).data ?? null;
}

/**
 * A whole record, as a box gave it. A box is not believed further than it has to be: what is shown is stripped, the steps must be
 * kinds that we know, each once; what stands for things on a server must be named after one of the record's sites and must be what
 * its sentence says, so that nobody agrees to one thing and has another taken away.
 */
export function readRecord(text: string): { readonly record: BoxRecord } | { readonly wrong: string } {
  if (text.length > MOST_BYTES) return { wrong: 'it is too large' };
  const [first = '', second = ''] = text.split('\n');
  const [head, body] = [parsed(first), parsed(second)];
  if (!isObject(head) || !isObject(body)) return { wrong: 'it is damaged' };
  const result = BoxRecord.safeParse({ ...head, steps: body['steps'] });
  if (!result.success) return { wrong: plainText(`${result.error.issues[0]?.path.join('.') ?? ''} is not as it should be`, 150) };
  const record = result.data;
  const ids = new Set(record.steps.map(({ step }) => step.id));
  if (ids.size !== record.steps.length) return { wrong: 'it names a change twice' };
  // A box that may name a camera and the place of a password could have any file sent anywhere.
  const stranger = record.steps.find(({ step }) => isOnCamera(step) || !isNamedAfter(step, record.marks) || !isWhatItSays(step));
  if (stranger !== undefined) return { wrong: plainText(`${stranger.step.id} does not belong to this site`, 150) };
  return { record };
}

/** Kinds whose things on a server are found by a name that we made of the site's id. */
const NAMED: readonly PlannedStep['kind'][] = ['netmaker.key', 'netmaker.key-removal', 'netmaker.egress', 'netmaker.policy', 'netmaker.router', 'wireguard.peer', 'factory.agent'];

function isNamedAfter(step: PlannedStep, marks: readonly string[]): boolean {
  if (!NAMED.includes(step.kind)) return true;
  const { input } = step;
  if (!isObject(input)) return false;
  const words = [input['tag'], input['name'], input['agent'], input['id']].flatMap((name) => (typeof name === 'string' ? name.split(/[^a-z0-9-]+/) : []));
  // The names of keys and agents are cut where an id is long.
  return marks.map((mark) => mark.slice(0, 20)).some((mark) => words.some((word) => word.startsWith(mark) || word.startsWith(`kt-${mark}`)));
}

/** What is shown and what is done have some names in common. */
function isWhatItSays({ params, input }: PlannedStep): boolean {
  return !isObject(input) || Object.entries(params).every(([name, shown]) => typeof input[name] !== 'string' || input[name] === shown);
}

/** What is said where two laptops know different things: whose the box's record is, and when each was last at work. */
export function twoHistories(host: string, head: RecordHead, ours: string | null): Params {
  const moment = (iso: string): string => `${iso.slice(0, 16).replace('T', ' ')} UTC`;
  return { host, site: head.site.name, laptop: head.laptop, theirs: moment(head.writtenAt), ours: ours === null ? '-' : moment(ours) };
}

/** Steps whose results concern the box and nothing else: a box that lies there lies about itself. */
const ON_BOX: readonly PlannedStep['kind'][] = ['netmaker.client', 'wireguard.tools', 'wireguard.key', 'wireguard.tunnel', 'wireguard.handover'];
/** What is said to have been there before names things of others on the hub: these are left alone rather than put back on a box's word. */
const NOT_PUT_BACK: readonly PlannedStep['kind'][] = ['wireguard.peer'];

/**
 * Steps of another laptop as the journal of this one takes them over. What somebody else noted as the result on a server (ids) is
 * not taken over: it is looked up again by its stable name, as after a crash. What concerns the box alone is.
 */
export function adoptedSteps(record: BoxRecord): StepState[] {
  return record.steps.map(({ step, phase, found, result }) => ({
    step,
    // The record says with what the last attempt was begun; of those before it nothing.
    ...(phase === 'begun' ? severalInputs(null, step.input) : {}),
    phase, found: NOT_PUT_BACK.includes(step.kind) ? null : found, result: step.kind.startsWith('box.') || ON_BOX.includes(step.kind) ? result : null, error: null, differences: [],
  }));
}

/**
 * Both histories together: nothing that either of them did is forgotten. What one of them found there before, the other may have
 * made: then it was made. Where both made it, the chosen one is believed.
 */
export function mergedSteps(ours: readonly StepState[], theirs: readonly StepState[], believed: 'ours' | 'theirs'): StepState[] {
  const live = ours.filter((step) => step.phase !== 'undone');
  const [first, second] = believed === 'theirs' ? [theirs, live] : [live, theirs];
  const others = new Map(second.map((step) => [step.step.id, step]));
  const chosen = first.map((step) => {
    const other = others.get(step.step.id);
    others.delete(step.step.id);
    if (other === undefined) return step;
    const inputs = severalInputs(...inputsOf(step), ...inputsOf(other));
    return { ...(step.phase === 'kept' ? other : step), ...(inputs.inputs.length > 1 ? inputs : {}) };
  });
  return [...chosen, ...others.values()];
}

function parsed(line: string): unknown {
  if (tooDeep(line)) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** By its brackets alone, before anything is built of it; those inside strings do not count. */
function tooDeep(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const sign = text.charAt(i);
    if (inString) {
      if (sign === '\\') i++;
      else if (sign === '"') inString = false;
    } else if (sign === '"') inString = true;
    else if (sign === '{' || sign === '[') {
      if (++depth > MOST_DEPTH) return true;
    } else if (sign === '}' || sign === ']') depth--;
  }
  return false;
}
