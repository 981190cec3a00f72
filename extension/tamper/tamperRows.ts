/**
 * The Tamper tree as plain rows: the rules of launch.json and the workspace's, what each does and what became of it.
 * Must not know of VS Code.
 */
import type { TamperRule, TamperRuleState } from '../../adapter/protocol/trapline.ts';
import { counted, plainText } from '../text/plain.ts';
import { actionText, sameRule, targetOf } from './rule.ts';
import { explainWhen } from './when.ts';

export type TamperNode =
  /** A rule of the workspace. */
  | { readonly kind: 'own'; readonly id: number }
  /** A rule of the session's launch.json, by its place there. */
  | { readonly kind: 'launch'; readonly index: number };

export type TamperIcon = 'ready' | 'waiting' | 'applied' | 'off' | 'wrong';

export interface TamperRow {
  readonly label: string;
  readonly description: string;
  readonly tooltip: string;
  readonly icon: TamperIcon;
  /** Rules of launch.json have no box: they are changed there. */
  readonly checked: boolean | undefined;
}

export interface TamperTreeState {
  readonly own: readonly { readonly id: number; readonly rule: TamperRule }[];
  /** Of the current session's configuration. */
  readonly launch: readonly TamperRule[];
  /** What the adapter said last: launch.json's rules, then the workspace's. */
  readonly states: readonly TamperRuleState[];
}

/** launch.json's first, as they are applied first. */
export function tamperNodes({ own, launch }: TamperTreeState): TamperNode[] {
  return [
    ...launch.map((_rule, index): TamperNode => ({ kind: 'launch', index })),
    ...own.map(({ id }): TamperNode => ({ kind: 'own', id })),
  ];
}

/** What a row shows; undefined for a rule that is gone. */
export function tamperRow(node: TamperNode, tree: TamperTreeState): TamperRow | undefined {
  switch (node.kind) {
    case 'launch': {
      const rule = tree.launch[node.index];
      return rule && rowOf(rule, stateAt(node.index, rule, tree), 'launch.json');
    }
    case 'own': {
      const place = tree.own.findIndex(({ id }) => id === node.id);
      const rule = tree.own[place]?.rule;
      return rule && rowOf(rule, stateAt(tree.launch.length + place, rule, tree), undefined);
    }
    default:
      return node satisfies never;
  }
}

/** The adapter's word on the rule, unless it spoke of an older list. */
function stateAt(index: number, rule: TamperRule, { states }: TamperTreeState): TamperRuleState | undefined {
  const state = states[index];
  return state && sameRule(state.rule, rule) ? state : undefined;
}

function rowOf(rule: TamperRule, state: TamperRuleState | undefined, origin: string | undefined): TamperRow {
  const { set, where } = targetOf(rule);
  const wrong = state?.verified === false ? plainText(state.message ?? 'This rule can’t be used.') : undefined;
  const off = rule.enabled === false;
  const label = `${plainText(shortSet(set), 100)}: ${plainText(actionText(rule), 200)}`;
  const when = rule.when && plainText(explainWhen(rule.when) ?? rule.when);
  const parts = [
    ...(off ? ['off'] : []),
    ...(where === 'exit' ? ['at exit'] : []),
    ...(when ? [`${when}${countedBy(rule)}`] : []),
    ...(rule.condition ? [`if ${plainText(rule.condition)}`] : []),
    ...(rule.log ? [`log “${plainText(rule.log)}”`] : []),
  ];
  const counts = state && !wrong && !off ? countText(state) : [];
  return {
    label,
    description: [...(wrong ? [wrong] : []), ...counts, ...(origin ? [origin] : []), ...parts].join(' · '),
    tooltip: [
      `${plainText(set, 1_000)}: ${plainText(actionText(rule), 200)}`,
      ...(wrong ? [wrong] : []),
      ...parts,
      ...(state && !wrong ? [`${counted(state.hits, 'hit')}, ${counted(state.applied, 'call')} changed`] : []),
      ...(origin ? [`Of ${origin}: change it there`] : []),
    ].join('\n'),
    icon: wrong ? 'wrong' : off ? 'off' : state === undefined ? 'ready' : state.applied > 0 ? 'applied' : 'waiting',
    checked: origin ? undefined : !off,
  };
}

/** A list of many calls by its first ones, so that there is room for what the rule does: `read, pread64, … (8)`. */
function shortSet(set: string): string {
  const names = set.split(',').map((name) => name.trim());
  const isList = names.length > 3 && names.every((name) => /^%?\w+$/.test(name));
  return isList ? `${names.slice(0, 2).join(', ')}, … (${names.length})` : set;
}

/** `2 of 5 changed`, or `5 changed` where every hit was. */
function countText({ hits, applied }: TamperRuleState): string[] {
  if (hits === 0) return [];
  const all = hits.toLocaleString('en-US');
  return [hits === applied ? `${all} changed` : `${applied.toLocaleString('en-US')} of ${all} changed`];
}

function countedBy({ perProcess, perThread, perSyscall }: TamperRule): string {
  const call = perSyscall ? ' of each call' : '';
  if (perThread) return `${call} of each thread`;
  return perProcess ? `${call} of each process` : call;
}
