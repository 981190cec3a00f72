import { expect, it } from 'vitest';
import { ShownRows } from '../../../extension/rows/shownRows.ts';

interface Row {
  readonly id: string;
  readonly text: string;
}

const rows = () =>
  new ShownRows<Row>(
    ({ id }) => id,
    ({ text }) => text,
  );

it('keeps the node that the editor knows a row by, with the newest fields', () => {
  const shown = rows();
  const first = shown.known({ id: 'a', text: 'one' });
  expect(shown.known({ id: 'a', text: 'two' })).toBe(first);
  expect(first.text).toBe('two');
});

it('names the rows that show something else than when they were drawn, once', () => {
  const shown = rows();
  const [a, b] = [shown.known({ id: 'a', text: 'one' }), shown.known({ id: 'b', text: 'one' })];
  shown.drawn(a);
  shown.drawn(b);
  expect(shown.changed()).toEqual([]);
  shown.known({ id: 'b', text: 'two' });
  expect(shown.changed()).toEqual([b]);
  expect(shown.changed()).toEqual([]);
});

it('names a row whose box the editor has changed by itself, though it shows the same', () => {
  const shown = rows();
  const row = shown.known({ id: 'a', text: 'one' });
  shown.drawn(row);
  shown.touched(row);
  expect(shown.changed()).toEqual([row]);
});

it('forgets all when the tree is read anew', () => {
  const shown = rows();
  shown.known({ id: 'a', text: 'one' });
  shown.clear();
  expect(shown.changed()).toEqual([]);
});
