import { describe, expect, it } from 'vitest';
import { BreakpointSet, type BreakpointStop } from '../../../../adapter/breakpoints/breakpointSet.ts';
import { lookup } from '../../../../adapter/breakpoints/set.ts';
import type { BreakpointSpec } from '../../../../adapter/engine/api.ts';
import { catalog, scopeOf } from './fakes.ts';

const OPENAT_ENTRY: BreakpointStop = { kind: 'syscall-entry', arch: 'x86_64', nr: 257 };
const OPENAT_EXIT: BreakpointStop = { kind: 'syscall-exit', arch: 'x86_64', nr: 257, isError: false, errno: 0 };
const OPENAT_FAILED: BreakpointStop = { kind: 'syscall-exit', arch: 'x86_64', nr: 257, isError: true, errno: 2 };

function setOf(...specs: Omit<BreakpointSpec, 'id'>[]): BreakpointSet {
  const set = new BreakpointSet(catalog);
  const answers = set.setBreakpoints(specs.map((spec, index) => ({ id: index + 1, ...spec })));
  expect(answers.filter((answer) => !answer.verified)).toEqual([]);
  return set;
}

const scope = () => scopeOf({ pathname: '/etc/x.conf', errno: 2n });

function unread(): never {
  throw new Error('nobody needs the scope');
}

describe('watchTable', () => {
  it('has the bits of all breakpoints by ABI', () => {
    const set = setOf({ name: 'openat' }, { name: '%file@exit' }, { name: 'mmap2@both' });
    const table = set.watchTable('x86_64');
    expect([257, 2, 0, 192].map((nr) => lookup(table, nr))).toEqual([3, 2, 0, 0]);
    const i386 = set.watchTable('i386');
    expect([295, 192, 257].map((nr) => lookup(i386, nr))).toEqual([3, 3, 0]);
  });

  it('changes with the breakpoints, and marks every failure while failed calls are caught', () => {
    const set = setOf({ name: 'openat' });
    expect(lookup(set.watchTable('x86_64'), 257)).toBe(1);
    set.setBreakpoints([]);
    expect(lookup(set.watchTable('x86_64'), 257)).toBe(0);
    set.setFilters([{ filter: 'failed' }]);
    expect([0, 999, -1].map((nr) => lookup(set.watchTable('x86_64'), nr))).toEqual([4, 4, 4]);
    set.setFilters([]);
    expect(lookup(set.watchTable('x86_64'), 0)).toBe(0);
  });
});

