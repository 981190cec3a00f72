/**
 * VS Code's function breakpoints, read and written: the one truth about which system calls stop. Nothing is stored
 * here. Must not know of trees or of DAP.
 */
import * as vscode from 'vscode';
import type { CatalogIndex } from '../catalog/catalogIndex.ts';
import {
  type BreakpointChange,
  type BreakpointModel,
  breakpointModel,
  changed,
  type SyscallBreakpoint,
} from './breakpointModel.ts';
import { formatName, type When } from './name.ts';

function functionBreakpoints(): vscode.FunctionBreakpoint[] {
  return vscode.debug.breakpoints.filter((breakpoint) => breakpoint instanceof vscode.FunctionBreakpoint);
}

/** Today's syscall breakpoints. */
export function readBreakpoints(catalog: CatalogIndex): BreakpointModel {
  return breakpointModel(functionBreakpoints(), catalog);
}

/** Adds a breakpoint for a SET, unless the same one is there; a disabled one is turned on instead. */
export function addBreakpoint(set: string, when: When = 'entry', condition?: string): void {
  const name = formatName({ set, when });
  const same = functionBreakpoints().filter((one) => one.functionName === name && one.condition === condition);
  const disabled = same.filter(({ enabled }) => !enabled);
  if (same.length === 0) {
    vscode.debug.addBreakpoints([new vscode.FunctionBreakpoint(name, true, condition)]);
  } else if (disabled.length > 0) {
    replace(disabled, { enabled: true });
  }
}

/** Changes parts of breakpoints. VS Code's API has no edit: each is replaced by one with the other parts kept. */
export function changeBreakpoints(list: readonly SyscallBreakpoint[], change: BreakpointChange): void {
  const ids = new Set(list.map(({ id }) => id));
  replace(
    functionBreakpoints().filter(({ id }) => ids.has(id)),
    change,
  );
}

/** Removes these. */
export function removeBreakpoints(list: readonly SyscallBreakpoint[]): void {
  const ids = new Set(list.map(({ id }) => id));
  vscode.debug.removeBreakpoints(functionBreakpoints().filter(({ id }) => ids.has(id)));
}

function replace(list: readonly vscode.FunctionBreakpoint[], change: BreakpointChange): void {
  if (list.length === 0) return;
  vscode.debug.removeBreakpoints(list);
  vscode.debug.addBreakpoints(
    list.map((one) => {
      const { functionName, enabled, condition, hitCondition } = changed(one, change);
      return new vscode.FunctionBreakpoint(functionName, enabled, condition, hitCondition);
    }),
  );
}
