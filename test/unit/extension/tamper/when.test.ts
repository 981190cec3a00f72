import { describe, expect, it } from 'vitest';
import { parseHitCondition } from '../../../../adapter/breakpoints/hitCondition.ts';
import { explainWhen, ordinal } from '../../../../extension/tamper/when.ts';

const understood = [
  ['3', 'the 3rd'],
  ['==2', 'the 2nd'],
  ['2..5', 'the 2nd to the 5th'],
  ['4..4', 'the 4th'],
  ['3+', 'from the 3rd on'],
  ['1+', 'every time'],
  ['2+3', 'the 2nd and every 3rd after it'],
  ['2..9+3', 'every 3rd from the 2nd to the 9th'],
  ['%2', 'every 2nd'],
  ['>=3', 'from the 3rd on'],
  ['>3', 'from the 4th on'],
  ['<=1', 'the 1st'],
  ['<3', 'the first 2'],
  ['!=2', 'all but the 2nd'],
] as const;

describe('when in words', () => {
  it.each(understood)('%s: %s', (text, meaning) => {
    expect(explainWhen(text)).toBe(meaning);
  });

  it.each(understood)('the adapter takes %s too', (text) => {
    expect(() => parseHitCondition(text)).not.toThrow();
  });

  it.each(['0', '5..2', '2+0', '%0', '<1', 'often', '2-5', '-1'])('neither does the adapter take %s', (text) => {
    expect(explainWhen(text)).toBeUndefined();
    expect(() => parseHitCondition(text)).toThrow();
  });

  it('counts as people do', () => {
    expect([1, 2, 3, 4, 11, 12, 13, 21, 102, 111, 1003].map(ordinal)).toEqual(
      '1st 2nd 3rd 4th 11th 12th 13th 21st 102nd 111th 1,003rd'.split(' '),
    );
  });
});
