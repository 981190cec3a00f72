import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../../../scripts/lib/project.ts';
import { failureText, readReport } from '../../../scripts/lib/report.ts';

const report = (testResults: unknown[]) => JSON.stringify({ numPassedTests: 3, testResults });

test('a failed test is named by its file and full name, without colours', () => {
  const assertionResults = [
    { fullName: 'a b', status: 'passed', failureMessages: [] },
    { fullName: 'a c', status: 'failed', failureMessages: ['\u001b[31mexpected 1\u001b[39m\n    at x.ts:1'] },
  ];
  const text = report([{ name: join(ROOT, 'test/x.test.ts'), message: '', status: 'failed', assertionResults }]);
  expect(readReport(text)).toEqual({
    passed: 3,
    failures: [{ name: 'test/x.test.ts › a c', message: 'expected 1\n    at x.ts:1' }],
  });
});

test('a file that cannot be loaded is a failure of its own', () => {
  const text = report([
    { name: join(ROOT, 'y.test.ts'), message: 'no module', status: 'failed', assertionResults: [] },
  ]);
  expect(readReport(text).failures).toEqual([{ name: 'y.test.ts', message: 'no module' }]);
});

test('a long message is cut at the asked number of lines, and says so', () => {
  expect(failureText({ name: 'n', message: 'one\ntwo\nthree' }, 3)).toBe('n\n    one\n    two\n    …');
  expect(failureText({ name: 'n', message: 'one' }, 3)).toBe('n\n    one');
});
