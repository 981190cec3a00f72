import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../../../scripts/lib/project.ts';
import { failureOf, failureText, readOutcome } from '../../../scripts/lib/report.ts';

test('a failed test is named by its file and full name, with its difference and where it was, without colours', () => {
  const error = {
    message: '\u001b[31mexpected 1\u001b[39m',
    diff: '- 1\n+ 2',
    stack: `Error: expected 1\n    at ${ROOT}/x.ts:1\n    at ${ROOT}/node_modules/y.js:2`,
  };
  expect(failureOf(join(ROOT, 'test/x.test.ts'), 'a c', [error])).toEqual({
    name: 'test/x.test.ts › a c',
    message: `expected 1\n- 1\n+ 2\n    at ${ROOT}/x.ts:1`,
  });
});

test('a file that cannot be loaded is a failure of its own', () => {
  const failure = { name: 'y.test.ts', message: 'no module' };
  expect(failureOf(join(ROOT, 'y.test.ts'), '', [{ message: 'no module' }])).toEqual(failure);
});

test('what is no outcome is not read as one', () => {
  expect(readOutcome('{"passed":3,"failures":[]}')).toEqual({ passed: 3, failures: [] });
  for (const text of ['', '{}', '{"passed":3}']) expect(() => readOutcome(text)).toThrow();
});

test('a long message is cut at the asked number of lines, and says so', () => {
  expect(failureText({ name: 'n', message: 'one\ntwo\nthree' }, 3)).toBe('n\n    one\n    two\n    …');
  expect(failureText({ name: 'n', message: 'one' }, 3)).toBe('n\n    one');
});
