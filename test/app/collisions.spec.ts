import { expect } from '@playwright/test';
import type { CollisionReport } from '../../electron/domain/collisions';
import { TunnelError, errorData } from '../../electron/domain/errors';
import { ACCOUNTS, BOX, CAMERAS, bakery, planned, stepDone } from '../fixtures/window/bakery';
import { keepSite } from './kept-site';
import { glance, isAccessible } from './looks';
import { test } from './program';

const SITE = bakery({ ...ACCOUNTS, ...BOX, overlay: { ...ACCOUNTS.overlay, egress: 'ranges' } });
const REPORT: CollisionReport = {
  collisions: [
    { range: '192.168.40.0/24', cameras: CAMERAS.map((camera) => camera.name ?? ''), weight: 'blocks', other: { range: '192.168.40.0/24', kind: 'egress', network: 'cameras', owner: { network: 'cameras', name: 'Garage south' } } },
    { range: '192.168.40.0/24', cameras: CAMERAS.slice(0, 2).map((camera) => camera.name ?? ''), weight: 'warns', other: { range: '192.168.40.7/24', kind: 'member-lan', network: 'cameras', owner: { device: 'agents-1', interface: 'eth0' } } },
  ],
  ways: [{ way: 'cameras-only' }, { way: 'other-network', networks: ['bakeries', 'spare'] }, { way: 'virtual-nat' }, { way: 'renumber', range: '192.168.21.0/24' }],
  ignored: [],
  unseen: ['the external clients'],
};

test('a plan that collides with another site says with whom, and a router has its steps', async ({ data, start }) => {
  keepSite(data, SITE, [
    ...planned(SITE), ...stepDone({ id: 'netmaker.router', kind: 'netmaker.router', params: { name: 'kt-bakery', network: 'cameras', ranges: '192.168.40.0/24' }, input: {}, needs: [] }),
    { type: 'collisions-checked', report: REPORT },
    { type: 'run', stage: 'plan', phase: 'failed', error: errorData(new TunnelError('overlay-range-collides', { range: '192.168.40.0/24', owner: 'Garage south' })) },
    { type: 'page', page: 'plan' },
  ]);
  const { page } = await start();
  await expect(page.getByText('192.168.40.0/24 belongs to "Garage south" in the network cameras.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Use spare' })).toBeEnabled();
  await glance(page, 'plan-collides');
  await isAccessible(page, 'a plan that collides');

  await page.getByRole('button', { name: 'Back', exact: true }).click();
  await page.getByRole('button', { name: 'I have a router instead' }).click();
  await page.getByRole('button', { name: /Which router is it/ }).click();
  await page.getByRole('option', { name: /MikroTik/ }).click();
  await expect(page.getByText('Files: upload the file.')).toBeVisible();
  await glance(page, 'router');
  await isAccessible(page, 'the steps of a router');
});
