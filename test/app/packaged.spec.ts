import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chromium } from '@playwright/test';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { expect, ROOT, test } from './program';
import { Wizard } from './wizard';

/** The program as it is shipped: everything inside one archive, fuses set. Only its page can be reached, as by anybody. */
test.describe('the packaged program', () => {
  test.skip(process.platform !== 'linux', 'packaged on Linux only so far');
  let program: string;
  let data: string;
  let running: ChildProcess | null = null;

  test.beforeAll(() => {
    test.setTimeout(240_000);
    program = execFileSync(process.execPath, ['build/package.mjs'], { cwd: ROOT, encoding: 'utf8' }).trim().split('\n').at(-1) ?? '';
  });
  test.beforeEach(() => {
    data = mkdtempSync(path.join(os.tmpdir(), 'kerberos-tunnel-packaged-'));
  });
  test.afterEach(async () => {
    if (running !== null) await stop(running);
    running = null;
    rmSync(data, { recursive: true, force: true });
  });

  /** Starts it and returns what it has written to standard error when its page can be reached. */
  const start = (...args: string[]): Promise<string> =>
    new Promise((resolve, reject) => {
      const child = spawn(program, [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), `--user-data-dir=${data}`, '--lang=en', '--remote-debugging-port=0', ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
      running = child;
      let said = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        if (said.includes('DevTools listening on ')) resolve(said);
      });
      child.once('exit', () => {
        reject(new Error(said));
      });
    });

  test('connects the practice site', async () => {
    const address = /DevTools listening on (ws:\S+)/.exec(await start())?.[1] ?? '';
    // Without these two Playwright asks for what only a whole browser has.
    const browser = await chromium.connectOverCDP(address, { isLocal: true, noDefaults: true });
    const context = browser.contexts()[0];
    const page = context?.pages()[0] ?? (await context?.waitForEvent('page'));
    if (page === undefined) throw new Error('the program has no page');
    await new Wizard(page).practise();
    await browser.close();
  });

  test('lets nobody into its main process', async () => {
    expect(await start('--inspect=0')).not.toContain('Debugger listening');
  });

  test('is no Node for others', () => {
    const asNode = (executable: string): string => {
      try {
        return execFileSync(executable, ['-p', '"I am " + "Node"'], { env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', HOME: data, XDG_CONFIG_HOME: data }, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 10_000 });
      } catch {
        // It started as itself and was ended by the deadline, or by Chromium, which does not run for root.
        return '';
      }
    };
    expect(asNode(createRequire(import.meta.url)('electron') as string)).toContain('I am Node');
    expect(asNode(program)).toBe('');
  });
});

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const patience = setTimeout(() => child.kill('SIGKILL'), 15_000);
  await gone;
  clearTimeout(patience);
}
