import { describe, expect, test } from 'vitest';
import { nativeCatalog } from '../../../../adapter/breakpoints/nativeCatalog.ts';
import type { TamperRule } from '../../../../adapter/protocol/trapline.ts';
import { compileRule } from '../../../../adapter/tamper/rule.ts';
import { catalog } from '../breakpoints/fakes.ts';

const message = (rule: TamperRule): string => {
  const result = compileRule(rule, catalog);
  return 'message' in result ? result.message : 'fine';
};
const actions = (rule: TamperRule): unknown => {
  const result = compileRule(rule, catalog);
  return 'rule' in result ? result.rule.actions : result.message;
};

describe('actions', () => {
  test('at entry a result means that the call is skipped', () => {
    expect(actions({ catch: 'openat', fail: 'ENOENT' })).toEqual([{ kind: 'fail', errno: 2, skip: true }]);
    expect(actions({ catch: 'write', return: 5 })).toEqual([{ kind: 'return', value: 5n, skip: true }]);
    expect(actions({ catch: 'write', return: '0x10' })).toEqual([{ kind: 'return', value: 16n, skip: true }]);
    expect(actions({ catch: 'write', skip: true })).toEqual([{ kind: 'return', value: 0n, skip: true }]);
  });

  test('at exit it is only what the program is told', () => {
    expect(actions({ catch: 'openat@exit', fail: 13 })).toEqual([{ kind: 'fail', errno: 13, skip: false }]);
    expect(actions({ catch: 'read', set: { result: 1 } })).toEqual([{ kind: 'return', value: 1n, skip: false }]);
  });

  test('the order is: values, bytes, result, signal, delays', () => {
    const rule = { catch: 'read', signal: 'TERM', delayEntry: '1s', delayExit: '500us', fail: 'EACCES' };
    expect(actions({ ...rule, set: { count: 3 }, poke: { exit: { buf: '00ff' } } })).toEqual([
      { kind: 'set', target: 'count', value: 3n },
      { kind: 'poke', at: 'exit', target: 'buf', bytes: Uint8Array.of(0, 255) },
      { kind: 'fail', errno: 13, skip: true },
      { kind: 'signal', signal: 15 },
      { kind: 'delay', at: 'entry', milliseconds: 1000 },
      { kind: 'delay', at: 'exit', milliseconds: 0.5 },
    ]);
  });

  test('with another call in its place nothing is skipped', () => {
    expect(actions({ catch: 'write', set: { syscall: 'getpid' }, return: 3 })).toEqual([
      { kind: 'syscall', name: 'getpid' },
      { kind: 'return', value: 3n, skip: false },
    ]);
  });

  test('a part of a structure, at the entry and at the exit', () => {
    const at = (when: string) => ({ catch: `stat@${when}`, set: { 'statbuf.st_size': 'count + 1' } });
    const field = { kind: 'field', target: 'statbuf.st_size', argument: 'statbuf', path: ['st_size'] };
    expect(actions(at('exit'))).toMatchObject([{ ...field, at: 'exit' }]);
    expect(actions(at('entry'))).toMatchObject([{ ...field, at: 'entry' }]);
    expect(actions({ catch: 'stat', set: { 'statbuf[2].x': 5 } })).toMatchObject([{ path: [2, 'x'], value: 5n }]);
  });

  test('a label says what the rule does', () => {
    const result = compileRule(
      { catch: 'openat', fail: 'ENOENT', delayEntry: '2s', set: { flags: 'O_WRONLY' } },
      catalog,
    );
    expect('rule' in result && result.rule.label).toBe('openat: flags = O_WRONLY, fail ENOENT, delay 2s');
  });
});

