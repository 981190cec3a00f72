/**
 * The extension: makes each part once and hands it what it needs. Must not do anything itself.
 */
import * as vscode from 'vscode';
import { registerBreakpointCommands } from './breakpoints/breakpointCommands.ts';
import { loadCatalog } from './catalog/loadCatalog.ts';
import { registerChangeCommands } from './change/changeCommands.ts';
import { registerConfigurations } from './launch/configurationProvider.ts';
import { registerLogDocument } from './log/logDocument.ts';
import { registerAdapter } from './session/adapter.ts';
import { hintWhenNothingIsTicked } from './session/nothingTicked.ts';
import { followSessions } from './session/sessions.ts';
import { createStatusBar } from './statusBar.ts';
import { registerStopCommands } from './stops/stopCommands.ts';
import { createStopTree } from './stops/stopTree.ts';
import { createSyscallTree } from './syscalls/syscallTree.ts';
import { openRuleStore } from './tamper/ruleStore.ts';
import { registerTamperCommands } from './tamper/tamperCommands.ts';
import { syncTamperRules } from './tamper/tamperSync.ts';
import { createTamperTree } from './tamper/tamperTree.ts';
import { createTraceeTree } from './tracees/traceeTree.ts';
import { openViewsOnce } from './viewState.ts';

/** Called by VS Code once. */
export function activate(context: vscode.ExtensionContext): void {
  const dist = vscode.Uri.joinPath(context.extensionUri, 'dist');
  const catalog = loadCatalog(vscode.Uri.joinPath(dist, 'catalog.json').fsPath);
  const sessions = followSessions();
  const syscalls = createSyscallTree(catalog, sessions);
  const stops = createStopTree(sessions);
  const rules = openRuleStore(context.workspaceState);
  context.subscriptions.push(
    sessions,
    syscalls,
    stops,
    rules,
    createTamperTree(rules, sessions),
    syncTamperRules(rules, sessions),
    createTraceeTree(sessions),
    registerAdapter(vscode.Uri.joinPath(dist, 'adapter.js').fsPath),
    registerConfigurations(),
    registerBreakpointCommands(catalog, syscalls),
    registerStopCommands(sessions, stops),
    registerTamperCommands(catalog, rules, sessions),
    registerChangeCommands(catalog, sessions),
    registerLogDocument(sessions),
    createStatusBar(sessions),
    hintWhenNothingIsTicked(catalog),
    openViewsOnce(context.workspaceState),
  );
}
