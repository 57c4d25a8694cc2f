import { cleanup, screen, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { TunnelError } from '../../../../electron/domain/errors';
import type { JournalEvent } from '../../../../electron/domain/journal';
import type { WireGuardSettings } from '../../../../electron/domain/site';
import { ACCOUNTS, READ, bakery } from '../../../fixtures/window/bakery';
import { FakeBridge } from '../../../fixtures/window/fake-bridge';
import { primary, show } from '../../../fixtures/window/show';

afterEach(cleanup);

const AT: JournalEvent = { type: 'page', page: 'accounts' };
const KEY = { algorithm: 'ssh-ed25519', fingerprint: `SHA256:${'h'.repeat(43)}` };
const HUB: WireGuardSettings = {
  kind: 'wireguard', endpoint: 'hub.example:51820', publicKey: `${'B'.repeat(42)}A=`, range: '10.8.0.0/24', address: '10.8.0.12', egress: 'cameras',
  hub: { kind: 'ssh', interface: 'wg0', box: { host: 'hub.example', port: 22, username: 'admin', auth: { kind: 'password', password: { kind: 'vault', id: 'kept' } }, sudoPassword: null, hostKey: null, allowLegacy: false } },
};

describe('a WireGuard hub', () => {
  it('that was never seen before is used once its key was confirmed, and only that key', async () => {
    let shown = { ...KEY, fingerprint: `SHA256:${'x'.repeat(43)}` };
    const bridge: FakeBridge = new FakeBridge({ ...bakery(ACCOUNTS), overlay: HUB }, [...READ, AT], {
      'box.hostKey': () => shown,
      'overlay.networks': () => {
        const hub = bridge.site?.overlay?.kind === 'wireguard' ? bridge.site.overlay.hub : null;
        if (hub?.kind !== 'ssh' || hub.box.hostKey === null) throw new TunnelError('box-host-key-unknown', { host: 'hub.example', fingerprint: KEY.fingerprint });
        return { version: 'WireGuard', variant: 'hub over SSH, wg0, 3 peers, forwarding on', networks: [{ name: '10.8.0.0/24', range: '10.8.0.0/24' }] };
      },
    });
    const { user } = await show(bridge);
    await user.click(screen.getByRole('tab', { name: /Cloud accounts/ }));
    await user.click(screen.getByRole('button', { name: 'Test the hub' }));
    await user.click(await screen.findByRole('button', { name: 'It is the right one' }));
    // Somebody else answered meanwhile.
    await waitFor(() => { expect(bridge.callsOf('overlay.networks')).toHaveLength(2); });
    expect(JSON.stringify(bridge.site)).not.toContain('SHA256');
    shown = KEY;
    await user.click(await screen.findByRole('button', { name: 'It is the right one' }));
    expect(await screen.findByText('The hub can be used: hub over SSH, wg0, 3 peers, forwarding on.')).toBeTruthy();
    expect(bridge.site?.overlay).toMatchObject({ hub: { box: { hostKey: KEY } } });
    await user.click(primary());
    await waitFor(() => { expect(bridge.callsOf('run.start')).toEqual([{ stage: 'check', only: ['services'] }]); });
  });

  it('takes the place of Netmaker only when it was saved, and what was typed for Netmaker stays', async () => {
    const bridge = new FakeBridge(bakery(ACCOUNTS), [...READ, AT]);
    const { user } = await show(bridge);
    await user.click(screen.getByRole('tab', { name: /Cloud accounts/ }));
    await user.click(screen.getByRole('radio', { name: /WireGuard hub/ }));
    await user.click(primary());
    expect(screen.getByText('Enter it like hub.example.com:51820')).toBeTruthy();
    expect(bridge.site?.overlay).toMatchObject({ kind: 'netmaker' });
    await user.click(screen.getByRole('radio', { name: /^Netmaker/ }));
    expect(screen.getByDisplayValue(ACCOUNTS.overlay.url)).toBeTruthy();
  });
});
