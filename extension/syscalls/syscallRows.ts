/**
 * The Syscalls tree as plain rows: groups by class, calls in them, what each row says and whether it is ticked. Must
 * not know of VS Code.
 */
import {
  type BreakpointModel,
  describeBreakpoint,
  hitText,
  type SyscallBreakpoint,
} from '../breakpoints/breakpointModel.ts';
import type { CatalogIndex } from '../catalog/catalogIndex.ts';
import { classLabel } from '../catalog/classLabels.ts';

/** A place in the tree. `set` is what a breakpoint of the row is for. */
export type SyscallNode =
  | { readonly kind: 'all'; readonly set: 'all' }
  | { readonly kind: 'class'; readonly set: string; readonly name: string }
  | { readonly kind: 'syscall'; readonly set: string; readonly group: string }
  /** One list or pattern, written by hand. */
  | { readonly kind: 'custom'; readonly set: string }
  /** Calls that no class holds, and calls that only 32-bit programs have. */
  | { readonly kind: 'other' | 'compat'; readonly set: undefined };

/** `group` stands where other rows have their box: VS Code sets rows below a row without either too far left. */
export type SyscallIcon = 'stops' | 'logs' | 'covered' | 'off' | 'none' | 'group';

export interface SyscallRow {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly tooltip: string;
  readonly checked: boolean | undefined;
  readonly icon: SyscallIcon;
  readonly expandable: boolean;
}

export interface SyscallTreeState {
  readonly catalog: CatalogIndex;
  readonly breakpoints: BreakpointModel;
  readonly hits: ReadonlyMap<string, number>;
  /** Part of a name, lower case; empty: everything. */
  readonly filter: string;
  /** Whether the calls of the class with this row id are in view: then they say the hits, and their class does not. */
  readonly isOpen?: (id: string) => boolean;
}

/** What a node is known by: one place in the tree. */
export function keyOf(node: SyscallNode): string {
  return node.kind === 'syscall' ? `${node.group}/${node.set}` : (node.set ?? node.kind);
}

/** The rows without a parent: everything, lists and patterns, the classes, the rest. */
export function rootNodes(state: SyscallTreeState): SyscallNode[] {
  const { catalog, breakpoints, filter } = state;
  const custom = new Set(breakpoints.custom.map(({ parts }) => parts.set));
  const groups: SyscallNode[] = [
    ...catalog.classes.map(({ name }): SyscallNode => ({ kind: 'class', set: `%${name}`, name })),
    ...(catalog.unclassified.length > 0 ? [{ kind: 'other', set: undefined } as const] : []),
    ...(catalog.compat.length > 0 ? [{ kind: 'compat', set: undefined } as const] : []),
  ];
  return [
    ...(filter === '' ? [{ kind: 'all', set: 'all' } as const] : []),
    ...[...custom].map((set): SyscallNode => ({ kind: 'custom', set })),
    ...(filter === '' ? groups : groups.filter((group) => childNodes(group, state).length > 0)),
  ];
}

/** The calls of a group, by name. */
export function childNodes(node: SyscallNode, { catalog, filter }: SyscallTreeState): SyscallNode[] {
  const names = memberNames(node, catalog);
  const group = node.kind === 'class' ? node.name : node.kind;
  return names.filter((name) => name.includes(filter)).map((name) => ({ kind: 'syscall', set: name, group }));
}

function memberNames(node: SyscallNode, catalog: CatalogIndex): string[] {
  switch (node.kind) {
    case 'class':
      return [...(catalog.members(node.name) ?? [])].filter((name) => !catalog.isCompat(name));
    case 'other':
      return [...catalog.unclassified];
    case 'compat':
      return [...catalog.compat];
    case 'all':
    case 'custom':
    case 'syscall':
      return [];
    default:
      return node satisfies never;
  }
}

/** What a row shows. */
export function rowOf(node: SyscallNode, state: SyscallTreeState): SyscallRow {
  switch (node.kind) {
    case 'all':
      return { ...breakpointRow(node.set, 'All system calls', sum(state.hits.values()), state), expandable: false };
    case 'class': {
      const members = memberNames(node, state.catalog);
      const hits = state.isOpen?.(node.set) ? 0 : sum(members.map((name) => state.hits.get(name) ?? 0));
      const row = breakpointRow(node.set, classLabel(node.name), hits, state, node.set, `${members.length}`);
      const about = state.catalog.classes.find(({ name }) => name === node.name)?.description ?? '';
      return { ...row, tooltip: `%${node.name}: ${members.length} system calls (${about})`, expandable: true };
    }
    case 'other':
      return groupRow('other', 'Other', state.catalog.unclassified, 'System calls that are in none of these classes');
    case 'compat':
      return groupRow('compat', '32-bit programs only', state.catalog.compat, 'System calls that 64-bit programs lack');
    case 'custom':
      return { ...breakpointRow(node.set, node.set, 0, state), expandable: false };
    case 'syscall': {
      const row = breakpointRow(node.set, node.set, state.hits.get(node.set) ?? 0, state);
      return { ...row, id: keyOf(node), tooltip: callText(node.set, state.catalog), expandable: false };
    }
    default:
      return node satisfies never;
  }
}

function groupRow(id: string, label: string, names: readonly string[], tooltip: string): SyscallRow {
  const description = String(names.length);
  return { id, label, description, tooltip, checked: undefined, icon: 'group', expandable: true };
}

/** `name` stands first in the description; `otherwise` where there is nothing to say about breakpoints. */
function breakpointRow(
  set: string,
  label: string,
  hits: number,
  state: SyscallTreeState,
  name = '',
  otherwise = '',
): SyscallRow {
  const own = state.breakpoints.of(set);
  const covering = coveringOf(set, state);
  const parts = own.length > 0 ? own.map(describeBreakpoint) : coveredBy(covering);
  const description = [name, ...(parts.length > 0 ? parts : [otherwise]), ...hitText(hits)].filter(Boolean).join(' · ');
  return {
    id: set,
    label,
    description,
    tooltip: label,
    checked: own.some(({ enabled }) => enabled),
    icon: iconOf(own, covering),
    expandable: false,
  };
}

/** A class is covered by `all` alone: that a pattern happens to match all its members is not worth the search. */
function coveringOf(set: string, { catalog, breakpoints }: SyscallTreeState): readonly SyscallBreakpoint[] {
  if (catalog.has(set)) return breakpoints.covering(set);
  return set.startsWith('%') ? breakpoints.of('all').filter(({ enabled }) => enabled) : [];
}

function coveredBy(covering: readonly SyscallBreakpoint[]): string[] {
  return covering.length === 0 ? [] : [`via ${covering.map(({ parts }) => parts.set).join(' and ')}`];
}

function iconOf(own: readonly SyscallBreakpoint[], covering: readonly SyscallBreakpoint[]): SyscallIcon {
  const enabled = own.filter((one) => one.enabled);
  if (enabled.length > 0) return enabled.every(({ parts }) => parts.log) ? 'logs' : 'stops';
  if (covering.length > 0) return 'covered';
  return own.length > 0 ? 'off' : 'none';
}

/** `openat(dirfd, pathname, flags, mode)`. */
export function callText(name: string, catalog: CatalogIndex): string {
  return `${name}(${catalog.entry(name)?.args.join(', ') ?? ''})`;
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
