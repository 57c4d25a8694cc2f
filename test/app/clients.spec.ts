import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { en } from '../../renderer/i18n/en';
import { AMD64, ARM64, elfFile } from '../fixtures/elf-file';
import { ReleaseServer, json, sha256 } from '../fixtures/release-server';
import { ACCOUNTS, BOX, BOX_READY, bakery } from '../fixtures/window/bakery';
import { keepSite } from './kept-site';
import { glance, look } from './looks';
import { expect, test } from './program';

const amd64 = elfFile({ machine: AMD64, size: 2_000_000 });
const arm64 = elfFile({ machine: ARM64, size: 2_000_000 });

test('a visit without internet is prepared in the office, from a maker on loopback', async ({ start, data }) => {
  const maker = await ReleaseServer.start();
  const mirror = await ReleaseServer.start();
  try {
    // One with a published checksum, one without.
    maker.replies.set('/releases/tags/v1.5.1', json({ tag_name: 'v1.5.1', assets: [{ name: 'netclient-linux-amd64', size: amd64.length, digest: `sha256:${sha256(amd64)}` }, { name: 'netclient-linux-arm64', size: arm64.length }] }));
    for (const place of [maker, mirror]) {
      place.offer('v1.5.1', 'amd64', amd64);
      place.offer('v1.5.1', 'arm64', arm64);
    }
    mkdirSync(path.join(data, 'clients'));
    writeFileSync(path.join(data, 'clients', 'settings.json'), JSON.stringify({ api: maker.url, downloads: [maker.url, mirror.url] }));
    keepSite(data, bakery({ ...ACCOUNTS, ...BOX, overlay: { ...ACCOUNTS.overlay, client: null } }), [...BOX_READY, { type: 'page', page: 'box' }]);

    const { page } = await start();
    // The small computer was looked at, and the client for it is not here.
    const missing = page.getByRole('button', { name: en['client.laptop.fetch'] });
    await missing.scrollIntoViewIfNeeded();
    await glance(page, 'client-missing');

    await page.getByRole('button', { name: en['header.sites'] }).click();
    await page.getByRole('button', { name: en['clients.open'] }).click();
    const dialog = page.getByRole('dialog', { name: en['clients.title'] });
    await expect(dialog.getByText(en['clients.none'])).toBeVisible();
    // The version is the one of the bakery's server.
    await expect(dialog.getByRole('button', { name: /v1\.5\.1/ })).toBeVisible();
    await dialog.getByText('Raspberry Pi 2 to 4').click();
    await dialog.getByRole('button', { name: 'Fetch for 3 kinds' }).click();

    // There is none for the oldest Raspberry Pi in this release.
    await expect(dialog.getByRole('alert')).toContainText('There is no VPN client v1.5.1 (armv6).');
    await expect(dialog.getByText(en['clients.checked'], { exact: true })).toBeVisible();
    await expect(dialog.getByText(sha256(arm64)).first()).toBeVisible();
    await glance(page, 'clients');
    const confirm = dialog.getByRole('button', { name: /The checksum of v1\.5\.1 for arm64 is right/ });
    await confirm.scrollIntoViewIfNeeded();
    await look(page, 'clients-held');
    await confirm.click();
    await expect(dialog.getByText(en['clients.checked'], { exact: true })).toHaveCount(2);
    await dialog.getByRole('button', { name: en['clients.close'] }).click();
    await expect(dialog).toBeHidden();

    await page.getByRole('button', { name: en['start.site.continue'] }).click();
    await expect(page.getByText('v1.5.1 for arm64, from this computer')).toBeVisible();
    await expect(missing).toHaveCount(0);
  } finally {
    await Promise.all([maker.close(), mirror.close()]);
  }
});
