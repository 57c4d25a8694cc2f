import { act, cleanup, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { TunnelError, errorData } from '../../../../electron/domain/errors';
import type { JournalEvent } from '../../../../electron/domain/journal';
import { ACCOUNTS, BOX, bakery, planned, plannedSteps, proved } from '../../../fixtures/window/bakery';
import { FakeBridge } from '../../../fixtures/window/fake-bridge';
import { primary, show } from '../../../fixtures/window/show';

afterEach(cleanup);

const AT: JournalEvent = { type: 'page', page: 'done' };
const FULL = bakery({ ...ACCOUNTS, ...BOX });
const STEPS = plannedSteps(planned(FULL));

describe('the last page', () => {
  it('says per camera what was proven, and exactly what was not', async () => {
    const { user } = await show(new FakeBridge(FULL, [...proved(FULL, ['frames', 'available', 'failed']), AT]));
    expect(screen.getAllByText('10 of 12 cameras: a picture arrived in the cloud.').length).toBeGreaterThan(0);
    const card = (name: string) => screen.getByRole('heading', { name }).closest('li')!;
    expect(card('Front door').textContent).toContain('Picture arrived in the cloud');
    expect(card('Counter').textContent).toContain('Runs, but no picture was seen');
    expect(card('Oven').textContent).toContain('Does not arrive');
    await user.click(screen.getByRole('button', { name: 'What exactly was proven for Counter' }));
    expect(within(card('Counter')).getByText('The cloud agent runs.')).toBeTruthy();
    expect(within(card('Counter')).getByText('Not seen: no login of the agents was entered')).toBeTruthy();
  });

  it('saves the report and says where', async () => {
    const bridge = new FakeBridge(FULL, [...proved(FULL), AT]);
    const { user } = await show(bridge);
    expect(primary().textContent).toBe('Save report (PDF)');
    await user.click(primary());
    expect(await screen.findByText('Saved: /home/tech/site-1-report.pdf')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'As web page' }));
    expect(bridge.callsOf('report.save')).toEqual([{ format: 'pdf' }, { format: 'html' }]);
  });

  it('looks again from the far end', async () => {
    const bridge = new FakeBridge(FULL, [...proved(FULL), AT]);
    const { user } = await show(bridge);
    await user.click(screen.getByRole('button', { name: 'Look again' }));
    expect(bridge.callsOf('run.start')).toEqual([{ stage: 'prove', only: null }]);
    expect(primary().textContent).toBe('Stop');
  });

  it('shows both pictures of a camera', async () => {
    const asked: string[] = [];
    await show(new FakeBridge(FULL, [...proved(FULL), AT], { picture: ({ sha256 }) => { asked.push(sha256); return new Uint8Array([0xff, 0xd8, 0xff, 0xd9]); } }));
    expect(await screen.findByRole('img', { name: 'Picture of Front door, taken on site' })).toBeTruthy();
    expect(await screen.findByRole('img', { name: 'Picture of Front door that arrived in the cloud' })).toBeTruthy();
    expect(new Set(asked).size).toBe(24);
  });
});

describe('taking everything back', () => {
  const opened = async () => {
    const bridge = new FakeBridge(FULL, [...proved(FULL), AT]);
    const shown = await show(bridge);
    await shown.user.click(screen.getAllByRole('button', { name: 'Take everything back' })[0]!);
    return { bridge, ...shown, dialog: await screen.findByRole('alertdialog', { name: 'Take everything back?' }) };
  };

  it('asks first, and leaves everything when told to', async () => {
    const { bridge, user, dialog } = await opened();
    expect(dialog.textContent).toContain('29 changes are undone');
    await user.click(within(dialog).getByRole('button', { name: 'Leave it' }));
    expect(screen.queryByRole('alertdialog')).toBeNull();
    expect(bridge.callsOf('run.start')).toEqual([]);
  });

  it('can be left with Escape before anything happened', async () => {
    const { bridge, user } = await opened();
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('alertdialog')).toBeNull();
    expect(bridge.callsOf('run.start')).toEqual([]);
  });

  it('shows each change as it goes, cannot be waved away, and ends with the site as it was found', async () => {
    const { bridge, user, dialog } = await opened();
    await user.click(within(dialog).getByRole('button', { name: 'Take everything back' }));
    expect(bridge.callsOf('run.start')).toEqual([{ stage: 'undo', only: null }]);
    await user.keyboard('{Escape}');
    act(() => { bridge.record({ type: 'undo-done', stepId: STEPS.at(-1)!.id, differences: [] }); });
    const running = screen.getByRole('alertdialog', { name: 'Taking everything back' });
    expect(within(running).getByRole('progressbar').getAttribute('aria-valuenow')).toBe('1');
    act(() => {
      for (const step of STEPS) bridge.record({ type: 'undo-done', stepId: step.id, differences: [] });
      bridge.end();
    });
    expect(screen.getByText('The site is as it was found.')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Close' }));
    expect(await screen.findByRole('heading', { level: 1, name: 'Everything was taken back' })).toBeTruthy();
    expect(primary().textContent).toBe('Connect again');
  });

  it('says what could not be taken back, and goes on later', async () => {
    const { bridge, user, dialog } = await opened();
    await user.click(within(dialog).getByRole('button', { name: 'Take everything back' }));
    const gone = errorData(new TunnelError('overlay-unreachable', { url: 'https://api.nm.example.com', reason: 'ECONNREFUSED' }));
    act(() => {
      bridge.record({ type: 'undo-failed', stepId: 'netmaker.join', error: gone });
      bridge.end(errorData(new TunnelError('undo-incomplete', { count: 4 })));
    });
    const again = screen.getByRole('alertdialog');
    expect(again.textContent).toContain('Not everything could be taken back.');
    expect(again.textContent).toContain('No connection to Netmaker at https://api.nm.example.com.');
    await user.click(within(again).getByRole('button', { name: 'Go on taking back' }));
    expect(bridge.callsOf('run.start')).toHaveLength(2);
  });

  it('lists what is not as it was found', async () => {
    const { bridge, user, dialog } = await opened();
    await user.click(within(dialog).getByRole('button', { name: 'Take everything back' }));
    act(() => {
      for (const step of STEPS) bridge.record({ type: 'undo-done', stepId: step.id, differences: step.id === 'netmaker.client' ? ['/etc/netclient is still there'] : [] });
      bridge.end();
    });
    expect(within(screen.getByRole('alertdialog')).getByText('/etc/netclient is still there')).toBeTruthy();
  });

  it('is shown again when the window comes back in the middle of it', async () => {
    const bridge = new FakeBridge(FULL, [...proved(FULL), AT]);
    bridge.start('undo');
    await show(bridge);
    await waitFor(() => { expect(screen.getByRole('alertdialog', { name: 'Taking everything back' })).toBeTruthy(); });
  });
});
