/**
 * The test projects. `unit` is pure and parallel; `tracer` and `dap` start real programs under ptrace, each file in a
 * process of its own, as a tracer thread and a SIGCHLD handler belong to one process; `window` drives a real editor.
 */
import { defineConfig } from 'vitest/config';

const own = { environment: 'node', passWithNoTests: true } as const;

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...own,
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          pool: 'threads',
          // One that reads all sources takes a second of a processor that it may have to share with many.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          ...own,
          name: 'tracer',
          include: ['test/tracer/**/*.test.ts'],
          globalSetup: 'test/support/builtPrograms.ts',
          pool: 'forks',
          fileParallelism: false,
          testTimeout: 20_000,
        },
      },
      {
        test: {
          ...own,
          name: 'dap',
          include: ['test/dap/**/*.test.ts'],
          globalSetup: 'test/support/builtPrograms.ts',
          pool: 'forks',
          fileParallelism: false,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          ...own,
          name: 'window',
          include: ['test/editor/window/**/*.test.ts'],
          pool: 'forks',
          fileParallelism: false,
          // Long, because nothing waits for time: only a failure or a very busy machine takes so long.
          testTimeout: 240_000,
          expect: { poll: { timeout: 20_000 } },
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
