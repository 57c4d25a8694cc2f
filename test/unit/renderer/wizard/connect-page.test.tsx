import { act, cleanup, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { TunnelError, errorData } from '../../../../electron/domain/errors';
import type { JournalEvent } from '../../../../electron/domain/journal';
import { ACCOUNTS, BOX, CAMERAS, bakery, connected, planned, plannedSteps, proof, proved, stepDone } from '../../../fixtures/window/bakery';
import { FakeBridge } from '../../../fixtures/window/fake-bridge';
import { primary, show } from '../../../fixtures/window/show';

afterEach(cleanup);

const AT: JournalEvent = { type: 'page', page: 'connect' };
const FULL = bakery({ ...ACCOUNTS, ...BOX });
const STARTED: JournalEvent = { type: 'run', stage: 'connect', phase: 'started', error: null };
const STEPS = plannedSteps(planned(FULL));
const COLLISION = errorData(new TunnelError('overlay-range-collides', { range: '192.168.40.14/32', owner: 'garage' }));
const failedAt = (id: string): JournalEvent[] => {
  const step = STEPS.find((one) => one.id === id)!;
  return [{ type: 'step-begun', step, found: null }, { type: 'step-failed', stepId: id, error: COLLISION }];
};

const AT_EDGE = bakery({ ...ACCOUNTS, ...BOX, agents: { kind: 'edge', image: null, recording: 'motion', storage: { kind: 'none' } }, cameras: FULL.cameras.map((choice) => ({ ...choice, runs: 'edge' })) });

describe('the page that connects', () => {
  it.each([
    ['to the cloud', FULL, ['Cameras', 'Small computer', 'Tunnel', 'Cloud']],
    ['to the small computer, where they are recorded there', AT_EDGE, ['Cameras', 'Small computer']],
  ] as const)('shows the way of the pictures %s', async (_where, site, places) => {
    await show(new FakeBridge(site, [...planned(site), AT]));
    expect([...document.querySelectorAll('ol[aria-hidden] > li')].map((place) => place.textContent)).toEqual(places);
  });

  it('can be scrolled by keyboard, also where nothing on it can be pressed', async () => {
    await show(new FakeBridge(AT_EDGE, [...planned(AT_EDGE), AT]));
    expect(screen.getByRole('region', { name: 'Connect' }).tabIndex).toBe(0);
  });

  it('goes from Connect over Stop and the proof, by itself, to Continue', async () => {
    const bridge = new FakeBridge(FULL, [...planned(FULL), AT]);
    const { user } = await show(bridge);
    expect(primary().textContent).toBe('Connect 12 cameras');
    await user.click(primary());
    expect(primary().textContent).toBe('Stop');
    act(() => {
      for (const event of STEPS.flatMap(stepDone)) bridge.record(event);
      bridge.end();
    });
    await waitFor(() => { expect(bridge.callsOf('run.start')).toEqual([{ stage: 'connect', only: null }, { stage: 'prove', only: null }]); });
    expect(primary().textContent).toBe('Stop');
    act(() => {
      for (const camera of CAMERAS) bridge.record({ type: 'proved', proof: proof(camera) });
      bridge.end();
    });
    expect(primary().textContent).toBe('Continue');
    expect(screen.getAllByText('Picture arrived in the cloud')).toHaveLength(12);
  });

  it('shows how far it is, step by step and camera by camera', async () => {
    const bridge = new FakeBridge(FULL, [...planned(FULL), AT]);
    const { user } = await show(bridge);
    await user.click(primary());
    act(() => {
      for (const event of STEPS.slice(0, 4).flatMap(stepDone)) bridge.record(event);
      bridge.tell({ task: 'apply-step', subject: 'netmaker.egress mac-0', step: 'netmaker.egress mac-0' });
    });
    expect(screen.getByRole('progressbar', { name: 'Connecting' }).getAttribute('aria-valuenow')).toBe('4');
    const row = screen.getByText('Front door').closest('li')!;
    expect(within(row).getByRole('img', { name: 'Working…' })).toBeTruthy();
  });

  it('keeps the error with its camera, offers to try again or to go on with the others', async () => {
    const others = STEPS.filter((step) => !step.id.endsWith('mac-3'));
    const bridge = new FakeBridge(FULL, [...planned(FULL), AT, STARTED, ...others.flatMap(stepDone), ...failedAt('netmaker.egress mac-3'), { type: 'run', stage: 'connect', phase: 'failed', error: COLLISION }]);
    const { user } = await show(bridge);
    expect(primary().textContent).toBe('Try again');
    const row = screen.getByText('Yard').closest('li')!;
    expect(row.textContent).toContain('192.168.40.14/32 is already in use in the network.');
    expect(row.textContent).toContain('What to do:');
    await user.click(screen.getByRole('button', { name: 'Go on with 11 cameras' }));
    await waitFor(() => { expect(bridge.callsOf('run.start')).toEqual([{ stage: 'prove', only: null }]); });
  });

  it('does not prove by itself after connecting failed', async () => {
    const bridge = new FakeBridge(FULL, [...planned(FULL), AT]);
    const { user, app } = await show(bridge);
    await user.click(primary());
    act(() => {
      for (const event of failedAt('netmaker.client')) bridge.record(event);
      bridge.end(COLLISION);
    });
    expect(primary().textContent).toBe('Try again');
    // Whatever was to be asked has been asked before this is answered.
    await act(async () => { await app.client.ask('app.info', null); });
    expect(bridge.callsOf('run.start')).toHaveLength(1);
  });

  it('tries the proof by itself once, also when it could not be started', async () => {
    const bridge: FakeBridge = new FakeBridge(FULL, [...planned(FULL), AT], { 'run.start': ({ stage }) => {
      if (stage === 'prove') throw new TunnelError('site-busy', { pid: 4711 });
      return { runId: bridge.start(stage) };
    } });
    const { user, app } = await show(bridge);
    await user.click(primary());
    act(() => {
      for (const event of STEPS.flatMap(stepDone)) bridge.record(event);
      bridge.end();
    });
    expect((await screen.findByRole('alert')).textContent).toContain('4711');
    await user.click(screen.getByRole('button', { name: 'Check the plan Done' }));
    await user.click(screen.getByRole('button', { name: 'Connect Done' }));
    await act(async () => { await app.client.ask('app.info', null); });
    expect(bridge.callsOf('run.start')).toHaveLength(2);
    expect(primary().textContent).toBe('Prove it from the far end');
  });

  it('goes on where it was interrupted', async () => {
    const bridge = new FakeBridge(FULL, [...planned(FULL), AT, STARTED, ...STEPS.slice(0, 6).flatMap(stepDone)]);
    const { user } = await show(bridge);
    expect(screen.getByText('This was interrupted')).toBeTruthy();
    expect(primary().textContent).toBe('Go on connecting');
    await user.click(primary());
    expect(bridge.callsOf('run.start')).toEqual([{ stage: 'connect', only: null }]);
  });

  it('picks up a run that is under way when the window comes back', async () => {
    const bridge = new FakeBridge(FULL, [...planned(FULL), AT]);
    bridge.start('connect');
    await show(bridge);
    expect(primary().textContent).toBe('Stop');
    act(() => {
      for (const event of STEPS.flatMap(stepDone)) bridge.record(event);
      bridge.end();
    });
    // Also the proof follows, once, although another window began the run.
    await waitFor(() => { expect(bridge.callsOf('run.start')).toEqual([{ stage: 'prove', only: null }]); });
  });

  it('does not prove again by itself after the proof was stopped', async () => {
    const bridge = new FakeBridge(FULL, [...planned(FULL), AT]);
    bridge.start('connect');
    const { user } = await show(bridge);
    act(() => {
      for (const event of STEPS.flatMap(stepDone)) bridge.record(event);
      bridge.end();
    });
    await waitFor(() => { expect(bridge.running?.stage).toBe('prove'); });
    await user.click(primary());
    expect(primary().textContent).toBe('Prove it from the far end');
    expect(bridge.callsOf('run.start')).toHaveLength(1);
  });

  it('asks for the proof when all is connected and nothing was proven', async () => {
    const bridge = new FakeBridge(FULL, [...connected(FULL), AT]);
    const { user } = await show(bridge);
    expect(primary().textContent).toBe('Prove it from the far end');
    await user.click(primary());
    expect(bridge.callsOf('run.start')).toEqual([{ stage: 'prove', only: null }]);
  });

  it('leads to the last page when all is proven', async () => {
    const { user } = await show(new FakeBridge(FULL, [...proved(FULL), AT]));
    await user.click(primary());
    expect(await screen.findByRole('heading', { level: 1, name: 'Done' })).toBeTruthy();
  });
});
