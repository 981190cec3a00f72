import { expect, test } from 'vitest';
import { createTraceeList } from '../../../../adapter/engine/traceeList.ts';
import type { View } from '../../../../adapter/engine/view.ts';

/** As much of a view as the list looks at. */
function thread(tid: number, tgid: number, stopped: boolean): View {
  const tracee = { tid, tgid, comm: 'many', parent: 1, inSyscall: false, nr: -1 };
  const hold = stopped ? { kind: 'signal', description: 'SIGUSR1' } : undefined;
  return { tracee, hold, groupStopped: 0 } as unknown as View;
}

const viewsOf = (list: readonly View[]) => new Map(list.map((view) => [view.tracee.tid, view]));

test('a few are all there', () => {
  const { tracees, more } = createTraceeList().rows(viewsOf([thread(10, 10, false), thread(11, 10, true)]));
  expect(tracees.map(({ tid, kind }) => [tid, kind])).toEqual([
    [10, 'running'],
    [11, 'stopped'],
  ]);
  expect(more).toBe(0);
});

test('of thousands the leader and the stopped ones are, and the rest is counted', () => {
  const views = Array.from({ length: 5000 }, (_, index) => thread(10 + index, 10, index >= 4990));
  const { tracees, more } = createTraceeList().rows(viewsOf(views));
  expect(tracees).toHaveLength(1000);
  expect(more).toBe(4000);
  expect(tracees[0]?.tid).toBe(10);
  expect(tracees.filter(({ kind }) => kind === 'stopped')).toHaveLength(10);
});
