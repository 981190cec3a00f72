import { describe, expect, it } from 'vitest';
import type { TraceeRow } from '../../../../adapter/protocol/trapline.ts';
import { type TraceeNode, traceeForest, traceeSummary } from '../../../../extension/tracees/traceeRows.ts';

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

describe('the summary', () => {
  it('counts those that live', () => {
    expect(traceeSummary([tracee(10, 10), tracee(10, 11), tracee(20, 20, 10, 'ended')])).toBe('1 process, 2 threads');
  });
});
