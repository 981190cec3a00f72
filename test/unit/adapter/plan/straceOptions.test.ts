import { expect, test } from 'vitest';
import { readAttachArguments, readLaunchArguments } from '../../../../adapter/plan/arguments.ts';
import { prepareLaunch } from '../../../../adapter/plan/launchPlan.ts';
import { splitWords } from '../../../../adapter/plan/straceOptions.ts';

const launch = (fields: Record<string, unknown>) => readLaunchArguments({ program: '/bin/true', ...fields });

test('words are split as by a shell', () => {
  expect(splitWords(` -f  -o 'a b' -e"trace=open" x\\ y '' `)).toEqual(['-f', '-o', 'a b', '-etrace=open', 'x y', '']);
  expect(() => splitWords("-o 'x")).toThrow('"strace": the quote \' is not closed.');
});

test('the options become log, tamper rules, children and environment', () => {
  const args = launch({ strace: '-s 200 -yy -o /tmp/log -e trace=%file -e inject=openat:error=ENOENT:when=3 -E A=1' });
  expect(args).toMatchObject({ followForks: false, tamper: [{ catch: 'openat', fail: 'ENOENT', when: '3' }] });
  const { plan } = prepareLaunch(args, {});
  expect(plan.log).toEqual({
    file: '/tmp/log',
    catch: '%file',
    strings: 200,
    decodeFds: true,
    fdDetails: ['dev', 'socket', 'pidfd', 'eventfd', 'signalfd'],
  });
  expect(plan.env).toContain('A=1');
});

test('a list of words is taken as it is, and the attribute for children wins', () => {
  expect(launch({ strace: ['-f', '-o', '/tmp/a b'], followForks: false })).toMatchObject({
    followForks: false,
    strace: { output: '/tmp/a b' },
  });
  expect(readAttachArguments({ pid: 1, strace: ['-f'] }).followForks).toBe(true);
});

test('format options go over those of the log', () => {
  const args = launch({ strace: '-T', log: { file: '/tmp/log', strings: 5 } });
  expect(prepareLaunch(args, {}).plan.log).toMatchObject({ file: '/tmp/log', strings: 5, durations: true });
});

test('without a file the log is for the debug console', () => {
  const { log } = prepareLaunch(launch({ strace: '-T' }), {}).plan;
  expect(log).toMatchObject({ durations: true });
  expect(log).not.toHaveProperty('file');
  expect(prepareLaunch(launch({ strace: '-e inject=openat:error=ENOENT' }), {}).plan.log).toBeUndefined();
});

test.each([
  ['-Q', '"strace": invalid option -- \'Q\'.'],
  ['-p 1', '"strace": option -p is for the command line.'],
  ['-f ls', '"strace": \'ls\' is no option; the program is named in "program".'],
  ['-u nobody', '"strace": option -u is for the command line.'],
  ['-o |cat', '"strace": -o |cat: a debug session writes its log to a file; name one.'],
])('%s is one sentence', (strace, message) => {
  expect(() => launch({ strace })).toThrow(message);
});

test('nothing written is nothing asked', () => {
  expect(launch({ strace: '' })).not.toHaveProperty('strace');
  expect(launch({ strace: [] })).not.toHaveProperty('strace');
});
