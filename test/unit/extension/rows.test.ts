import { expect, it, vi } from 'vitest';
import { ShownRows } from '../../../extension/rows/shownRows.ts';

interface Row {
  readonly id: string;
  readonly text: string;
}

/** A tree that VS Code has asked for: these rows, drawn. `now` is what there is to be shown. */
function tree(...first: readonly Row[]) {
  const now = { rows: first };
  const redraw = vi.fn<(nodes: Row[] | undefined) => void>();
  const shown = new ShownRows<Row>({
    idOf: ({ id }) => id,
    textOf: ({ text }) => text,
    shape: () => now.rows.map(({ id }) => id).join(),
    redraw,
  });
  shown.refresh();
  const nodes = shown.given(now.rows);
  for (const node of nodes) shown.drawn(node);
  redraw.mockClear();
  return { now, shown, redraw, nodes };
}

it('draws the tree from its root at first', () => {
  const redraw = vi.fn();
  new ShownRows<Row>({ idOf: ({ id }) => id, textOf: ({ text }) => text, shape: () => '', redraw }).refresh();
  expect(redraw.mock.calls).toEqual([[undefined]]);
});

it('keeps the node that the editor knows a row by, with the newest fields', () => {
  const { shown, nodes } = tree({ id: 'a', text: 'one' });
  expect(shown.given([{ id: 'a', text: 'two' }])[0]).toBe(nodes[0]);
  expect(nodes[0]?.text).toBe('two');
});

it('draws the rows that show something else than when they were drawn, once', () => {
  const { shown, redraw, nodes } = tree({ id: 'a', text: 'one' }, { id: 'b', text: 'one' });
  shown.refresh();
  expect(redraw).not.toHaveBeenCalled();
  shown.update([{ id: 'b', text: 'two' }]);
  shown.refresh();
  shown.refresh();
  expect(redraw.mock.calls).toEqual([[[nodes[1]]]]);
});

it('draws a row whose box the editor has changed by itself, though it shows the same', () => {
  const { shown, redraw, nodes } = tree({ id: 'a', text: 'one' });
  shown.touched(nodes[0] as Row);
  shown.refresh();
  expect(redraw.mock.calls).toEqual([[nodes]]);
});

it('draws the tree from its root when there are other rows, and forgets those that were', () => {
  const { now, shown, redraw, nodes } = tree({ id: 'a', text: 'one' });
  now.rows = [
    { id: 'a', text: 'one' },
    { id: 'b', text: 'one' },
  ];
  shown.refresh();
  expect(redraw.mock.calls).toEqual([[undefined]]);
  expect(shown.given(now.rows)[0]).not.toBe(nodes[0]);
});

it('draws the tree from its root when the editor has asked while there was another row, which is gone again', () => {
  const { now, shown, redraw } = tree({ id: 'a', text: 'one' });
  const before = now.rows;
  now.rows = [...before, { id: 'b', text: 'one' }];
  shown.given(now.rows);
  now.rows = before;
  shown.refresh();
  expect(redraw.mock.calls).toEqual([[undefined]]);
});
