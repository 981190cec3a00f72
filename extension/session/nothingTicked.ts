/**
 * A line in the debug console when a program was started and nothing was asked to stop it: it will run to its end, and
 * the newcomer should know why. Must not stop anything.
 */
import * as vscode from 'vscode';
import { readBreakpoints } from '../breakpoints/breakpointList.ts';
import type { CatalogIndex } from '../catalog/catalogIndex.ts';
import { DEBUG_TYPE } from './sessions.ts';

/** Registers the hint. */
export function hintWhenNothingIsTicked(catalog: CatalogIndex): vscode.Disposable {
  return vscode.debug.onDidStartDebugSession((session) => {
    const { type, configuration } = session;
    if (type !== DEBUG_TYPE || configuration.request !== 'launch' || configuration.noDebug) return;
    const asked = [
      wordsOf(configuration['catch']),
      configuration['stopOnEntry'],
      configuration['stopOnExit'],
      configuration['log'],
      configuration['strace'],
      wordsOf(configuration['tamper']),
    ];
    if (asked.some(Boolean) || readBreakpoints(catalog).all.some(({ enabled }) => enabled)) return;
    vscode.debug.activeDebugConsole.appendLine(
      'Nothing is ticked in Syscalls: the program runs to its end, unless an event stops it.',
    );
  });
}

/** How many there are of a text or a list. */
function wordsOf(given: unknown): number {
  return typeof given === 'string' || Array.isArray(given) ? given.length : 0;
}
