import { describe, expect, it } from 'vitest';
import type { TamperRule } from '../../../../adapter/protocol/trapline.ts';
import {
  actionOf,
  actionText,
  catchOf,
  readRules,
  sameRule,
  targetOf,
  withAction,
  withEnabled,
  withText,
} from '../../../../extension/tamper/rule.ts';

describe('a rule’s target', () => {
  it.each([
    ['openat', 'openat', 'entry'],
    ['openat@exit', 'openat', 'exit'],
    ['read, write @entry', 'read, write', 'entry'],
    ['/^open@/', '/^open@/', 'entry'],
  ])('%s', (written, set, where) => {
    expect(targetOf({ catch: written })).toEqual({ set, where });
  });

  it('is written without the default', () => {
    expect(catchOf({ set: 'openat', where: 'entry' })).toBe('openat');
    expect(catchOf({ set: '%file', where: 'exit' })).toBe('%file@exit');
  });
});

describe('what a rule does', () => {
  it.each<[Partial<TamperRule>, string]>([
    [{ fail: 'ENOENT' }, 'fail ENOENT'],
    [{ return: 0 }, 'return 0'],
    [{ skip: true }, 'skip'],
    [{ skip: false }, 'does nothing'],
    [{ set: { flags: 'O_RDONLY', syscall: 'getpid', result: 3 } }, 'flags = O_RDONLY, do getpid instead, return 3'],
    [{ fail: 'ETIMEDOUT', delayExit: '5s' }, 'fail ETIMEDOUT, delay 5s at its end'],
    [{ signal: 'SIGTERM', delayEntry: 20 }, 'signal SIGTERM, delay 20ms'],
    [{ poke: { exit: { tp: '00' } } }, 'write bytes at tp'],
  ])('%o', (parts, text) => {
    expect(actionText({ catch: 'openat', ...parts })).toBe(text);
  });

  it('is replaced as a whole, everything else kept', () => {
    const before = { catch: 'openat', condition: 'flags', when: '2+', log: 'x', fail: 'ENOENT', delayExit: '1s' };
    expect(withAction(before, 'return', '0')).toEqual({
      catch: 'openat',
      condition: 'flags',
      when: '2+',
      log: 'x',
      return: '0',
    });
    expect(withAction({ catch: 'openat', enabled: false }, 'set', 'O_RDONLY', 'flags')).toEqual({
      catch: 'openat',
      enabled: false,
      set: { flags: 'O_RDONLY' },
    });
  });

  it('is read back for the questions, unless it is more than they ask', () => {
    expect(actionOf({ catch: 'openat', fail: 2 })).toEqual({ kind: 'fail', value: '2', argument: '' });
    expect(actionOf({ catch: 'openat', set: { flags: 1 } })).toEqual({ kind: 'set', value: '1', argument: 'flags' });
    expect(actionOf({ catch: 'openat', skip: true })).toEqual({ kind: 'skip', value: '', argument: '' });
    expect(actionOf({ catch: 'openat', fail: 'EIO', delayExit: '1s' })).toBeUndefined();
    expect(actionOf({ catch: 'openat', set: { flags: 1, mode: 0 } })).toBeUndefined();
    expect(actionOf({ catch: 'openat', fail: 'EIO', poke: { exit: {} } })).toBeUndefined();
  });
});

describe('changing a part', () => {
  it('takes an empty text away', () => {
    expect(withText({ catch: 'openat', when: '2' }, 'when', ' ')).toEqual({ catch: 'openat' });
    expect(withText({ catch: 'openat' }, 'condition', ' fd > 2 ')).toEqual({ catch: 'openat', condition: 'fd > 2' });
  });

  it('does not write what is the default', () => {
    expect(withEnabled({ catch: 'openat', enabled: false }, true)).toEqual({ catch: 'openat' });
    expect(withEnabled({ catch: 'openat' }, false)).toEqual({ catch: 'openat', enabled: false });
  });
});

describe('rules from outside', () => {
  it('are the same in any order of their parts, on or off', () => {
    expect(sameRule({ catch: 'a', fail: 'EIO', enabled: false }, { fail: 'EIO', catch: 'a' })).toBe(true);
    expect(sameRule({ catch: 'a', set: { x: 1, y: 2 } }, { catch: 'a', set: { y: 2, x: 1 } })).toBe(true);
    expect(sameRule({ catch: 'a', fail: 'EIO' }, { catch: 'a', fail: 'EPERM' })).toBe(false);
  });

  it('are kept only where they have the shape of one', () => {
    expect(readRules([{ catch: 'openat', skip: true }, null, 'x', {}, { catch: 3 }])).toEqual([
      { catch: 'openat', skip: true },
    ]);
    expect(readRules(undefined)).toEqual([]);
  });
});
