import { _electron, test as base, type ElectronApplication, type Page } from '@playwright/test';
import type { ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

export const ROOT = path.resolve(import.meta.dirname, '../..');
/** A packaged program instead of the source build, for the same tests. */
const PACKAGED = process.env['TUNNEL_PROGRAM'];

export interface LaunchOptions {
  /** The program's own folder; the same one again is "start it again". */
  readonly data: string;
  readonly traces: string;
  readonly colorScheme?: 'light' | 'dark';
  readonly executablePath?: string;
  readonly sandbox?: boolean;
}

/** The program as it runs: its process, its one page, and what its console said. */
export class Running {
  readonly app: ElectronApplication;
  readonly page: Page;
  /** Errors and uncaught exceptions of the page, in words. */
  readonly complaints: string[] = [];
  // Playwright forgets it when the program has ended.
  readonly #process: ChildProcess;

  private constructor(app: ElectronApplication, page: Page) {
    this.app = app;
    this.page = page;
    this.#process = app.process();
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => {
      this.complaints.push(String(error));
    });
  }

  static async launch(options: LaunchOptions): Promise<Running> {
    const args = [`--user-data-dir=${options.data}`, '--lang=en'];
    const app = await _electron.launch({
      ...(options.executablePath !== undefined ? { executablePath: options.executablePath, args: [...args, ROOT] } : PACKAGED !== undefined ? { executablePath: PACKAGED, args } : { args: [...args, ROOT] }),
      // Chromium has no sandbox for root.
      chromiumSandbox: options.sandbox ?? process.getuid?.() !== 0,
      cwd: ROOT,
      env: { ...definedEnvironment(), TZ: 'Europe/Brussels', LANGUAGE: 'en' },
      colorScheme: options.colorScheme ?? 'light',
      tracesDir: options.traces,
    });
    const page = await app.firstWindow();
    const running = new Running(app, page);
    await app.context().tracing.start({ screenshots: true, snapshots: true });
    await page.waitForLoadState();
    return running;
  }

  /** SIGKILL: no handler runs, nothing is flushed. Resolves when the process is gone. */
  async kill(): Promise<void> {
    const child = this.#process;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }

  async close(traceTo: string | null): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    await this.app.context().tracing.stop(traceTo === null ? {} : { path: traceTo });
    await this.app.close();
  }
}

function definedEnvironment(): Record<string, string> {
  return Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined && !entry[0].startsWith('ELECTRON_RUN')));
}

interface Fixtures {
  /** The program's folder, fresh for every test. */
  readonly data: string;
  /** Complaints of the console that this test provokes; any other fails it. */
  readonly provoked: RegExp[];
  readonly start: (options?: Partial<LaunchOptions>) => Promise<Running>;
  readonly running: Running;
}

export const test = base.extend<Fixtures>({
  provoked: [[], { option: true }],
  data: async ({}, use) => {
    const data = mkdtempSync(path.join(os.tmpdir(), 'kerberos-tunnel-app-'));
    await use(data);
    rmSync(data, { recursive: true, force: true });
  },
  start: async ({ data, provoked }, use, info) => {
    const started: Running[] = [];
    await use(async (options = {}) => {
      const running = await Running.launch({ data, traces: info.outputPath('traces'), ...options });
      started.push(running);
      return running;
    });
    const failed = info.status !== info.expectedStatus;
    mkdirSync(info.outputDir, { recursive: true });
    for (const [index, running] of started.entries()) await running.close(failed ? info.outputPath(`trace-${index + 1}.zip`) : null);
    const complaints = started.flatMap((running) => running.complaints).filter((complaint) => !provoked.some((pattern) => pattern.test(complaint)));
    if (!failed) base.expect(complaints, 'the console of the window').toEqual([]);
  },
  running: async ({ start }, use) => {
    await use(await start());
  },
});

export { expect } from '@playwright/test';
