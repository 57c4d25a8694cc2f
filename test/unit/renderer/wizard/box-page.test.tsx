import { act, cleanup, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { TunnelError, errorData } from '../../../../electron/domain/errors';
import type { JournalEvent } from '../../../../electron/domain/journal';
import { ACCOUNTS, BLOCKER, BOX, BOX_READY, CHECKED, SURVEY, WARNING, bakery, boxReport } from '../../../fixtures/window/bakery';
import { FakeBridge } from '../../../fixtures/window/fake-bridge';
import { primary, show } from '../../../fixtures/window/show';

afterEach(cleanup);

const AT: JournalEvent = { type: 'page', page: 'box' };
const FULL = bakery({ ...ACCOUNTS, ...BOX });

describe('the page of the small computer', () => {
  it('shows the key of a computer it meets for the first time, and logs in only after it was confirmed', async () => {
    const bridge = new FakeBridge(bakery(ACCOUNTS), [...CHECKED, AT]);
    const { user } = await show(bridge);
    expect(primary().textContent).toBe('Check the small computer');
    await user.type(screen.getByRole('textbox', { name: 'Address or name' }), '192.168.40.5');
    await user.type(screen.getByRole('textbox', { name: 'User name' }), 'pi');
    await user.type(screen.getByLabelText('Password', { selector: '[type="password"]' }), 'raspberry');
    await user.click(primary());
    await screen.findByText(/This is the first time we talk to 192\.168\.40\.5/);
    expect(screen.getByText(/^SHA256:/)).toBeTruthy();
    expect(bridge.callsOf('run.start')).toEqual([]);
    expect(bridge.site?.box?.hostKey).toBeNull();
    expect(primary().textContent).toBe('Yes, this is the one');
    await user.click(primary());
    await waitFor(() => { expect(bridge.callsOf('run.start')).toEqual([{ stage: 'check', only: ['box'] }]); });
    expect(bridge.site?.box?.hostKey?.algorithm).toBe('ssh-ed25519');
    expect(primary().textContent).toBe('Stop');
    act(() => {
      bridge.record({ type: 'box-checked', report: boxReport() });
      bridge.end();
    });
    expect(primary().textContent).toBe('Continue');
  });

  it('goes no further when the shown key is refused', async () => {
    const bridge = new FakeBridge({ ...FULL, box: { ...FULL.box!, hostKey: null } }, [...CHECKED, AT]);
    const { user } = await show(bridge);
    await user.click(primary());
    await user.click(await screen.findByRole('button', { name: 'No, stop here' }));
    expect(primary().textContent).toBe('Check the small computer');
    expect(bridge.callsOf('run.start')).toEqual([]);
  });

  it('offers what the survey found with a secure shell, and no camera', async () => {
    const bridge = new FakeBridge(bakery(ACCOUNTS), [...CHECKED, AT]);
    const { user } = await show(bridge);
    const cards = within(screen.getByRole('radiogroup', { name: 'Found on this network' })).getAllByRole('radio');
    expect(cards.map((card) => card.closest('label')?.textContent)).toEqual(['backoffice-pi192.168.40.5 · Raspberry Pi. Made for this: small, quiet, always on.']);
    await user.click(cards[0]!);
    expect(screen.getByRole('textbox', { name: 'Address or name' })).toHaveProperty('value', '192.168.40.5');
    expect(screen.getByRole('textbox', { name: 'User name' })).toHaveProperty('value', 'pi');
  });

  it('a name that was typed already stays when a card is chosen, and what is not suited is said with its reason', async () => {
    const windows = { ...SURVEY.devices.find((one) => one.id === 'desk')!, ports: [{ port: 22, speaks: 'ssh' as const }], evidence: [{ source: 'ssh' as const, address: '192.168.40.9', facts: { port: '22', banner: 'SSH-2.0-OpenSSH_for_Windows_9.5' } }] };
    const survey = { ...SURVEY, devices: SURVEY.devices.map((one) => (one.id === 'desk' ? windows : one)) };
    const bridge = new FakeBridge(bakery(ACCOUNTS), [...CHECKED, { type: 'surveyed', survey }, AT]);
    const { user } = await show(bridge);
    await user.type(screen.getByRole('textbox', { name: 'User name' }), 'anna');
    await user.click(screen.getByRole('radio', { name: /backoffice-pi/ }));
    expect(screen.getByRole('textbox', { name: 'User name' })).toHaveProperty('value', 'anna');
    expect(screen.queryByRole('radio', { name: /CASHDESK-1/ })).toBeNull();
    await user.click(screen.getByRole('button', { name: '1 found that is not suited' }));
    expect(screen.getByText('CASHDESK-1 (192.168.40.9, Windows computer, HP): The tunnel needs Linux.')).toBeTruthy();
  });

  it("takes the keys of this computer's SSH agent", async () => {
    const bridge = new FakeBridge(bakery(ACCOUNTS), [...CHECKED, AT]);
    const { user } = await show(bridge);
    await user.click(screen.getByRole('radio', { name: /backoffice-pi/ }));
    await user.click(screen.getByRole('radio', { name: 'SSH agent' }));
    expect(screen.queryByLabelText('Password', { selector: '[type="password"]' })).toBeNull();
    await user.click(primary());
    await waitFor(() => { expect(bridge.site?.box?.auth).toEqual({ kind: 'agent' }); });
  });

  it.each(['at the first look', 'later'])('asks before it uses old ways to encrypt (met %s), for this computer only', async (when) => {
    const old = new TunnelError('box-only-legacy', { host: '192.168.40.5', algorithms: 'diffie-hellman-group1-sha1, ssh-dss' });
    const key = { algorithm: 'ssh-dss', fingerprint: `SHA256:${'A'.repeat(43)}` };
    const first = when === 'at the first look';
    const site = first ? bakery({ ...ACCOUNTS, box: { ...FULL.box!, hostKey: null } }) : FULL;
    const bridge = new FakeBridge(site, [...CHECKED, AT], { 'box.hostKey': ({ allowLegacy }) => { if (!allowLegacy) throw old; return key; } });
    const { user } = await show(bridge);
    await user.click(primary());
    if (!first) {
      await waitFor(() => { expect(bridge.running).not.toBeNull(); });
      act(() => { bridge.end(errorData(old)); });
    }
    expect(await screen.findByText(/only knows old ways to encrypt/, { selector: 'p' })).toBeTruthy();
    expect(screen.queryByRole('alert')).toBeNull();
    expect(bridge.site?.box?.allowLegacy).toBe(false);
    await user.click(screen.getByRole('button', { name: 'Allow for this computer' }));
    await waitFor(() => { expect(bridge.site?.box?.allowLegacy).toBe(true); });
    expect(screen.queryByText(/only knows old ways/)).toBeNull();
    if (first) {
      expect(await screen.findByText(/This is the first time we talk to/)).toBeTruthy();
      expect(bridge.callsOf('box.hostKey').at(-1)).toMatchObject({ allowLegacy: true });
    } else await waitFor(() => { expect(bridge.callsOf('run.start')).toHaveLength(2); });
  });

  it('another address is allowed nothing that was allowed for the one before', async () => {
    const bridge = new FakeBridge(bakery({ ...ACCOUNTS, box: { ...FULL.box!, allowLegacy: true } }), [...CHECKED, AT]);
    const { user } = await show(bridge);
    expect(screen.getByRole('checkbox', { name: 'Old ways to encrypt are allowed for this computer' })).toHaveProperty('checked', true);
    await user.type(screen.getByRole('textbox', { name: 'Address or name' }), '0');
    expect(screen.queryByRole('checkbox', { name: /Old ways/ })).toBeNull();
    await user.click(primary());
    await waitFor(() => { expect(bridge.site?.box).toMatchObject({ host: '192.168.40.50', allowLegacy: false }); });
  });

  it('points at what is missing', async () => {
    const bridge = new FakeBridge(bakery(ACCOUNTS), [...CHECKED, AT]);
    const { user } = await show(bridge);
    await user.click(primary());
    expect(screen.getByText('Enter its address, such as 192.168.1.10')).toBeTruthy();
    expect(bridge.callsOf('box.hostKey')).toEqual([]);
  });

  it('stays while something must be repaired, and says what to do', async () => {
    const bridge = new FakeBridge(FULL, [...CHECKED, { type: 'box-checked', report: boxReport(BLOCKER, WARNING) }, AT]);
    const { user } = await show(bridge);
    expect(screen.getByRole('heading', { name: 'Not ready yet' })).toBeTruthy();
    const rows = within(screen.getByRole('list', { name: 'Needs you' })).getAllByRole('listitem');
    expect(rows[0]?.textContent).toContain('It does not reach api.nm.example.com.');
    expect(rows[0]?.textContent).toContain('What to do:');
    expect(primary().textContent).toBe('Check again');
    await user.click(primary());
    await waitFor(() => { expect(bridge.callsOf('run.start')).toEqual([{ stage: 'check', only: ['box'] }]); });
  });

  it('shows what is left to do; what is good to know and what is fine is folded', async () => {
    const lease = { check: 'stable-address', outcome: 'warns', params: { address: '192.168.40.5' }, detail: 'eth0: DHCP, for 85102 s more', fix: 'none' } as const;
    const docker = { check: 'docker-forward', outcome: 'warns', params: { interface: 'netmaker' }, detail: null, fix: 'allow-docker-forward' } as const;
    const unknown = { check: 'udp-out', outcome: 'unknown', params: {}, detail: 'it has neither bash nor python3 to ask with', fix: 'none' } as const;
    const bridge = new FakeBridge(FULL, [...CHECKED, { type: 'box-checked', report: boxReport(lease, WARNING, docker, unknown, BLOCKER) }, AT]);
    const { user } = await show(bridge);
    const rows = within(screen.getByRole('list', { name: 'Needs you' })).getAllByRole('listitem');
    expect(rows.map((row) => row.querySelector('p')?.textContent?.split(' ')[0])).toEqual(['Way', 'Lasting', 'Docker']);
    expect(screen.getAllByRole('button', { name: 'Allow it for me' })).toHaveLength(1);
    expect(screen.queryByRole('listitem', { name: /Stays awake/ })).toBeNull();
    expect(screen.queryByText('It does not go to sleep.')?.closest('[hidden]')).not.toBeNull();
    await user.click(screen.getByRole('button', { name: 'Good to know: 2 remarks' }));
    expect(screen.getByText('it has neither bash nor python3 to ask with').closest('[hidden]')).toBeNull();
    await user.click(screen.getByRole('button', { name: '28 checks passed' }));
    expect(screen.getByText('It does not go to sleep.').closest('[hidden]')).toBeNull();
  });

  it('offers to mend what it can mend by itself', async () => {
    const offered = { check: 'clock', outcome: 'blocks', params: { seconds: 86_400 }, detail: 'its clock is behind', fix: 'sync-clock' } as const;
    const bridge = new FakeBridge(FULL, [...CHECKED, { type: 'box-checked', report: boxReport(BLOCKER, offered) }, AT]);
    const { user } = await show(bridge);
    expect(screen.getAllByRole('button', { name: /for me$/ })).toHaveLength(1);
    await user.click(screen.getByRole('button', { name: 'Set the clock for me' }));
    await waitFor(() => { expect(bridge.callsOf('run.start')).toEqual([{ stage: 'repair', only: ['sync-clock'] }]); });
    expect(screen.getByText('Repairing the small computer', { selector: 'p,span,div,h2' })).toBeTruthy();
    act(() => {
      bridge.record({ type: 'box-checked', report: boxReport() });
      bridge.end();
    });
    expect(primary().textContent).toBe('Continue');
  });

  it('wants another check after a change, and says so in the steps', async () => {
    const { user } = await show(new FakeBridge(FULL, [...BOX_READY, AT]));
    expect(primary().textContent).toBe('Continue');
    await user.click(screen.getByRole('button', { name: /Where it is and how to log in/ }));
    await user.type(screen.getByRole('textbox', { name: 'User name' }), 'x');
    expect(primary().textContent).toBe('Check the small computer');
  });

  it('stops hard at another key, and lets the new one be confirmed knowingly', async () => {
    const bridge = new FakeBridge(FULL, [...CHECKED, AT]);
    const { user } = await show(bridge);
    await user.click(primary());
    await waitFor(() => { expect(bridge.running).not.toBeNull(); });
    act(() => { bridge.end(errorData(new TunnelError('box-host-key-changed', { host: '192.168.40.5', seen: 'SHA256:new', pinned: 'SHA256:old' }))); });
    expect(screen.getByRole('alert').textContent).toContain('is not the one we know');
    await user.click(screen.getByRole('button', { name: 'Show its key' }));
    expect(await screen.findByText('Confirm the new key of 192.168.40.5')).toBeTruthy();
    await user.click(primary());
    await waitFor(() => { expect(bridge.site?.box?.hostKey?.fingerprint).toMatch(/^SHA256:Kq3v/); });
  });

  it('takes a key file instead of a password', async () => {
    const bridge = new FakeBridge(bakery(ACCOUNTS), [...CHECKED, AT]);
    const { user } = await show(bridge);
    await user.type(screen.getByRole('textbox', { name: 'Address or name' }), '192.168.40.5');
    await user.type(screen.getByRole('textbox', { name: 'User name' }), 'pi');
    await user.click(screen.getByRole('radio', { name: 'Key file' }));
    await user.click(screen.getByRole('button', { name: 'Choose key file…' }));
    await screen.findByText('id_ed25519');
    await user.click(primary());
    await waitFor(() => { expect(bridge.site?.box?.auth).toEqual({ kind: 'key', privateKey: { kind: 'vault', id: 'key-file' }, passphrase: null }); });
  });

  it('keeps the chosen client with the checksum it is held against', async () => {
    const bridge = new FakeBridge({ ...FULL, overlay: { ...ACCOUNTS.overlay, client: null } }, [...CHECKED, AT]);
    const { user } = await show(bridge);
    await user.click(screen.getByRole('button', { name: /VPN client to be installed/ }));
    await user.click(screen.getByRole('button', { name: 'Choose file…' }));
    expect(await screen.findByText('a'.repeat(64))).toBeTruthy();
    expect(bridge.site?.overlay).toMatchObject({ client: { kind: 'file', sha256: 'a'.repeat(64) } });
  });

  describe('with the clients of this computer', () => {
    const OWN = { ...FULL, overlay: { ...ACCOUNTS.overlay, client: null } };
    const HELD = { version: 'v1.5.1', architecture: 'arm64', sha256: 'cd'.repeat(32), size: 25_000_000, keptAt: '2026-11-24T12:00:00.000Z', trust: 'maker', from: 'github.com', state: 'good' } as const;

    it('says which one will be used', async () => {
      const bridge = new FakeBridge(OWN, [...BOX_READY, AT]);
      bridge.clients = [{ ...HELD, architecture: 'amd64' }, HELD];
      await show(bridge);
      expect(await screen.findByText('v1.5.1 for arm64, from this computer')).toBeTruthy();
      expect(screen.getByText('From this computer: v1.5.1 for arm64, checked.')).toBeTruthy();
    });

    it('says by itself what is missing, and fetches just that', async () => {
      const bridge: FakeBridge = new FakeBridge(OWN, [...BOX_READY, AT], {
        'clients.fetch': () => {
          bridge.clients = [HELD];
          bridge.emit({ type: 'clients', fetching: null });
          return { failed: [] };
        },
      });
      bridge.clients = [{ ...HELD, version: 'v1.4.0' }];
      const { user } = await show(bridge);
      await user.click(await screen.findByRole('button', { name: 'Fetch it now' }));
      expect(bridge.callsOf('clients.fetch')).toEqual([{ version: 'v1.5.1', architectures: ['arm64'] }]);
      expect(await screen.findByText('From this computer: v1.5.1 for arm64, checked.')).toBeTruthy();
    });

    it('says why it could not be fetched', async () => {
      const failed = [{ architecture: 'arm64', error: errorData(new TunnelError('client-download-failed', { url: 'https://api.github.com/x', reason: 'ENOTFOUND' })) }];
      const { user } = await show(new FakeBridge(OWN, [...BOX_READY, AT], { 'clients.fetch': () => ({ failed }) }));
      await user.click(await screen.findByRole('button', { name: 'Fetch it now' }));
      expect((await screen.findByRole('alert')).textContent).toContain('ENOTFOUND');
    });

    it('asks for a checksum that nobody published to be compared', async () => {
      const bridge = new FakeBridge(OWN, [...BOX_READY, AT]);
      bridge.clients = [{ ...HELD, trust: 'nobody' }];
      const { user } = await show(bridge);
      await user.click(await screen.findByRole('button', { name: 'The checksum of v1.5.1 for arm64 is right' }));
      expect(await screen.findByText('From this computer: v1.5.1 for arm64, checked.')).toBeTruthy();
    });

    it('knows nothing of it before the computer was looked at', async () => {
      const { user } = await show(new FakeBridge(OWN, [...CHECKED, AT]));
      await user.click(screen.getByRole('button', { name: /VPN client to be installed/ }));
      expect(await screen.findByText(/is known once the cloud accounts and the small computer were checked/)).toBeTruthy();
      expect(screen.queryByRole('button', { name: 'Fetch it now' })).toBeNull();
    });

    it('needs none where one is installed', async () => {
      const report = boxReport();
      await show(new FakeBridge(OWN, [...CHECKED, { type: 'box-checked', report: { ...report, facts: { ...report.facts, client: { version: 'v1.5.1', active: true, enabled: true } } } }, AT]));
      expect(await screen.findByText('v1.5.1, on it already')).toBeTruthy();
      expect(screen.queryByText(/is not on this computer yet/)).toBeNull();
      expect(screen.getByRole('button', { name: /VPN client to be installed/ }).getAttribute('aria-expanded')).toBe('false');
    });

    it('leaves the chosen file for them when asked', async () => {
      const bridge = new FakeBridge(FULL, [...BOX_READY, AT]);
      bridge.clients = [HELD];
      const { user } = await show(bridge);
      await user.click(screen.getByRole('button', { name: /VPN client to be installed/ }));
      await user.click(screen.getByRole('button', { name: 'Use the one on this computer' }));
      await waitFor(() => { expect(bridge.site?.overlay).toMatchObject({ client: null }); });
      expect(await screen.findByText('From this computer: v1.5.1 for arm64, checked.')).toBeTruthy();
    });
  });

  it('makes the plan on the way to it', async () => {
    const bridge = new FakeBridge(FULL, [...BOX_READY, AT]);
    const { user } = await show(bridge);
    await user.click(primary());
    await screen.findByRole('heading', { level: 1, name: 'Check the plan' });
    await waitFor(() => { expect(bridge.callsOf('run.start')).toEqual([{ stage: 'plan', only: null }]); });
  });
});
