import { readRecord, twoHistories, type RecordHead } from '../domain/box-record';
import { TunnelError } from '../domain/errors';
import { parseShown, foreignHeads } from './box-record-answer';
import { BoxHold } from './box-record';
import { SHOW_NAME, SHOW_SCRIPT } from './box-record-scripts';
import type { Run } from './run';

const SHOW_MS = 20_000;

/** What may be said with `only`: whose word counts where both laptops know a step, and which site's record is meant. */
export const BELIEVED = ['ours', 'theirs'] as const;

/**
 * Makes the box's note of what another laptop did part of this journal, so that proving, reporting and taking back go on from
 * here; the box's note is ours from then on, and the other laptop will be asked. Where this journal has changes of its own, a person
 * must have said whom to believe. Changes nothing else; what it takes over is a box's word, see `readRecord`.
 */
export async function adopt(run: Run, only: readonly string[] | null): Promise<void> {
  const believed = BELIEVED.find((word) => only?.includes(word) === true) ?? null;
  const hold = await BoxHold.take(run);
  run.hold = hold;
  try {
    const { state, site } = run;
    const heads = foreignHeads(hold.answer.records, null);
    const head = chosenHead(heads, only, state.record.id ?? site.id);
    // Nobody else's: there is nothing to decide.
    if (head.history === state.record.history && head.seq <= state.seq) return;
    if (state.changed && believed === null) {
      throw new TunnelError('box-known-elsewhere', twoHistories(site.box?.host ?? '', head, state.record.touchedAt));
    }
    const text = await wholeRecord(run, hold, head.site.id);
    const read = readRecord(text);
    if ('wrong' in read) throw new TunnelError('box-record-invalid', { host: site.box?.host ?? '', reason: read.wrong });
    await run.record({ type: 'box-adopted', record: read.record, believed: believed ?? 'theirs' });
  } finally {
    run.hold = null;
    await hold.release();
  }
}

/** The one that was asked for, else the site's own, else the only one that there is. */
function chosenHead(heads: readonly RecordHead[], only: readonly string[] | null, ownId: string): RecordHead {
  const asked = heads.find((head) => only?.includes(`record:${head.site.id}`) === true);
  const head = asked ?? heads.find((candidate) => candidate.site.id === ownId) ?? (heads.length === 1 ? heads[0] : undefined);
  if (head !== undefined) return head;
  throw new TunnelError('box-record-missing', { reason: heads.length === 0 ? 'no laptop left one' : `it has those of ${heads.map((candidate) => candidate.site.id).join(', ')}` });
}

/** The lock's answer has only the own one whole. */
async function wholeRecord(run: Run, hold: BoxHold, id: string): Promise<string> {
  if (id === (run.state.record.id ?? run.site.id)) return hold.answer.records.get(id) ?? '';
  const box = await run.box();
  const { stdout } = await box.run(['sh', '-c', SHOW_SCRIPT, SHOW_NAME, id], { root: true, deadlineMs: SHOW_MS, signal: run.signal });
  return parseShown(stdout).get(id) ?? '';
}

/**
 * Looks, without a lock, whether other laptops left a note on the box, and journals it: the person is told on the page of the small
 * computer. A box that cannot be asked (no root) has just not been asked.
 */
export async function lookForRecords(run: Run): Promise<void> {
  const box = await run.box();
  try {
    const { stdout } = await box.run(['sh', '-c', SHOW_SCRIPT, SHOW_NAME, '-'], { root: true, deadlineMs: SHOW_MS, signal: run.signal });
    const strangers = foreignHeads(parseShown(stdout), run.state.record.history);
    if (JSON.stringify(strangers) !== JSON.stringify(run.state.record.strangers)) await run.record({ type: 'box-records-seen', records: strangers });
  } catch (error) {
    if (run.signal.aborted || (error instanceof TunnelError && ['cancelled', 'box-connection-lost'].includes(error.code))) throw error;
    run.ports.log('debug', 'the notes on the box could not be read');
  }
}
