import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDisplay } from '../../build/display.mjs';
import { Lab, run } from './site';

const lab = new Lab('wizard');
const data = mkdtempSync(path.join(os.tmpdir(), 'lab-wizard-'));
const root = path.resolve(import.meta.dirname, '../..');
let before: { box: string; cloud: unknown };

beforeAll(async () => {
  await lab.up({ cameras: 3 });
  before = { box: await lab.boxSnapshot(), cloud: await lab.control('GET /state') };
  const folder = path.join(data, 'sites', 'lab');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'site.json'), JSON.stringify(lab.site()));
});
afterAll(async () => {
  await lab.down();
  rmSync(data, { recursive: true, force: true });
  expect(await lab.leftovers()).toBe('');
});

it('the wizard in real Electron connects the lab site with the mouse alone and takes it back', async () => {
  const display = await openDisplay();
  if (display === null) throw new Error('no display and no Xvfb');
  try {
    const ended = await run('ip', ['netns', 'exec', lab.is.namespaces.laptop, process.execPath, path.join(root, 'node_modules/@playwright/test/cli.js'), 'test', '--config', path.join(root, 'test/lab/playwright.config.ts')], {
      // Electron does not take further certificates from the environment as Node does, and the lab's are its own.
      env: { ...lab.is.laptop.environment, ...display.env, NODE_TLS_REJECT_UNAUTHORIZED: '0', LAB_WIZARD_DATA: data, LAB_WIZARD_PICTURE: path.join(root, 'test-results/lab-wizard.png') },
      timeoutMs: 330_000,
    });
    expect(ended.code, `${ended.stdout}\n${ended.stderr}`).toBe(0);
    expect(ended.stdout).toContain('1 passed');
  } finally {
    display.stop();
  }
  expect(await lab.boxSnapshot()).toBe(before.box);
  expect(await lab.control('GET /state')).toEqual(before.cloud);
});
