import { expect, test } from 'vitest';
import { ENTRY, EXIT } from '../../../../adapter/breakpoints/set.ts';
import { TamperRules, type TamperStop } from '../../../../adapter/tamper/ruleSet.ts';
import { catalog, scopeOf } from '../breakpoints/fakes.ts';

const OPENAT = 257;
const at = (change: Partial<TamperStop> = {}): TamperStop => ({
  phase: 'entry',
  arch: 'x86_64',
  nr: OPENAT,
  tgid: 10,
  tid: 10,
  ...change,
});
const scope = () => scopeOf({ pathname: '/etc/app.conf', flags: 0n });

test('calls without a rule cost a look-up and no scope', () => {
  const rules = new TamperRules(catalog);
  expect(rules.wants()).toBe(false);
  rules.set([
    { catch: 'openat', fail: 'ENOENT' },
    { catch: 'close@exit', return: 0 },
  ]);
  expect(rules.bits('x86_64', OPENAT)).toBe(ENTRY);
  expect(rules.bits('x86_64', 3)).toBe(EXIT);
  expect(rules.bits('x86_64', 0)).toBe(0);
  const never = (): never => {
    throw new Error('asked');
  };
  expect(rules.due(at({ nr: 0 }), never)).toEqual({ rules: [], logs: [], errors: [] });
  expect(rules.due(at({ phase: 'exit' }), never)).toEqual({ rules: [], logs: [], errors: [] });
});

test('condition, when and log compose', () => {
  const rules = new TamperRules(catalog);
  const condition = 'pathname =~ "\\\\.conf$"';
  rules.set([{ catch: 'openat', condition, when: '2..3', fail: 'ENOENT', log: '{pathname} from {count}' }]);
  const applied = [1, 2, 3, 4].map(() => rules.due(at(), scope));
  expect(applied.map((due) => due.rules.length)).toEqual([0, 1, 1, 0]);
  expect(applied.flatMap((due) => due.logs)).toEqual(['/etc/app.conf from 2', '/etc/app.conf from 3']);
  rules.due(at(), () => scopeOf({ pathname: '/etc/other' }));
  expect(rules.states()).toMatchObject([{ verified: true, hits: 4, applied: 2 }]);
});

test('per process and per thread', () => {
  const rules = new TamperRules(catalog);
  rules.set([
    { catch: 'openat', when: '1', perProcess: true, fail: 'ENOENT' },
    { catch: 'openat', when: '1', perThread: true, fail: 'EACCES' },
    { catch: 'openat', when: '1', signal: 'TERM' },
  ]);
  const count = (change: Partial<TamperStop>): number => rules.due(at(change), scope).rules.length;
  expect([count({}), count({ tid: 11 }), count({ tgid: 20, tid: 20 }), count({})]).toEqual([3, 1, 2, 0]);
  rules.set([{ catch: 'openat,read', when: '1', perSyscall: true, fail: 'EIO' }]);
  expect([count({}), count({ nr: 0 }), count({ nr: 0, tid: 11 }), count({})]).toEqual([1, 1, 0, 0]);
});

test('all that apply are due, in order; one that is off or wrong is not', () => {
  const rules = new TamperRules(catalog);
  const states = rules.set([
    { catch: 'openat', delayEntry: 1 },
    { catch: 'openat', fail: 'ENOENT', enabled: false },
    { catch: 'openat', fail: 'EFOO' },
    { catch: '%file', fail: 'EACCES' },
  ]);
  expect(states.map(({ verified }) => verified)).toEqual([true, true, false, true]);
  expect(states[2]?.message).toMatch(/EFOO/);
  expect(rules.due(at(), scope).rules.map(({ label }) => label)).toEqual(['openat: delay 1', '%file: fail EACCES']);
});

test('a condition that fails is said once and applies nothing', () => {
  const rules = new TamperRules(catalog);
  rules.set([{ catch: 'openat', condition: 'str(1) == "x"', fail: 'ENOENT' }]);
  const fails = () => scopeOf();
  const [first, second] = [rules.due(at(), fails), rules.due(at(), fails)];
  expect(first.rules).toEqual([]);
  expect(first.errors).toMatchObject([{ first: true }]);
  expect(second.errors).toMatchObject([{ first: false }]);
});

test('a new list keeps the counts of what is the same, switched off or not', () => {
  const rules = new TamperRules(catalog);
  const rule = { catch: 'openat', fail: 'ENOENT' };
  rules.set([rule]);
  rules.due(at(), scope);
  expect(rules.set([{ ...rule, enabled: false }])).toMatchObject([{ hits: 1 }]);
  expect(rules.due(at(), scope).rules).toEqual([]);
  expect(rules.set([rule, { ...rule, fail: 'EACCES' }])).toMatchObject([{ hits: 1 }, { hits: 0 }]);
});

test('of strace’s rules the last one for a call is the only one, for the calls and paths that are traced', () => {
  const rules = new TamperRules(catalog);
  rules.set([
    { catch: 'openat,read', fail: 'EIO', strace: {} },
    { catch: 'openat', when: '2', fail: 'ENOENT', strace: {} },
    { catch: 'close', skip: true, strace: { trace: 'openat,read' } },
    { catch: 'openat', signal: 'TERM' },
  ]);
  const labels = (change: Partial<TamperStop> = {}): string[] =>
    rules.due(at(change), scope).rules.map(({ label }) => label);
  expect(labels()).toEqual(['openat: signal TERM']);
  expect(labels()).toEqual(['openat: fail ENOENT', 'openat: signal TERM']);
  expect(labels({ nr: 0 })).toEqual(['openat,read: fail EIO']);
  expect(labels({ nr: 3 })).toEqual([]);
  rules.set([{ catch: 'openat', when: '1', fail: 'EIO', strace: { paths: ['/etc/app.conf'] } }]);
  const using = (path: string) => rules.due(at(), scope, (paths) => paths.has(path)).rules.length;
  expect([using('/etc'), using('/etc/app.conf'), using('/etc/app.conf')]).toEqual([0, 1, 0]);
});

test('which calls a rule is for, for those who must know before any is made', () => {
  const rules = new TamperRules(catalog);
  rules.set([
    { catch: '%desc', skip: true },
    { catch: 'getpid', return: 1, strace: {} },
    { catch: 'socket', skip: true, enabled: false },
  ]);
  expect(rules.isFor(['read'])).toBe(true);
  expect(rules.isFor(['getpid'])).toBe(false);
  expect(rules.isFor(['socket'])).toBe(false);
});

test('a number that the kernel gives to another process is counted from its start', () => {
  const rules = new TamperRules(catalog);
  rules.set([
    { catch: 'openat', when: '1', perProcess: true, fail: 'ENOENT' },
    { catch: 'openat', when: '1', perThread: true, perSyscall: true, fail: 'EACCES' },
    { catch: 'openat', when: '1', fail: 'EIO' },
  ]);
  const count = (tid: number): number => rules.due(at({ tgid: 10, tid }), scope).rules.length;
  expect([count(10), count(11), count(11)]).toEqual([3, 1, 0]);
  rules.ended({ tgid: 10, tid: 11 });
  expect(count(11)).toBe(1);
  rules.ended({ tgid: 10, tid: 10 });
  expect(count(10)).toBe(2);
});
