import { expect, test } from 'vitest';
import { parseOptions } from '../../../../adapter/cli/options.ts';

test('options end where the program begins', () => {
  expect(parseOptions(['-f', '-o', 'log', '-e', 'trace=openat,%net', 'ls', '-f', '--', 'x'])).toEqual({
    kind: 'trace',
    followForks: true,
    output: 'log',
    trace: 'openat,%net',
    program: 'ls',
    args: ['-f', '--', 'x'],
  });
});

test('values may be attached, and a bare SET means trace=', () => {
  expect(parseOptions(['-olog', '-eopenat', 'ls'])).toMatchObject({ output: 'log', trace: 'openat' });
  expect(parseOptions(['--output=log', '--trace=%file', '--', '-weird'])).toMatchObject({
    output: 'log',
    trace: '%file',
    program: '-weird',
  });
});

test.each([
  [['-o'], /requires an argument -- 'o'/],
  [[], /must have PROGRAM/],
  [['--nonsense', 'ls'], /--nonsense is not supported/],
  [['-e', 'kvm=vcpu', 'ls'], /-e kvm= is not supported/],
])('%j is an error that names it', (argv, message) => {
  expect(parseOptions(argv)).toEqual({ kind: 'error', message: expect.stringMatching(message) });
});
