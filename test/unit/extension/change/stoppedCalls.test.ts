import { describe, expect, it } from 'vitest';
import type { TraceeRow } from '../../../../adapter/protocol/trapline.ts';
import { stoppedCalls } from '../../../../extension/change/stoppedCalls.ts';
import { createStopHistory } from '../../../../extension/stops/stopHistory.ts';
import { stopRow } from '../stops/stopRow.ts';

const tracee = (tid: number, kind: TraceeRow['kind'] = 'stopped'): TraceeRow => ({
  pid: 100,
  tid,
  comm: 'config',
  parent: 1,
  state: kind,
  kind,
});

describe('the calls at which threads are stopped', () => {
  it('are the newest rows of the stopped ones', () => {
    const history = createStopHistory();
    history.add([
      stopRow(1, { tid: 101 }),
      stopRow(2, { tid: 102 }),
      stopRow(3, { tid: 101, phase: 'exit' }),
      stopRow(4, { tid: 103 }),
    ]);
    const found = stoppedCalls(history, [tracee(101), tracee(102), tracee(103, 'running')]);
    expect([...found].map(([tid, { id }]) => [tid, id]).sort()).toEqual([
      [101, 3],
      [102, 2],
    ]);
  });

  it('are not lines of a log', () => {
    const history = createStopHistory();
    history.add([stopRow(1, { tid: 101 }), stopRow(2, { tid: 101, phase: 'log' })]);
    expect(stoppedCalls(history, [tracee(101)]).get(101)?.id).toBe(1);
  });

  it('are found beyond the first page, and not for ever', () => {
    const history = createStopHistory();
    history.add([stopRow(1, { tid: 102 })]);
    history.add(Array.from({ length: 500 }, (_, index) => stopRow(index + 2, { tid: 101 })));
    expect(stoppedCalls(history, [tracee(102)]).get(102)?.id).toBe(1);
    history.add(Array.from({ length: 1_000 }, (_, index) => stopRow(index + 502, { tid: 101 })));
    expect(stoppedCalls(history, [tracee(102)]).size).toBe(0);
  });
});
