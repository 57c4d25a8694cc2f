import { expect, type Page } from '@playwright/test';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import ssh2 from 'ssh2';
import type { AddressInfo } from 'node:net';
import type { Site } from '../../electron/domain/site';
import { ACCOUNTS, BOX, READ, bakery, planned } from '../fixtures/window/bakery';
import { keepSite } from './kept-site';
import { glance, isAccessible } from './looks';
import { test } from './program';
import { Wizard } from './wizard';
import { ed25519Pair } from '../../electron/practice/box/ed25519-pair';

const KUBECONFIG = 'apiVersion: v1\ncurrent-context: production\ncontexts:\n- {name: staging, context: {}}\n- {name: production, context: {}}\n';
const siteIn = (data: string): Site => JSON.parse(readFileSync(path.join(data, 'sites/bakery/site.json'), 'utf8')) as Site;
const card = (page: Page, name: RegExp) => page.getByRole('radiogroup', { name: 'Where do the agents run?' }).getByRole('radio', { name });

/** An SSH server of this computer that shows its key and lets nobody in. Returns its port. */
async function lockedComputer(): Promise<number> {
  const server = new ssh2.Server({ hostKeys: [ed25519Pair().private] }, (connection) => {
    connection.on('error', () => undefined);
    connection.on('authentication', (context) => { context.reject(['password']); });
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', () => { resolve(); }); });
  return (server.address() as AddressInfo).port;
}

test('the place of the agents is chosen from four, each with its own form, by keyboard alone', async ({ data, start }) => {
  const port = await lockedComputer();
  const kubeconfig = path.join(data, 'config');
  writeFileSync(kubeconfig, KUBECONFIG);
  keepSite(data, bakery({ ...ACCOUNTS }), [...READ, { type: 'page', page: 'accounts' }]);
  const { app, page } = await start();
  await app.evaluate(({ dialog }, file) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [file] });
  }, kubeconfig);
  await page.getByRole('tab', { name: /Cloud accounts/ }).click();
  await card(page, /^Kerberos Factory/).focus();
  await page.getByRole('button', { name: /^More/ }).click();
  await page.getByLabel('Path of the API').scrollIntoViewIfNeeded();
  await glance(page, 'agents-factory');

  await card(page, /^Kerberos Factory/).focus();
  await page.keyboard.press('ArrowRight');
  await page.getByRole('button', { name: 'Choose kubeconfig…' }).press('Enter');
  await expect(page.getByRole('button', { name: /Cluster \(context\)/ })).toContainText('production');
  await card(page, /cluster of Factory/).scrollIntoViewIfNeeded();
  await glance(page, 'agents-kubernetes');
  await page.getByText('Token', { exact: true }).click();
  await page.getByLabel('Address of the API server').fill('not an address');
  await page.getByRole('button', { name: 'Check accounts' }).click();
  await expect(page.getByText('Enter the token')).toBeVisible();
  await page.getByLabel('Address of the API server').scrollIntoViewIfNeeded();
  await isAccessible(page, 'the form of a cluster');

  await card(page, /cluster of Factory/).focus();
  await page.keyboard.press('ArrowRight');
  await page.getByLabel('Address or name').fill('127.0.0.1');
  await page.getByLabel('SSH port').fill(String(port));
  await page.getByLabel('User name').last().fill('op');
  await page.getByLabel('Password', { exact: true }).last().fill('x');
  await page.getByRole('button', { name: /Where the pages of the agents/ }).click();
  await page.getByText("In the tunnel's network", { exact: true }).last().click();
  await page.getByLabel("Its address in the tunnel's network").fill('100.64.7.5');
  await page.getByRole('button', { name: 'Test the computer' }).press('Enter');
  await expect(page.getByText('This is the first time we talk to 127.0.0.1')).toBeVisible();
  await page.getByRole('button', { name: 'It is the right one' }).scrollIntoViewIfNeeded();
  await glance(page, 'agents-docker-key');
  await isAccessible(page, 'the key of a computer');
  await page.getByRole('button', { name: 'It is the right one' }).press('Enter');
  await expect(page.getByRole('alert')).toContainText('refused');
  expect(siteIn(data).agents).toMatchObject({ kind: 'docker', listen: '100.64.7.5', host: { port, hostKey: { algorithm: 'ssh-ed25519' } } });
  await page.getByLabel('Address or name').scrollIntoViewIfNeeded();
  await glance(page, 'agents-docker');

  await card(page, /^Another computer/).focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByText('It is looked at when the small computer is known')).toBeVisible();
  await glance(page, 'agents-edge');
});

test('cameras are left on the small computer where the upload is too small, in Dutch', async ({ data, start }) => {
  const site = bakery({ ...ACCOUNTS, ...BOX, language: 'nl' });
  const roof = { ...site, cameras: site.cameras.map((choice) => ({ ...choice, runs: choice.name === 'Roof' ? ('edge' as const) : choice.runs })) };
  keepSite(data, roof, [...planned(roof), { type: 'page', page: 'plan' }]);
  const { page } = await start();
  await page.evaluate(() => { localStorage.setItem('language', 'nl'); });
  await page.reload();
  const wizard = new Wizard(page, 'nl');
  await wizard.isAt('plan');
  await page.getByText(wizard.say('edge.cameras')).click();
  await page.getByText('Oven', { exact: true }).first().click();
  await expect(page.getByText(/^Bespaart/)).toBeVisible();
  await glance(page, 'plan-edge-nl');
  await isAccessible(page, 'cameras on the small computer');
  await page.getByRole('button', { name: wizard.say('edge.cameras.use') }).click();
  await expect.poll(() => siteIn(data).cameras.filter((choice) => choice.runs === 'edge').map((choice) => choice.name).sort()).toEqual(['Oven', 'Roof']);
});
