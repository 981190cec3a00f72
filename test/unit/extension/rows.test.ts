import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ShownRows } from '../../../extension/rows/shownRows.ts';

interface Row {
  readonly id: string;
  readonly text: string;
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A tree that VS Code has asked for: these rows, drawn. `now` is what there is to be shown. */
function tree(...first: readonly Row[]) {
  const now = { rows: first, visible: true };
  const redraw = vi.fn<(nodes: Row[] | undefined) => void>();
  const shown = new ShownRows<Row>({
    idOf: ({ id }) => id,
    textOf: ({ text }) => text,
    shape: () => now.rows.map(({ id }) => id).join(),
    redraw,
    visible: () => now.visible,
  });
  shown.refresh();
  const nodes = shown.given(undefined, now.rows);
  for (const node of nodes) shown.drawn(node);
  redraw.mockClear();
  return { now, shown, redraw, nodes };
}

it('draws the tree from its root at first', () => {
  const redraw = vi.fn();
  const idOf = ({ id }: Row): string => id;
  const shown = new ShownRows<Row>({ idOf, textOf: idOf, shape: () => '', redraw, visible: () => true });
  shown.refresh();
  expect(redraw.mock.calls).toEqual([[undefined]]);
});

it('keeps the node that the editor knows a row by, with the newest fields', () => {
  const { shown, nodes } = tree({ id: 'a', text: 'one' });
  expect(shown.given(undefined, [{ id: 'a', text: 'two' }])[0]).toBe(nodes[0]);
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
  expect(shown.given(undefined, now.rows)[0]).not.toBe(nodes[0]);
});

it('draws the tree from its root when the editor has asked while there was another row, which is gone again', () => {
  const { now, shown, redraw } = tree({ id: 'a', text: 'one' });
  const before = now.rows;
  now.rows = [...before, { id: 'b', text: 'one' }];
  shown.given(undefined, now.rows);
  now.rows = before;
  shown.refresh();
  expect(redraw.mock.calls).toEqual([[undefined]]);
});

it('tells the editor again that never asks for the tree, and no more once it has asked', () => {
  const { now, shown, redraw } = tree({ id: 'a', text: 'one' });
  now.rows = [{ id: 'b', text: 'one' }];
  shown.refresh();
  vi.advanceTimersByTime(1_000);
  expect(redraw.mock.calls).toEqual([[undefined], [undefined]]);
  // The rows below one that it still has are not those that it was told of.
  shown.given({ id: 'a', text: 'one' }, []);
  vi.advanceTimersByTime(1_000);
  expect(redraw).toHaveBeenCalledTimes(3);
  shown.given(undefined, now.rows);
  vi.advanceTimersByTime(60_000);
  expect(redraw).toHaveBeenCalledTimes(3);
});

it('tells an editor that asks for nothing a few times only, and not of a tree that nobody sees', () => {
  const { now, shown, redraw } = tree({ id: 'a', text: 'one' });
  now.rows = [{ id: 'b', text: 'one' }];
  shown.refresh();
  vi.advanceTimersByTime(60_000);
  expect(redraw).toHaveBeenCalledTimes(5);
  now.visible = false;
  now.rows = [{ id: 'c', text: 'one' }];
  shown.refresh();
  vi.advanceTimersByTime(60_000);
  expect(redraw).toHaveBeenCalledTimes(6);
});
