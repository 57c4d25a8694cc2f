import { act, cleanup, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { TunnelError, errorData } from '../../../../electron/domain/errors';
import type { JournalEvent } from '../../../../electron/domain/journal';
import type { DockerSettings } from '../../../../electron/domain/site';
import { ACCOUNTS, BOX, CHECKED, READ, bakery } from '../../../fixtures/window/bakery';
import { FakeBridge, type Handlers } from '../../../fixtures/window/fake-bridge';
import { primary, show } from '../../../fixtures/window/show';

afterEach(cleanup);

const AT: JournalEvent = { type: 'page', page: 'accounts' };
const KEY = { algorithm: 'ssh-ed25519', fingerprint: `SHA256:${'d'.repeat(43)}` };
const DOCKER: DockerSettings = { kind: 'docker', host: { host: 'agents.example', port: 22, username: 'op', auth: { kind: 'agent' }, sudoPassword: null, hostKey: null, allowLegacy: false }, listen: 'loopback', image: null, recording: 'motion', storage: { kind: 'none' } };

async function open(site = bakery(ACCOUNTS), handlers: Handlers = {}) {
  const bridge = new FakeBridge(site, [...READ, AT], handlers);
  const shown = await show(bridge);
  await shown.user.click(screen.getByRole('tab', { name: /Cloud accounts/ }));
  return { bridge, ...shown };
}

const place = (name: RegExp) => within(screen.getByRole('radiogroup', { name: 'Where do the agents run?' })).getByRole('radio', { name });

describe('where the agents run', () => {
  it('is chosen from four places, and what was typed for another one stays', async () => {
    const { bridge, user } = await open();
    expect(within(screen.getByRole('radiogroup', { name: 'Where do the agents run?' })).getAllByRole('radio')).toHaveLength(4);
    await user.click(place(/cluster of Factory/));
    await user.click(primary());
    expect(screen.getByText('Choose the file that kubectl uses')).toBeTruthy();
    expect(bridge.site?.agents).toEqual(ACCOUNTS.agents);
    await user.click(place(/^Kerberos Factory/));
    expect(screen.getByDisplayValue('https://factory.example.com')).toBeTruthy();
  });

  it('is not asked on the practice site, which has a Factory of its own', async () => {
    await open(bakery({ ...ACCOUNTS, mode: 'practice' }));
    expect(screen.queryByRole('radiogroup', { name: 'Where do the agents run?' })).toBeNull();
    expect(screen.getByRole('button', { name: 'Test Factory' })).toBeTruthy();
  });

  it('may be a cluster, of which the file and one of its contexts are chosen', async () => {
    const { bridge, user } = await open();
    await user.click(place(/cluster of Factory/));
    await user.click(screen.getByRole('button', { name: 'Choose kubeconfig…' }));
    await user.click(await screen.findByRole('button', { name: /^production Cluster/ }));
    await user.click(await screen.findByRole('option', { name: 'staging' }));
    await user.click(screen.getByRole('button', { name: 'Test the cluster' }));
    await screen.findByText(/3 agents there already/);
    expect(bridge.site?.agents).toEqual({ kind: 'kubernetes', auth: { kind: 'kubeconfig', kubeconfig: { kind: 'vault', id: 'kubeconfig' }, context: 'staging' }, namespace: 'kerberos-factory', image: null, recording: 'motion', storage: { kind: 'given' } });
    // Nothing was typed since: it is as it was saved.
    await user.click(primary());
    await waitFor(() => { expect(bridge.callsOf('run.start')).toHaveLength(1); });
    act(() => {
      bridge.record(CHECKED.at(-1)!);
      bridge.end();
    });
    expect(primary().textContent).toBe('Continue');
  });

  it('says what a place gives all its agents, and which of them do not run', async () => {
    const { user } = await open(bakery(ACCOUNTS), { 'agents.probe': () => ({ variant: 'deployments under /api', count: 2, given: [{ name: 'Vault', value: 'https://vault.example.com/api' }], troubles: [{ name: 'Oven', error: errorData(new TunnelError('agents-pending', { name: 'bakery-oven', reason: 'Insufficient memory.' })) }] }) });
    await user.click(screen.getByRole('button', { name: 'Test Factory' }));
    await user.click(await screen.findByRole('button', { name: '1 setting that this place gives all agents' }));
    expect(screen.getByText('https://vault.example.com/api')).toBeTruthy();
    expect(screen.getByText('1 agent there does not run')).toBeTruthy();
    expect(screen.getByText(/bakery-oven waits for a place to run\. Insufficient memory\./)).toBeTruthy();
  });
});

describe('a computer with Docker', () => {
  it('that was never seen before is used once its key was confirmed, and only that key', async () => {
    let shown = { ...KEY, fingerprint: `SHA256:${'x'.repeat(43)}` };
    const { bridge, user } = await open({ ...bakery(ACCOUNTS), agents: DOCKER }, {
      'box.hostKey': () => shown,
      'agents.probe': () => {
        if (bridge.site?.agents?.kind !== 'docker' || bridge.site.agents.host.hostKey === null) throw new TunnelError('box-host-key-unknown', { host: 'agents.example', fingerprint: KEY.fingerprint });
        return { variant: 'Docker 27.3', count: 0, given: [], troubles: [] };
      },
    });
    await user.click(screen.getByRole('button', { name: 'Test the computer' }));
    await user.click(await screen.findByRole('button', { name: 'It is the right one' }));
    // Somebody else answered meanwhile.
    await waitFor(() => { expect(bridge.callsOf('agents.probe')).toHaveLength(2); });
    expect(JSON.stringify(bridge.site)).not.toContain('SHA256');
    shown = KEY;
    await user.click(await screen.findByRole('button', { name: 'It is the right one' }));
    expect(await screen.findByText(/0 agents there already \(Docker 27\.3\)/)).toBeTruthy();
    expect(bridge.site?.agents).toMatchObject({ host: { hostKey: KEY } });
  });

  it('that fails is told with the accounts, not as if it were the small computer', async () => {
    const error = errorData(new TunnelError('box-unreachable', { host: 'agents.example', port: 22, reason: 'timeout' }));
    const failed: JournalEvent[] = [...CHECKED, { type: 'run', stage: 'check', phase: 'started', error: null }, { type: 'run', stage: 'check', phase: 'failed', error }];
    const site = { ...bakery({ ...ACCOUNTS, ...BOX }), agents: DOCKER };
    await show(new FakeBridge(site, [...failed, AT]));
    expect(screen.getByRole('alert').textContent).toContain('agents.example');
    cleanup();
    await show(new FakeBridge(site, [...failed, { type: 'page', page: 'box' }]));
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('is asked before old ways to encrypt are used with it', async () => {
    const { bridge, user } = await open({ ...bakery(ACCOUNTS), agents: DOCKER }, {
      'agents.probe': () => {
        if (bridge.site?.agents?.kind === 'docker' && bridge.site.agents.host.allowLegacy) return { variant: 'Docker 1.9', count: 0, given: [], troubles: [] };
        throw new TunnelError('box-only-legacy', { host: 'agents.example', offered: 'ssh-rsa' });
      },
    });
    await user.click(screen.getByRole('button', { name: 'Test the computer' }));
    await user.click(await screen.findByRole('button', { name: 'Allow for this computer' }));
    expect(await screen.findByText(/Docker 1\.9/)).toBeTruthy();
    // Another computer was not asked about.
    await user.type(screen.getByDisplayValue('agents.example'), '.com');
    expect(screen.queryByRole('checkbox', { name: 'Old ways to encrypt are allowed for this computer' })).toBeNull();
  });
});

describe('the small computer itself', () => {
  it('needs no tunnel, and is looked at when it is known', async () => {
    const { bridge, user } = await open(bakery({ ...ACCOUNTS, overlay: null }));
    await user.click(place(/The small computer itself/));
    expect(screen.queryByRole('radiogroup', { name: 'How does the tunnel reach the cloud?' })).toBeNull();
    expect(screen.getByText(/It is looked at when the small computer is known/)).toBeTruthy();
    expect(screen.getByText(/These 12 cameras fill at most \d+ GB a day\./)).toBeTruthy();
    await user.click(primary());
    await waitFor(() => { expect(bridge.callsOf('run.start')).toEqual([{ stage: 'check', only: ['services'] }]); });
    expect(bridge.callsOf('agents.probe')).toEqual([]);
    expect(bridge.callsOf('overlay.networks')).toEqual([]);
    expect(bridge.site).toMatchObject({ overlay: null, agents: { kind: 'edge', storage: { kind: 'none' } } });
  });

  it('is tried like the others once its key was confirmed', async () => {
    const { bridge, user } = await open(bakery({ ...ACCOUNTS, ...BOX, agents: { kind: 'edge', image: null, recording: 'continuous', storage: { kind: 'none' } } }));
    await user.click(screen.getByRole('button', { name: 'Test the small computer' }));
    await screen.findByText(/3 agents there already/);
    expect(bridge.callsOf('agents.probe')).toHaveLength(1);
    expect(screen.getByText(/These 12 cameras fill about \d+ GB a day\./)).toBeTruthy();
  });
});
