import { act, cleanup, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { CollisionReport, OccupiedRange } from '../../../../electron/domain/collisions';
import { TunnelError, errorData } from '../../../../electron/domain/errors';
import type { JournalEvent } from '../../../../electron/domain/journal';
import { ACCOUNTS, BOX, BOX_READY, CAMERAS, bakery, planned } from '../../../fixtures/window/bakery';
import { FakeBridge } from '../../../fixtures/window/fake-bridge';
import { primary, show } from '../../../fixtures/window/show';

afterEach(cleanup);

const AT: JournalEvent = { type: 'page', page: 'plan' };
const WIDE = bakery({ ...ACCOUNTS, ...BOX, overlay: { ...ACCOUNTS.overlay, egress: 'ranges' } });
const GARAGE: OccupiedRange = { range: '192.168.40.0/24', kind: 'egress', network: 'cameras', owner: { network: 'cameras', name: 'Garage south' } };
const BLOCKED: CollisionReport = {
  collisions: [
    { range: '192.168.40.0/24', cameras: CAMERAS.map((camera) => camera.name ?? ''), other: GARAGE, weight: 'blocks' },
    { range: '192.168.40.0/24', cameras: ['Front door'], other: { range: '192.168.40.7/24', kind: 'member-lan', network: 'cameras', owner: { device: 'agents-1', interface: 'eth0' } }, weight: 'warns' },
  ],
  ways: [{ way: 'cameras-only' }, { way: 'other-network', networks: ['bakeries', 'spare'] }, { way: 'virtual-nat' }, { way: 'renumber', range: '192.168.21.0/24' }],
  ignored: ['nonsense'],
  unseen: ['the external clients'],
};
const found = (report: CollisionReport): JournalEvent => ({ type: 'collisions-checked', report });
const FAILED: JournalEvent = { type: 'run', stage: 'plan', phase: 'failed', error: errorData(new TunnelError('overlay-range-collides', { range: '192.168.40.0/24', owner: 'Garage south' })) };
const ways = (): HTMLElement[] => within(screen.getByRole('region', { name: 'What you can do' })).getAllByRole('listitem');

describe('addresses that another site has', () => {
  it('are told with the name of the other, once, and without connecting', async () => {
    await show(new FakeBridge(WIDE, [...planned(WIDE), found(BLOCKED), FAILED, AT]));
    const card = screen.getByRole('region', { name: 'Somebody else in the network has these addresses already' });
    expect(within(card).getByText('192.168.40.0/24 belongs to "Garage south" in the network cameras.')).toBeTruthy();
    expect(within(card).getByText(/^Concerns: Front door, Counter, Oven … \(12\)$/)).toBeTruthy();
    expect(within(card).getByText(/If agents-1 runs cloud agents/)).toBeTruthy();
    expect(screen.queryByRole('alert')).toBeNull();
    expect(primary().textContent).toBe('Make it again');
    expect(ways().map((way) => way.querySelector('p')?.textContent)).toEqual(["Open only the cameras' own addresses", 'Use another network for this site', 'Virtual addresses (Netmaker Pro)', 'Give this site other addresses']);
    expect(ways()[3]?.textContent).toContain('Nothing that is known uses 192.168.21.0/24.');
  });

  it('are avoided by opening only the cameras, and the plan is made again', async () => {
    const bridge = new FakeBridge(WIDE, [...BOX_READY, found(BLOCKED), FAILED, AT]);
    const { user } = await show(bridge);
    await user.click(screen.getByRole('button', { name: 'Open only the cameras' }));
    await waitFor(() => { expect(bridge.callsOf('run.start')).toEqual([{ stage: 'plan', only: null }]); });
    expect(bridge.site?.overlay).toMatchObject({ network: 'cameras', egress: 'cameras' });
    act(() => {
      bridge.record(found({ ...BLOCKED, collisions: [], ways: [] }));
      bridge.record(planned(WIDE).at(-1)!);
      bridge.end();
    });
    expect(screen.queryByRole('region', { name: 'Somebody else in the network has these addresses already' })).toBeNull();
    expect(primary().textContent).toBe('Connect 12 cameras');
  });

  it('are avoided in another network, which has to be checked first', async () => {
    const bridge = new FakeBridge(WIDE, [...BOX_READY, found(BLOCKED), FAILED, AT]);
    const { user } = await show(bridge);
    await user.click(screen.getByRole('button', { name: 'Use spare' }));
    await waitFor(() => { expect(bridge.callsOf('site.page')).toEqual([{ page: 'accounts' }]); });
    expect(bridge.site?.overlay).toMatchObject({ network: 'spare', egress: 'ranges' });
    expect(bridge.callsOf('run.start')).toEqual([]);
  });

  it('are told and do not stand in the way where only a device may have them at home', async () => {
    await show(new FakeBridge(WIDE, [...BOX_READY, found({ ...BLOCKED, collisions: BLOCKED.collisions.slice(1), ways: [] }), planned(WIDE).at(-1)!, AT]));
    expect(screen.getByRole('region', { name: 'Addresses that are in use twice' })).toBeTruthy();
    expect(primary().textContent).toBe('Connect 12 cameras');
  });

  it('are kept from an expert no longer than a click', async () => {
    const { user } = await show(new FakeBridge(WIDE, [...BOX_READY, found(BLOCKED), FAILED, AT]));
    await user.click(screen.getByRole('button', { name: 'Details' }));
    expect(screen.getByText('Not understood on the server: nonsense')).toBeTruthy();
    expect(screen.getByText('Your account may not see: the external clients')).toBeTruthy();
  });
});
