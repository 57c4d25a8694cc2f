import { expect } from '@playwright/test';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { TunnelError, errorData } from '../../electron/domain/errors';
import type { PlannedStep } from '../../electron/domain/plan';
import type { Site } from '../../electron/domain/site';
import { ACCOUNTS, BOX, bakery, planned, stepDone } from '../fixtures/window/bakery';
import { keepSite } from './kept-site';
import { glance, look } from './looks';
import { test } from './program';

const KEY = `${'B'.repeat(42)}A=`;

test('a WireGuard hub is entered in place of Netmaker, with what is wrong said beside it', async ({ data, start }) => {
  keepSite(data, bakery({}), [{ type: 'page', page: 'accounts' }]);
  const { page } = await start();
  await page.getByRole('tab', { name: /Cloud accounts/ }).click();
  await page.getByText('WireGuard hub', { exact: true }).click();
  await page.getByRole('button', { name: 'Check accounts' }).click();
  await page.getByLabel('Range of the tunnel network').fill('10.8.0.0/24');
  await page.getByLabel('Address of the small computer in it').fill('10.9.0.12');
  await expect(page.getByText('Enter a free address of that range')).toBeVisible();
  await look(page, 'wireguard-missing');
  await page.getByLabel('Interface').scrollIntoViewIfNeeded();
  await glance(page, 'wireguard-ssh');
  await page.getByLabel('Address of the small computer in it').fill('10.8.0.12');
  await page.getByLabel('Address and port of the hub').fill('hub.example.com:51820');
  await page.getByLabel('Public key of the hub').fill(KEY);
  await page.getByText('By a file', { exact: true }).click();
  await page.getByRole('button', { name: 'Test the hub' }).click();
  await expect(page.getByText('Complete. Whether the hub answers shows')).toBeVisible();
  await glance(page, 'wireguard-file');
  const kept = JSON.parse(readFileSync(path.join(data, 'sites/bakery/site.json'), 'utf8')) as Site;
  expect(kept.overlay).toEqual({ kind: 'wireguard', endpoint: 'hub.example.com:51820', publicKey: KEY, range: '10.8.0.0/24', address: '10.8.0.12', egress: 'cameras', hub: { kind: 'file' } });
});

test('the lines for the administrator of a hub are shown while it is waited for, and saved as a file', async ({ data, start }) => {
  const site = bakery({ ...ACCOUNTS, ...BOX, overlay: { kind: 'wireguard', endpoint: 'hub.example.com:51820', publicKey: KEY, range: '10.8.0.0/24', address: '10.8.0.12', egress: 'cameras', hub: { kind: 'file' } } });
  const step = (kind: PlannedStep['kind'], params: Record<string, string>): PlannedStep => ({ id: kind, kind, params, input: {}, needs: [] });
  const ranges = '192.168.40.11/32, 192.168.40.12/32';
  const steps = [step('wireguard.key', { box: '192.168.40.5' }), step('wireguard.tunnel', { box: '192.168.40.5', interface: 'kt12345678', endpoint: 'hub.example.com:51820', ranges }), step('wireguard.handover', { endpoint: 'hub.example.com:51820' })] as const;
  const waits = errorData(new TunnelError('wireguard-hub-waits', { endpoint: 'hub.example.com:51820', minutes: 10 }));
  keepSite(data, site, [
    ...planned(site),
    { type: 'planned', plan: { steps: steps.map((one) => ({ step: one, change: 'add' })), cameras: [], totalKbps: 0 } },
    ...stepDone(steps[0]).map((event) => (event.type === 'step-done' ? { ...event, result: { publicKey: KEY } } : event)),
    ...stepDone(steps[1]),
    { type: 'step-begun', step: steps[2], found: null }, { type: 'step-failed', stepId: steps[2].id, error: waits },
    { type: 'run', stage: 'connect', phase: 'failed', error: waits },
    { type: 'page', page: 'connect' },
  ]);
  const { app, page } = await start();
  await expect(page.getByText('does not know the small computer yet').first()).toBeVisible();
  await expect(page.getByText(`AllowedIPs = 10.8.0.12/32, ${ranges}`)).toBeVisible();
  await look(page, 'wireguard-waits');
  const file = path.join(data, 'hub.conf');
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, file);
  await page.getByRole('button', { name: 'Save as a file' }).click();
  await expect(page.getByText(`Saved: ${file}`)).toBeVisible();
  expect(readFileSync(file, 'utf8')).toContain(`[Peer]\nPublicKey = ${KEY}\nAllowedIPs = 10.8.0.12/32, ${ranges}\n`);
});
