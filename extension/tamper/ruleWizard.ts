/**
 * Making and changing a tamper rule by answering questions: step by step for a new one, part by part for one that is
 * there. Must not keep rules.
 */
import * as vscode from 'vscode';
import type { TamperRule } from '../../adapter/protocol/trapline.ts';
import type { CatalogIndex } from '../catalog/catalogIndex.ts';
import { type Answer, askList, askText, BACK, goThrough, type Step } from '../input/steps.ts';
import type { Preset } from './presets.ts';
import { actionText, catchOf, targetOf, withText } from './rule.ts';
import { askAction, askCalls, askCondition, askWhen } from './ruleParts.ts';
import { explainWhen } from './when.ts';

/** Asks for a new rule; with `set` given, not for its calls. Undefined when the user gives up. */
export async function askNewRule(catalog: CatalogIndex, set?: string): Promise<TamperRule | undefined> {
  let rule: TamperRule = { catch: set ?? '' };
  const title = () => (rule.catch === '' ? 'Add Tamper Rule' : `Add Tamper Rule: ${rule.catch}`);
  const total = set === undefined ? 5 : 4;
  const first = total - 3;
  const step =
    (ask: (before: TamperRule) => Answer<TamperRule>): Step =>
    async () => {
      const answer = await ask(rule);
      if (answer === undefined || answer === BACK) return answer;
      rule = answer;
      return 'done';
    };
  const calls = step((before) => askCalls(catalog, before, { title: 'Add Tamper Rule', step: 1, total }));
  const done = await goThrough([
    ...(set === undefined ? [calls] : []),
    step((before) => askAction(catalog, before, { title: title(), step: first, total })),
    step((before) => askWhen(before, { title: title(), step: first + 2, total })),
    step((before) => askCondition(catalog, before, { title: title(), step: first + 3, total })),
  ]);
  return done ? rule : undefined;
}

/** Asks for a preset and its one question. Undefined when the user gives up. */
export async function askPreset(presets: readonly Preset[]): Promise<readonly TamperRule[] | undefined> {
  const items = presets.map((preset) => ({
    label: preset.name,
    description: preset.description,
    iconPath: new vscode.ThemeIcon(preset.icon),
    preset,
  }));
  for (;;) {
    const picked = await askList({ title: 'Tamper Presets', placeholder: 'What goes wrong?', items });
    if (picked === BACK || picked === undefined) return undefined;
    const { question, name, rules } = picked.preset;
    if (!question) return rules('');
    const { prompt, value, problem } = question;
    const answer = await askText({ title: name, step: 2, total: 2, prompt, value, problem });
    if (answer !== BACK) return answer === undefined ? undefined : rules(answer);
  }
}

interface PartItem extends vscode.QuickPickItem {
  readonly ask: (rule: TamperRule) => Answer<TamperRule>;
}

/** Shows the rule's parts and asks for one after the other; each answer goes to `keep` at once. */
export async function editRule(
  catalog: CatalogIndex,
  before: TamperRule,
  keep: (rule: TamperRule) => void,
): Promise<void> {
  let rule = before;
  let last = '';
  for (;;) {
    const items = partItems(catalog, rule);
    const picked = await askList<PartItem>({
      title: `Tamper Rule: ${rule.catch}`,
      placeholder: 'What to change? Escape when it is right',
      items,
      active: items.find(({ label }) => label === last),
    });
    if (picked === BACK || picked === undefined) return;
    last = picked.label;
    const changed = await picked.ask(rule);
    if (changed === undefined) return;
    if (changed === BACK) continue;
    rule = changed;
    keep(rule);
  }
}

function partItems(catalog: CatalogIndex, rule: TamperRule): PartItem[] {
  const { set, where } = targetOf(rule);
  const title = `Tamper Rule: ${rule.catch}`;
  // The second step of two, so that the arrow leads back to the parts.
  const place = { title, step: 2, total: 2 };
  const counting = rule.perThread
    ? 'each thread by itself'
    : rule.perProcess
      ? 'each process by itself'
      : 'all together';
  return [
    { label: 'Calls', description: set, ask: (r) => askCalls(catalog, r, place) },
    {
      label: 'Where',
      description:
        where === 'entry' ? 'at the entry: before the kernel does it' : 'at the exit: the kernel has done it',
      ask: (r) => Promise.resolve({ ...r, catch: catchOf({ set, where: where === 'entry' ? 'exit' : 'entry' }) }),
    },
    { label: 'What', description: actionText(rule), ask: (r) => askAction(catalog, r, { title, step: 2, total: 3 }) },
    { label: 'When', description: explainWhen(rule.when ?? '') ?? rule.when ?? '', ask: (r) => askWhen(r, place) },
    { label: 'Condition', description: rule.condition ?? 'always', ask: (r) => askCondition(catalog, r, place) },
    { label: 'Counting', description: counting, ask: (r) => Promise.resolve(nextCounting(r)) },
    {
      label: 'Log Message',
      description: rule.log ?? 'none',
      ask: async (r) => {
        const text = await askText({
          ...place,
          prompt: 'Printed in the debug console at each change; {expressions} are filled in. Empty: none.',
          placeholder: '{comm} does not get {pathname}',
          value: r.log ?? '',
        });
        return text === BACK || text === undefined ? text : withText(r, 'log', text);
      },
    },
  ];
}

/** Over all, per process, per thread, and over all again. */
function nextCounting(rule: TamperRule): TamperRule {
  const { perProcess, perThread, ...rest } = rule;
  if (perThread) return rest;
  return perProcess ? { ...rest, perThread: true } : { ...rest, perProcess: true };
}
