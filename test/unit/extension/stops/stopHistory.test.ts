import { describe, expect, it } from 'vitest';
import { createStopHistory } from '../../../../extension/stops/stopHistory.ts';
import { stopRow } from './stopRow.ts';

const filled = (count: number, limit?: number) => {
  const history = createStopHistory(limit);
  history.add(Array.from({ length: count }, (_, index) => stopRow(index + 1)));
  return history;
};

describe('the history of stops', () => {
  it('gives the newest first, page by page', () => {
    const history = filled(7);
    expect(history.newest(0, 3).map(({ id }) => id)).toEqual([7, 6, 5]);
    expect(history.newest(3, 3).map(({ id }) => id)).toEqual([4, 3, 2]);
    expect(history.newest(6, 3).map(({ id }) => id)).toEqual([1]);
    expect(history.newest(7, 3)).toEqual([]);
  });

  it('replaces a row that comes again with its result', () => {
    const history = filled(3);
    history.add([stopRow(2, { text: 'close(2) = 0', phase: 'exit' }), stopRow(4)]);
    expect(history.size).toBe(4);
    expect(history.get(2)?.text).toBe('close(2) = 0');
    expect(history.newest(0, 9).map(({ id }) => id)).toEqual([4, 3, 2, 1]);
  });

  it('stays within its limit and counts what it forgot', () => {
    const history = filled(25, 10);
    expect(history.size).toBe(10);
    expect(history.forgotten).toBe(15);
    expect(history.get(15)).toBeUndefined();
    expect(history.get(16)?.id).toBe(16);
  });

  it('does not bring a forgotten row back', () => {
    const history = filled(25, 10);
    history.add([stopRow(3, { text: 'close(3) = 0' })]);
    expect(history.get(3)).toBeUndefined();
    expect(history.all().map(({ id }) => id)).toEqual([16, 17, 18, 19, 20, 21, 22, 23, 24, 25]);
  });

  it('finds ids across gaps', () => {
    const history = createStopHistory();
    history.add([stopRow(10), stopRow(20), stopRow(30)]);
    expect(history.get(20)?.id).toBe(20);
    expect(history.get(15)).toBeUndefined();
  });

  it('counts rows that never came, but not those from before it was cleared', () => {
    const history = createStopHistory();
    history.add([stopRow(1)], 40);
    expect(history.forgotten).toBe(40);
    history.clear();
    history.add([stopRow(200)], 45);
    expect(history.forgotten).toBe(5);
  });

  it('is empty once cleared', () => {
    const history = filled(25, 10);
    history.clear();
    expect([history.size, history.forgotten]).toEqual([0, 0]);
  });
});
