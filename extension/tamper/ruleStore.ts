/**
 * The workspace's tamper rules: kept in its memory, in order. They outlive sessions and the window. Must not know of
 * sessions or trees.
 */
import * as vscode from 'vscode';
import type { TamperRule } from '../../adapter/protocol/trapline.ts';
import { readRules } from './rule.ts';

/** A rule with a name of its own, so that a row stays the same row. */
export interface StoredRule {
  readonly id: number;
  readonly rule: TamperRule;
}

export interface RuleStore extends vscode.Disposable {
  readonly all: readonly StoredRule[];
  readonly onDidChange: vscode.Event<void>;
  get(id: number): TamperRule | undefined;
  /** Adds them at the end. */
  add(rules: readonly TamperRule[]): void;
  replace(id: number, rule: TamperRule): void;
  remove(id: number): void;
  clear(): void;
}

const KEY = 'tamperRules';

/** The rules of this workspace. */
export function openRuleStore(memory: vscode.Memento): RuleStore {
  const changed = new vscode.EventEmitter<void>();
  let next = 0;
  const withId = (rule: TamperRule): StoredRule => ({ id: next++, rule });
  let rules: readonly StoredRule[] = readRules(memory.get(KEY)).map(withId);
  const write = (list: readonly StoredRule[]) => {
    rules = list;
    changed.fire();
    void memory.update(
      KEY,
      rules.map(({ rule }) => rule),
    );
  };
  return {
    get all() {
      return rules;
    },
    onDidChange: changed.event,
    get: (id) => rules.find((stored) => stored.id === id)?.rule,
    add: (list) => write([...rules, ...list.map(withId)]),
    replace: (id, rule) => write(rules.map((stored) => (stored.id === id ? { id, rule } : stored))),
    remove: (id) => write(rules.filter((stored) => stored.id !== id)),
    clear: () => write([]),
    dispose: () => changed.dispose(),
  };
}
