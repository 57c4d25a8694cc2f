import { act, cleanup, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { TunnelError, errorData } from '../../../../electron/domain/errors';
import type { HeldClient } from '../../../../electron/domain/vpn-client';
import { FakeBridge, type Handlers } from '../../../fixtures/window/fake-bridge';
import { show } from '../../../fixtures/window/show';

afterEach(cleanup);

const SHA = 'ab'.repeat(32);
const HELD: HeldClient = { version: 'v1.5.1', architecture: 'arm64', sha256: SHA, size: 25_300_000, keptAt: '2026-11-24T12:00:00.000Z', trust: 'maker', from: 'github.com', state: 'good' };
const SITE = { id: 'bakery', name: 'Bakery', mode: 'real', cameras: 12, page: 'box', changed: false, lastRun: null, serverVersion: 'v1.5.1' } as const;

async function open(bridge: FakeBridge): Promise<{ user: Awaited<ReturnType<typeof show>>['user']; dialog: HTMLElement }> {
  const { user } = await show(bridge);
  if (bridge.sites[0] !== undefined) await screen.findByRole('list', { name: 'Sites on this computer' });
  await user.click(screen.getByRole('button', { name: 'Prepare for a visit without internet' }));
  return { user, dialog: await screen.findByRole('dialog', { name: 'Prepare for a visit without internet' }) };
}
function bridgeWith(clients: HeldClient[], handlers: Handlers = {}): FakeBridge {
  const bridge = new FakeBridge(null, [], handlers);
  bridge.clients = clients;
  return bridge;
}
const kind = (dialog: HTMLElement, name: RegExp): HTMLInputElement => within(dialog).getByRole('checkbox', { name });

describe('preparing for a visit without internet', () => {
  it('fetches the usual four kinds for the version that is typed', async () => {
    const bridge = bridgeWith([]);
    const { user, dialog } = await open(bridge);
    await within(dialog).findByText('None yet.');
    const usual = [/^PC, mini PC/, /Raspberry Pi 3 to 5/, /Raspberry Pi 2 to 4/, /Raspberry Pi 1 or Zero/];
    for (const name of usual) expect(kind(dialog, name).checked).toBe(true);
    await user.click(kind(dialog, /Raspberry Pi 1 or Zero/));
    await user.click(within(dialog).getByRole('button', { name: 'Fetch for 3 kinds' }));
    expect(within(dialog).getByText('Enter a version such as v1.5.1')).toBeTruthy();
    expect(bridge.callsOf('clients.fetch')).toEqual([]);
    await user.type(within(dialog).getByRole('textbox', { name: 'Version of the Netmaker server' }), '1.5.1');
    await user.click(within(dialog).getByRole('button', { name: 'Fetch for 3 kinds' }));
    expect(bridge.callsOf('clients.fetch')).toEqual([{ version: 'v1.5.1', architectures: ['amd64', 'arm64', 'armv7'] }]);
  });

  it('proposes the version of the server that a real site has signed in to, and takes another', async () => {
    const bridge = bridgeWith([]);
    bridge.sites = [{ ...SITE, id: 'practice', mode: 'practice', serverVersion: 'v9.9.9' }, SITE, { ...SITE, id: 'garage', name: 'Garage', serverVersion: 'v1.4.0' }];
    const { user, dialog } = await open(bridge);
    await user.click(within(dialog).getByRole('button', { name: /^v1\.5\.1/ }));
    expect((await screen.findAllByRole('option')).map((option) => option.textContent)).toEqual(['v1.5.1Bakery', 'v1.4.0Garage', 'Another version']);
    await user.click(screen.getByRole('option', { name: 'Another version' }));
    await user.type(within(dialog).getByRole('textbox', { name: 'Version of the Netmaker server' }), 'v1.2.0');
    await user.click(within(dialog).getByRole('button', { name: 'Fetch for 4 kinds' }));
    expect(bridge.callsOf('clients.fetch')).toMatchObject([{ version: 'v1.2.0' }]);
  });

  it('shows how far it is, can be stopped, and cannot be closed meanwhile', async () => {
    let end = (_error: TunnelError): void => undefined;
    const bridge = bridgeWith([], { 'clients.fetch': () => new Promise((_resolve, reject) => { end = reject; }) });
    bridge.sites = [SITE];
    const { user, dialog } = await open(bridge);
    await user.click(within(dialog).getByRole('button', { name: 'Fetch for 4 kinds' }));
    act(() => { bridge.emit({ type: 'clients', fetching: { version: 'v1.5.1', architecture: 'arm64', done: 7, total: 26 } }); });
    expect(within(dialog).getByText('Fetching v1.5.1 for: Raspberry Pi 3 to 5, with a 64-bit system (MB)')).toBeTruthy();
    expect(within(dialog).getByText('7 / 26')).toBeTruthy();
    expect(within(dialog).getByRole('button', { name: 'Close' })).toHaveProperty('disabled', true);
    await user.keyboard('{Escape}');
    expect(screen.getByRole('dialog')).toBeTruthy();
    await user.click(within(dialog).getByRole('button', { name: 'Stop' }));
    expect(bridge.callsOf('clients.stop')).toEqual([null]);
    act(() => {
      end(new TunnelError('cancelled'));
      bridge.emit({ type: 'clients', fetching: null });
    });
    expect(await within(dialog).findByText('Stopped.')).toBeTruthy();
    await user.click(within(dialog).getByRole('button', { name: 'Close' }));
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('says that they are ready, once they are', async () => {
    const bridge: FakeBridge = bridgeWith([], {
      'clients.fetch': () => {
        bridge.clients = [HELD, { ...HELD, architecture: 'amd64' }];
        bridge.emit({ type: 'clients', fetching: null });
        return { failed: [] };
      },
    });
    bridge.sites = [SITE];
    const { user, dialog } = await open(bridge);
    await user.click(within(dialog).getByRole('button', { name: 'Fetch for 4 kinds' }));
    expect(await within(dialog).findByText('2 VPN clients are ready on this computer.', { selector: 'p' })).toBeTruthy();
    expect(kind(dialog, /Raspberry Pi 3 to 5.*there already/)).toBeTruthy();
  });

  it('names the kind that could not be had, with the reason', async () => {
    const bridge = bridgeWith([], { 'clients.fetch': () => ({ failed: [{ architecture: 'armv6', error: errorData(new TunnelError('client-checksum', { seen: 'aa', expected: 'bb' })) }] }) });
    bridge.sites = [SITE];
    const { user, dialog } = await open(bridge);
    await user.click(within(dialog).getByRole('button', { name: 'Fetch for 4 kinds' }));
    const alert = await within(dialog).findByRole('alert');
    expect(alert.textContent).toContain('Its checksum is aa, expected was bb.');
    expect(alert.parentElement?.textContent).toMatch(/^Raspberry Pi 1 or Zero/);
  });

  it('lists what is held with size and checksum, and removes one', async () => {
    const bridge = bridgeWith([HELD, { ...HELD, architecture: 'amd64' }]);
    bridge.sites = [{ ...SITE, serverVersion: 'v1.4.0' }];
    const { user, dialog } = await open(bridge);
    const rows = within(await within(dialog).findByRole('list', { name: 'On this computer' })).getAllByRole('listitem');
    expect(rows[0]?.textContent).toContain('Raspberry Pi 3 to 5, with a 64-bit systemChecked');
    expect(rows[0]?.textContent).toContain('25.3 MB');
    // Of another version than is asked for.
    expect(within(dialog).queryByText(/there already/)).toBeNull();
    await user.click(within(rows[0]!).getByRole('button', { name: 'Details of v1.5.1 for arm64' }));
    expect(rows[0]?.textContent).toContain(SHA);
    await user.click(within(rows[0]!).getByRole('button', { name: 'Remove v1.5.1 for arm64' }));
    await waitFor(() => { expect(within(dialog).getAllByRole('listitem')).toHaveLength(1); });
    expect(bridge.callsOf('clients.remove')).toEqual([{ version: 'v1.5.1', architecture: 'arm64' }]);
  });

  it('asks a person to compare a checksum that nobody published, and believes nothing before', async () => {
    const bridge = bridgeWith([{ ...HELD, trust: 'nobody', from: 'github.com, fileserver.netmaker.io' }]);
    const { user, dialog } = await open(bridge);
    expect(await within(dialog).findByText('1 waits in the list below until you have compared its checksum.')).toBeTruthy();
    const note = within(within(dialog).getByRole('list', { name: 'On this computer' })).getByRole('note');
    expect(note.textContent).toContain(SHA);
    expect(note.textContent).toContain('github.com, fileserver.netmaker.io');
    expect(within(dialog).queryByText('Checked')).toBeNull();
    await user.click(within(note).getByRole('button', { name: 'The checksum of v1.5.1 for arm64 is right' }));
    expect(await within(dialog).findByText('Checked')).toBeTruthy();
    expect(bridge.callsOf('clients.confirm')).toEqual([{ version: 'v1.5.1', architecture: 'arm64', sha256: SHA }]);
  });

  it('shows what is damaged, and fetches just that again', async () => {
    const bridge = bridgeWith([{ ...HELD, state: 'damaged' }]);
    const { user, dialog } = await open(bridge);
    await user.click(await within(dialog).findByRole('button', { name: 'Fetch v1.5.1 for arm64 again' }));
    expect(bridge.callsOf('clients.fetch')).toEqual([{ version: 'v1.5.1', architectures: ['arm64'] }]);
  });

  it('shows a fetch that goes on since before the window was loaded again', async () => {
    const { dialog } = await open(bridgeWith([], { 'clients.list': () => ({ held: [], fetching: { version: 'v1.5.1', architecture: 'amd64', done: 3, total: 20 } }) }));
    expect(await within(dialog).findByText('3 / 20')).toBeTruthy();
    expect(within(dialog).getByRole('button', { name: 'Stop' })).toBeTruthy();
  });

  it('says why the list cannot be read', async () => {
    const { dialog } = await open(bridgeWith([], { 'clients.list': () => { throw new TunnelError('storage-failed', { path: 'clients', reason: 'permission denied' }); } }));
    expect((await within(dialog).findByRole('alert')).textContent).toContain('permission denied');
  });
});
