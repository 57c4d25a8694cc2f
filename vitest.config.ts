import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

/** Everything that needs neither a window nor root. The app tests are Playwright's, the lab has test/lab/vitest.config.ts. */
export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          environment: 'node',
          include: ['test/{unit,property,engine}/**/*.test.ts'],
          exclude: ['test/unit/renderer/**'],
        },
      },
      {
        // Talk over loopback and wait most of the time.
        extends: true,
        test: { name: 'protocol', environment: 'node', include: ['test/protocol/**/*.test.ts'] },
      },
      {
        extends: true,
        plugins: [react()],
        test: {
          name: 'window',
          environment: 'happy-dom',
          include: ['test/unit/renderer/**/*.test.{ts,tsx}'],
          css: { modules: { classNameStrategy: 'non-scoped' } },
        },
      },
    ],
    // Anything that waits longer waits for something that will not come.
    testTimeout: 20_000,
    hookTimeout: 30_000,
    restoreMocks: true,
    unstubEnvs: true,
    unstubGlobals: true,
  },
});
