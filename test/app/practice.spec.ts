import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { look } from './looks';
import { expect, Running, test as base } from './program';
import { Wizard, type Stop } from './wizard';

/** `planned`: the program's folder with a practice site that only needs to be connected; made once, copied by each test. */
const test = base.extend<object, { planned: string }>({
  planned: [
    async ({}, use, info) => {
      const data = mkdtempSync(path.join(os.tmpdir(), 'kerberos-tunnel-planned-'));
      const running = await Running.launch({ data, traces: path.join(info.project.outputDir, 'traces') });
      await new Wizard(running.page).practise(undefined, 'plan');
      await running.close(null);
      await use(data);
      rmSync(data, { recursive: true, force: true });
    },
    { scope: 'worker', timeout: 240_000 },
  ],
});

test.describe('the practice site', () => {
  test('is connected with the mouse alone, from the first page to the last', async ({ running }) => {
    const wizard = new Wizard(running.page);
    const stops: Stop[] = [];
    await wizard.practise(async (stop) => {
      stops.push(stop);
      await look(running.page, `${String(stops.length)}-${stop}`);
    });
    // One for the kind of site, one to start it, then the one button of each page; nothing was typed.
    expect(wizard.clicks).toBe(13);
    expect(stops).toHaveLength(9);
    await expect(running.page.getByText(wizard.say('practice.text'))).toBeVisible();

    await wizard.click(running.page.getByRole('main').getByRole('button', { name: wizard.say('undo.open') }));
    await look(running.page, '10-undo');
  });

  test('is connected, reported and taken back in Dutch', async ({ running, data }) => {
    const { page, app } = running;
    await page.getByText('Nederlands', { exact: true }).click();
    const wizard = new Wizard(page, 'nl');
    await wizard.practise();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('nl');

    for (const [format, label, start] of [['pdf', 'done.report.pdf', '%PDF-1.'], ['html', 'done.report.html', '<!doctype html>\n<html lang="nl">']] as const) {
      const file = path.join(data, `report.${format}`);
      await app.evaluate(({ dialog }, filePath) => {
        dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
      }, file);
      await page.getByRole('button', { name: wizard.say(label) }).click();
      await expect(page.getByText(wizard.say('done.saved', { file }))).toBeVisible();
      expect(readFileSync(file, 'utf8').slice(0, start.length)).toBe(start);
    }

    await page.getByRole('main').getByRole('button', { name: wizard.say('undo.open') }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: wizard.say('undo.yes') }).click();
    await expect(page.getByRole('alertdialog').getByText(wizard.say('undo.done.clean'))).toBeVisible({ timeout: 60_000 });
    await page.getByRole('alertdialog').getByRole('button', { name: wizard.say('undo.close') }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(wizard.say('done.title.takenBack'));
    await expect(page.getByText(wizard.say('page.takenBack'), { exact: true })).toBeVisible();
  });

  test('loses nothing when the window is loaded again, wherever that is', async ({ running }) => {
    const { page } = running;
    const wizard = new Wizard(page);
    const shown = (): Promise<string> => page.getByRole('main').innerText();
    const typed = async (): Promise<string> => JSON.stringify(await page.getByRole('main').getByRole('textbox').evaluateAll((fields) => fields.map((field) => (field as HTMLInputElement).value)));
    await wizard.practise(async (stop) => {
      // Before a site is begun there is nothing to lose, and a key that was only shown is shown again when it is asked for.
      if (stop === 'start' || stop === 'host-key') return;
      const button = await wizard.primary.innerText();
      // The accounts are shown by what was typed; that they were tried a moment ago is not written down.
      const whole = stop === 'services' ? typed : shown;
      const before = await whole();
      await page.reload();
      if (stop === 'services') await page.getByRole('tab', { name: wizard.say('accounts.part.services') }).click();
      await expect(wizard.primary).toHaveText(button);
      await expect.poll(whole, stop).toBe(before);
    });
  });

  test('goes on connecting while the window is loaded again', async ({ start, data, planned }) => {
    cpSync(planned, data, { recursive: true });
    const { page } = await start();
    const wizard = new Wizard(page);
    await wizard.press('plan.connect.other', { count: 5 });
    await expect.poll(() => stepsDone(data), SOON).toBeGreaterThanOrEqual(1);
    await page.reload();
    await wizard.isAt('connect');
    // What follows the steps by itself, looking from the far end, was begun by the window that is gone: it is offered.
    await expect(wizard.primary).not.toHaveText(wizard.say('connect.stop'), { timeout: 60_000 });
    if ((await wizard.primary.innerText()) === wizard.say('connect.prove')) await wizard.press('connect.prove');
    await wizard.press('page.continue');
    await wizard.hasProven(5);
  });

  test('mends the small computer with one button, and takes that back too', async ({ start, data, planned }) => {
    cpSync(planned, data, { recursive: true });
    changeBox(data, (box) => ({ ...box, tun: { loaded: false, loadable: true }, clock: { ntp: false, aheadSeconds: -86_400 } }));
    const { page } = await start();
    const wizard = new Wizard(page);
    await wizard.click(page.getByRole('button', { name: wizard.say('rail.box') }));
    await wizard.isAt('box');
    await page.getByRole('button', { name: wizard.say('box.checkAgain') }).first().click();
    await expect(page.getByText(wizard.say('boxReport.blocked'))).toBeVisible();
    await look(page, '11-box-blocked');
    for (const label of ['Load it for me', 'Set the clock for me']) {
      await page.getByRole('button', { name: label }).click();
      await expect(page.getByRole('button', { name: label })).toHaveCount(0);
      await expect(wizard.primary).not.toHaveText(wizard.say('box.stop'), { timeout: 60_000 });
    }
    await wizard.press('page.continue');
    await wizard.press('plan.connect.other', { count: 5 });
    await wizard.press('page.continue');
    await wizard.hasProven(5);
    await page.getByRole('main').getByRole('button', { name: wizard.say('undo.open') }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: wizard.say('undo.yes') }).click();
    await expect(page.getByRole('alertdialog').getByText(wizard.say('undo.done.clean'))).toBeVisible({ timeout: 60_000 });
    expect(boxOf(data)).toMatchObject({ tun: { loaded: false }, clock: { ntp: false }, files: {} });
  });

  test('stops when asked, and goes on later', async ({ start, data, planned }) => {
    cpSync(planned, data, { recursive: true });
    const wizard = new Wizard((await start()).page);
    await wizard.press('plan.connect.other', { count: 5 });
    await expect.poll(() => stepsDone(data), SOON).toBeGreaterThanOrEqual(1);
    await wizard.press('connect.stop');
    await wizard.offers('connect.resume');
    const done = stepsDone(data);
    expect(done).toBeLessThan(15);
    expect(journal(data).at(-1)).toMatchObject({ event: { type: 'run', phase: 'failed', error: { code: 'cancelled' } } });
    await wizard.press('connect.resume');
    await wizard.press('page.continue');
    await wizard.hasProven(5);
  });

  test('goes on at the same place after the program was killed twice while it connected', async ({ start, data, planned }) => {
    cpSync(planned, data, { recursive: true });
    let running = await start();
    let wizard = new Wizard(running.page);
    await wizard.press('plan.connect.other', { count: 5 });
    // Somewhere at the small computer, then somewhere among the cameras.
    for (const steps of [2, 8]) {
      await expect.poll(() => stepsDone(data), SOON).toBeGreaterThanOrEqual(steps);
      await running.kill();
      running = await start();
      wizard = new Wizard(running.page);
      await wizard.isAt('connect');
      await wizard.press('connect.resume');
    }
    await wizard.press('page.continue');
    await wizard.hasProven(5);
    // Every step that was begun again after a kill is still one step, and it is done.
    expect(new Set(journal(data).flatMap((entry) => (entry.event.type === 'step-done' || entry.event.type === 'step-kept' ? [entry.event.stepId ?? entry.event.step?.id] : []))).size).toBe(15);
  });

  test('is where it was left when the window is closed and the program started again', async ({ start, data, planned }) => {
    cpSync(planned, data, { recursive: true });
    let running = await start();
    let wizard = new Wizard(running.page);
    await wizard.isAt('plan');
    await wizard.click(running.page.getByRole('button', { name: wizard.say('page.back') }));
    await wizard.isAt('box');
    await running.close(null);
    running = await start();
    wizard = new Wizard(running.page);
    await wizard.isAt('box');
    await wizard.offers('page.continue');
    // And it is one of the sites of this computer.
    await wizard.click(running.page.getByRole('button', { name: wizard.say('header.sites') }));
    await wizard.click(running.page.getByRole('button', { name: wizard.say('start.site.continue.label', { name: wizard.say('start.practice.name') }) }));
    await wizard.isAt('box');
  });
});

