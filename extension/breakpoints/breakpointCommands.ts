/**
 * Commands that make and change syscall breakpoints: from the palette, and on rows of the Syscalls tree. Must not know
 * how a row looks.
 */
import * as vscode from 'vscode';
import type { CatalogIndex } from '../catalog/catalogIndex.ts';
import { sayRowIsGone } from '../rows/lostRow.ts';
import type { SyscallNode } from '../syscalls/syscallRows.ts';
import type { SyscallTree } from '../syscalls/syscallTree.ts';
import { addBreakpoint, changeBreakpoints, readBreakpoints, removeBreakpoints } from './breakpointList.ts';
import type { BreakpointChange, SyscallBreakpoint } from './breakpointModel.ts';
import type { When } from './name.ts';
import { pickBreakpoint } from './pickBreakpoint.ts';

interface Part {
  readonly title: string;
  readonly prompt: string;
  readonly placeHolder: string;
  readonly value: (breakpoint: SyscallBreakpoint) => string | undefined;
  readonly change: (text: string | null) => BreakpointChange;
}

const CONDITION: Part = {
  title: 'Condition',
  prompt: 'Stop only when this is true. Arguments go by their manual-page names. Empty: always.',
  placeHolder: 'pathname startsWith "/etc" && flags & O_WRONLY',
  value: ({ condition }) => condition,
  change: (condition) => ({ condition }),
};
const HIT_CONDITION: Part = {
  title: 'Hit Count',
  prompt:
    'Which hits stop: 5, >=3, %2, 2..5, 3+ (from the third on), 2+3 (the second and every third after). Empty: all.',
  placeHolder: '3+',
  value: ({ hitCondition }) => hitCondition,
  change: (hitCondition) => ({ hitCondition }),
};
const LOG_MESSAGE: Part = {
  title: 'Log Message',
  prompt: 'Printed in the debug console instead of stopping; {expressions} are filled in. Empty: stop again.',
  placeHolder: '{comm} opens {pathname}',
  value: ({ parts }) => parts.log,
  change: (log) => ({ log }),
};

/** Registers them. */
export function registerBreakpointCommands(catalog: CatalogIndex, tree: SyscallTree): vscode.Disposable {
  const onRow = (name: string, run: (set: string) => Promise<void> | void) =>
    vscode.commands.registerCommand(`trapline.${name}`, async (node?: SyscallNode) => {
      if (!node) sayRowIsGone();
      else if (node.set !== undefined) await run(node.set);
    });
  const stopAt = (set: string, when: When) => {
    const own = readBreakpoints(catalog).of(set);
    if (own.length === 0) addBreakpoint(set, when);
    else changeBreakpoints(own, { when, enabled: true });
  };

  return vscode.Disposable.from(
    onRow('breakAtEntry', (set) => stopAt(set, 'entry')),
    onRow('breakAtExit', (set) => stopAt(set, 'exit')),
    onRow('breakAtBoth', (set) => stopAt(set, 'both')),
    onRow('editCondition', (set) => edit(catalog, set, CONDITION)),
    onRow('editHitCondition', (set) => edit(catalog, set, HIT_CONDITION)),
    onRow('editLogMessage', (set) => edit(catalog, set, LOG_MESSAGE)),
    onRow('removeSyscallBreakpoint', (set) => removeBreakpoints(readBreakpoints(catalog).of(set))),
    vscode.commands.registerCommand('trapline.removeAllSyscallBreakpoints', () =>
      removeBreakpoints(readBreakpoints(catalog).all),
    ),
    vscode.commands.registerCommand('trapline.addSyscallBreakpoint', async () => {
      const picked = await pickBreakpoint(catalog);
      if (picked) addBreakpoint(picked.set, picked.when);
    }),
    vscode.commands.registerCommand('trapline.filterSyscalls', async () => {
      const text = await vscode.window.showInputBox({
        title: 'Filter System Calls',
        prompt: 'Show only the calls whose name holds this text. Empty: show all.',
        placeHolder: 'open',
        value: tree.filterText,
      });
      if (text === undefined) return;
      tree.filter(text);
      await vscode.commands.executeCommand('trapline.syscalls.focus');
    }),
    vscode.commands.registerCommand('trapline.clearSyscallFilter', () => tree.filter('')),
  );
}

/** Asks for one part and writes it to the row's breakpoints, making one where there is none. */
async function edit(catalog: CatalogIndex, set: string, part: Part): Promise<void> {
  const [first] = readBreakpoints(catalog).of(set);
  const text = await vscode.window.showInputBox({
    title: `${part.title} of ${set}`,
    prompt: part.prompt,
    placeHolder: part.placeHolder,
    value: (first && part.value(first)) ?? '',
  });
  if (text === undefined) return;
  const wanted = text.trim();
  if (!first) {
    if (wanted === '') return;
    addBreakpoint(set);
  }
  changeBreakpoints(readBreakpoints(catalog).of(set), part.change(wanted === '' ? null : wanted));
}
