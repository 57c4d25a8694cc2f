import { defineConfig } from '@playwright/test';

/** Started by wizard.test.ts, inside the lab. */
export default defineConfig({ testDir: '.', testMatch: '*.spec.ts', outputDir: '../../test-results/lab', workers: 1, retries: 0, timeout: 300_000, expect: { timeout: 30_000 }, reporter: [['list']] });
