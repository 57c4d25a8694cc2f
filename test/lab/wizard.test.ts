import { afterAll, beforeAll, expect, it } from 'vitest';
import { Lab } from './site';
import { runWizard } from './wizard-run';

const lab = new Lab('wizard');
let before: { box: string; cloud: unknown };

beforeAll(async () => {
  await lab.up({ cameras: 3 });
  before = { box: await lab.boxSnapshot(), cloud: await lab.control('GET /state') };
});
afterAll(async () => {
  await lab.down();
  expect(await lab.leftovers()).toBe('');
});

it('the wizard in real Electron connects the lab site with the mouse alone and takes it back', async () => {
  const ended = await runWizard(lab, lab.site());
  expect(ended.code, `${ended.stdout}\n${ended.stderr}`).toBe(0);
  expect(ended.stdout).toContain('1 passed');
  expect(await lab.boxSnapshot()).toBe(before.box);
  expect(await lab.control('GET /state')).toEqual(before.cloud);
});
