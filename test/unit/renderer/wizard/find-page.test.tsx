import { act, cleanup, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { TunnelError, errorData } from '../../../../electron/domain/errors';
import { CAMERAS, OTHERS, SURVEY, SURVEYED, bakery } from '../../../fixtures/window/bakery';
import { FakeBridge } from '../../../fixtures/window/fake-bridge';
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
    await user.type(screen.getByRole('textbox', { name: 'Add an address or a range' }), '10.9.8.7{Enter}');
    expect(bridge.site?.ranges).toEqual(['192.168.40.0/24', '10.9.8.7/32']);
  });

  it('refuses what is no address, and what is too large to search', async () => {
    const bridge = new FakeBridge(EMPTY, SURVEYED);
    const { user } = await show(bridge);
    await user.click(screen.getByRole('button', { name: /Where:/ }));
    const field = screen.getByRole('textbox', { name: 'Add an address or a range' });
    await user.type(field, '10.9.8{Enter}');
    expect(screen.getByText('This is neither an address nor a range.')).toBeTruthy();
    await user.clear(field);
    await user.type(field, '10.0.0.0/8{Enter}');
    expect(screen.getByText(/more than 65,536/)).toBeTruthy();
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
