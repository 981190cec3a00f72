import { describe, expect, it } from 'vitest';
import { parseHitCondition } from '../../../../adapter/breakpoints/hitCondition.ts';

function hits(text: string): number[] {
  const condition = parseHitCondition(text);
  return Array.from({ length: 10 }, (_, index) => index + 1).filter((count) => condition.matches(count));
}

describe('hit conditions', () => {
  it.each([
    ['5', [5]],
    ['= 5', [5]],
    ['==5', [5]],
    ['!=5', [1, 2, 3, 4, 6, 7, 8, 9, 10]],
    ['>=8', [8, 9, 10]],
    ['> 8', [9, 10]],
    ['<3', [1, 2]],
    ['<= 3', [1, 2, 3]],
    ['%4', [4, 8]],
    ['2..5', [2, 3, 4, 5]],
    ['2 .. 2', [2]],
    ['8+', [8, 9, 10]],
    ['2+3', [2, 5, 8]],
    ['2..6+2', [2, 4, 6]],
    ['3..5+', [3, 4, 5]],
  ])('%s', (text, expected) => {
    expect(hits(text)).toEqual(expected);
  });

  it.each([
    ['', 'is not a hit condition'],
    ['often', '"often" is not a hit condition. Write a count as 5, >=3'],
    ['-1', 'is not a hit condition'],
    ['1.5', 'is not a hit condition'],
    ['0x10', 'is not a hit condition'],
    ['0', '"0" is true for no hit'],
    ['<1', '"<1" is true for no hit'],
    ['<=0', 'is true for no hit'],
    ['%0', '"%0" divides by zero'],
    ['5..2', '"5..2" ends before it starts.'],
    ['0+1', 'starts at 0'],
    ['1+0', 'has a step of 0'],
    ['99999999999', 'The hit count 99999999999 is too large.'],
  ])('refuses %s', (text, message) => {
    expect(() => parseHitCondition(text)).toThrow(message);
  });
});
