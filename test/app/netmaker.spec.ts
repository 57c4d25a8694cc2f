import { expect } from '@playwright/test';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Site } from '../../electron/domain/site';
import { createNetmakerSimulator, type NetmakerSimulator } from '../../electron/practice/netmaker/simulator';
import { newNetmakerState } from '../../electron/practice/netmaker/state';
import { bakery } from '../fixtures/window/bakery';
import { serveLoopback, stored } from '../fixtures/loopback';
import { keepSite } from './kept-site';
import { glance, look } from './looks';
import { test } from './program';

test('a Netmaker with a second factor and a closed network is signed in to, and who may reach the cameras is chosen', async ({ data, start }) => {
  const state = newNetmakerState({ networks: [{ netid: 'cameras', addressrange: '100.64.8.0/24' }], users: [{ username: 'tech', password: 'right-password' }] });
  state.users = state.users.map((user) => ({ ...user, totp: true, code: '246810' }));
  state.closed = ['cameras'];
  state.tags = ['agents', 'office'].map((name) => ({ id: `cameras.${name}`, tag_name: name, network: 'cameras' }));
  let simulator: NetmakerSimulator | null = null;
  const listening = await serveLoopback((request, response) => { simulator?.handler(request, response); });
  simulator = createNetmakerSimulator({ state: stored(state), publicServer: listening.host, pro: true, hub: { publicKey: 'aGVsbG8=', endpoint: { ip: '203.0.113.10', port: 51820 }, address: '100.64.8.1' } });
  try {
    keepSite(data, bakery({}), [{ type: 'page', page: 'accounts' }]);
    const { page } = await start();
    await page.getByRole('tab', { name: /Cloud accounts/ }).click();
    await page.getByText('Master key', { exact: true }).click();
    await glance(page, 'netmaker-master-key');
    await page.getByText('User name', { exact: true }).first().click();
    await page.getByLabel('Address', { exact: true }).first().fill(listening.url);
    await page.getByRole('textbox', { name: 'User name' }).first().fill('tech');
    await page.getByLabel('Password', { exact: true }).first().fill('right-password');
    await page.getByRole('button', { name: 'Test Netmaker' }).click();
    await expect(page.getByText('Netmaker asks tech for a one-time code.')).toBeVisible();
    await page.getByLabel('One-time code').scrollIntoViewIfNeeded();
    await glance(page, 'netmaker-code');
    await page.getByLabel('One-time code').fill('246 810');
    await page.getByRole('button', { name: 'Sign in with the code' }).click();
    await expect(page.getByText('Signed in. Netmaker v1.5.1, 1 network.')).toBeVisible();
    await page.getByRole('button', { name: /Network for this site/ }).click();
    await page.getByRole('option', { name: /cameras/ }).click();
    await expect(page.getByText('In this network nobody reaches anything that was not allowed by name.')).toBeVisible();
    await page.getByText('Allow only these', { exact: true }).click();
    await page.getByText('agents (all devices with this tag)').click();
    await page.getByText('agents (all devices with this tag)').scrollIntoViewIfNeeded();
    await look(page, 'netmaker-closed');
    await page.getByRole('button', { name: /What the tunnel lets through to/ }).click();
    await page.getByText('Their whole network', { exact: true }).last().click();
    await page.getByText(/No other site may use the same addresses/).scrollIntoViewIfNeeded();
    await glance(page, 'netmaker-ranges');
    await page.getByRole('button', { name: 'Test Netmaker' }).click();
    await expect.poll(() => (JSON.parse(readFileSync(path.join(data, 'sites/bakery/site.json'), 'utf8')) as Site).overlay).toMatchObject({
      network: 'cameras', egress: 'ranges', policy: { kind: 'add', who: [{ kind: 'tag', id: 'cameras.agents', name: 'agents' }] }, auth: { kind: 'password', username: 'tech' },
    });
  } finally {
    simulator.close();
    await listening.close();
  }
});
