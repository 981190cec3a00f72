import { describe, expect, it } from 'vitest';
import { didYouMean, nearestNames } from '../../../../adapter/breakpoints/nearest.ts';

describe('nearestNames', () => {
  it.each([
    ['opennat', ['openat', 'openat2', 'open']],
    ['raed', ['read']],
    ['OPENAT', ['openat', 'openat2', 'open']],
    ['zzzzzz', []],
    ['x', []],
  ])('%s', (word, names) => {
    expect(nearestNames(word, ['open', 'openat', 'openat2', 'read', 'ioctl', 'read'])).toEqual(names);
  });

  it('makes a question, or nothing', () => {
    expect(didYouMean('raed', ['read'])).toBe(' Did you mean read?');
    expect(didYouMean('zzz', ['read'])).toBe('');
  });

  it('takes words of any length', () => {
    expect(nearestNames('a'.repeat(100_000), ['read'])).toEqual([]);
  });
});
