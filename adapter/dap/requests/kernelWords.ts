/**
 * The kernel's names as completions: errors, signals, system calls, constants. Taken from the tables of the kernel
 * floor, which are loaded when somebody first types. Must not know where they are offered.
 */
import { constants } from 'node:os';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { constantNames, constantSet, errnoMessage } from '../../../native/abi/constants/index.ts';
import { allNames } from '../../../native/abi/numbers/index.ts';

type Item = DebugProtocol.CompletionItem;

/** More than this is no help to somebody who types. */
const MOST_CONSTANTS = 100;

/** Names of errno values, each with its sentence. */
export function errnoItems(): readonly Item[] {
  return (constantSet('errnos')?.values ?? []).map(([label, value]) => {
    const detail = errnoMessage(Number(value));
    return { label, ...(detail && { detail }), type: 'enum' };
  });
}

/** Names of signals. */
export function signalItems(): readonly Item[] {
  return Object.keys(constants.signals).map((label) => ({ label, type: 'enum' }));
}

/** Names of system calls, with what follows them. */
export function syscallItems(behind: string): readonly Item[] {
  return allNames('x86_64').map((name) => ({ label: name, text: `${name}${behind}`, type: 'function' }));
}

/** Constants that begin with this, errors and signals first. */
export function constantItems(prefix: string): readonly Item[] {
  // Only they are written in capitals: a lower-case word is a name.
  if (!/^[A-Z_]/.test(prefix)) return [];
  return [
    ...errnoItems(),
    ...signalItems(),
    ...constantNames(prefix, MOST_CONSTANTS).map((label): Item => ({ label, type: 'enum' })),
  ];
}
