import { describe, expect, it } from 'vitest';
import { buildCatalog } from '../../../scripts/catalog.ts';

describe('the catalog', () => {
  const catalog = buildCatalog('x64');
  const find = (name: string) => catalog.syscalls.find((entry) => entry.name === name);

  it('has calls with their classes and arguments', () => {
    expect(find('openat')).toEqual({
      name: 'openat',
      classes: expect.arrayContaining(['desc', 'file']),
      args: ['dirfd', 'pathname', 'flags', 'mode'],
    });
  });

  it('marks what only 32-bit programs have', () => {
    expect(find('mmap2')?.compat).toBe(true);
    expect(find('socket')?.compat).toBeUndefined();
    expect(buildCatalog('arm64').syscalls.some(({ compat }) => compat)).toBe(false);
  });

  it('is sorted, without doubles, and knows every class it uses', () => {
    const names = catalog.syscalls.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)].sort());
    const classes = new Set(catalog.classes.map(({ name }) => name));
    expect(catalog.syscalls.flatMap((entry) => entry.classes).filter((name) => !classes.has(name))).toEqual([]);
  });

  it('has each error once, with its words, and the signals', () => {
    expect(catalog.errnos.find(({ name }) => name === 'ENOENT')?.text).toBe('No such file or directory');
    expect(catalog.errnos.filter(({ name }) => name === 'EWOULDBLOCK' || name === 'EAGAIN')).toHaveLength(1);
    expect(catalog.errnos.filter(({ text }) => text === '')).toEqual([]);
    expect(catalog.signals.slice(0, 2)).toEqual(['SIGHUP', 'SIGINT']);
    expect(new Set(catalog.signals).size).toBe(catalog.signals.length);
  });
});
