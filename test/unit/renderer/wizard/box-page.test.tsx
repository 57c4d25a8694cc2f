import { act, cleanup, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { TunnelError, errorData } from '../../../../electron/domain/errors';
import type { JournalEvent } from '../../../../electron/domain/journal';
import { ACCOUNTS, BLOCKER, BOX, BOX_READY, CHECKED, WARNING, bakery, boxReport } from '../../../fixtures/window/bakery';
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
    await user.click(screen.getByRole('button', { name: /Found on this network/ }));
    const options = await screen.findAllByRole('option');
    expect(options.map((option) => option.textContent)).toEqual(['backoffice-pi192.168.40.5 · Computer, Raspberry Pi']);
    await user.click(options[0]!);
    expect(screen.getByRole('textbox', { name: 'Address or name' })).toHaveProperty('value', '192.168.40.5');
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
    const rows = within(screen.getByRole('list', { name: 'To look at' })).getAllByRole('listitem');
    expect(rows[0]?.textContent).toContain('It does not reach api.nm.example.com.');
    expect(rows[0]?.textContent).toContain('What to do:');
    expect(primary().textContent).toBe('Check again');
    await user.click(primary());
    await waitFor(() => { expect(bridge.callsOf('run.start')).toEqual([{ stage: 'check', only: ['box'] }]); });
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

  it('makes the plan on the way to it', async () => {
    const bridge = new FakeBridge(FULL, [...BOX_READY, AT]);
    const { user } = await show(bridge);
    await user.click(primary());
    await screen.findByRole('heading', { level: 1, name: 'Check the plan' });
    await waitFor(() => { expect(bridge.callsOf('run.start')).toEqual([{ stage: 'plan', only: null }]); });
  });
});
