import { defineConfig } from '@playwright/test';

/** The program in real Electron. One at a time: every test starts the whole program, and two cores are all there is. */
export default defineConfig({
  testDir: 'test/app',
  testMatch: '*.spec.ts',
  outputDir: 'test-results/app',
  workers: 1,
  fullyParallel: false,
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  forbidOnly: Boolean(process.env['CI']),
  reporter: [['list'], ['json']],
});
