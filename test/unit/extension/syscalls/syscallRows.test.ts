import { describe, expect, it } from 'vitest';
import { breakpointModel, type FunctionBreakpointData } from '../../../../extension/breakpoints/breakpointModel.ts';
import {
  childNodes,
  rootNodes,
  rowOf,
  type SyscallNode,
  type SyscallTreeState,
} from '../../../../extension/syscalls/syscallRows.ts';
import { smallCatalog } from '../catalog/smallCatalog.ts';

interface Given {
  readonly names?: readonly string[];
  readonly off?: readonly string[];
  readonly condition?: string;
  readonly hits?: Readonly<Record<string, number>>;
  readonly filter?: string;
}

function stateOf({ names = [], off = [], condition, hits = {}, filter = '' }: Given): SyscallTreeState {
  const list: FunctionBreakpointData[] = [...names, ...off].map((functionName, index) => ({
    id: String(index),
    functionName,
    enabled: index < names.length,
    condition,
  }));
  return {
    catalog: smallCatalog,
    breakpoints: breakpointModel(list, smallCatalog),
    hits: new Map(Object.entries(hits)),
    filter,
  };
}

const file: SyscallNode = { kind: 'class', set: '%file', name: 'file' };
const openat: SyscallNode = { kind: 'syscall', set: 'openat', group: 'file' };

describe('the groups', () => {
  it('are everything, patterns, the classes that have members, the rest', () => {
    const state = stateOf({ names: ['/^open/', 'openat', 'read,open'] });
    const labels = rootNodes(state).map((node) => rowOf(node, state).label);
    expect(labels).toEqual([
      'All system calls',
      '/^open/',
      'read,open',
      'File names',
      'File descriptors',
      'Network',
      'Other',
      '32-bit programs only',
    ]);
  });

  it('are those with a matching call under a filter', () => {
    const state = stateOf({ filter: 'open' });
    expect(rootNodes(state).map(({ set }) => set)).toEqual(['%file', '%desc']);
    expect(childNodes(file, state).map(({ set }) => set)).toEqual(['open', 'openat']);
    expect(childNodes({ kind: 'class', set: '%desc', name: 'desc' }, state).map(({ set }) => set)).not.toContain(
      'read',
    );
  });

  it('show their size, then what they stop at', () => {
    expect(rowOf(file, stateOf({})).description).toBe('%file · 2');
    const state = stateOf({ hits: { open: 1, openat: 2, read: 9 } });
    expect(rowOf(file, state).description).toBe('%file · 2 · 3 hits');
    // Its calls are in view and say it themselves.
    expect(rowOf(file, { ...state, isOpen: (id) => id === '%file' }).description).toBe('%file · 2');
    expect(rowOf(file, stateOf({ names: ['%file@both'] }))).toMatchObject({
      checked: true,
      icon: 'stops',
      description: '%file · entry and exit',
    });
    expect(rowOf(file, stateOf({ names: ['all'] }))).toMatchObject({
      checked: false,
      icon: 'covered',
      description: '%file · via all',
    });
  });
});

describe('a call', () => {
  it.each<[string, Given, object]>([
    ['without a breakpoint', {}, { checked: false, icon: 'none', description: '' }],
    ['ticked', { names: ['openat'] }, { checked: true, icon: 'stops', description: 'entry' }],
    [
      'with a condition and hits',
      { names: ['openat@exit'], condition: 'errno == ENOENT', hits: { openat: 12 } },
      { checked: true, icon: 'stops', description: 'exit · errno == ENOENT · 12 hits' },
    ],
    ['logged', { names: ['openat log: x'] }, { checked: true, icon: 'logs', description: 'entry · log “x”' }],
    ['off', { off: ['openat@exit'] }, { checked: false, icon: 'off', description: 'off · exit' }],
    [
      'covered',
      { names: ['%file', '/^open/'] },
      { checked: false, icon: 'covered', description: 'via %file and /^open/' },
    ],
    [
      'covered, with hits',
      { names: ['all'], hits: { openat: 1 } },
      { checked: false, icon: 'covered', description: 'via all · 1 hit' },
    ],
  ])('%s', (_title, given, expected) => {
    expect(rowOf(openat, stateOf(given))).toMatchObject(expected);
  });

  it('has an id of its own in each class, and its arguments as a hint', () => {
    const state = stateOf({});
    expect(rowOf(openat, state).id).not.toBe(rowOf({ ...openat, group: 'desc' }, state).id);
    expect(rowOf(openat, state).tooltip).toBe('openat(dirfd, pathname, flags, mode)');
  });
});
