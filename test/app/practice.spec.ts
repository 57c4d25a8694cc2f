import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { look } from './looks';
import { expect, test } from './program';
import { Wizard, type Stop } from './wizard';

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

  test('goes on connecting while the window is loaded again', async ({ running }) => {
    const { page } = running;
    const wizard = new Wizard(page);
    await wizard.practise(undefined, 'plan');
    await wizard.press('plan.connect.other', { count: 5 });
    await expect(wizard.primary).toHaveText(wizard.say('connect.stop'));
    await page.reload();
    await wizard.isAt('connect');
    // What follows the steps by itself, looking from the far end, was begun by the window that is gone: it is offered.
    await expect(wizard.primary).not.toHaveText(wizard.say('connect.stop'), { timeout: 60_000 });
    if ((await wizard.primary.innerText()) === wizard.say('connect.prove')) await wizard.press('connect.prove');
    await wizard.press('page.continue');
    await expect(page.getByText(wizard.say('done.summary', { count: 5, total: 5 })).first()).toBeVisible();
  });

  test('stops at once when asked, and goes on later', async ({ running }) => {
    const wizard = new Wizard(running.page);
    await wizard.practise(undefined, 'plan');
    await wizard.press('plan.connect.other', { count: 5 });
    await wizard.press('connect.stop');
    await wizard.press('connect.resume');
    await wizard.press('page.continue');
    await wizard.isAt('done');
  });

  test('goes on at the same place after the program was killed twice while it connected', async ({ start, data }) => {
    let running = await start();
    let wizard = new Wizard(running.page);
    await wizard.practise(undefined, 'plan');
    await wizard.press('plan.connect.other', { count: 5 });
    // Somewhere at the small computer, then somewhere among the cameras.
    for (const steps of [2, 8]) {
      await expect.poll(() => stepsDone(data), { intervals: [10], timeout: 60_000 }).toBeGreaterThanOrEqual(steps);
      await running.kill();
      running = await start();
      wizard = new Wizard(running.page);
      await wizard.isAt('connect');
      await wizard.press('connect.resume');
    }
    await wizard.press('page.continue');
    await wizard.isAt('done');
    await expect(running.page.getByText(wizard.say('done.summary', { count: 5, total: 5 })).first()).toBeVisible();
    // Nothing was done twice: every step that was begun again after a kill is one step, and it is done.
    expect(new Set(journal(data).flatMap((entry) => (entry.event.type === 'step-done' || entry.event.type === 'step-kept' ? [entry.event.stepId ?? entry.event.step?.id] : []))).size).toBe(15);
  });

  test('is where it was left when the window is closed and the program started again', async ({ start }) => {
    let running = await start();
    await new Wizard(running.page).practise(undefined, 'box');
    await running.close(null);
    running = await start();
    const wizard = new Wizard(running.page);
    await wizard.isAt('box');
    await wizard.offers('page.continue');
    // And it is one of the sites of this computer.
    await wizard.click(running.page.getByRole('button', { name: wizard.say('header.sites') }));
    await wizard.click(running.page.getByRole('button', { name: wizard.say('start.site.continue.label', { name: wizard.say('start.practice.name') }) }));
    await wizard.isAt('box');
  });
});

interface Entry { readonly event: { readonly type: string; readonly stepId?: string; readonly step?: { readonly id: string } } }

/** The journal of the only site; a last line that is only half written is no entry yet. */
function journal(data: string): Entry[] {
  const sites = path.join(data, 'sites');
  const [site] = readdirSync(sites);
  const text = readFileSync(path.join(sites, site ?? '', 'journal.jsonl'), 'utf8');
  return text.slice(0, text.lastIndexOf('\n') + 1).split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Entry);
}

function stepsDone(data: string): number {
  return journal(data).filter((entry) => entry.event.type === 'step-done').length;
}
