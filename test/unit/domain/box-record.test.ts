import { describe, expect, it } from 'vitest';
import { MOST_BYTES, readRecord, readRecordHead, recordOf, writeRecord, type BoxRecord } from '../../../electron/domain/box-record';
import type { JournalEvent } from '../../../electron/domain/journal';
import type { PlannedStep } from '../../../electron/domain/plan';
import { foldJournal } from '../../../electron/domain/state';

const EGRESS: PlannedStep = { id: 'netmaker.egress:10.0.0.11', kind: 'netmaker.egress', params: { camera: 'Gäte 🚪', address: '10.0.0.11', range: '10.0.0.11/32' }, input: { server: 'https://api', range: '10.0.0.11/32', name: 'kerberos-tunnel site-1 10.0.0.11' }, needs: [] };
const AGENT: PlannedStep = { id: 'factory.agent:site-1-gate', kind: 'factory.agent', params: { agent: 'site-1-gate' }, input: { agent: 'site-1-gate' }, needs: ['netmaker.join'] };
const state = foldJournal(
  ([
    { type: 'history-named', history: 'h1' },
    { type: 'step-begun', step: EGRESS, found: { ids: [] } },
    { type: 'step-done', stepId: EGRESS.id, result: { egressId: 'e1' } },
    { type: 'step-begun', step: AGENT, found: { exists: false } },
    { type: 'step-failed', stepId: AGENT.id, error: { kind: 'expected', code: 'agents-unreachable', params: {}, retry: 'again' } },
  ] satisfies JournalEvent[]).map((event, index) => ({ seq: index + 1, at: `2026-11-24T10:00:0${index}.000Z`, event })),
);
const SITE = { id: 'site-1', name: 'Bäckerei \u202eevil' };
const record = (): BoxRecord => {
  const made = recordOf(SITE, state, 'jan\u0000s laptop', Date.parse('2026-11-24T11:00:00Z'));
  if (made === null) throw new Error('nothing to remember');
  return made;
};

describe('a record', () => {
  it('is read back as it was written, in two lines of ASCII', () => {
    const text = writeRecord(record());
    expect(text).toMatch(/^[\x20-\x7e]+\n[\x20-\x7e]+\n$/);
    expect(readRecord(text)).toEqual({ record: record() });
    expect(readRecordHead(text.split('\n')[0] ?? '')).toMatchObject({ site: { id: 'site-1', name: 'Bäckerei evil' }, laptop: 'jan s laptop', history: 'h1', seq: 5, startedAt: '2026-11-24T10:00:01.000Z', writtenAt: '2026-11-24T11:00:00.000Z' });
  });

  it('takes what failed for what may have been done', () => {
    expect(record().steps.map(({ phase, found }) => ({ phase, found }))).toEqual([{ phase: 'done', found: { ids: [] } }, { phase: 'begun', found: { exists: false } }]);
  });

  it('is none before anything was changed', () => {
    expect(recordOf(SITE, foldJournal([]), 'laptop', 0)).toBeNull();
  });
});

describe('a record that a hostile computer wrote', () => {
  const changed = (edit: (record: Record<string, unknown> & { steps: Record<string, unknown>[] }) => void): string => {
    const copy = JSON.parse(JSON.stringify(record())) as Record<string, unknown> & { steps: Record<string, unknown>[] };
    edit(copy);
    const { steps, ...head } = copy;
    return `${JSON.stringify(head)}\n${JSON.stringify({ steps })}\n`;
  };
  const withStep = (step: Partial<PlannedStep>): string => changed((copy) => { copy.steps[0] = { ...record().steps[0], step: { ...EGRESS, ...step } }; });

  it.each<[what: string, text: string]>([
    ['is empty', ''],
    ['is cut', writeRecord(record()).slice(0, -10)],
    ['is no JSON', 'x\ny\n'],
    ['is a list', '[]\n[]\n'],
    ['is of a later kind', changed((copy) => { copy['version'] = 2; })],
    ['names a site that is a path', changed((copy) => { copy['site'] = { id: '../../etc/shadow', name: 'x' }; })],
    ['has a kind of change that we do not make', withStep({ kind: 'box.rm-rf' as never })],
    ['names a change twice', changed((copy) => { copy.steps.push(copy.steps[0] ?? {}); })],
    ['closes the way of another site', withStep({ input: { range: '10.0.0.11/32', name: 'kerberos-tunnel other-site 10.0.0.11' } })],
    ['removes the agent of another site', changed((copy) => { copy.steps[1] = { ...record().steps[1], step: { ...AGENT, params: { agent: 'other-gate' }, input: { agent: 'other-gate' } } }; })],
    ['says one thing and does another', withStep({ params: { range: '10.0.0.11/32' }, input: { range: '0.0.0.0/0', name: 'kerberos-tunnel site-1 10.0.0.11' } })],
    ['would have a file of this laptop sent to a camera', changed((copy) => { copy.steps[0] = { ...record().steps[0], step: { ...EGRESS, kind: 'camera.password', params: {}, input: { deviceId: 'x', address: '10.0.0.9', onvif: 'http://10.0.0.9/', username: 'site-1', name: 'site-1', before: { kind: 'file', path: '/secret' }, after: { kind: 'file', path: '/other' } } } }; })],
    ['is a million levels deep', writeRecord(record()).replace('"found":{"ids":[]}', `"found":${'['.repeat(400_000)}${']'.repeat(400_000)}`)],
    ['is too large', `${' '.repeat(MOST_BYTES)}\n{}\n`],
    ['has a prototype to give away', `{"__proto__":{"steps":[]}}\n{"steps":[]}\n`],
  ])('is not taken where it %s', (_what, text) => {
    const read = readRecord(text);
    expect('wrong' in read ? read.wrong : null).toMatch(/^[\x20-\x7e]{5,160}$/);
  });

  it('is shown without what a terminal or a window would obey', () => {
    const text = changed((copy) => {
      copy['laptop'] = '\u001b[31mred\u202e';
      copy.steps[0] = { ...record().steps[0], step: { ...EGRESS, params: { camera: '\u001b]0;title\u0007', range: '10.0.0.11/32' } } };
    });
    const read = readRecord(text);
    if ('wrong' in read) throw new Error(read.wrong);
    expect([read.record.laptop, read.record.steps[0]?.step.params['camera']]).toEqual(['[31mred', ']0;title']);
  });

  it('leaves what stands on servers to be looked up by its name: its ids are not believed', () => {
    const adopted = foldJournal([{ seq: 1, at: '2026-11-24T12:00:00.000Z', event: { type: 'box-adopted', record: { ...record(), steps: record().steps.map((step) => ({ ...step, result: { egressId: 'somebody-elses' } })) }, believed: 'theirs' } }]);
    expect(adopted.steps.map(({ result }) => result)).toEqual([null, null]);
    expect(adopted.changed).toBe(true);
  });

  it('is believed of the box itself, and not of what others had on a hub', () => {
    const steps = (['netmaker.client', 'wireguard.peer'] as const).map((kind) => ({ step: { id: kind, kind, params: {}, input: { name: 'kerberos-tunnel site-1' }, needs: [] }, phase: 'done' as const, found: { key: 'somebody' }, result: { way: 'push' } }));
    const adopted = foldJournal([{ seq: 1, at: '2026-11-24T12:00:00.000Z', event: { type: 'box-adopted', record: { ...record(), steps }, believed: 'theirs' } }]);
    expect(adopted.steps.map(({ found, result }) => ({ found, result }))).toEqual([{ found: { key: 'somebody' }, result: { way: 'push' } }, { found: null, result: null }]);
  });
});
