import { act, cleanup, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { TunnelError, errorData } from '../../../../electron/domain/errors';
import type { JournalEvent } from '../../../../electron/domain/journal';
import type { PlannedStep } from '../../../../electron/domain/plan';
import { ROUTERS } from '../../../../electron/domain/words/router-words';
import { ACCOUNTS, CHECKED, bakery, stepDone } from '../../../fixtures/window/bakery';
import { FakeBridge } from '../../../fixtures/window/fake-bridge';
import { show } from '../../../fixtures/window/show';

afterEach(cleanup);

const AT: JournalEvent = { type: 'page', page: 'box' };
const SITE = bakery(ACCOUNTS);
const STEP: PlannedStep = { id: 'netmaker.router', kind: 'netmaker.router', params: { name: 'kt-bakery', network: 'cameras', ranges: '192.168.40.11/32' }, input: {}, needs: [] };
const open = async (bridge: FakeBridge): Promise<Awaited<ReturnType<typeof show>>> => {
  const shown = await show(bridge);
  await shown.user.click(screen.getByRole('button', { name: 'I have a router instead' }));
  await screen.findByRole('dialog');
  return shown;
};

describe('a router in place of the small computer', () => {
  it('is let into the network only when that was asked for, and then wants its configuration', async () => {
    const bridge = new FakeBridge(SITE, [...CHECKED, AT]);
    const { user } = await open(bridge);
    expect(bridge.callsOf('run.start')).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Make the configuration' }));
    await waitFor(() => { expect(bridge.callsOf('run.start')).toEqual([{ stage: 'router', only: null }]); });
    expect(screen.getByRole('button', { name: 'Stop' })).toBeTruthy();
    act(() => {
      for (const event of stepDone(STEP)) bridge.record(event);
      bridge.end();
    });
    expect(screen.getByText('The router is known in the network cameras as kt-bakery. Now it needs its configuration.')).toBeTruthy();
    expect(bridge.callsOf('router.config')).toEqual([]);
  });

  it('says what is missing where the network has no gateway', async () => {
    const bridge = new FakeBridge(SITE, [...CHECKED, AT]);
    const { user } = await open(bridge);
    await user.click(screen.getByRole('button', { name: 'Make the configuration' }));
    await waitFor(() => { expect(bridge.running).not.toBeNull(); });
    act(() => { bridge.end(errorData(new TunnelError('overlay-gateway-missing', { network: 'cameras' }))); });
    expect(within(screen.getByRole('dialog')).getByRole('alert').textContent).toContain('The network cameras has no gateway for a router.');
    expect(screen.getByRole('button', { name: 'Make the configuration' })).toBeTruthy();
  });

  it('says whose addresses they are, where somebody else has them', async () => {
    const bridge = new FakeBridge(SITE, [...CHECKED, AT]);
    const { user } = await open(bridge);
    await user.click(screen.getByRole('button', { name: 'Make the configuration' }));
    await waitFor(() => { expect(bridge.running).not.toBeNull(); });
    act(() => {
      bridge.record({ type: 'collisions-checked', report: { collisions: [{ range: '192.168.40.11/32', cameras: ['Front door'], weight: 'blocks', other: { range: '192.168.40.0/24', kind: 'external-client', network: 'cameras', owner: { name: 'kiosk', network: 'cameras' } } }], ways: [{ way: 'renumber', range: null }], ignored: [], unseen: [] } });
      bridge.end(errorData(new TunnelError('overlay-range-collides', { range: '192.168.40.11/32', owner: 'kiosk' })));
    });
    expect(screen.getByText('192.168.40.11/32 belongs to the router or device "kiosk" in the network cameras.')).toBeTruthy();
    expect(screen.getByText('Every usual private range is in use somewhere; ask the administrator of the network for one.')).toBeTruthy();
  });

  it('shows the private key when it is asked to, as text and as a code, and forgets it again', async () => {
    const bridge = new FakeBridge(SITE, [...CHECKED, ...stepDone(STEP), AT]);
    const { user } = await open(bridge);
    expect(document.body.textContent).not.toContain('a-private-key');
    await user.click(screen.getByRole('button', { name: 'Show it with its private key' }));
    const code = await screen.findByRole('img', { name: 'QR code of the configuration' });
    expect(code.querySelector('path')?.getAttribute('d')).toMatch(/^M4 4h1v1h-1z/);
    expect(screen.getByText(/PrivateKey = a-private-key/)).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Hide it' }));
    expect(screen.queryByRole('img', { name: 'QR code of the configuration' })).toBeNull();
    expect(document.body.textContent).not.toContain('a-private-key');
  });

  it('is saved where the technician says, with what was left out', async () => {
    const bridge = new FakeBridge(SITE, [...CHECKED, ...stepDone(STEP), AT], { 'router.save': () => ({ path: 'C:\\Users\\tech\\bakery.conf', removed: ['192.168.0.0/16'], routed: ['100.64.7.0/24'] }) });
    const { user } = await open(bridge);
    await user.click(screen.getByRole('button', { name: 'Save the file…' }));
    expect(await screen.findByText('Configuration for the router: C:\\Users\\tech\\bakery.conf')).toBeTruthy();
    expect(screen.getByText('Left out of what goes into the tunnel, because this site is in it: 192.168.0.0/16')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: /Which router is it/ }));
    await user.click(await screen.findByRole('option', { name: 'MikroTik (RouterOS 7.12 or newer)' }));
    const steps = screen.getByRole('list', { name: 'Steps for MikroTik (RouterOS 7.12 or newer)' });
    expect(steps.textContent).toContain('Files: upload bakery.conf.');
    expect(steps.textContent).toContain('Dst. Address 192.168.40.11/32');
    expect(steps.textContent).toContain('for each of 100.64.7.0/24');
  });

  it('has steps for every router of the list', async () => {
    const { user } = await open(new FakeBridge(SITE, [...CHECKED, ...stepDone(STEP), AT]));
    await user.click(screen.getByRole('button', { name: /Which router is it/ }));
    expect(await screen.findAllByRole('option')).toHaveLength(ROUTERS.length);
  });

  it('is not offered where the overlay makes no configuration for it', async () => {
    await show(new FakeBridge({ ...SITE, overlay: { kind: 'wireguard', endpoint: 'hub.example:51820', publicKey: `${'b'.repeat(42)}A=`, range: '10.50.0.0/24', address: '10.50.0.11', egress: 'cameras', hub: { kind: 'file' } } }, [...CHECKED, AT]));
    expect(screen.queryByRole('button', { name: 'I have a router instead' })).toBeNull();
  });
});
