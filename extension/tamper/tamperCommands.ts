/**
 * Commands that make, change and remove tamper rules: from the palette, the view's title, and on rows. Must not know
 * how a rule looks or is sent.
 */
import * as vscode from 'vscode';
import type { TamperRule } from '../../adapter/protocol/trapline.ts';
import type { CatalogIndex } from '../catalog/catalogIndex.ts';
import { sayRowIsGone } from '../rows/lostRow.ts';
import type { Sessions } from '../session/sessions.ts';
import type { StopNode } from '../stops/stopRows.ts';
import type { SyscallNode } from '../syscalls/syscallRows.ts';
import { presetsFor } from './presets.ts';
import type { RuleStore } from './ruleStore.ts';
import { askNewRule, askPreset, editRule } from './ruleWizard.ts';
import type { TamperNode } from './tamperRows.ts';
import { launchRules } from './tamperSync.ts';

/** Registers them. */
export function registerTamperCommands(catalog: CatalogIndex, store: RuleStore, sessions: Sessions): vscode.Disposable {
  const add = async (rules: readonly TamperRule[] | undefined) => {
    if (!rules || rules.length === 0) return;
    store.add(rules);
    await vscode.commands.executeCommand('trapline.tamper.focus', { preserveFocus: true });
  };
  const addFor = async (set?: string) => {
    const rule = await askNewRule(catalog, set);
    await add(rule && [rule]);
  };
  const onRow = (name: string, run: (id: number, rule: TamperRule) => Promise<void> | void) =>
    vscode.commands.registerCommand(`trapline.${name}`, async (node?: TamperNode) => {
      const rule = node?.kind === 'own' ? store.get(node.id) : undefined;
      if (!node) sayRowIsGone();
      if (node?.kind === 'own' && rule) await run(node.id, rule);
    });
  return vscode.Disposable.from(
    vscode.commands.registerCommand('trapline.addTamperRule', () => addFor()),
    vscode.commands.registerCommand('trapline.addTamperPreset', async () => add(await askPreset(presetsFor(catalog)))),
    vscode.commands.registerCommand('trapline.tamperWithCall', async (node?: SyscallNode | StopNode) => {
      const set = setOf(node, sessions);
      if (!node) sayRowIsGone();
      if (set !== undefined) await addFor(set);
    }),
    onRow('editTamperRule', (id, rule) => editRule(catalog, rule, (changed) => store.replace(id, changed))),
    onRow('removeTamperRule', (id) => store.remove(id)),
    vscode.commands.registerCommand('trapline.removeAllTamperRules', () => store.clear()),
    vscode.commands.registerCommand('trapline.copyTamperRule', async (node?: TamperNode) => {
      const rule = ruleOf(node, store, sessions);
      if (!node) sayRowIsGone();
      if (rule) await vscode.env.clipboard.writeText(JSON.stringify(rule, undefined, 2));
    }),
  );
}

function setOf(node: SyscallNode | StopNode | undefined, sessions: Sessions): string | undefined {
  if (!node) return undefined;
  if ('set' in node) return node.set;
  return node.kind === 'stop' ? sessions.current?.history.get(node.id)?.syscall : undefined;
}

function ruleOf(node: TamperNode | undefined, store: RuleStore, sessions: Sessions): TamperRule | undefined {
  if (!node) return undefined;
  if (node.kind === 'own') return store.get(node.id);
  return sessions.current && launchRules(sessions.current.session)[node.index];
}
