import { describe, expect, it } from 'vitest';
import type { BoxRecord } from '../../../electron/domain/box-record';
import type { JournalEvent } from '../../../electron/domain/journal';
import type { Json } from '../../../electron/domain/json';
import type { PlannedStep } from '../../../electron/domain/plan';
import { foldJournal } from '../../../electron/domain/state';
import { inputsOf } from '../../../electron/domain/step-inputs';

const AT = '2026-11-24T12:00:00.000Z';
const step = (name: string): PlannedStep => ({ id: 'factory.agent:s-gate', kind: 'factory.agent', params: {}, input: { name: 's-gate', main: name }, needs: [] });
const begun = (name: string): JournalEvent => ({ type: 'step-begun', step: step(name), found: null });
const done: JournalEvent = { type: 'step-done', stepId: step('').id, result: null };
const kept = (name: string): JournalEvent => ({ type: 'step-kept', step: step(name), result: null });
const failed: JournalEvent = { type: 'step-failed', stepId: step('').id, error: { kind: 'expected', code: 'agents-refused', params: {}, retry: 'after-fix' } };
const undone: JournalEvent = { type: 'undo-done', stepId: step('').id, differences: [] };
const adopted = (phase: 'begun' | 'done', name: string): JournalEvent => {
  const record: BoxRecord = {
    schema: 'kerberos-tunnel/box-record', version: 1, site: { id: 's', name: 'S' }, marks: ['s'], history: 'h', seq: 1, laptop: 'l', startedAt: AT, writtenAt: AT,
    steps: [{ step: step(name), phase, found: null, result: null }],
  };
  return { type: 'box-adopted', record, believed: 'ours' };
};
const told = (...events: readonly JournalEvent[]): Json[] => {
  const [state] = foldJournal(events.map((event, index) => ({ seq: index + 1, at: AT, event }))).steps;
  if (state === undefined) throw new Error('no step');
  return inputsOf(state).map((input) => (input === null ? null : (input as { main: Json }).main));
};

describe('what a thing may have been made with', () => {
  it.each([
    ['an attempt alone', [begun('a')], ['a']],
    ['one that ended well', [begun('a'), done], ['a']],
    ['one that was begun after it', [begun('a'), done, begun('b')], ['a', 'b']],
    ['several that were cut short or failed', [begun('a'), failed, begun('b'), begun('b'), begun('a')], ['a', 'b']],
    ['the last of them that ended well', [begun('a'), begun('b'), begun('c'), done], ['c']],
    ['one that was seen to be as wanted', [begun('a'), done, begun('b'), kept('b')], ['b']],
    ['one after it was taken back', [begun('a'), done, undone, begun('b')], ['b']],
    ['one that another laptop had done', [adopted('done', 'a')], ['a']],
    ['one that another laptop had begun, of which more is not known', [adopted('begun', 'a')], [null, 'a']],
    ['what two laptops made of it', [begun('a'), done, adopted('done', 'b')], ['a', 'b']],
    ['what two laptops made alike', [begun('a'), done, adopted('done', 'a')], ['a']],
  ] as const)('is known of %s', (_what, events, expected) => { expect(told(...events)).toEqual(expected); });
});
