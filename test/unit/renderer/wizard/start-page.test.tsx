import { cleanup, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { TunnelError } from '../../../../electron/domain/errors';
import { bakery, proved } from '../../../fixtures/window/bakery';
import { FakeBridge } from '../../../fixtures/window/fake-bridge';
import { show } from '../../../fixtures/window/show';

afterEach(cleanup);

const CONNECTED = { id: 'bakery', name: 'Bakery', mode: 'real', cameras: 12, page: 'done', changed: true, lastRun: { stage: 'prove', phase: 'finished', at: '2026-11-20T10:00:00.000Z' }, serverVersion: 'v1.5.1' } as const;
const CLEAN = { ...CONNECTED, id: 'garage', name: 'Garage', changed: false, page: 'accounts' } as const;

describe('the start page', () => {
  it('begins the practice site with two clicks, and says on its pages that nothing is real', async () => {
    const bridge = new FakeBridge();
    const { user } = await show(bridge);
    await user.click(screen.getByRole('radio', { name: /Practice site/ }));
    await user.click(screen.getByRole('button', { name: 'Start practising' }));
    await screen.findByRole('heading', { level: 1, name: 'Find the cameras' });
    expect(bridge.callsOf('sites.create')).toMatchObject([{ mode: 'practice', name: 'Practice', language: 'en' }]);
    expect(screen.getByText(/Nothing here is real/)).toBeTruthy();
  });

  it('wants a name for a real site', async () => {
    const bridge = new FakeBridge();
    const { user } = await show(bridge);
    await user.click(screen.getByRole('radio', { name: /This site/ }));
    await user.click(screen.getByRole('button', { name: 'Start' }));
    expect(screen.getByText('Give the site a name')).toBeTruthy();
    expect(bridge.callsOf('sites.create')).toEqual([]);
    await user.type(screen.getByRole('textbox', { name: 'Name of the site' }), 'Bakery');
    await user.click(screen.getByRole('button', { name: 'Start' }));
    await screen.findByRole('heading', { level: 1, name: 'Find the cameras' });
    expect(screen.queryByText(/Nothing here is real/)).toBeNull();
  });

  it('shows why a site could not be made', async () => {
    const { user } = await show(new FakeBridge(null, [], { 'sites.create': () => { throw new TunnelError('practice-unavailable', { reason: 'port 7001 is taken' }); } }));
    await user.click(screen.getByRole('radio', { name: /Practice site/ }));
    await user.click(screen.getByRole('button', { name: 'Start practising' }));
    expect((await screen.findByRole('alert')).textContent).toContain('port 7001 is taken');
  });

  it('offers to take back what is connected, and to remove only what is not', async () => {
    const bridge = new FakeBridge();
    bridge.sites = [CONNECTED, CLEAN];
    await show(bridge);
    const list = await screen.findByRole('list', { name: 'Sites on this computer' });
    expect(within(list).getByRole('button', { name: 'Take everything back at Bakery' })).toBeTruthy();
    expect(within(list).queryByRole('button', { name: 'Remove Bakery from this list' })).toBeNull();
    expect(within(list).getByRole('button', { name: 'Remove Garage from this list' })).toBeTruthy();
  });

  it('asks before it removes a site', async () => {
    const bridge = new FakeBridge();
    bridge.sites = [CLEAN];
    const { user } = await show(bridge);
    await user.click(await screen.findByRole('button', { name: 'Remove Garage from this list' }));
    const dialog = await screen.findByRole('alertdialog', { name: 'Remove Garage?' });
    expect(bridge.callsOf('sites.remove')).toEqual([]);
    await user.click(within(dialog).getByRole('button', { name: 'Remove' }));
    expect(await screen.findByText('Which site?')).toBeTruthy();
    expect(bridge.callsOf('sites.remove')).toEqual([{ id: 'garage' }]);
  });

  it('opens a site where it was left', async () => {
    const bridge = new FakeBridge(null, [], { 'sites.open': () => {
      const opened = new FakeBridge(bakery(), [{ type: 'page', page: 'box' }]).snapshot();
      if (opened === null) throw new Error('no site');
      return opened;
    } });
    bridge.sites = [CLEAN];
    const { user } = await show(bridge);
    await user.click(await screen.findByRole('button', { name: 'Continue with Garage' }));
    expect(await screen.findByRole('heading', { level: 1, name: 'The small computer' })).toBeTruthy();
  });

  it('leads from the list straight to the question whether to take back', async () => {
    const site = bakery();
    const opened = new FakeBridge(site, [...proved(site), { type: 'page', page: 'done' }]).snapshot();
    if (opened === null) throw new Error('no site');
    const bridge = new FakeBridge(null, [], { 'sites.open': () => opened });
    bridge.sites = [CONNECTED];
    const { user } = await show(bridge);
    await user.click(await screen.findByRole('button', { name: 'Take everything back at Bakery' }));
    expect(await screen.findByRole('alertdialog', { name: 'Take everything back?' })).toBeTruthy();
    expect(bridge.callsOf('run.start')).toEqual([]);
  });

  it('speaks Dutch when asked to', async () => {
    const { user } = await show(new FakeBridge());
    await user.click(screen.getByRole('radio', { name: 'Nederlands' }));
    expect(await screen.findByRole('heading', { level: 1, name: "Camera's verbinden met de cloud" })).toBeTruthy();
    expect(document.documentElement.lang).toBe('nl');
  });
});
