/**
 * The quick pick of Add Syscall Breakpoint: every class and every call, found by typing, and any SET written out. Must
 * not add anything itself.
 */
import * as vscode from 'vscode';
import type { CatalogIndex } from '../catalog/catalogIndex.ts';
import { classLabel } from '../catalog/classLabels.ts';
import { callText } from '../syscalls/syscallRows.ts';
import { shapeOf } from './matching.ts';
import { parseName, type When } from './name.ts';

export interface PickedBreakpoint {
  readonly set: string;
  readonly when: When;
}

interface Item extends vscode.QuickPickItem {
  readonly set?: string;
}

const WHEN_BUTTONS: readonly { readonly when: When; readonly icon: string; readonly tooltip: string }[] = [
  { when: 'exit', icon: 'debug-step-out', tooltip: 'Stop at the exit, with the result' },
  { when: 'both', icon: 'arrow-both', tooltip: 'Stop at entry and exit' },
];

/** Asks for a SET. Undefined when the user gives up. */
export function pickBreakpoint(catalog: CatalogIndex): Promise<PickedBreakpoint | undefined> {
  const input = vscode.window.createQuickPick<Item>();
  const items = catalogItems(catalog);
  input.title = 'Add Syscall Breakpoint';
  input.placeholder = 'openat, %file, /^open/, read,write, openat@exit …';
  input.matchOnDescription = true;
  input.items = items;
  input.onDidChangeValue((value) => {
    const typed = typedItem(value, catalog);
    input.items = typed ? [typed, ...items] : items;
  });
  return new Promise((resolve) => {
    const finish = (picked: PickedBreakpoint | undefined) => {
      resolve(picked);
      input.dispose();
    };
    input.onDidAccept(() => {
      const set = input.activeItems[0]?.set;
      finish(set === undefined ? undefined : parseName(set));
    });
    input.onDidTriggerItemButton(({ item, button }) => {
      const chosen = WHEN_BUTTONS.find(({ tooltip }) => tooltip === button.tooltip);
      if (item.set !== undefined && chosen) finish({ set: item.set, when: chosen.when });
    });
    input.onDidHide(() => finish(undefined));
    input.show();
  });
}

function catalogItems(catalog: CatalogIndex): Item[] {
  const buttons = WHEN_BUTTONS.map(({ icon, tooltip }) => ({ iconPath: new vscode.ThemeIcon(icon), tooltip }));
  return [
    { label: 'System calls', kind: vscode.QuickPickItemKind.Separator },
    ...catalog.syscalls.map(({ name }) => ({
      label: name,
      description: callText(name, catalog).slice(name.length),
      set: name,
      buttons,
    })),
    { label: 'Classes', kind: vscode.QuickPickItemKind.Separator },
    { label: 'all', description: 'All system calls', set: 'all', buttons },
    ...catalog.classes.map(({ name }) => ({
      label: `%${name}`,
      description: classLabel(name),
      set: `%${name}`,
      buttons,
    })),
  ];
}

/** What was typed, offered as it is, when it is a SET that no row of the list says. */
function typedItem(value: string, catalog: CatalogIndex): Item | undefined {
  const { set, when } = parseName(value.trim());
  if (set === '') return undefined;
  const { kind } = shapeOf(set, catalog);
  if (kind !== 'custom' && when === 'entry') return undefined;
  if (kind === 'foreign') return undefined;
  return { label: value.trim(), description: 'Add as written', set: value.trim(), alwaysShow: true };
}
