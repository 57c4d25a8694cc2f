import { act, cleanup, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { TunnelError, errorData } from '../../../../electron/domain/errors';
import { CAMERAS, OTHERS, SURVEY, SURVEYED, bakery } from '../../../fixtures/window/bakery';
import { FakeBridge } from '../../../fixtures/window/fake-bridge';
import { camera, depot, surveyed } from '../../../fixtures/window/many-cameras';
import { primary, show } from '../../../fixtures/window/show';

afterEach(cleanup);

const EMPTY = bakery({ cameras: [] });

describe('the page that finds cameras', () => {
  it('goes from Find cameras over Stop to Continue', async () => {
    const bridge = new FakeBridge(EMPTY);
    const { user } = await show(bridge);
    expect(primary().textContent).toBe('Find cameras');
    await user.click(primary());
    expect(bridge.callsOf('run.start')).toEqual([{ stage: 'survey', only: null }]);
    expect(primary().textContent).toBe('Stop');
    act(() => {
      bridge.find(CAMERAS[0]!);
      bridge.find(OTHERS[0]!);
    });
    expect(screen.getByText('Front door')).toBeTruthy();
    act(() => {
      bridge.record(SURVEYED[0]!);
      bridge.end();
    });
    expect(primary().textContent).toBe('Continue');
    await user.click(primary());
    expect(await screen.findByRole('heading', { level: 1, name: 'Logins and accounts' })).toBeTruthy();
  });

  it('stops the search that runs', async () => {
    const bridge = new FakeBridge(EMPTY);
    const { user } = await show(bridge);
    await user.click(primary());
    await user.click(primary());
    expect(bridge.callsOf('run.cancel')).toEqual([{ runId: 'run-1' }]);
    expect(primary().textContent).toBe('Find cameras');
    expect(screen.getByText('Stopped')).toBeTruthy();
  });

  it('cannot be left without a camera', async () => {
    const bridge = new FakeBridge(bakery({ cameras: bakery().cameras.map((choice) => ({ ...choice, include: false })) }), SURVEYED);
    await show(bridge);
    expect(primary()).toHaveProperty('disabled', true);
    expect(screen.getByText('Choose at least one camera.')).toBeTruthy();
  });

  it('remembers at once that a camera is left out', async () => {
    const bridge = new FakeBridge(EMPTY, SURVEYED);
    const { user } = await show(bridge);
    await user.click(screen.getByRole('checkbox', { name: /192\.168\.40\.12/ }));
    expect(bridge.site?.cameras).toMatchObject([{ deviceId: 'mac-1', include: false }]);
    expect(screen.getByText('11 cameras will be connected')).toBeTruthy();
  });

  it('searches again when no camera answered', async () => {
    const bridge = new FakeBridge(EMPTY, [{ type: 'surveyed', survey: { ...SURVEY, devices: [...OTHERS] } }]);
    await show(bridge);
    expect(primary().textContent).toBe('Search again');
    expect(screen.getByText('No camera answered.')).toBeTruthy();
  });

  it('takes a device for a camera when the technician says so', async () => {
    const bridge = new FakeBridge(EMPTY, [{ type: 'surveyed', survey: { ...SURVEY, devices: [...OTHERS] } }]);
    const { user } = await show(bridge);
    await user.click(screen.getByRole('button', { name: /4 other devices/ }));
    await user.click(screen.getByRole('button', { name: 'The device at 192.168.40.9 is a camera' }));
    expect(bridge.site?.cameras).toMatchObject([{ deviceId: 'desk', name: 'CASHDESK-1', include: true }]);
    expect(primary().textContent).toBe('Continue');
  });

  it('adds an address typed by hand without switching off the search of the own network', async () => {
    const bridge = new FakeBridge(EMPTY, SURVEYED);
    const { user } = await show(bridge);
    await user.click(screen.getByRole('button', { name: /Where: the networks of this computer/ }));
    await user.type(screen.getByRole('textbox', { name: 'Add addresses or ranges' }), '10.9.8.7{Enter}');
    expect(bridge.site?.ranges).toEqual(['192.168.40.0/24', '10.9.8.7/32']);
  });

  it('refuses what is no address, and what is too large to search', async () => {
    const bridge = new FakeBridge(EMPTY, SURVEYED);
    const { user } = await show(bridge);
    await user.click(screen.getByRole('button', { name: /Where:/ }));
    const field = screen.getByRole('textbox', { name: 'Add addresses or ranges' });
    await user.type(field, '10.9.8{Enter}');
    expect(screen.getByText(/"10\.9\.8" is not an address or range\./)).toBeTruthy();
    await user.clear(field);
    await user.type(field, '10.0.0.0/8{Enter}');
    expect(screen.getByText(/10\.0\.0\.0\/8 is too large to search\./)).toBeTruthy();
    expect(bridge.callsOf('site.update')).toEqual([]);
  });

  it('says what went wrong with the search', async () => {
    const bridge = new FakeBridge(EMPTY);
    const { user } = await show(bridge);
    await user.click(primary());
    act(() => { bridge.end(errorData(new TunnelError('no-network'))); });
    expect(screen.getByRole('alert').textContent).toContain('This computer is not on any network.');
    expect(primary().textContent).toBe('Find cameras');
  });

  it('shows why a search could not be started', async () => {
    const bridge = new FakeBridge(EMPTY, [], { 'run.start': () => { throw new TunnelError('site-busy', { pid: 4711 }); } });
    const { user } = await show(bridge);
    await user.click(primary());
    expect((await screen.findByRole('alert')).textContent).toContain('4711');
  });

  it('says that the program ended in the middle of a search', async () => {
    await show(new FakeBridge(EMPTY, [{ type: 'run', stage: 'survey', phase: 'started', error: null }]));
    expect(screen.getByText('This was interrupted')).toBeTruthy();
  });

  it('shows text of devices as text', async () => {
    const camera = { ...CAMERAS[0]!, name: '<img src=x onerror=alert(1)>' };
    await show(new FakeBridge(EMPTY, [{ type: 'surveyed', survey: { ...SURVEY, devices: [camera] } }]));
    expect(screen.getByText(/<img src=x/)).toBeTruthy();
    expect(document.querySelector('img')).toBeNull();
  });
});

describe('a long list of cameras', () => {
  const rows = () => within(screen.getByRole('list', { name: 'Cameras that were found' })).getAllByRole('listitem');

  it('says what each is and why, and what somebody has to do first', async () => {
    await show(new FakeBridge(depot(), surveyed(16)));
    expect(rows()[0]!.textContent).toContain('Hikvision DS-2CD2347G2-LU');
    expect(rows()[0]!.textContent).toContain('It announced itself as a network camera.');
    expect(rows()[5]!.textContent).toMatch(/password/i);
    expect(screen.getByText('2 chosen cameras need something from you first.')).toBeTruthy();
  });

  it('has far rows as plain text, found and read aloud like the others', async () => {
    await show(new FakeBridge(depot(), surveyed(64)));
    expect(rows()).toHaveLength(64);
    expect(within(screen.getByRole('list', { name: 'Cameras that were found' })).getAllByRole('checkbox')).toHaveLength(40);
    expect(rows()[63]!.textContent).toBe('Camera 73 10.20.30.73');
  });

  it('is narrowed while one types, and says how many of how many are shown', async () => {
    const { user } = await show(new FakeBridge(depot(), surveyed(16)));
    await user.type(screen.getByRole('searchbox'), 'axis');
    expect(rows()).toHaveLength(2);
    expect(screen.getByRole('heading', { name: '2 of 16 cameras' })).toBeTruthy();
    await user.type(screen.getByRole('searchbox'), '{Escape}');
    expect(rows()).toHaveLength(16);
  });

  it('opens the other devices when what is looked for is among them', async () => {
    const { user } = await show(new FakeBridge(depot(), surveyed(16)));
    await user.type(screen.getByRole('searchbox'), 'brother');
    expect(screen.getByText('Brother HL-L2375DW')).toBeTruthy();
    expect(screen.getByText('Nothing here fits. Look for something else, or show everything.')).toBeTruthy();
  });

  it('leaves out all that are shown, and only those', async () => {
    const bridge = new FakeBridge(depot(), surveyed(16));
    const { user } = await show(bridge);
    await user.type(screen.getByRole('searchbox'), 'axis');
    await user.click(screen.getByRole('button', { name: 'Choose none' }));
    expect(bridge.site?.cameras.map((choice) => [choice.deviceId, choice.include])).toEqual([['mac-1', false], ['mac-9', false]]);
    expect(screen.getByText('14 cameras will be connected')).toBeTruthy();
  });

  it('is named by a pattern in the order in which it is shown', async () => {
    const bridge = new FakeBridge(depot(), surveyed(16));
    const { user } = await show(bridge);
    await user.type(screen.getByRole('searchbox'), 'axis');
    await user.click(screen.getByRole('button', { name: 'Name them…' }));
    const field = screen.getByRole('textbox', { name: 'Name' });
    await user.clear(field);
    await user.type(field, 'Gate {{n}');
    expect(screen.getByText('They will be called: Gate 1, Gate 2')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Name them' }));
    expect(bridge.site?.cameras.map((choice) => [choice.deviceId, choice.name])).toEqual([['mac-1', 'Gate 1'], ['mac-9', 'Gate 2']]);
  });

  it('shows all evidence of a device, and hides it again', async () => {
    const { user } = await show(new FakeBridge(depot(), surveyed(1)));
    const button = screen.getByRole('button', { name: 'Details of the device at 10.20.30.10' });
    await user.click(button);
    expect(screen.getByText(/types=dn:NetworkVideoTransmitter/)).toBeTruthy();
    await user.click(button);
    expect(screen.queryByText(/types=dn:NetworkVideoTransmitter/)).toBeNull();
  });

  it('draws a flood of devices once a frame, and tells a screen reader of milestones only', async () => {
    const bridge = new FakeBridge(depot());
    const waiting: (() => void)[] = [];
    const { user } = await show(bridge, (work) => { waiting.push(work); });
    await user.click(primary());
    act(() => { for (let index = 0; index < 37; index++) bridge.find(camera(index)); });
    expect(screen.queryByRole('list', { name: 'Cameras that were found' })).toBeNull();
    expect(waiting).toHaveLength(1);
    act(() => { waiting[0]!(); });
    expect(rows()).toHaveLength(37);
    expect(screen.getAllByRole('status').map((region) => region.textContent)).toContain('25 cameras');
  });
});

describe('an address that was typed', () => {
  it('is asked why it is no camera when nothing was found there', async () => {
    const site = depot({ ranges: ['10.20.30.0/24', '10.20.30.200/32'] });
    const events = surveyed(1).map((event) => (event.type === 'surveyed' ? { ...event, survey: { ...event.survey, ranges: site.ranges } } : event));
    const bridge = new FakeBridge(site, events);
    const { user } = await show(bridge);
    expect(screen.getByText('Nothing was found at 10.20.30.200.')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Why not 10.20.30.200?' }));
    expect(await screen.findByRole('dialog')).toBeTruthy();
    expect(bridge.callsOf('device.explain')).toEqual([{ address: '10.20.30.200' }]);
  });

  it('is asked about at once, without a search', async () => {
    const bridge = new FakeBridge(depot(), surveyed(1));
    const { user } = await show(bridge);
    await user.click(screen.getByRole('button', { name: 'A camera is missing?' }));
    const field = screen.getByRole('textbox', { name: 'Address of the camera' });
    await user.type(field, 'camera 3{Enter}');
    expect(screen.getByText('This is not an address. It looks like 192.168.1.20.')).toBeTruthy();
    await user.clear(field);
    await user.type(field, '10.20.30.77{Enter}');
    expect(bridge.callsOf('device.explain')).toEqual([{ address: '10.20.30.77' }]);
  });
});

describe('where is searched', () => {
  const open = async (bridge: FakeBridge) => {
    const shown = await show(bridge);
    await shown.user.click(screen.getByRole('button', { name: /Where:/ }));
    return shown;
  };

  it('takes a pasted list, and keeps in the field what is wrong with it', async () => {
    const bridge = new FakeBridge(depot(), surveyed(1));
    const { user } = await open(bridge);
    const field = screen.getByRole('textbox', { name: 'Add addresses or ranges' });
    await user.click(field);
    await user.paste('10.20.31.4\n10.20.31.8-9; nonsense');
    await user.keyboard('{Enter}');
    expect(bridge.site?.ranges).toEqual(['10.20.30.0/24', '10.20.31.4/32', '10.20.31.8/31']);
    expect(field).toHaveProperty('value', 'nonsense');
    expect(screen.getByText(/"nonsense" is not an address or range/)).toBeTruthy();
  });

  it('is asked about before a large network is searched', async () => {
    const bridge = new FakeBridge(depot(), surveyed(1));
    const { user } = await open(bridge);
    await user.click(screen.getByRole('button', { name: 'Search 10.20.0.0/16 too' }));
    expect(screen.getByRole('alertdialog').textContent).toContain('about 4 minutes');
    await user.click(screen.getByRole('button', { name: 'No' }));
    expect(bridge.callsOf('site.update')).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Search 10.20.0.0/16 too' }));
    await user.click(screen.getByRole('button', { name: 'Search it' }));
    expect(bridge.site?.ranges).toEqual(['10.20.30.0/24', '10.20.0.0/16']);
  });

  it('offers networks behind routers, and searches them only when asked', async () => {
    const bridge = new FakeBridge(depot(), surveyed(1));
    const { user } = await open(bridge);
    await user.click(screen.getByRole('button', { name: 'Search 192.168.5.0/24 too' }));
    expect(bridge.site?.ranges).toEqual(['10.20.30.0/24', '192.168.5.0/24']);
    expect(screen.getByText('behind 10.20.30.1')).toBeTruthy();
  });
});
