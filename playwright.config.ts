import { defineConfig } from '@playwright/test';

/** The program in real Electron. One at a time: every test starts the whole program, and two cores are all there is. */
export default defineConfig({
  testDir: 'test/app',
  testMatch: '*.spec.ts',
  outputDir: 'test-results/app',
  workers: 1,
  fullyParallel: false,
  retries: 0,
  // A journey takes half a minute; on a machine that does something else as well it takes longer.
  timeout: 240_000,
  expect: { timeout: 30_000 },
  forbidOnly: Boolean(process.env['CI']),
  reporter: [['list'], ['json']],
});
