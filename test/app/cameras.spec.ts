import type { Page } from '@playwright/test';
import { EVENT_CHANNEL } from '../../electron/contract/contract';
import type { Device } from '../../electron/domain/device';
import { hasProblem } from '../../renderer/wizard/accounts/camera-list';
import { camera, checked, depot, otherDevices, surveyed } from '../fixtures/window/many-cameras';
import { keepPicture, keepSite } from './kept-site';
import { glance, look } from './looks';
import { expect, test, type Running } from './program';
import { Wizard } from './wizard';

const AT_ACCOUNTS = { type: 'page', page: 'accounts' } as const;

test.describe('the page that finds cameras', () => {
  test('shows none, one, sixteen, sixty-four and five hundred of them', async ({ start, data }) => {
    const counts = [0, 1, 16, 64, 500];
    for (const count of counts) keepSite(data, depot({ id: `depot-${String(count)}`, name: `Depot ${String(count)}` }), surveyed(count));
    const { page } = await start();
    const wizard = new Wizard(page);
    for (const count of counts) {
      await page.getByRole('button', { name: wizard.say('header.sites') }).click();
      await page.getByRole('button', { name: wizard.say('start.site.continue.label', { name: `Depot ${String(count)}` }), exact: true }).click();
      await wizard.isAt('find');
      if (count > 0) await expect(page.getByRole('listitem').filter({ hasText: camera(count - 1).address })).toHaveCount(1);
      await glance(page, `find-${String(count)}`);
    }
    // The last of five hundred is only a line of text until it comes near.
    const last = wizard.say('find.include', { name: `Camera ${camera(499).address}`, address: camera(499).address });
    await expect(page.getByRole('checkbox', { name: last })).toHaveCount(0);
    await page.getByRole('listitem').filter({ hasText: camera(499).address }).scrollIntoViewIfNeeded();
    await expect(page.getByRole('checkbox', { name: last })).toBeVisible();
    await glance(page, 'find-500-end');
  });

  test('is narrowed, chosen and named with the keyboard alone', async ({ start, data }) => {
    keepSite(data, depot(), surveyed(64));
    const { page } = await start();
    const wizard = new Wizard(page);
    const press = async (key: string): Promise<void> => { await page.keyboard.press(key); };
    await page.getByRole('searchbox').focus();
    await page.keyboard.type('axis');
    const rows = page.getByRole('list', { name: wizard.say('find.list') }).getByRole('listitem');
    await expect(rows).toHaveCount(8);
    // Tab: what is shown, how it is sorted, all, none.
    await reach(page, wizard.say('find.bulk.none'));
    await press('Enter');
    await expect(page.getByText(wizard.say('find.hint.chosen.other', { count: 56 }))).toBeVisible();
    await look(page, 'find-filtered');
    await reach(page, wizard.say('find.include', { name: 'Camera 11', address: camera(1).address }));
    await press('Space');
    await expect(page.getByText(wizard.say('find.hint.chosen.other', { count: 57 }))).toBeVisible();
    await reach(page, wizard.say('find.details.label', { address: camera(1).address }));
    await press('Enter');
    await expect(page.getByText('ws-discovery')).toBeVisible();
    await glance(page, 'find-details');
    await page.getByRole('button', { name: wizard.say('find.bulk.rename') }).focus();
    await press('Enter');
    await page.getByRole('dialog').getByRole('textbox').fill('Gate {n}');
    await glance(page, 'find-rename');
    await press('Enter');
    await expect(rows.filter({ hasText: 'Gate 1' })).toHaveCount(1);
  });

  test('takes five hundred devices that answer at once without standing still', async ({ start, data }) => {
    keepSite(data, depot(), []);
    const running = await start();
    const wizard = new Wizard(running.page);
    await wizard.isAt('find');
    await watchFrames(running.page);
    await flood(running, Array.from({ length: 500 }, (_one, index) => camera(index)).concat(otherDevices()));
    await expect(running.page.getByRole('listitem').filter({ hasText: camera(499).address })).toHaveCount(1);
    const { pictures, spoken } = await seenFrames(running.page);
    // One picture for several devices, and a screen reader hears the milestones only.
    expect(pictures).toBeLessThan(250);
    expect(spoken.length).toBeLessThanOrEqual(9);
    await glance(running.page, 'find-searching');
  });

  test('asks before it searches a large network, and offers what it left out', async ({ start, data }) => {
    keepSite(data, depot(), surveyed(16));
    const { page } = await start();
    const wizard = new Wizard(page);
    await page.getByRole('button', { name: wizard.say('ranges.title.own') }).click();
    await look(page, 'find-ranges');
    await page.getByRole('button', { name: wizard.say('ranges.offer.add.label', { range: '10.20.0.0/16' }) }).click();
    await expect(page.getByRole('alertdialog')).toContainText('65,536');
    await glance(page, 'find-large-range');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('alertdialog')).toHaveCount(0);
    await expect(page.getByRole('button', { name: wizard.say('ranges.title.own') })).toBeVisible();
  });
});

