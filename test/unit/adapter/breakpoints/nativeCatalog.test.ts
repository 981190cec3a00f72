import { describe, expect, it } from 'vitest';
import { BreakpointSet } from '../../../../adapter/breakpoints/breakpointSet.ts';
import { nativeCatalog as catalog } from '../../../../adapter/breakpoints/nativeCatalog.ts';
import { lookup, matchTable, parseSet, TABLE_SIZE } from '../../../../adapter/breakpoints/set.ts';

describe('the catalog of the kernel tables', () => {
  it('numbers calls by ABI, x32 without its marker bit', () => {
    expect(catalog.number('x86_64', 'openat')).toBe(257);
    expect(catalog.number('i386', 'openat')).toBe(295);
    expect(catalog.number('x32', 'openat')).toBe(257);
    expect(catalog.number('aarch64', 'openat')).toBe(56);
    expect(catalog.number('aarch64', 'open')).toBeUndefined();
    expect(catalog.number('x86_64', 'mmap2')).toBeUndefined();
  });

  it('keeps every number inside a watch table', () => {
    for (const arch of ['x86_64', 'i386', 'x32', 'aarch64'] as const) {
      const numbers = catalog.names().flatMap((name) => catalog.number(arch, name) ?? []);
      expect(numbers.length).toBeGreaterThan(300);
      expect(Math.max(...numbers)).toBeLessThan(TABLE_SIZE - 1);
    }
  });

  it('has the classes under all of their spellings', () => {
    for (const text of ['%file', 'file', '%net', '%network', 'network', '%stat', '%%stat', '%pure', '%clock']) {
      const table = matchTable(parseSet(text, catalog), 'x86_64', catalog);
      expect(table.includes(1), text).toBe(true);
    }
    const has = (text: string, name: string) =>
      lookup(matchTable(parseSet(text, catalog), 'x86_64', catalog), catalog.number('x86_64', name) ?? -1);
    expect([has('%file', 'openat'), has('%file', 'read'), has('%desc', 'read')]).toEqual([1, 0, 1]);
    expect([has('%stat', 'fstat'), has('%%stat', 'fstat')]).toEqual([0, 1]);
    expect(catalog.classMembers('nosuch')).toBeUndefined();
  });

  it('knows arguments and constants, so that conditions are checked when they are set', () => {
    expect(catalog.argumentNames('openat')).toEqual(['dirfd', 'pathname', 'flags', 'mode']);
    const set = new BreakpointSet(catalog);
    const answers = set.setBreakpoints([
      { id: 1, name: 'openat', condition: 'pathname endsWith ".conf" && (flags & O_CREAT) == O_CREAT' },
      { id: 2, name: 'openat@exit', condition: 'errno == ENOENT' },
      { id: 3, name: 'kill', condition: 'sig == SIGTERM' },
      { id: 4, name: 'openat', condition: 'pathnme == "x"' },
      { id: 5, name: 'mmap2,_llseek,socketcall' },
      { id: 6, name: 'opennat' },
    ]);
    expect(answers.map((answer) => answer.message)).toEqual([
      undefined,
      undefined,
      undefined,
      'Unknown name "pathnme". Did you mean pathname?',
      undefined,
      'Unknown system call "opennat". Did you mean openat, openat2, open?',
    ]);
  });
});
