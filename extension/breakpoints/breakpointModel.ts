/**
 * The function breakpoints that are syscall breakpoints, as plain values: which row each belongs to, what each says,
 * and by whom a system call is covered. VS Code's own list stays the only truth; this is computed from it each time.
 * Must not know of VS Code.
 */
import type { CatalogIndex } from '../catalog/catalogIndex.ts';
import { counted } from '../text/plain.ts';
import { matcherOf, type NameMatcher, type SetShape, shapeOf } from './matching.ts';
import { formatName, type NameParts, parseName, type When } from './name.ts';

/** A function breakpoint as VS Code holds it. */
export interface FunctionBreakpointData {
  readonly id: string;
  readonly functionName: string;
  readonly enabled: boolean;
  readonly condition?: string | undefined;
  readonly hitCondition?: string | undefined;
}

export interface SyscallBreakpoint extends FunctionBreakpointData {
  readonly parts: NameParts;
  readonly shape: SetShape;
}

/** The parts that an edit may change; `null` removes one. */
export interface BreakpointChange {
  readonly when?: When;
  readonly log?: string | null;
  readonly condition?: string | null;
  readonly hitCondition?: string | null;
  readonly enabled?: boolean;
}

export interface BreakpointModel {
  readonly all: readonly SyscallBreakpoint[];
  /** Lists and patterns: they have no row in a class. */
  readonly custom: readonly SyscallBreakpoint[];
  /** Those written for exactly this SET (`openat`, `%file`, `all`). */
  of(set: string): readonly SyscallBreakpoint[];
  /** Enabled breakpoints that stop at this call without naming it alone. */
  covering(syscall: string): readonly SyscallBreakpoint[];
}

/** Keeps the breakpoints whose SET is one of system calls; the rest belong to other debuggers. */
export function breakpointModel(list: readonly FunctionBreakpointData[], catalog: CatalogIndex): BreakpointModel {
  const all = list
    .map((data) => {
      const parts = parseName(data.functionName);
      const { id, functionName, enabled, condition, hitCondition } = data;
      return { id, functionName, enabled, condition, hitCondition, parts, shape: shapeOf(parts.set, catalog) };
    })
    .filter(({ shape }) => shape.kind !== 'foreign');
  const wide: { breakpoint: SyscallBreakpoint; matches: NameMatcher }[] = all
    .filter(({ enabled, shape }) => enabled && shape.kind !== 'syscall')
    .map((breakpoint) => ({ breakpoint, matches: matcherOf(breakpoint.parts.set, catalog) }));
  return {
    all,
    custom: all.filter(({ shape }) => shape.kind === 'custom'),
    of: (set) => all.filter(({ parts }) => parts.set === set),
    covering: (syscall) => wide.filter(({ matches }) => matches(syscall)).map(({ breakpoint }) => breakpoint),
  };
}

/** What VS Code's breakpoint becomes by the change, all other parts kept. */
export function changed(data: FunctionBreakpointData, change: BreakpointChange): Omit<FunctionBreakpointData, 'id'> {
  const { log: before, ...parts } = parseName(data.functionName);
  const log = change.log === undefined ? before : (change.log ?? undefined);
  return {
    functionName: formatName({ ...parts, ...(log ? { log } : {}), ...(change.when ? { when: change.when } : {}) }),
    enabled: change.enabled ?? data.enabled,
    condition: change.condition === undefined ? data.condition : (change.condition ?? undefined),
    hitCondition: change.hitCondition === undefined ? data.hitCondition : (change.hitCondition ?? undefined),
  };
}

const WHEN_TEXT: Readonly<Record<When, string>> = { entry: 'entry', exit: 'exit', both: 'entry and exit' };

/** `exit · errno == ENOENT · hit 2+ · log`, and `off` in front for a disabled one. */
export function describeBreakpoint(breakpoint: SyscallBreakpoint): string {
  return [
    ...(breakpoint.enabled ? [] : ['off']),
    WHEN_TEXT[breakpoint.parts.when],
    ...(breakpoint.condition ? [breakpoint.condition] : []),
    ...(breakpoint.hitCondition ? [`hit ${breakpoint.hitCondition}`] : []),
    ...(breakpoint.parts.log ? [`log “${breakpoint.parts.log}”`] : []),
  ].join(' · ');
}

/** `12 hits`, and nothing for none. */
export function hitText(hits: number): string[] {
  return hits > 0 ? [counted(hits, 'hit')] : [];
}

/** Whether somebody wrote more than the name: such a breakpoint is turned off rather than thrown away. */
export function isElaborate({ condition, hitCondition, parts, shape }: SyscallBreakpoint): boolean {
  return Boolean(condition || hitCondition || parts.log) || shape.kind === 'custom';
}