/** A journal is read often: what is waited for lasts some hundred milliseconds. */
const SOON = { intervals: [10], timeout: 60_000 };

interface Entry { readonly event: { readonly type: string; readonly stepId?: string; readonly step?: { readonly id: string } } }

/** The journal of the only site; a last line that is only half written is no entry yet. */
function journal(data: string): Entry[] {
  const text = readFileSync(path.join(siteFolder(data), 'journal.jsonl'), 'utf8');
  return text.slice(0, text.lastIndexOf('\n') + 1).split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Entry);
}

function stepsDone(data: string): number {
  return journal(data).filter((entry) => entry.event.type === 'step-done').length;
}

function siteFolder(data: string): string {
  const sites = path.join(data, 'sites');
  return path.join(sites, readdirSync(sites)[0] ?? '');
}

interface World { parts: { box: Record<string, unknown> } }

/** The practice site's computer as it is while the program is off. */
function changeBox(data: string, change: (box: Record<string, unknown>) => Record<string, unknown>): void {
  const file = path.join(siteFolder(data), 'practice/world.json');
  const world = JSON.parse(readFileSync(file, 'utf8')) as World;
  world.parts.box = change(world.parts.box);
  writeFileSync(file, JSON.stringify(world));
}

function boxOf(data: string): Record<string, unknown> {
  return (JSON.parse(readFileSync(path.join(siteFolder(data), 'practice/world.json'), 'utf8')) as World).parts.box;
}
