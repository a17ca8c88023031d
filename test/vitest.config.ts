import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const common = { testTimeout: 60_000, hookTimeout: 60_000, teardownTimeout: 20_000 } as const;

// All projects in one run, so that one count covers everything: pure and core tests beside each other, the screens in a
// light DOM, random steps against a real host (as many as the long run has time for), and the built app in a real
// browser. Most of them wait for other processes: one worker more than there are cores leaves none idle.
export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    maxWorkers: availableParallelism() + 1,
    projects: [
      {
        extends: true,
        test: {
          ...common,
          name: 'core',
          environment: 'node',
          include: ['test/{architecture,shared,core,headless}/**/*.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          ...common,
          name: 'screens',
          environment: 'happy-dom',
          setupFiles: ['test/renderer/setup.ts'],
          include: ['test/renderer/**/*.test.{ts,tsx}'],
        },
      },
      {
        extends: true,
        test: {
          ...common,
          testTimeout: process.env['SIGNALBOX_TEST_LONG'] ? 5_400_000 : 300_000,
          name: 'proof',
          environment: 'node',
          include: ['test/proof/**/*.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          ...common,
          testTimeout: 180_000,
          name: 'browser',
          environment: 'node',
          include: ['test/{e2e,shell}/**/*.test.ts'],
        },
      },
    ],
  },
});