describe('what is wrong is one sentence', () => {
  const wrong: readonly (readonly [TamperRule, string | RegExp])[] = [
    [{ catch: 'opnat', fail: 'ENOENT' }, 'Unknown system call "opnat". Did you mean openat, openat2?'],
    [{ catch: 'openat', fail: 'ENOENTT' }, /^Unknown error "ENOENTT"\. Did you mean ENOENT/],
    [{ catch: 'openat', fail: 0 }, '0 is no errno: they are from 1 to 4095.'],
    [{ catch: 'openat', fail: 4096 }, '4096 is no errno: they are from 1 to 4095.'],
    [{ catch: 'openat', return: -2 }, /^A result of -2 is error 2 to the program/],
    [{ catch: 'openat', return: 1.5 }, 'return must be a whole number, not 1.5.'],
    [{ catch: 'openat', return: '0x10000000000000000' }, '18446744073709551616 does not fit into a register.'],
    [{ catch: 'openat', set: { flags: '0x1ffffffffffffffff' } }, /fits no register/],
    [{ catch: 'openat' }, /^The rule does nothing/],
    [{ catch: 'openat', fail: 'ENOENT', skip: true }, /^fail, return and skip exclude each other/],
    [{ catch: 'openat', fail: 'ENOENT', condition: 'pathname ==' }, /^Condition: /],
    [{ catch: 'openat', fail: 'ENOENT', condition: 'path == "x"' }, /^Condition: Unknown name "path"/],
    [{ catch: 'openat', fail: 'ENOENT', condition: 'errno == 2' }, /write openat@exit/],
    [{ catch: 'openat', fail: 'ENOENT', when: '0' }, /true for no hit/],
    [{ catch: 'openat', fail: 'ENOENT', when: 'often' }, /is not a hit condition/],
    [{ catch: 'openat', fail: 'ENOENT', log: '{pathname' }, /^Log message: /],
    [{ catch: 'openat', set: { size: 1 } }, /^"size" is not an argument of openat/],
    [{ catch: 'openat', set: { flags: 'O_RDNLY' } }, /^set\.flags: Unknown name "O_RDNLY"/],
    [{ catch: 'openat', set: { syscall: 'getpd' } }, 'Unknown system call "getpd". Did you mean getpid?'],
    [{ catch: 'openat', signal: 'SIGFOO' }, /^Unknown signal "SIGFOO"/],
    [{ catch: 'openat', signal: 65 }, '65 is no signal: they are from 1 to 64.'],
    [{ catch: 'openat', delayEntry: 'soon' }, /is no time/],
    [{ catch: 'openat', delayEntry: '2000s', fail: 'ENOENT', skip: false }, 'fine'],
    [{ catch: 'openat', delayEntry: '4000s' }, /more than an hour/],
    [{ catch: 'read', poke: { exit: { buf: 'abc' } } }, /not bytes in hexadecimal/],
    [{ catch: 'read', poke: { exit: { buf: '00'.repeat(65_537) } } }, /^More than 65536 bytes/],
    [{ catch: 'open', poke: { entry: { '@arg4': '00' } } }, 'No call of open has an argument @arg4.'],
    [{ catch: 'open,openat', poke: { entry: { '@arg4': '00' } } }, 'fine'],
    [{ catch: 'read', poke: { exit: { bug: 'ab' } } }, /^"bug" is not an argument of read.* Did you mean buf/],
    [{ catch: 'read@exit', skip: true }, /comes too late at the exit/],
    [{ catch: 'read@exit', set: { count: 1 } }, /comes too late at the exit/],
    [{ catch: 'read@both', skip: true }, /write @entry or @exit/],
    [{ catch: 'stat', set: { 'buf.st_size': 1 } }, /^"buf" is not an argument of stat/],
    [{ catch: 'stat', set: { 'statbuf..st_size': 1 } }, /^"statbuf\.\.st_size" is not an argument of stat/],
    [
      { catch: 'stat@exit', set: { 'statbuf.st_size': 'st_size + 1' } },
      /^set\.statbuf\.st_size: Unknown name "st_size"/,
    ],
  ];
  test.each(wrong)('%j', (rule, sentence) => {
    expect(message(rule)).toMatch(sentence);
  });

  test('what this kernel cannot do is refused with its own sentence, the rest is not', () => {
    const limits = { changing: 'Needs Linux 6.16.' };
    expect(compileRule({ catch: 'read', skip: true }, catalog, limits)).toEqual({ message: 'Needs Linux 6.16.' });
    expect(compileRule({ catch: 'read', signal: 'TERM' }, catalog, limits)).toHaveProperty('rule');
  });
});

test('the clock of a timer is a name in its calls, and in no others', () => {
  const refusal = (call: string): string | undefined => {
    const result = compileRule({ catch: call, condition: 'clockid == CLOCK_REALTIME', delayEntry: 1 }, nativeCatalog);
    return 'message' in result ? result.message : undefined;
  };
  expect(['timer_settime', 'timerfd_settime', 'clock_nanosleep', 'read,timerfd_gettime'].map(refusal)).toEqual(
    Array(4).fill(undefined),
  );
  expect(refusal('nanosleep')).toMatch(/^Condition: "clockid" is not an argument of nanosleep/);
});

test('a call that ends a signal’s handler has no result and no arguments of its own', () => {
  const refusal = (rule: TamperRule): string | undefined => {
    const result = compileRule(rule, nativeCatalog);
    return 'message' in result ? result.message : undefined;
  };
  expect(refusal({ catch: 'rt_sigreturn', fail: 'EPERM' })).toBe(
    "rt_sigreturn can't be changed: it ends a signal's handler and has no result.",
  );
  expect(refusal({ catch: 'rt_sigreturn', delayEntry: 1 })).toBeUndefined();
  const rule = compileRule({ catch: 'all', fail: 'EPERM' }, nativeCatalog);
  expect('rule' in rule && rule.rule.set.matches('x86_64', 15, 'rt_sigreturn')).toBe(false);
  expect('rule' in rule && rule.rule.set.matches('x86_64', 14, 'rt_sigprocmask')).toBe(true);
});
