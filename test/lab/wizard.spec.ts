import { expect, test } from '../app/program';
import { Wizard } from '../app/wizard';

/**
 * The wizard on the laptop of the lab, at a real site that the office prepared (wizard-run.ts put its file into the program's
 * folder). Runs inside the laptop's network namespace.
 */
const DATA = process.env['LAB_WIZARD_DATA'] ?? '';
const AGENTS = process.env['LAB_WIZARD_AGENTS'] ?? 'factory';
const CAMERAS = 3;

test('a real site is connected with the mouse alone, proven from the far end, and taken back', async ({ start }) => {
  test.setTimeout(300_000);
  const { page } = await start({ data: DATA });
  const wizard = new Wizard(page);
  await wizard.click(page.getByRole('button', { name: wizard.say('start.site.continue.label', { name: 'The lab' }) }));
  await wizard.isAt('find');
  await wizard.press('find.start');
  await wizard.press('page.continue');
  await wizard.isAt('accounts');
  await wizard.press('accounts.checkCameras');
  await wizard.press('accounts.toServices');
  await wizard.press('accounts.checkServices');
  if (AGENTS === 'docker') {
    await wizard.click(page.getByRole('button', { name: wizard.say('hostKey.trust') }));
    await wizard.press('accounts.checkServices');
  }
  await wizard.press('page.continue');
  await wizard.isAt('box');
  await wizard.press('box.check');
  await wizard.press('box.confirm');
  await wizard.press('page.continue');
  await wizard.isAt('plan');
  await wizard.press('plan.connect.other', { count: CAMERAS });
  await wizard.isAt('connect');
  await wizard.press('page.continue');
  await wizard.hasProven(CAMERAS, AGENTS === 'edge' ? 'done.summary.edge' : 'done.summary');
  await page.screenshot({ path: process.env['LAB_WIZARD_PICTURE'] ?? 'test-results/lab-wizard.png' });
  await wizard.click(page.getByRole('main').getByRole('button', { name: wizard.say('undo.open') }));
  await wizard.click(page.getByRole('alertdialog').getByRole('button', { name: wizard.say('undo.yes') }));
  await expect(page.getByRole('alertdialog').getByText(wizard.say('undo.done.clean'))).toBeVisible({ timeout: 60_000 });
});
