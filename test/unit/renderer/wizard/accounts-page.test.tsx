import { act, cleanup, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { TunnelError } from '../../../../electron/domain/errors';
import type { JournalEvent } from '../../../../electron/domain/journal';
import { ACCOUNTS, CAMERAS, CHECKED, READ, SURVEYED, bakery, failedReading, reading } from '../../../fixtures/window/bakery';
import { FakeBridge } from '../../../fixtures/window/fake-bridge';
import { checked, depot } from '../../../fixtures/window/many-cameras';
import { primary, show } from '../../../fixtures/window/show';

afterEach(cleanup);

const AT: JournalEvent = { type: 'page', page: 'accounts' };
const LOGINS = bakery({ credentials: ACCOUNTS.credentials });

describe('the logins of the cameras', () => {
  it('are handed over as a secret and tried on every camera', async () => {
    const bridge = new FakeBridge(bakery(), [...SURVEYED, AT]);
    const { user } = await show(bridge);
    expect(primary().textContent).toBe('Check cameras');
    await user.type(screen.getByRole('textbox', { name: 'User name' }), 'admin');
    await user.type(screen.getByLabelText('Password'), 'geheim-7');
    await user.click(primary());
    await waitFor(() => { expect(bridge.callsOf('run.start')).toEqual([{ stage: 'check', only: ['cameras'] }]); });
    expect(bridge.callsOf('secret.keep')).toEqual([{ value: 'geheim-7' }]);
    expect(bridge.site?.credentials).toMatchObject([{ username: 'admin', password: { kind: 'vault', id: 'secret-1' } }]);
    expect(JSON.stringify(bridge.site)).not.toContain('geheim-7');
    expect(primary().textContent).toBe('Stop');
  });

  it('lead on to the cloud accounts when every camera was read', async () => {
    const bridge = new FakeBridge(LOGINS, [...SURVEYED, AT]);
    const { user } = await show(bridge);
    await user.click(primary());
    act(() => {
      for (const event of READ.slice(1)) bridge.record(event);
      bridge.end();
    });
    expect(primary().textContent).toBe('Next: cloud accounts');
    await user.click(primary());
    expect(primary().textContent).toBe('Check accounts');
  });

  it('name what a camera refused, and try that one again', async () => {
    const events: JournalEvent[] = [...SURVEYED, ...CAMERAS.map((camera, index): JournalEvent => ({ type: 'camera-read', reading: index === 1 ? failedReading(camera) : reading(camera) })), AT];
    const bridge = new FakeBridge(LOGINS, events);
    const { user } = await show(bridge);
    expect(screen.getByText('The camera at 192.168.40.12 refused the login.')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Check Counter again' }));
    await waitFor(() => { expect(bridge.callsOf('run.start')).toEqual([{ stage: 'check', only: ['mac-1'] }]); });
  });

  it('ask for another check when they were changed', async () => {
    const { user } = await show(new FakeBridge(LOGINS, [...READ, AT]));
    expect(primary().textContent).toBe('Next: cloud accounts');
    await user.click(screen.getByRole('button', { name: /Logins of the cameras/ }));
    await user.type(screen.getByRole('textbox', { name: 'User name' }), '2');
    expect(primary().textContent).toBe('Check cameras again');
  });

  it('check a camera that was chosen later by itself', async () => {
    const bridge = new FakeBridge(LOGINS, [...READ.filter((event) => event.type !== 'camera-read' || event.reading.deviceId !== 'mac-5'), AT]);
    const { user } = await show(bridge);
    expect(primary().textContent).toBe('Check 1 new camera');
    await user.click(primary());
    await waitFor(() => { expect(bridge.callsOf('run.start')).toEqual([{ stage: 'check', only: ['mac-5'] }]); });
  });
});

describe('the name of a camera', () => {
  const field = () => screen.getByRole('textbox', { name: 'Name of the camera at 192.168.40.13' });

  it('is kept when the field is left', async () => {
    const bridge = new FakeBridge(LOGINS, [...READ, AT]);
    const { user } = await show(bridge);
    await user.clear(field());
    await user.type(field(), 'Bread oven');
    await user.tab();
    await waitFor(() => { expect(bridge.site?.cameras.find((choice) => choice.deviceId === 'mac-2')?.name).toBe('Bread oven'); });
  });

  it('has to be its own, and has to be one', async () => {
    const bridge = new FakeBridge(LOGINS, [...READ, AT]);
    const { user } = await show(bridge);
    await user.clear(field());
    await user.type(field(), 'counter{Enter}');
    expect(screen.getByText('Another camera has this name')).toBeTruthy();
    await user.clear(field());
    await user.type(field(), '{Enter}');
    expect(screen.getByText('Give the camera a name')).toBeTruthy();
    expect(bridge.callsOf('site.update')).toEqual([]);
  });
});

describe('the cloud accounts', () => {
  const open = async (bridge: FakeBridge) => {
    const shown = await show(bridge);
    await shown.user.click(screen.getByRole('tab', { name: /Cloud accounts/ }));
    return shown;
  };

  it('point at what is missing when the check is asked for, and ask nobody', async () => {
    const bridge = new FakeBridge(LOGINS, [...READ, AT]);
    const { user } = await open(bridge);
    expect(screen.queryByText('Enter the API token')).toBeNull();
    await user.click(primary());
    expect(screen.getByText('Enter the API token')).toBeTruthy();
    expect(screen.getAllByText('Enter an address such as https://example.com')).toHaveLength(2);
    expect(bridge.callsOf('overlay.networks')).toEqual([]);
  });

  it('are both tried, take the only network there is, and are then checked for good', async () => {
    const bridge = new FakeBridge(LOGINS, [...READ, AT]);
    const { user } = await open(bridge);
    const [netmaker, factory] = screen.getAllByRole('textbox', { name: 'Address' });
    // Pasted: the page is large, and sixty keys one by one take jsdom half a minute on a busy machine.
    const enter = async (field: HTMLElement, text: string): Promise<void> => {
      await user.click(field);
      await user.paste(text);
    };
    await enter(netmaker!, 'api.nm.example.com');
    await enter(screen.getByLabelText('API token', { selector: '[type="password"]' }), 'token-1');
    await enter(factory!, 'factory.example.com');
    await enter(screen.getByRole('textbox', { name: 'User name' }), 'installer');
    await enter(screen.getByLabelText('Password'), 'factory-pw');
    await user.click(primary());
    await waitFor(() => { expect(bridge.callsOf('run.start')).toEqual([{ stage: 'check', only: ['services'] }]); });
    expect(bridge.site?.overlay).toMatchObject({ url: 'https://api.nm.example.com', network: 'cameras', auth: { kind: 'token', token: { kind: 'vault' } } });
    expect(bridge.site?.agents).toMatchObject({ url: 'https://factory.example.com', username: 'installer', agentLogin: null });
    act(() => {
      bridge.record(CHECKED.at(-1)!);
      bridge.end();
    });
    expect(primary().textContent).toBe('Continue');
  });

  it('wait for the choice where there are several networks', async () => {
    const networks = [{ name: 'cams-a', range: '100.64.1.0/24' }, { name: 'cams-b', range: '100.64.2.0/24' }];
    const bridge = new FakeBridge({ ...LOGINS, ...ACCOUNTS, overlay: { ...ACCOUNTS.overlay, network: '' } }, [...READ, AT], { 'overlay.networks': () => ({ version: 'v1.5.1', variant: 'egress API v1', networks }) });
    const { user } = await open(bridge);
    await user.click(primary());
    await screen.findByText('Signed in. Netmaker v1.5.1, 2 networks.');
    expect(bridge.callsOf('run.start')).toEqual([]);
    await user.click(screen.getByRole('button', { name: /Network for this site/ }));
    await user.click(await screen.findByRole('option', { name: /cams-b/ }));
    await user.click(primary());
    await waitFor(() => { expect(bridge.callsOf('run.start')).toHaveLength(1); });
    expect(bridge.site?.overlay).toMatchObject({ network: 'cams-b' });
  });

  it('say which of them refused, and start nothing', async () => {
    const bridge = new FakeBridge({ ...LOGINS, ...ACCOUNTS }, [...READ, AT], { 'agents.probe': () => { throw new TunnelError('agents-login-refused', { user: 'installer' }); } });
    const { user } = await open(bridge);
    await user.click(primary());
    expect((await screen.findByRole('alert')).textContent).toContain('The login of installer was refused where the cloud agents are made.');
    expect(screen.getByText('Signed in. Netmaker v1.5.1, 1 network.')).toBeTruthy();
    expect(bridge.callsOf('run.start')).toEqual([]);
    expect(primary().textContent).toBe('Check accounts');
  });

  it('have to be checked again when they were changed', async () => {
    const { user } = await open(new FakeBridge({ ...LOGINS, ...ACCOUNTS }, [...CHECKED, AT]));
    expect(primary().textContent).toBe('Continue');
    await user.type(screen.getAllByRole('textbox', { name: 'Address' })[1]!, '/other');
    expect(primary().textContent).toBe('Check accounts');
  });

  it('can be tested one at a time', async () => {
    const bridge = new FakeBridge({ ...LOGINS, ...ACCOUNTS }, [...READ, AT]);
    const { user } = await open(bridge);
    await user.click(screen.getByRole('button', { name: 'Test Factory' }));
    expect(await screen.findByText(/3 agents there already/)).toBeTruthy();
    expect(bridge.callsOf('overlay.networks')).toEqual([]);
  });
});

describe('logins that some cameras refuse', () => {
  const MIXED: readonly JournalEvent[] = [...checked(32, null, Date.now()), AT];

  it('are told maker by maker, with how many were spared, and tried again together', async () => {
    const bridge = new FakeBridge(depot(), MIXED);
    const { user } = await show(bridge);
    expect(screen.getByText('The login does not fit cameras of Dahua.')).toBeTruthy();
    expect(screen.getByText(/2 cameras refused it\. The other 2 were not tried/)).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Check these 4 again' }));
    await waitFor(() => { expect(bridge.callsOf('run.start')).toEqual([{ stage: 'check', only: ['mac-2', 'mac-10', 'mac-18', 'mac-26'] }]); });
  });

  it('are not tried before a camera unlocks itself', async () => {
    await show(new FakeBridge(depot(), MIXED));
    expect(screen.getByText('Cameras of Reolink are locked for now.')).toBeTruthy();
    expect(screen.getAllByRole('timer')[0]!.textContent).toMatch(/^Unlocks at .* \(in 2[67]:\d\d\)\.$/);
    expect(screen.getByRole('button', { name: 'Check it again' })).toHaveProperty('disabled', true);
  });

  it('are sent readable only after somebody said yes', async () => {
    const bridge = new FakeBridge(depot(), MIXED);
    const { user } = await show(bridge);
    expect(screen.getByText('1 camera takes its password only in readable form.')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Yes, send it to this camera' }));
    await waitFor(() => { expect(bridge.callsOf('run.start')).toEqual([{ stage: 'check', only: ['mac-13'] }]); });
    expect(bridge.site?.cameras).toMatchObject([{ deviceId: 'mac-13', allowBasic: true, agent: null, runs: 'cloud' }]);
  });

  it('say of each how many cameras it fits, and are tried in the order that was made', async () => {
    const bridge = new FakeBridge(depot(), MIXED);
    const { user } = await show(bridge);
    expect(screen.getAllByText(/^Fits \d+ cameras$/)).toHaveLength(2);
    await user.click(screen.getByRole('button', { name: 'Try Old cameras earlier' }));
    expect(screen.getByText('Old cameras is now number 1')).toBeTruthy();
    expect(primary().textContent).toBe('Check cameras again');
    await user.click(primary());
    await waitFor(() => { expect(bridge.site?.credentials.map((set) => set.name)).toEqual(['Old cameras', 'New cameras']); });
  });
});

describe('many cameras', () => {
  it('are narrowed to those with a problem, each with what to do', async () => {
    const { user } = await show(new FakeBridge(depot(), [...checked(16, null, Date.now()), AT]));
    await user.click(screen.getByText('With a problem (8)'));
    const rows = within(screen.getByRole('list', { name: 'The cameras of this site' })).getAllByRole('listitem', { hidden: false }).filter((row) => row.querySelector('input') !== null);
    expect(rows).toHaveLength(8);
    expect(screen.getByText('It shows its picture without a password.', { exact: false })).toBeTruthy();
    expect(screen.getAllByRole('img', { name: 'Important' })).toHaveLength(1);
  });

  it('are named by sight, and keep their names apart', async () => {
    const bridge = new FakeBridge(depot(), [...checked(16, null, Date.now()), AT]);
    const { user } = await show(bridge);
    await user.click(screen.getByText('Pictures'));
    const field = screen.getByRole('textbox', { name: 'Name of the camera at 10.20.30.10' });
    await user.clear(field);
    await user.type(field, 'camera 11{Enter}');
    expect(screen.getByText('Another camera has this name')).toBeTruthy();
    await user.clear(field);
    await user.type(field, 'Gate{Enter}');
    await waitFor(() => { expect(bridge.site?.cameras).toMatchObject([{ deviceId: 'mac-0', name: 'Gate' }]); });
  });

  it('offer their streams with what is known of each', async () => {
    const { user } = await show(new FakeBridge(depot(), [...checked(1, null, Date.now()), AT]));
    await user.click(screen.getByRole('button', { name: 'Login, streams and details of Camera 10' }));
    await user.click(screen.getByRole('button', { name: /Main/ }));
    expect((await screen.findByRole('option', { name: /mainStream/ })).textContent).toMatch(/H\.264 · 2560 × 1440 · 20 fps · [\d,]+ kbit\/s · whole picture every/);
  });
});