test.describe('the page about logins', () => {
  test('shows what came of sixteen and of sixty-four cameras', async ({ start, data }) => {
    for (const count of [16, 64]) {
      const site = depot({ id: `depot-${String(count)}`, name: `Depot ${String(count)}` });
      const picture = keepPicture(data, site, 'gate');
      keepSite(data, site, [...checked(count, picture, Date.now()), AT_ACCOUNTS]);
    }
    const { page } = await start();
    const wizard = new Wizard(page);
    const rows = page.getByRole('list', { name: wizard.say('cameras.list') }).getByRole('listitem');
    for (const count of [64, 16]) {
      await wizard.isAt('accounts');
      await expect(page.getByText(wizard.say('groups.title', { maker: 'Dahua' }))).toBeVisible();
      if (count === 16) {
        await look(page, 'cameras-16');
        await page.getByRole('button', { name: wizard.say('camera.choices.label', { name: 'Camera 10' }), exact: true }).click();
        await expect(page.getByRole('img', { name: wizard.say('camera.picture', { name: 'Camera 10' }), exact: true })).toBeVisible();
        await glance(page, 'cameras-16-details');
        return;
      }
      await glance(page, 'cameras-64');
      await page.getByText(wizard.say('cameras.which.problem', { count: problems(count) }), { exact: true }).click();
      await rows.first().scrollIntoViewIfNeeded();
      await glance(page, 'cameras-64-problems');
      await page.getByText(wizard.say('cameras.which.all'), { exact: true }).click();
      await page.getByText(wizard.say('cameras.look.pictures'), { exact: true }).click();
      await rows.first().scrollIntoViewIfNeeded();
      await glance(page, 'cameras-64-pictures');
      await page.getByRole('button', { name: wizard.say('header.sites') }).click();
      await page.getByRole('button', { name: wizard.say('start.site.continue.label', { name: 'Depot 16' }), exact: true }).click();
    }
  });
});

/** How many of a site's cameras somebody has to look at. */
function problems(count: number): number {
  return checked(count, null, 0).filter((event) => event.type === 'camera-read' && hasProblem({ reading: event.reading })).length;
}

/** Tab after Tab until this is in focus, as a person without a mouse goes there. */
async function reach(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press('Tab');
    if ((await page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '')) === name) return;
  }
  throw new Error(`the keyboard does not reach "${name}"`);
}

/** Tells the window of devices as the main process does while it searches, as fast as it can. */
async function flood({ app, page }: Running, devices: readonly Device[]): Promise<void> {
  const seq = await page.evaluate(async () => ((await (window as unknown as { tunnel: { call: (name: string, input: null) => Promise<{ value: { eventSeq: number } }> } }).tunnel.call('snapshot', null)).value.eventSeq));
  await app.evaluate(({ BrowserWindow }, { channel, found, first }) => {
    const window = BrowserWindow.getAllWindows()[0];
    window?.webContents.send(channel, { type: 'run', seq: first, running: { runId: 'r', stage: 'survey' }, error: null });
    found.forEach((device, index) => window?.webContents.send(channel, { type: 'device', seq: first + 1 + index, device }));
  }, { channel: EVENT_CHANNEL, found: devices, first: seq + 1 });
}

/** Counts how often the list was drawn anew, and what was said to a screen reader. */
async function watchFrames(page: Page): Promise<void> {
  await page.evaluate(() => {
    const seen = { pictures: 0, spoken: [] as string[] };
    Object.assign(window, { seen });
    new MutationObserver(() => { seen.pictures++; }).observe(document.querySelector('main') ?? document.body, { childList: true, subtree: true });
    const region = document.querySelector('main [role="status"]');
    if (region !== null) new MutationObserver(() => { seen.spoken.push(region.textContent); }).observe(region, { childList: true, characterData: true, subtree: true });
  });
}

async function seenFrames(page: Page): Promise<{ pictures: number; spoken: string[] }> {
  return page.evaluate(() => (window as unknown as { seen: { pictures: number; spoken: string[] } }).seen);
}
