import { cleanup, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { TunnelError } from '../../../../electron/domain/errors';
import type { JournalEvent } from '../../../../electron/domain/journal';
import { ACCOUNTS, READ, bakery } from '../../../fixtures/window/bakery';
import { FakeBridge } from '../../../fixtures/window/fake-bridge';
import { primary, show } from '../../../fixtures/window/show';

afterEach(cleanup);

const AT: JournalEvent = { type: 'page', page: 'accounts' };
const SITE = bakery(ACCOUNTS);
const CLOSED = () => ({ access: 'closed' as const, who: [{ kind: 'tag' as const, id: 'cameras.agents', name: 'agents' }, { kind: 'device' as const, id: 'node-9', name: 'cluster' }] });

async function open(bridge: FakeBridge): ReturnType<typeof show> {
  const shown = await show(bridge);
  await shown.user.click(screen.getByRole('tab', { name: /Cloud accounts/ }));
  return shown;
}

describe('signing in to Netmaker', () => {
  it('takes the master key as a secret', async () => {
    const bridge = new FakeBridge({ ...SITE, overlay: null }, [...READ, AT]);
    const { user } = await open(bridge);
    await user.type(screen.getAllByRole('textbox', { name: 'Address' })[0]!, 'api.nm.example.com');
    await user.click(screen.getByRole('radio', { name: 'Master key' }));
    await user.type(screen.getByLabelText('Master key of the server'), 'the-key');
    await user.click(screen.getByRole('button', { name: 'Test Netmaker' }));
    await waitFor(() => { expect(bridge.callsOf('overlay.networks')).toHaveLength(1); });
    expect(bridge.site?.overlay).toMatchObject({ auth: { kind: 'master-key', key: { kind: 'vault' } } });
    expect(JSON.stringify(bridge.site)).not.toContain('the-key');
  });

  it('asks for the one-time code where it is wanted, and goes on with it', async () => {
    let signedIn = false;
    const bridge = new FakeBridge(SITE, [...READ, AT], {
      'overlay.networks': () => {
        if (!signedIn) throw new TunnelError('overlay-code-wanted', { user: 'tech' });
        return { version: 'v1.5.1', variant: 'egress API v1', networks: [{ name: 'cameras', range: '100.64.7.0/24' }] };
      },
      'overlay.code': ({ code }) => {
        if (code !== '246810') throw new TunnelError('overlay-code-wrong', { user: 'tech' });
        signedIn = true;
        return null;
      },
    });
    const { user } = await open(bridge);
    await user.click(screen.getByRole('button', { name: 'Test Netmaker' }));
    await user.type(await screen.findByRole('textbox', { name: 'One-time code' }), '12');
    await user.click(screen.getByRole('button', { name: 'Sign in with the code' }));
    expect(screen.getByText('Six to eight digits')).toBeTruthy();
    expect(bridge.callsOf('overlay.code')).toEqual([]);
    await user.type(screen.getByRole('textbox', { name: 'One-time code' }), '3456');
    await user.click(screen.getByRole('button', { name: 'Sign in with the code' }));
    expect(await screen.findByText('Netmaker refused the one-time code of tech.')).toBeTruthy();
    await user.type(screen.getByRole('textbox', { name: 'One-time code' }), '246 810{Enter}');
    expect(await screen.findByText('Signed in. Netmaker v1.5.1, 1 network.')).toBeTruthy();
    expect(bridge.callsOf('overlay.code')).toEqual([{ code: '123456' }, { code: '246810' }]);
  });

  it('asks for it on the page where a run stopped for it', async () => {
    const bridge = new FakeBridge(SITE, [...READ, AT, { type: 'run', stage: 'check', phase: 'started', error: null }, { type: 'run', stage: 'check', phase: 'failed', error: { kind: 'expected', code: 'overlay-code-wanted', params: { user: 'tech' }, retry: 'after-fix' } }]);
    const { user } = await show(bridge);
    await user.type(await screen.findByRole('textbox', { name: 'One-time code' }), '246810{Enter}');
    expect(await screen.findByText('Signed in; go on.')).toBeTruthy();
  });

  it('says where to click for a company login', async () => {
    const bridge = new FakeBridge(SITE, [...READ, AT], { 'overlay.networks': () => { throw new TunnelError('overlay-sso', { reason: 'user is registered via SSO' }); } });
    const { user } = await open(bridge);
    await user.click(screen.getByRole('button', { name: 'Test Netmaker' }));
    expect((await screen.findByRole('alert')).textContent).toMatch(/User Management.*access token/);
    expect(screen.queryByRole('textbox', { name: 'One-time code' })).toBeNull();
  });
});

describe('a network that lets nobody through by itself', () => {
  it('has it said, and who may is chosen by name', async () => {
    const bridge = new FakeBridge(SITE, [...READ, AT], { 'overlay.access': CLOSED });
    const { user } = await open(bridge);
    await user.click(screen.getByRole('button', { name: 'Test Netmaker' }));
    await screen.findByText('In this network nobody reaches anything that was not allowed by name.');
    await user.click(screen.getByRole('radio', { name: 'Allow only these' }));
    await user.click(primary());
    expect(screen.getByText('Choose at least one')).toBeTruthy();
    expect(bridge.callsOf('run.start')).toEqual([]);
    const who = screen.getByRole('group', { name: 'Who may reach the cameras' });
    await user.click(within(who).getByRole('checkbox', { name: 'agents (all devices with this tag)' }));
    await user.click(primary());
    await waitFor(() => { expect(bridge.callsOf('run.start')).toHaveLength(1); });
    expect(bridge.site?.overlay).toMatchObject({ policy: { kind: 'add', who: [{ kind: 'tag', id: 'cameras.agents', name: 'agents' }] } });
  });

  it('can be left to somebody else', async () => {
    const bridge = new FakeBridge(SITE, [...READ, AT], { 'overlay.access': CLOSED });
    const { user } = await open(bridge);
    await user.click(screen.getByRole('button', { name: 'Test Netmaker' }));
    await user.click(await screen.findByRole('radio', { name: 'Somebody else will allow it' }));
    await user.click(primary());
    await waitFor(() => { expect(bridge.callsOf('run.start')).toHaveLength(1); });
    expect(bridge.site?.overlay).toMatchObject({ policy: { kind: 'leave' } });
  });

  it('is not spoken of where everything is open', async () => {
    const bridge = new FakeBridge(SITE, [...READ, AT]);
    const { user } = await open(bridge);
    await user.click(screen.getByRole('button', { name: 'Test Netmaker' }));
    await waitFor(() => { expect(bridge.callsOf('overlay.access')).toHaveLength(1); });
    expect(screen.queryByText('Who may reach the cameras')).toBeNull();
  });
});

describe('what the tunnel lets through to', () => {
  it('is each camera, unless an expert wants their whole network', async () => {
    const bridge = new FakeBridge(SITE, [...READ, AT]);
    const { user } = await open(bridge);
    await user.click(screen.getByRole('button', { name: /What the tunnel lets through to/ }));
    expect(screen.getByText(/nothing else on the site can be reached/)).toBeTruthy();
    await user.click(screen.getByRole('radio', { name: 'Their whole network' }));
    expect(screen.getByText(/No other site may use the same addresses/)).toBeTruthy();
    await user.click(primary());
    await waitFor(() => { expect(bridge.callsOf('run.start')).toHaveLength(1); });
    expect(bridge.site?.overlay).toMatchObject({ egress: 'ranges' });
  });
});
