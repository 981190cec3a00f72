/**
 * What vitest's JSON report says: how many tests passed, and each failure as its file, its name and its message. A file
 * that cannot even be loaded has no failed tests; it is a failure all the same. Prints nothing and runs nothing.
 */
import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { ROOT } from './project.ts';

/** One thing that went wrong: where, and what it said. */
export interface Failure {
  /** `test/unit/x.test.ts › the test's full name`. */
  readonly name: string;
  readonly message: string;
}

export interface Outcome {
  readonly passed: number;
  readonly failures: readonly Failure[];
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly message: string;
    readonly status: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/** Reads the report's text. Throws when it is none. */
export function readReport(text: string): Outcome {
  const { numPassedTests, testResults } = JSON.parse(text) as VitestReport;
  const failures = testResults.flatMap(({ name, message, status, assertionResults }): Failure[] => {
    const file = relative(ROOT, name);
    const failed = assertionResults.filter((one) => one.status === 'failed');
    if (failed.length === 0 && status === 'failed') return [{ name: file, message: stripVTControlCharacters(message) }];
    return failed.map(({ fullName, failureMessages }) => ({
      name: `${file} › ${fullName}`,
      message: stripVTControlCharacters(failureMessages.join('\n')),
    }));
  });
  return { passed: numPassedTests, failures };
}

/** A failure in at most `lines` lines, its message indented below its name. */
export function failureText({ name, message }: Failure, lines: number): string {
  const all = message.split('\n');
  const shown = all.slice(0, lines - 1);
  if (shown.length < all.length) shown.push('…');
  return [name, ...shown.map((line) => `    ${line.slice(0, 300)}`)].join('\n');
}
