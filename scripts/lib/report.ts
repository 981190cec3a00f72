/**
 * What came of a suite: how many tests passed, and each failure as its file, its name, its message and the difference
 * that was found. Runs nothing and knows nothing of vitest.
 */
import { isAbsolute, relative } from 'node:path';
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

interface TestError {
  readonly message: string;
  readonly stack?: string | undefined;
  /** Expected and received, line by line. */
  readonly diff?: string | undefined;
  readonly cause?: unknown;
}

/** The failure of a test of a file; of the file itself where `test` is empty. */
export function failureOf(file: string, test: string, errors: readonly TestError[]): Failure {
  const name = isAbsolute(file) ? relative(ROOT, file) : file;
  const said = errors.map(({ message, stack, diff, cause }) => {
    const why = (cause as { message?: unknown } | undefined)?.message;
    // The frames of the project: those of the test runner say nothing.
    const frames = (stack ?? '').split('\n').filter((line) => /^ +at /.test(line) && !line.includes('node_modules'));
    return [message, ...(typeof why === 'string' ? [why] : []), ...(diff ? [diff] : []), ...frames].join('\n');
  });
  return { name: test === '' ? name : `${name} › ${test}`, message: stripVTControlCharacters(said.join('\n')) };
}

/** Reads what outcomeReporter.ts has written. Throws when it is nothing of the kind. */
export function readOutcome(text: string): Outcome {
  const { passed, failures } = JSON.parse(text) as Partial<Outcome>;
  if (typeof passed !== 'number' || !Array.isArray(failures)) throw new Error('no outcome of a test run');
  return { passed, failures };
}

/** A failure in at most `lines` lines, its message indented below its name. */
export function failureText({ name, message }: Failure, lines: number): string {
  const all = message.split('\n');
  const shown = all.slice(0, lines - 1);
  if (shown.length < all.length) shown.push('…');
  return [name, ...shown.map((line) => `    ${line.slice(0, 300)}`)].join('\n');
}
