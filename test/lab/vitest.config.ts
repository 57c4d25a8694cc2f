import { defineConfig } from 'vitest/config';

/** Real namespaces, a real box: one lab at a time, as root, on Linux. */
export default defineConfig({
  test: {
    include: ['test/lab/*.test.ts'],
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 400_000,
  },
});
