import { act, cleanup, screen, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { JournalEvent } from '../../../../electron/domain/journal';
import { ACCOUNTS, BOX, BOX_READY, CAMERAS, bakery, planned, reading } from '../../../fixtures/window/bakery';
import { FakeBridge } from '../../../fixtures/window/fake-bridge';
import { primary, show } from '../../../fixtures/window/show';

afterEach(cleanup);

const AT: JournalEvent = { type: 'page', page: 'plan' };
const FULL = bakery({ ...ACCOUNTS, ...BOX });

describe('the page of the plan', () => {
  it('goes from Make the plan over Stop to Connect 12 cameras', async () => {
    const bridge = new FakeBridge(FULL, [...BOX_READY, AT]);
    const { user } = await show(bridge);
    expect(primary().textContent).toBe('Make the plan');
    await user.click(primary());
    expect(primary().textContent).toBe('Stop');
    act(() => {
      bridge.record(planned(FULL).at(-1)!);
      bridge.end();
    });
    expect(primary().textContent).toBe('Connect 12 cameras');
    expect(screen.getByText('Nothing has been changed yet')).toBeTruthy();
  });

  it('says what happens in each place, with what undo does', async () => {
    await show(new FakeBridge(FULL, [...planned(FULL), AT]));
    for (const place of ['On the small computer', 'In the network', 'In the cloud']) expect(screen.getByRole('heading', { name: place })).toBeTruthy();
    expect(screen.getByText('Installs netclient on backoffice-pi and starts it with the system.')).toBeTruthy();
    expect(screen.getByText('Removes netclient and its service.')).toBeTruthy();
    expect(screen.getAllByRole('button', { name: 'and 11 more like this' })).toHaveLength(2);
  });

  it('says how the VPN client gets there, and why so', async () => {
    const words = { way: 'package', from: 'auto', version: 'v1.5.1', source: 'apt.netmaker.org', offer: '1.5.1' };
    const events = planned(FULL).map((event): JournalEvent => event.type !== 'planned' ? event : { ...event, plan: { ...event.plan, steps: event.plan.steps.map((one) => one.step.kind === 'netmaker.client' ? { ...one, step: { ...one.step, params: { ...one.step.params, ...words } } } : one) } });
    await show(new FakeBridge(FULL, [...events, AT]));
    expect(screen.getByText(/^Installs netclient on backoffice-pi .* installs the maker's package 1\.5\.1 from apt\.netmaker\.org.* first way that works there\.$/)).toBeTruthy();
  });

  it('sums the streams up', async () => {
    await show(new FakeBridge(FULL, [...planned(FULL), AT]));
    expect(screen.getByText('56 Mbit/s')).toBeTruthy();
    expect(screen.getByText('18.1 TB')).toBeTruthy();
  });

  it('tells what is there already and what goes first', async () => {
    const events = planned(FULL).map((event): JournalEvent => event.type !== 'planned' ? event : { ...event, plan: { ...event.plan, steps: event.plan.steps.map((one, index) => ({ ...one, change: index === 1 ? 'none' : index === 3 ? 'remove' : one.change })) } });
    await show(new FakeBridge(FULL, [...events, AT]));
    expect(screen.getByText('there already')).toBeTruthy();
    expect(screen.getByText('Was there before; stays.')).toBeTruthy();
    expect(screen.getByText('taken back first')).toBeTruthy();
  });

  it('does not connect on a plan that is out of date', async () => {
    const bridge = new FakeBridge(FULL, [...planned(FULL), { type: 'camera-read', reading: reading(CAMERAS[0]!) }, AT]);
    const { user } = await show(bridge);
    expect(primary().textContent).toBe('Make it again');
    await user.click(primary());
    await waitFor(() => { expect(bridge.callsOf('run.start')).toEqual([{ stage: 'plan', only: null }]); });
  });

  it('lets cameras be recorded on the small computer, says what that saves, and makes another plan', async () => {
    const bridge = new FakeBridge(FULL, [...planned(FULL), AT]);
    const { user } = await show(bridge);
    await user.click(screen.getByRole('button', { name: /Too much for the upload/ }));
    const use = screen.getByRole('button', { name: 'Use this and make the plan again' });
    expect(use).toHaveProperty('disabled', true);
    await user.click(screen.getByRole('checkbox', { name: 'Roof' }));
    expect(screen.getByText('Saves 6.5 Mbit/s; 49 Mbit/s remain for the upload.')).toBeTruthy();
    await user.click(use);
    await waitFor(() => { expect(bridge.callsOf('run.start')).toEqual([{ stage: 'plan', only: null }]); });
    expect(bridge.site?.cameras.filter((choice) => choice.runs === 'edge').map((choice) => choice.name)).toEqual(['Roof']);
  });

  it('does not connect on a plan that records a camera elsewhere than was chosen', async () => {
    const elsewhere = { ...FULL, cameras: FULL.cameras.map((choice) => ({ ...choice, runs: choice.name === 'Roof' ? ('edge' as const) : choice.runs })) };
    await show(new FakeBridge(elsewhere, [...planned(FULL), AT]));
    expect(primary().textContent).toBe('Make it again');
    cleanup();
    await show(new FakeBridge(elsewhere, [...planned(elsewhere), AT]));
    expect(primary().textContent).toBe('Connect 12 cameras');
    expect(screen.getByText(/^Starts the agent bakery-roof for Roof on the small computer itself/)).toBeTruthy();
  });

  it('connects, and shows it', async () => {
    const bridge = new FakeBridge(FULL, [...planned(FULL), AT]);
    const { user } = await show(bridge);
    await user.click(primary());
    await screen.findByRole('heading', { level: 1, name: 'Connect' });
    await waitFor(() => { expect(bridge.callsOf('run.start')).toEqual([{ stage: 'connect', only: null }]); });
  });
});
