/**
 * Lists of the kernel's names to choose from: system calls, errors, signals, arguments. All come from the catalog.
 * Must not know what the name is for.
 */
import * as vscode from 'vscode';
import { shapeOf } from '../breakpoints/matching.ts';
import type { CatalogIndex } from '../catalog/catalogIndex.ts';
import { classLabel } from '../catalog/classLabels.ts';
import { likelyErrnos } from '../catalog/likelyErrnos.ts';
import { callText } from '../syscalls/syscallRows.ts';
import { type Answer, askList, BACK, type Place } from './steps.ts';

export interface NameItem extends vscode.QuickPickItem {
  readonly name: string;
}

const separator = (label: string) => ({ label, name: '', kind: vscode.QuickPickItemKind.Separator });

/** Every call, and every class where `classes` is set. */
export function callItems(catalog: CatalogIndex, classes: boolean): NameItem[] {
  const calls = catalog.syscalls.map(({ name }) => ({
    label: name,
    description: callText(name, catalog).slice(name.length),
    name,
  }));
  const groups = catalog.classes.map(({ name }) => ({
    label: `%${name}`,
    description: classLabel(name),
    name: `%${name}`,
  }));
  return classes ? [separator('System calls'), ...calls, separator('Classes'), ...groups] : calls;
}

/** What was typed, when it is a list or a pattern that no row says. */
export function typedSet(text: string, catalog: CatalogIndex): NameItem | undefined {
  if (text === '' || (shapeOf(text, catalog).kind !== 'custom' && text !== 'all')) return undefined;
  return { label: text, description: 'As written', name: text, alwaysShow: true };
}

/** Asks for an error: the likely ones of these calls first. Answers its name. */
export async function askErrno(catalog: CatalogIndex, set: string, place: Place, before = ''): Answer<string> {
  const likely = new Set(likelyErrnos(set, catalog));
  const item = ({ name, text }: { name: string; text: string }) => ({ label: name, description: text, name });
  const byName = new Map(catalog.errnos.map((errno) => [errno.name, errno]));
  const first = [...likely].flatMap((name) => byName.get(name) ?? []);
  const rest = catalog.errnos.filter(({ name }) => !likely.has(name));
  const items = [separator(`Likely for ${set}`), ...first.map(item), separator('All'), ...rest.map(item)];
  return nameOf(
    await askList<NameItem>({
      ...place,
      placeholder: 'The error that the program gets',
      items,
      active: items.find(({ name }) => name !== '' && name === before),
    }),
  );
}

/** Asks for a signal; `drop` is a first row that stands for none. Answers its name, or 0. */
export async function askSignal(catalog: CatalogIndex, place: Place, drop?: string, before = ''): Answer<string> {
  const items: NameItem[] = [
    ...(drop === undefined ? [] : [{ label: drop, name: '0', iconPath: new vscode.ThemeIcon('trash') }]),
    ...catalog.signals.map((name) => ({ label: name, name })),
  ];
  return nameOf(
    await askList<NameItem>({
      ...place,
      placeholder: 'Which signal',
      items,
      active: items.find(({ name }) => name === before),
    }),
  );
}

function nameOf(answer: NameItem | typeof BACK | undefined): string | typeof BACK | undefined {
  return answer === BACK || answer === undefined ? answer : answer.name;
}
