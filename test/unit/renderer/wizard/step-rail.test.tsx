import { cleanup, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { ACCOUNTS, BOX, BOX_READY, CAMERAS, bakery, planned, reading } from '../../../fixtures/window/bakery';
import { FakeBridge } from '../../../fixtures/window/fake-bridge';
import { show } from '../../../fixtures/window/show';

afterEach(cleanup);

const FULL = bakery({ ...ACCOUNTS, ...BOX });
const rail = () => within(screen.getByRole('navigation', { name: 'Steps' }));

describe('the steps at the side', () => {
  it('name the current one, those that are done and those that are locked', async () => {
    await show(new FakeBridge(FULL, [...BOX_READY, { type: 'page', page: 'box' }]));
    expect(rail().getByRole('button', { name: 'Small computer Current step' }).getAttribute('aria-current')).toBe('step');
    expect(rail().getByRole('button', { name: 'Accounts Done' })).toHaveProperty('disabled', false);
    expect(rail().getByRole('button', { name: /^Connect Locked/ })).toHaveProperty('disabled', true);
  });

  it('lead back, and forward over what is done', async () => {
    const bridge = new FakeBridge(FULL, [...BOX_READY, { type: 'page', page: 'find' }]);
    const { user } = await show(bridge);
    await user.click(rail().getByRole('button', { name: 'Small computer Done' }));
    expect(await screen.findByRole('heading', { level: 1, name: 'The small computer' })).toBeTruthy();
    expect(bridge.callsOf('site.page')).toEqual([{ page: 'box' }]);
  });

  it('ask for another look at what rests on a changed answer', async () => {
    await show(new FakeBridge(FULL, [...planned(FULL), { type: 'camera-read', reading: reading(CAMERAS[0]!) }, { type: 'page', page: 'accounts' }]));
    expect(rail().getByRole('button', { name: 'Check the plan Check again' })).toBeTruthy();
  });

  it('lead nowhere while something runs', async () => {
    const bridge = new FakeBridge(FULL, [...BOX_READY, { type: 'page', page: 'box' }]);
    bridge.start('check');
    await show(bridge);
    expect(rail().getByRole('button', { name: 'Accounts Done' })).toHaveProperty('disabled', true);
  });
});
