import { expect, test } from 'vitest';
import { notACommand, parseCommand } from '../../../../adapter/tamper/command.ts';

test.each([
  ['skip', { kind: 'skip', value: '' }],
  ['skip ENOENT', { kind: 'skip', value: 'ENOENT' }],
  ['  return  count / 2 ', { kind: 'return', value: 'count / 2' }],
  ['fail 13', { kind: 'fail', value: '13' }],
  ['retry', { kind: 'retry' }],
  ['set flags = O_RDONLY|O_CLOEXEC', { kind: 'set', target: 'flags', value: 'O_RDONLY|O_CLOEXEC' }],
  ['set $rax=1', { kind: 'set', target: '$rax', value: '1' }],
  ['set pathname = "a = b"', { kind: 'set', target: 'pathname', value: '"a = b"' }],
  ['signal 0', { kind: 'signal', value: '0' }],
  ['delay 100ms', { kind: 'delay', value: '100ms' }],
  ['call getpid()', { kind: 'call', name: 'getpid', args: [] }],
  ['call open("a,b(", O_RDONLY, u8(1, 2))', { kind: 'call', name: 'open', args: ['"a,b("', 'O_RDONLY', 'u8(1, 2)'] }],
  ['help', { kind: 'help' }],
])('%s', (text, command) => {
  expect(parseCommand(text)).toEqual(command);
});

test.each(['flags', 'signal', 'skipped', 'fd == 3', '', '$rax', 'signal == 1 ? 2 : 3'.replace('signal', 'sig')])(
  '%j is an expression',
  (text) => {
    expect(parseCommand(text)).toBeUndefined();
  },
);

test.each([
  ['fail', 'Write fail ERRNO'],
  ['retry now', 'Write retry: '],
  ['set flags', 'Write set ARG = VALUE'],
  ['set flags == 1', 'Write set ARG = VALUE'],
  ['call getpid', 'Write call NAME(ARGS)'],
  ['call close(,)', 'at most six arguments'],
  ['call x(1,2,3,4,5,6,7)', 'at most six arguments'],
])('%s is told how it is written', (text, sentence) => {
  expect(() => parseCommand(text)).toThrow(sentence);
});

test('the sentence for another word lists the commands', () => {
  expect(notACommand('frobnicate')).toBe(
    '"frobnicate" is none of the commands skip, return, fail, retry, set, signal, delay, call, help.',
  );
});
