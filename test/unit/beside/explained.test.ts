import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { aligned, compareSteady, compareUnsteady } from '../../beside/compare.ts';
import { EXPLAINED, EXPLAINED_UNSTEADY, explanation } from '../../beside/explained.ts';

const page = readFileSync(resolve(import.meta.dirname, '../../../docs/beside-strace.md'), 'utf8');

test.each([...EXPLAINED, ...EXPLAINED_UNSTEADY].map((row) => [row.reason]))('the page has: %s', (reason) => {
  expect(page).toContain(reason);
});

test('lines are aligned, and those of one call belong together', () => {
  expect(aligned(['a(1)', 'b(2)', 'c(3)'], ['a(1)', 'b(4)', 'd(5)', 'c(3)'])).toEqual([
    { strace: 'b(2)', ours: 'b(4)' },
    { strace: undefined, ours: 'd(5)' },
  ]);
});

const log = (...lines: string[]): string => `${lines.join('\n')}\n`;

test('ids, addresses and padding are no difference, order in a process is', () => {
  const one = log('100 brk(NULL)       = 0x555555559000', '100 fork() = 101', '101 getpid() = 101', '100 close(3) = 0');
  const same = log('230 brk(NULL) = 0x55aa5555a000', '230 fork() = 231', '230 close(3) = 0', '231 getpid()    = 231');
  expect(compareSteady(one, same).differences).toEqual([]);
  const other = log('230 fork() = 231', '230 brk(NULL) = 0x55aa5555a000', '231 getpid() = 231', '230 close(3) = 0');
  expect(compareSteady(one, other).differences).toHaveLength(2);
  expect(compareUnsteady([one], [other]).differences).toEqual([]);
});

test('calls that were interrupted are put together, and where they are cut is compared', () => {
  const whole = log('100 read(3, "a", 1) = 1', '101 close(3) = 0');
  const cut = log('100 read(3,  <unfinished ...>', '101 close(3) = 0', '100 <... read resumed>"a", 1) = 1');
  expect(compareSteady(whole, cut).differences).toEqual([]);
  const elsewhere = log('100 read(3 <unfinished ...>', '101 close(3) = 0', '100 <... read resumed>, "a", 1) = 1');
  expect(compareSteady(cut, elsewhere).differences).not.toEqual([]);
});

test('what a program gets in brackets within brackets does not move the cut', () => {
  const action = (old: string): string =>
    log('100 rt_sigaction(2,  <unfinished ...>', '101 close(3) = 0', `100 <... rt_sigaction resumed>${old}, 8) = 0`);
  const [none, some] = [action('NULL'), action('{sa_handler=SIG_DFL, sa_mask=~[KILL STOP], sa_flags=0}')];
  const whole = log('100 rt_sigaction(2, NULL, 8) = 0', '101 close(3) = 0');
  expect(compareUnsteady([none], [some]).differences).toEqual(compareUnsteady([whole], [some]).differences);
});

test('a difference in notation is not explained by chance', () => {
  const known = { strace: new Set<string>(), ours: new Set<string>() };
  const difference = { strace: 'read(3, "a", 1) = 1', ours: 'read(3, [a], 1) = 1' };
  expect(explanation(difference, false, known)).toBeUndefined();
});

test('a call that ended in one log and was cut off in the other is no difference; two calls are', () => {
  const known = { strace: new Set<string>(), ours: new Set<string>() };
  const ours = '<... rt_sigprocmask resumed> <unfinished ...>) = ?';
  expect(explanation({ strace: '<... rt_sigprocmask resumed>NULL, 8) = 0', ours }, false, known)?.name).toBe('cut off');
  expect(explanation({ strace: '<... read resumed>"", 8) = 0', ours }, false, known)).toBeUndefined();
});
