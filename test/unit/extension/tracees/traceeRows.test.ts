import { describe, expect, it } from 'vitest';
import type { TraceeRow } from '../../../../adapter/protocol/trapline.ts';
import { moreNode, type TraceeNode, traceeForest, traceeSummary } from '../../../../extension/tracees/traceeRows.ts';

const tracee = (pid: number, tid: number, parent = 0, kind: TraceeRow['kind'] = 'running'): TraceeRow => ({
  pid,
  tid,
  parent,
  comm: 'prog',
  state: kind,
  kind,
});
const outline = (nodes: readonly TraceeNode[]): unknown[] =>
  nodes.map(({ label, children }) => (children.length > 0 ? [label, outline(children)] : label));

describe('the forest of tracees', () => {
  it('has threads and children under their process', () => {
    const forest = traceeForest([tracee(10, 10, 1), tracee(10, 11, 1), tracee(20, 20, 10), tracee(20, 21, 10)]);
    expect(outline(forest)).toEqual([['prog 10', ['prog 11', ['prog 20', ['prog 21']]]]]);
    expect(forest[0]?.children.map(({ kind }) => kind)).toEqual(['thread', 'process']);
  });

  it('keeps processes whose parent is not traced at the root', () => {
    expect(outline(traceeForest([tracee(30, 30, 7), tracee(20, 20, 0)]))).toEqual(['prog 30', 'prog 20']);
  });

  it('shows threads whose leader has ended', () => {
    expect(outline(traceeForest([tracee(10, 12)]))).toEqual(['prog 10']);
  });

  it('ends where parents go in a circle', () => {
    expect(traceeForest([tracee(10, 10, 20), tracee(20, 20, 10), tracee(30, 30, 30)]).map(({ pid }) => pid)).toContain(
      30,
    );
  });
});

describe('thousands of threads', () => {
  it('are all in the forest, in their order', () => {
    const threads = Array.from({ length: 5000 }, (_, index) => tracee(10, 10 + index));
    const [process] = traceeForest(threads);
    expect(process?.children).toHaveLength(4999);
    expect(process?.children.at(-1)?.tid).toBe(5009);
  });

  it('that were left out are counted', () => {
    expect(moreNode(4000).label).toBe('4,000 more threads are not shown');
    expect(moreNode(1).label).toBe('1 more thread is not shown');
    expect(traceeSummary([tracee(10, 10)], 4000)).toBe('1 process, 4,001 threads');
  });
});

describe('the summary', () => {
  it('counts those that live', () => {
    expect(traceeSummary([tracee(10, 10), tracee(10, 11), tracee(20, 20, 10, 'ended')])).toBe('1 process, 2 threads');
  });
});
