import { expect, test } from 'vitest';
import { changedEnvironment } from '../../../../adapter/cli/inherited.ts';

test('a value takes the place of the first variable of its name, or comes last', () => {
  expect(changedEnvironment(['A=1', 'B=2', 'A=3'], [['A', '9']])).toEqual(['A=9', 'B=2', 'A=3']);
  expect(changedEnvironment(['A=1'], [['C', '']])).toEqual(['A=1', 'C=']);
});

test('without a value all of the name go away, and nothing else', () => {
  expect(changedEnvironment(['A=1', 'AB=2', 'A', 'A=3'], [['A', null]])).toEqual(['AB=2', 'A']);
});

test('what is no variable stays where it is', () => {
  expect(changedEnvironment(['NOTHING', '=x', 'A=1'], [['B', '2']])).toEqual(['NOTHING', '=x', 'A=1', 'B=2']);
});

test('changes are made in their order', () => {
  expect(
    changedEnvironment(
      ['A=1'],
      [
        ['A', null],
        ['B', '1'],
        ['A', '2'],
      ],
    ),
  ).toEqual(['B=1', 'A=2']);
});
