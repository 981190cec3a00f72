import { describe, expect, it } from 'vitest';
import { lookup, matchTable, parseSet, parseSetAndWhen } from '../../../../adapter/breakpoints/set.ts';
import { catalog } from './fakes.ts';

function members(text: string, arch: 'x86_64' | 'i386' = 'x86_64'): string[] {
  const set = parseSet(text, catalog);
  return catalog.names().filter((name) => {
    const nr = catalog.number(arch, name);
    return nr !== undefined && set.matches(arch, nr, name);
  });
}

describe('SET', () => {
  it.each([
    ['openat', ['openat']],
    ['openat,read', ['read', 'openat']],
    [' openat , read ', ['read', 'openat']],
    ['%file', ['open', 'stat', 'openat', 'openat2']],
    ['file', ['open', 'stat', 'openat', 'openat2']],
    ['%%stat', ['stat']],
    ['%net', ['socket']],
    ['%network', ['socket']],
    ['network', ['socket']],
    ['stat', ['stat']],
    ['/^open/', ['open', 'openat', 'openat2']],
    ['/^open', ['open', 'openat', 'openat2']],
    ['/^open(at)?$/', ['open', 'openat']],
    ['/^.{4,4}$/,getpid', ['read', 'open', 'stat', 'mmap', 'getpid']],
    ['257', ['openat']],
    ['257,%pure', ['getpid', 'openat']],
    ['none', []],
    ['?nosuchcall,read', ['read']],
    ['!%desc', ['stat', 'getpid', 'socket']],
    ['! %desc,stat', ['getpid', 'socket']],
  ])('%s', (text, names) => {
    expect(members(text)).toEqual(names);
  });

  it('all is everything, unknown numbers too, and !all nothing', () => {
    expect(members('all')).toHaveLength(10);
    expect(parseSet('all', catalog).matches('x86_64', 9999, undefined)).toBe(true);
    expect(parseSet('!all', catalog).matches('x86_64', 9999, undefined)).toBe(false);
    expect(parseSet('!read', catalog).matches('x86_64', -1, undefined)).toBe(true);
  });

  it('knows names that only i386 has, and strace ABI suffixes', () => {
    expect(members('mmap2,_llseek', 'i386')).toEqual(['mmap2', '_llseek']);
    expect(members('mmap2')).toEqual([]);
    expect(members('open@32', 'i386')).toEqual(['open']);
    expect(members('open@32')).toEqual([]);
    expect(members('/^open/@64')).toEqual(['open', 'openat', 'openat2']);
    expect(members('/^open/@64,read', 'i386')).toEqual(['read']);
  });

  it.each([
    ['opennat', 'Unknown system call "opennat". Did you mean openat, openat2, open?'],
    ['pure', 'Unknown system call "pure". The class is written %pure.'],
    ['%fiel', 'Unknown class of system calls "%fiel". Did you mean %file?'],
    ['', 'No system call is named.'],
    ['!', 'No system call is named.'],
    ['read,,write', 'A name is missing beside a comma.'],
    ['read,!write', '"!" negates the whole list and stands at its start'],
    ['/zzz/', "No system call's name matches /zzz/."],
    ['/(/', "The pattern /(/ can't be used: missing closing )"],
    ['//', 'The pattern between the slashes is empty'],
    ['/(?=open)/', 'look-ahead and look-behind are not supported'],
    ['99999', 'No system call has the number 99999.'],
    ['read@exit,write', '"@exit" stands at the end and holds for the whole list'],
    ['read@leave', '"@leave" is neither entry, exit or both'],
    ['__proto__', 'Unknown system call "__proto__".'],
    ['a'.repeat(5000), 'The list of system calls is longer than 4096 characters.'],
  ])('refuses %s', (text, message) => {
    expect(() => parseSetAndWhen(text, catalog)).toThrow(message);
  });
});

describe('SET@WHEN', () => {
  it.each([
    ['openat', 'entry'],
    ['openat@entry', 'entry'],
    ['openat@exit', 'exit'],
    ['openat@both', 'both'],
    ['%file,read @ both ', 'both'],
    ['/^open/@exit', 'exit'],
    ['open@64@exit', 'exit'],
    ['all@exit', 'exit'],
  ])('%s stops at %s', (text, when) => {
    expect(parseSetAndWhen(text, catalog).when).toBe(when);
  });
});

describe('matchTable', () => {
  it('answers every number of an ABI', () => {
    const table = matchTable(parseSet('open,257', catalog), 'i386', catalog);
    expect(lookup(table, 5)).toBe(1);
    expect(lookup(table, 2)).toBe(0);
    expect(lookup(table, 257)).toBe(1);
    expect(lookup(table, -1)).toBe(0);
    expect(lookup(table, 2 ** 31)).toBe(0);
  });

  it('has calls without a name in negated sets and in all', () => {
    const table = matchTable(parseSet('!read', catalog), 'x86_64', catalog);
    expect([lookup(table, 0), lookup(table, 1), lookup(table, 1000), lookup(table, 1023), lookup(table, -1)]).toEqual([
      0, 1, 1, 1, 1,
    ]);
  });
});
