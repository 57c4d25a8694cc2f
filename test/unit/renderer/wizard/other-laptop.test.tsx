import { act, cleanup, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { BoxRecord } from '../../../../electron/domain/box-record';
import { TunnelError, errorData } from '../../../../electron/domain/errors';
import type { JournalEvent } from '../../../../electron/domain/journal';
import { ACCOUNTS, BOX, BOX_READY, bakery } from '../../../fixtures/window/bakery';
import { FakeBridge } from '../../../fixtures/window/fake-bridge';
import { show } from '../../../fixtures/window/show';

afterEach(cleanup);

const FULL = bakery({ ...ACCOUNTS, ...BOX });
const AT: JournalEvent = { type: 'page', page: 'box' };
const STEP = { id: 'factory.agent:bakery-oven', kind: 'factory.agent', params: { agent: 'bakery-oven', camera: 'Oven', address: '192.168.40.13' }, input: { agent: 'bakery-oven' }, needs: [] } as const;
const RECORD: BoxRecord = {
  schema: 'kerberos-tunnel/box-record', version: 1, site: { id: 'old-bakery', name: 'Bakery' }, marks: ['old-bakery'], history: 'h2', seq: 80, laptop: 'jans-laptop',
  startedAt: '2026-10-02T08:00:00.000Z', writtenAt: '2026-10-03T08:00:00.000Z', steps: [{ step: { ...STEP, needs: [] }, phase: 'done', found: { exists: false }, result: null }],
};
const { steps: _steps, ...HEAD } = RECORD;
const SEEN: JournalEvent = { type: 'box-records-seen', records: [HEAD] };

describe('a small computer that another laptop set up', () => {
  it('says so with its name and date, and takes it over', async () => {
    const bridge = new FakeBridge(FULL, [...BOX_READY, SEEN, AT]);
    const { user } = await show(bridge);
    const note = screen.getByRole('note', { name: '' });
    expect(note.textContent).toMatch(/set up by another laptop, jans-laptop, on Oct 2, 2026/);
    await user.click(within(note).getByRole('button', { name: 'Take it over' }));
    expect(bridge.callsOf('run.start')).toEqual([{ stage: 'adopt', only: ['theirs', 'record:old-bakery'] }]);
    act(() => {
      bridge.record({ type: 'box-adopted', record: RECORD, believed: 'theirs' });
      bridge.end();
    });
    expect(screen.queryByText(/set up by another laptop/)).toBeNull();
  });

  it('takes it back: reads what there is, lists it and asks once more', async () => {
    const bridge = new FakeBridge(FULL, [...BOX_READY, SEEN, AT]);
    const { user } = await show(bridge);
    await user.click(screen.getByRole('button', { name: 'Take it back' }));
    const dialog = screen.getByRole('alertdialog');
    expect(dialog.textContent).not.toContain('Everything was taken back');
    expect(within(dialog).getByRole('button', { name: 'Take everything back' })).toHaveProperty('disabled', true);
    act(() => {
      bridge.record({ type: 'box-adopted', record: RECORD, believed: 'theirs' });
      bridge.end();
    });
    expect(screen.getByRole('alertdialog').textContent).toContain('bakery-oven');
    await user.click(within(screen.getByRole('alertdialog')).getByRole('button', { name: 'Take everything back' }));
    expect(bridge.callsOf('run.start').at(-1)).toEqual({ stage: 'undo', only: null });
  });

  it('asks who is right where both changed something, with both dates', async () => {
    const ours: JournalEvent = { type: 'step-begun', step: { ...STEP, id: 'factory.agent:bakery-yard', needs: [] }, found: null };
    const bridge = new FakeBridge(FULL, [...BOX_READY, ours, SEEN, AT]);
    const { user } = await show(bridge);
    const text = screen.getByText(/This laptop changed something here as well/).textContent;
    expect(text).toContain('the other laptop Oct 3, 2026');
    await user.click(screen.getByRole('button', { name: 'This laptop is right' }));
    expect(bridge.callsOf('run.start')).toEqual([{ stage: 'adopt', only: ['ours', 'record:old-bakery'] }]);
  });

  it('tells who works there now', async () => {
    const bridge = new FakeBridge(FULL, [...BOX_READY, SEEN, AT]);
    const { user } = await show(bridge);
    await user.click(screen.getByRole('button', { name: 'Take it over' }));
    const busy = errorData(new TunnelError('box-busy', { host: '192.168.40.5', who: 'jans-laptop, Bakery', minutes: 3 }));
    act(() => {
      bridge.record({ type: 'run', stage: 'adopt', phase: 'started', error: null });
      bridge.record({ type: 'run', stage: 'adopt', phase: 'failed', error: busy });
      bridge.end(busy);
    });
    expect(screen.getByText(/jans-laptop, Bakery, since 3 minutes/)).toBeTruthy();
  });
});
