import { defineConfig } from 'vitest/config';

/** Real namespaces, a real box, as root, on Linux. Two labs at a time: each has its own names, and mostly waits. */
export default defineConfig({
  test: {
    include: ['test/lab/*.test.ts'],
    maxWorkers: 2,
    testTimeout: 300_000,
    hookTimeout: 400_000,
  },
});
