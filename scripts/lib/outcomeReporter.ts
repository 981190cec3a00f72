/**
 * A vitest reporter that writes an Outcome to the file that TRAPLINE_TEST_OUTCOME names: how many tests passed, and each
 * failure with its message and the difference that was found, which vitest's own JSON leaves out.
 */
import { writeFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';
import { type Failure, failureOf, type Outcome } from './report.ts';

/** This file, as vitest's --reporter. */
export const OUTCOME_REPORTER = import.meta.filename;

/** The variable that says where the outcome is to be written. */
export const OUTCOME_FILE = 'TRAPLINE_TEST_OUTCOME';

function failuresOf(module: TestModule): Failure[] {
  const failed = [...module.children.allTests('failed')];
  // A file that cannot even be loaded, or whose hooks fail, may have no failed test: it is a failure all the same.
  const around = [...module.children.allSuites()].flatMap((suite) =>
    suite.errors().map((error) => failureOf(module.moduleId, suite.fullName, [error])),
  );
  // Its process has ended under it.
  const lost = /^(queued|pending)$/.test(module.state()) ? [{ message: 'has not come to its end' }] : [];
  return [
    ...lost.map((error) => failureOf(module.moduleId, '', [error])),
    ...module.errors().map((error) => failureOf(module.moduleId, '', [error])),
    ...around,
    ...failed.map((test) => failureOf(module.moduleId, test.fullName, test.result().errors ?? [])),
  ];
}

export default class OutcomeReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly { stack?: string; message: string }[]): void {
    const file = process.env[OUTCOME_FILE];
    if (file === undefined) return;
    const outcome: Outcome = {
      passed: modules.reduce((sum, module) => sum + [...module.children.allTests('passed')].length, 0),
      failures: [
        ...modules.flatMap(failuresOf),
        ...unhandled.map((error) => failureOf('vitest', 'an error that no test caught', [error])),
      ],
    };
    writeFileSync(file, JSON.stringify(outcome));
  }
}
