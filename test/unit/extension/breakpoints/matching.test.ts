import { describe, expect, it } from 'vitest';
import { matcherOf, shapeOf } from '../../../../extension/breakpoints/matching.ts';
import { smallCatalog } from '../catalog/smallCatalog.ts';

const covered = (set: string) => {
  const matches = matcherOf(set, smallCatalog);
  return smallCatalog.syscalls.map(({ name }) => name).filter(matches);
};

describe('the calls that a SET covers', () => {
  it.each([
    ['openat', ['openat']],
    ['%file', ['open', 'openat']],
    ['/^open/', ['open', 'openat']],
    ['/^open$/,socket', ['open', 'socket']],
    ['/^(a,b|read)$/', ['read']],
    ['!%desc', ['futex', 'socket']],
    ['!read,%file', ['fcntl64', 'futex', 'socket']],
    ['all', ['fcntl64', 'futex', 'open', 'openat', 'read', 'socket']],
    ['%network', ['socket']],
    ['257', []],
    ['/(/', []],
    ['main', []],
  ])('%s', (set, names) => {
    expect(covered(set)).toEqual(names);
  });
});

describe('the row that a SET belongs to', () => {
  it.each([
    ['all', { kind: 'all' }],
    ['%file', { kind: 'class', name: 'file' }],
    ['openat', { kind: 'syscall', name: 'openat' }],
    ['open,read', { kind: 'custom' }],
    ['!%file', { kind: 'custom' }],
    ['%file,%net', { kind: 'custom' }],
    ['257', { kind: 'custom' }],
    ['main', { kind: 'foreign' }],
    ['std::vector<int>::push_back', { kind: 'foreign' }],
    ['/(/', { kind: 'foreign' }],
    ['', { kind: 'foreign' }],
    ['%nothing', { kind: 'foreign' }],
  ])('%s', (set, shape) => {
    expect(shapeOf(set, smallCatalog)).toEqual(shape);
  });
});
