import { act, cleanup, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { TunnelError, errorData } from '../../../../electron/domain/errors';
import type { JournalEvent } from '../../../../electron/domain/journal';
import { ACCOUNTS, BOX, CAMERAS, bakery, planned, plannedSteps, proved, reading } from '../../../fixtures/window/bakery';
import { FakeBridge } from '../../../fixtures/window/fake-bridge';
import { primary, show } from '../../../fixtures/window/show';

afterEach(cleanup);

const AT: JournalEvent = { type: 'page', page: 'done' };
const FULL = bakery({ ...ACCOUNTS, ...BOX });
const STEPS = plannedSteps(planned(FULL));
const card = (name: string): HTMLElement => screen.getByRole('heading', { name }).closest('li')!;

describe('the last page', () => {
  it('says per camera what was proven, and exactly what was not', async () => {
    const { user } = await show(new FakeBridge(FULL, [...proved(FULL, ['frames', 'available', 'failed']), AT]));
    expect(screen.getAllByText('10 of 12 cameras: a picture arrived in the cloud.').length).toBeGreaterThan(0);
    expect(card('Front door').textContent).toContain('Picture arrived in the cloud');
    expect(card('Counter').textContent).toContain('Runs, but no picture was seen');
    expect(card('Oven').textContent).toContain('Does not arrive');
    expect(within(card('Oven')).getAllByText('The cloud agent does not run.').length).toBeGreaterThan(0);
    await user.click(screen.getByRole('button', { name: 'What exactly was proven for Counter' }));
    expect(within(card('Counter')).getByText('The cloud agent runs.')).toBeTruthy();
    // In place of the picture, and in the list.
    expect(within(card('Counter')).getAllByText('Not seen: no login of the agents was entered')).toHaveLength(2);
  });

  it('says beside a failure what to do, without anybody asking', async () => {
    await show(new FakeBridge(FULL, [...proved(FULL, ['refused', 'not-stored']), AT]));
    expect(card('Front door').textContent).toContain('Does not arrive');
    expect(card('Front door').textContent).toContain('Close other viewers and recorders of this camera, then prove again.');
    // A picture that arrived is one, whatever becomes of the recordings.
    expect(card('Counter').textContent).toContain('Picture arrived in the cloud');
    expect(card('Counter').textContent).toContain('The cloud agent bakery-counter cannot store its recordings in Kerberos Vault.');
  });

  it('names the weaker proof, the way it was had and what was measured', async () => {
    const { user } = await show(new FakeBridge(FULL, [...proved(FULL, ['counted']), AT]));
    expect(card('Front door').textContent).toContain('Arrives, as the agent counts');
    expect(within(card('Front door')).getAllByText('Not seen: it cannot be reached from here (ECONNREFUSED)')).toHaveLength(2);
    await user.click(screen.getByRole('button', { name: 'What exactly was proven for Front door' }));
    expect(card('Front door').textContent).toContain('3 key frames while it was watched, 24.9 frames per second there, 12 packets lost in 10 s, read in its log');
    await user.click(screen.getByRole('button', { name: 'What exactly was proven for Counter' }));
    expect(card('Counter').textContent).toContain('1280 x 720, first picture after 1.2 s, a second picture differs, 24.9 frames per second there, nothing lost in 10 s');
  });

  it('says where a picture is missing, and makes one of the key frame that is there', async () => {
    const [first, second] = [CAMERAS[0]!, CAMERAS[1]!];
    const keyFrame = { sha256: 'f'.repeat(64), bytes: 9, takenAt: '2026-11-24T09:31:00.000Z', codec: 'avc1.640028', width: 1280, height: 720 };
    const readings: JournalEvent[] = [{ type: 'camera-read', reading: reading(first, { picture: null }) }, { type: 'camera-read', reading: reading(second, { picture: null, keyFrame }) }];
    const bridge = new FakeBridge(FULL, [...proved(FULL), ...readings, AT]);
    await show(bridge);
    expect(within(card('Front door')).getByText('The camera gave no picture on site')).toBeTruthy();
    expect(within(card('Counter')).getByText('Its picture could not be made visible on this computer')).toBeTruthy();
    await waitFor(() => { expect(bridge.callsOf('picture.keyFrame')).toEqual([{ sha256: keyFrame.sha256 }]); });
  });

  it('does not speak of the cloud where the agent runs on the small computer', async () => {
    const edge = { ...FULL, cameras: FULL.cameras.map((choice, index) => (index === 0 ? { ...choice, runs: 'edge' as const } : choice)) };
    await show(new FakeBridge(edge, [...proved(edge), AT]));
    expect(within(card('Front door')).getByText('At the small computer')).toBeTruthy();
    expect(within(card('Counter')).getByText('In the cloud')).toBeTruthy();
    expect(within(card('Front door')).getByText('Picture arrived at the small computer')).toBeTruthy();
    expect(screen.getByText('Tunnel')).toBeTruthy();
    cleanup();
    const all = { ...FULL, agents: { kind: 'edge' as const, image: null, recording: 'motion' as const, storage: { kind: 'none' as const } } };
    await show(new FakeBridge(all, [...proved(all), AT]));
    expect(screen.getAllByText('12 of 12 cameras: a picture arrived at the small computer.').length).toBeGreaterThan(0);
    expect(screen.queryByText('Tunnel')).toBeNull();
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