describe('decide', () => {
  it('stops where a set says, without building a scope', () => {
    const set = setOf({ name: 'openat' }, { name: 'openat@both' }, { name: 'read' });
    expect(set.decide(OPENAT_ENTRY, unread)).toEqual({
      stop: true,
      hitBreakpointIds: [1, 2],
      filters: [],
      logs: [],
      errors: [],
      count: 1,
    });
    expect(set.decide(OPENAT_EXIT, unread).hitBreakpointIds).toEqual([2]);
    expect(set.decide({ kind: 'syscall-entry', arch: 'x86_64', nr: 3 }, unread).stop).toBe(false);
    expect([...set.hits()]).toEqual([
      [1, 1],
      [2, 2],
      [3, 0],
    ]);
  });

  it('builds the scope once for several conditions', () => {
    const set = setOf({ name: 'openat', condition: 'pathname =~ /x/' }, { name: 'all', condition: 'hits == 1' });
    let built = 0;
    const decision = set.decide(OPENAT_ENTRY, () => {
      built++;
      return scope();
    });
    expect([built, decision.hitBreakpointIds]).toEqual([1, [1, 2]]);
  });

  it('counts a hit where the condition is true, and asks the hit condition then', () => {
    const set = setOf({ name: 'openat', condition: 'pathname startsWith "/etc"', hitCondition: '2' });
    const other = () => scopeOf({ pathname: '/usr' });
    const stops = [scope, other, scope, scope].map((at) => set.decide(OPENAT_ENTRY, at).stop);
    expect(stops).toEqual([false, false, true, false]);
    expect(set.hits().get(1)).toBe(3);
  });

  it('knows the hit as count, unless an argument has that name', () => {
    const set = setOf({ name: 'openat', condition: 'count == 1 || true', logMessage: '{count}/{hits}' });
    const read = () => scopeOf({ count: 100n });
    const texts = [scope, read].map((at) => set.decide(OPENAT_ENTRY, at).logs[0]?.text);
    expect(texts).toEqual(['1/1', '100/2']);
  });

  it('prints logpoints and goes on', () => {
    const set = setOf({ name: 'openat', logMessage: 'open {pathname}', hitCondition: '%2' });
    expect(set.decide(OPENAT_ENTRY, unread).logs).toEqual([]);
    expect(set.decide(OPENAT_ENTRY, scope)).toEqual({
      stop: false,
      hitBreakpointIds: [],
      filters: [],
      logs: [{ breakpointId: 1, text: 'open /etc/x.conf' }],
      errors: [],
    });
  });

  it('stops on a failing expression every time and says so once', () => {
    const set = setOf({ name: 'openat', condition: 'pathname == 5' });
    const text = "openat: == can't take a string on its left and an integer on its right.";
    expect(set.decide(OPENAT_ENTRY, scope)).toMatchObject({
      stop: true,
      hitBreakpointIds: [1],
      errors: [{ text, first: true }],
    });
    expect(set.decide(OPENAT_ENTRY, scope)).toMatchObject({ stop: true, errors: [{ text, first: false }] });
    expect(set.hits().get(1)).toBe(0);
  });

  it('keeps the counts of breakpoints that stay', () => {
    const set = setOf({ name: 'openat' }, { name: 'openat', condition: 'hits > 0' });
    set.decide(OPENAT_ENTRY, scope);
    set.setBreakpoints([
      { id: 1, name: 'openat', hitCondition: '>1' },
      { id: 2, name: 'openat', condition: 'hits > 1' },
    ]);
    expect([...set.hits().values()]).toEqual([1, 0]);
    set.setBreakpoints([{ id: 1, name: 'openat@exit' }]);
    expect([...set.hits().values()]).toEqual([0]);
  });

  it('answers each breakpoint in order, and the others work beside a broken one', () => {
    const set = new BreakpointSet(catalog);
    const answers = set.setBreakpoints([
      { id: 7, name: 'opennat' },
      { id: 8, name: 'openat' },
    ]);
    expect(answers).toEqual([
      { id: 7, verified: false, message: 'Unknown system call "opennat". Did you mean openat, openat2, open?' },
      { id: 8, verified: true },
    ]);
    expect(set.decide(OPENAT_ENTRY, unread).hitBreakpointIds).toEqual([8]);
  });
});

describe('exception filters', () => {
  it('stop at failed calls, not at ones that the kernel restarts', () => {
    const set = new BreakpointSet(catalog);
    expect(set.setFilters([{ filter: 'failed' }])).toEqual([{ id: 0, verified: true }]);
    expect(set.decide(OPENAT_FAILED, unread)).toMatchObject({ stop: true, filters: ['failed'], hitBreakpointIds: [] });
    expect(set.decide(OPENAT_EXIT, unread).stop).toBe(false);
    expect(set.decide({ ...OPENAT_FAILED, errno: 512 }, unread).stop).toBe(false);
  });

  it('have conditions over the same scope', () => {
    const set = new BreakpointSet(catalog);
    set.setFilters([{ filter: 'failed', condition: 'errno == EACCES' }]);
    expect(set.decide(OPENAT_FAILED, scope).stop).toBe(false);
    set.setFilters([{ filter: 'failed', condition: 'errno == ENOENT' }]);
    expect(set.decide(OPENAT_FAILED, scope).stop).toBe(true);
    expect(set.setFilters([{ filter: 'failed', condition: 'errno ==' }])[0]).toMatchObject({ id: 0, verified: false });
    expect(set.decide(OPENAT_FAILED, scope).stop).toBe(false);
  });

  it.each(['signal', 'exec', 'fork', 'exit', 'group-stop'] as const)('stop at %s', (event) => {
    const set = new BreakpointSet(catalog);
    expect(set.watchesEvent(event)).toBe(false);
    set.setFilters([{ filter: event }]);
    expect(set.watchesEvent(event)).toBe(true);
    expect(set.decide({ kind: 'event', event }, unread)).toMatchObject({ stop: true, filters: [event] });
    const other = event === 'exec' ? 'fork' : 'exec';
    expect(set.decide({ kind: 'event', event: other }, unread).stop).toBe(false);
  });
});
