import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { openDisplay } from '../../build/display.mjs';
import type { AgentSettings, Site } from '../../electron/domain/site';
import { run, type Ended, type Lab } from './site';

const root = path.resolve(import.meta.dirname, '../..');

/** The wizard in real Electron on the lab's laptop, at a site that the office prepared: the mouse alone, there and back (`wizard.spec.ts`). */
export async function runWizard(lab: Lab, site: Site, kind: AgentSettings['kind'] = 'factory'): Promise<Ended> {
  const data = mkdtempSync(path.join(os.tmpdir(), 'lab-wizard-'));
  const folder = path.join(data, 'sites', 'lab');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'site.json'), JSON.stringify(site));
  const display = await openDisplay();
  if (display === null) throw new Error('no display and no Xvfb');
  try {
    return await run('ip', ['netns', 'exec', lab.is.namespaces.laptop, process.execPath, path.join(root, 'node_modules/@playwright/test/cli.js'), 'test', '--config', path.join(root, 'test/lab/playwright.config.ts')], {
      env: {
        ...lab.is.laptop.environment, ...display.env,
        // Electron does not take further certificates from the environment as Node does, and the lab's are its own.
        NODE_TLS_REJECT_UNAUTHORIZED: '0',
        LAB_WIZARD_DATA: data, LAB_WIZARD_AGENTS: kind, LAB_WIZARD_PICTURE: path.join(root, `test-results/lab-wizard-${kind}.png`),
      },
      timeoutMs: 330_000,
    });
  } finally {
    display.stop();
    rmSync(data, { recursive: true, force: true });
  }
}
