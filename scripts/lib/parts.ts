/**
 * The parts of the tests and how each is counted: a check counts as one, a suite as its tests. Each part prints its
 * own output as it runs and returns numbers; nothing here decides which parts run.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run, tool } from './project.ts';
import { type Failure, readOutcome } from './report.ts';
import { vitestCommand } from './vitest.ts';

export interface Count {
  readonly passed: number;
  readonly failed: number;
  /** The failures that have a name, in the order they came. */
  readonly failures?: readonly Failure[];
}

export const PASSED: Count = { passed: 1, failed: 0 };
export const FAILED: Count = { passed: 0, failed: 1 };

/** One check that is right or wrong. */
export function check(right: boolean): Count {
  return right ? PASSED : FAILED;
}

/** The types of everything. */
export function types(): Count {
  return check(run(tool('tsc'), ['-p', 'tsconfig.json', '--noEmit']) === 0);
}

/** Runs a command that leaves its numbers in a file; a command that fails without numbers counts as one failure. */
function counted(go: (report: string) => number, read: (text: string) => Count): Count {
  const folder = mkdtempSync(join(tmpdir(), 'trapline-test-'));
  try {
    const report = join(folder, 'report.json');
    const status = go(report);
    let count: Count;
    try {
      count = read(readFileSync(report, 'utf8'));
    } catch {
      count = { passed: 0, failed: 0 };
    }
    return status !== 0 && count.failed === 0 ? { ...count, failed: 1 } : count;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One of vitest.config.ts's projects. */
export function vitest(project: string, args: readonly string[] = []): Count {
  return counted(
    (report) => {
      const { file, words, env } = vitestCommand(project, report, { reporters: ['default'], args });
      return run(file, words, { env: { ...process.env, ...env } });
    },
    (text) => {
      const { passed, failures } = readOutcome(text);
      return { passed, failed: failures.length, failures };
    },
  );
}

/** The suite inside the editor's extension host. */
export function extensionHost(): Count {
  const go = (report: string) => run(tool('node'), ['test/editor/runHost.ts', `--report=${report}`]);
  return counted(go, (text) => JSON.parse(text) as Count);
}
