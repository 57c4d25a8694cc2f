import { defineConfig } from 'vitest/config';

/** Hours, not minutes: every kind of box and every fault at every place (`npm run test:nightly`). Two labs at a time, as root, on Linux. */
export default defineConfig({
  test: {
    include: ['test/lab/nightly/**/*.test.ts'],
    maxWorkers: 2,
    testTimeout: 3_600_000,
    hookTimeout: 900_000,
  },
});
