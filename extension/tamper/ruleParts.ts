/**
 * The questions of a tamper rule, one function each: which calls, what happens, when, under which condition. Each
 * takes the rule and gives it back changed. Must not know in which order they are asked.
 */
import * as vscode from 'vscode';
import type { TamperRule } from '../../adapter/protocol/trapline.ts';
import type { CatalogIndex } from '../catalog/catalogIndex.ts';
import { askErrno, askSignal, callItems, type NameItem, typedSet } from '../input/askNames.ts';
import { type Answer, askList, askText, BACK, type Place } from '../input/steps.ts';
import { timeProblem } from '../text/time.ts';
import { assignmentProblem, readAssignment } from './assignment.ts';
import { type ActionKind, actionOf, catchOf, targetOf, withAction, withText } from './rule.ts';
import { explainWhen } from './when.ts';

/** Asks which calls. */
export async function askCalls(catalog: CatalogIndex, rule: TamperRule, place: Place): Answer<TamperRule> {
  const { set, where } = targetOf(rule);
  const items = callItems(catalog, true);
  const before = items.find(({ name }) => name === set) ?? (set === '' ? undefined : typedSet(set, catalog));
  const picked = await askList<NameItem>({
    ...place,
    placeholder: 'Which calls? A name, %file, a list (read,write) or a pattern (/^open/)',
    items: before && !items.includes(before) ? [before, ...items] : items,
    active: before,
    typed: (text) => typedSet(text, catalog),
  });
  return picked === BACK || picked === undefined ? picked : { ...rule, catch: catchOf({ set: picked.name, where }) };
}

interface ActionItem extends vscode.QuickPickItem {
  readonly action: ActionKind;
}

const ACTIONS: readonly (readonly [action: ActionKind, label: string, description: string, icon: string])[] = [
  ['fail', 'Fail with an error…', 'the call is not made; the program gets the error', 'error'],
  ['return', 'Return a value…', 'the call is not made; the program gets the value', 'reply'],
  ['skip', 'Skip it', 'the call is not made; the program gets 0', 'debug-step-over'],
  ['set', 'Set an argument, or a part of one…', 'the kernel is asked for something else', 'edit'],
  ['signal', 'Send a signal…', 'the call is made, and the signal comes with it', 'zap'],
  ['delayEntry', 'Delay it…', 'the call is made later', 'watch'],
  ['delayExit', 'Delay its end…', 'the call is made, and the program hears of it later', 'watch'],
];

/** After the kernel has done the call there is only what it answered, a signal and its end to change. */
const AT_EXIT: readonly ActionKind[] = ['fail', 'return', 'set', 'signal', 'delayExit'];

/** Asks what happens, and for the value of it. `step` is the number of the first of both questions. */
export async function askAction(catalog: CatalogIndex, rule: TamperRule, place: Place): Answer<TamperRule> {
  const before = actionOf(rule);
  const atExit = targetOf(rule).where === 'exit';
  const items = ACTIONS.filter(([action]) => !atExit || AT_EXIT.includes(action)).map(
    ([action, label, description, icon]): ActionItem => ({
      action,
      label,
      description: atExit ? '' : description,
      iconPath: new vscode.ThemeIcon(icon),
    }),
  );
  for (;;) {
    const picked = await askList<ActionItem>({
      ...place,
      placeholder: `What happens at ${targetOf(rule).set}?`,
      items,
      active: items.find(({ action }) => action === before?.kind),
    });
    if (picked === BACK || picked === undefined) return picked;
    const { action } = picked;
    const same = before?.kind === action ? before : undefined;
    const changed = await askActionValue(catalog, rule, action, same, {
      ...place,
      // A question of its own has no step; its list is still one step back.
      step: (place.step ?? 1) + 1,
      total: place.total ?? 2,
    });
    if (changed !== BACK) return changed;
  }
}

async function askActionValue(
  catalog: CatalogIndex,
  rule: TamperRule,
  action: ActionKind,
  before: { readonly value: string; readonly argument: string } | undefined,
  place: Place,
): Answer<TamperRule> {
  const with_ = (answer: string | typeof BACK | undefined) =>
    answer === BACK || answer === undefined ? answer : withAction(rule, action, answer);
  const { set } = targetOf(rule);
  switch (action) {
    case 'skip':
      return withAction(rule, 'skip', '');
    case 'fail':
      return with_(await askErrno(catalog, set, place, before?.value));
    case 'signal':
      return with_(await askSignal(catalog, place, undefined, before?.value));
    case 'return':
      return with_(
        await askText({
          ...place,
          prompt: 'What the program gets: a number, or an expression over the arguments.',
          placeholder: 'count',
          value: before?.value ?? '0',
          problem: (text) => (text.trim() === '' ? 'Write a value.' : undefined),
        }),
      );
    case 'delayEntry':
    case 'delayExit':
      return with_(
        await askText({
          ...place,
          prompt: 'How long: 500us, 100ms, 2s.',
          value: before?.value ?? '100ms',
          problem: timeProblem,
        }),
      );
    case 'set':
      return askArgument(catalog, rule, before, place);
    default:
      return action satisfies never;
  }
}

async function askArgument(
  catalog: CatalogIndex,
  rule: TamperRule,
  before: { readonly value: string; readonly argument: string } | undefined,
  place: Place,
): Answer<TamperRule> {
  const target = targetOf(rule);
  const atExit = target.where === 'exit';
  const names = catalog.entry(target.set)?.args ?? [];
  const first = atExit ? undefined : names[0];
  const listed = names.length > 0 ? `: ${names.join(', ')}` : '';
  const written = await askText({
    ...place,
    prompt: atExit
      ? 'What the program reads: a part of what the kernel filled in and its new value, or “result”.'
      : `An argument or a part of it, and its new value${listed}. “syscall” makes it another call.`,
    placeholder: atExit ? 'statbuf.st_size = 0' : 'flags = O_RDONLY',
    value: before ? `${before.argument} = ${before.value}` : first ? `${first} = ` : '',
    selection: before || !first ? [0, 1_000] : [first.length + 3, first.length + 3],
    problem: (text) => assignmentProblem(text, target, names),
  });
  if (written === BACK || written === undefined) return written;
  const assignment = readAssignment(written);
  return assignment && withAction(rule, 'set', assignment.value, assignment.target);
}

interface WhenItem extends vscode.QuickPickItem {
  /** Undefined: asked for. */
  readonly when?: string;
}

/** Asks which hits: common answers, or the grammar written out. */
export async function askWhen(rule: TamperRule, place: Place): Answer<TamperRule> {
  const other: WhenItem = { label: 'Write it…', description: '3, 2..5, 3+, 2+3, 2..9+3, %2' };
  const common: WhenItem[] = [
    { label: 'Every time', when: '' },
    { label: 'The first time', description: '1', when: '1' },
    { label: 'The second time', description: '2', when: '2' },
    { label: 'From the second time on', description: '2+', when: '2+' },
    { label: 'Every second time', description: '%2', when: '%2' },
  ];
  for (;;) {
    const picked = await askList<WhenItem>({
      ...place,
      placeholder: 'When? Choose, or type 3, 2..5, 3+, 2..9+3',
      items: [...common, other],
      active: common.find(({ when }) => when === (rule.when ?? '')) ?? other,
      typed: (text) => {
        const meaning = text === '' ? undefined : explainWhen(text);
        return meaning ? { label: text, description: meaning, when: text, alwaysShow: true } : undefined;
      },
    });
    if (picked === BACK || picked === undefined) return picked;
    if (picked.when !== undefined) return withText(rule, 'when', picked.when);
    const written = await askText({
      ...place,
      step: Math.max(2, place.step ?? 2),
      prompt: 'FIRST..LAST+STEP, each part may be left out: 3, 2..5, 3+, 2+3, 2..9+3, or %2, >=3.',
      value: rule.when ?? '2+',
      problem: (text) => (explainWhen(text) ? undefined : 'Write 3, 2..5, 3+, 2+3, 2..9+3, %2 or >=3.'),
      explain: (text) => `Changes ${explainWhen(text)}.`,
    });
    if (written !== BACK) return written === undefined ? undefined : withText(rule, 'when', written);
  }
}

/** Asks for the condition. The adapter says what is wrong with one, on the rule's row. */
export async function askCondition(catalog: CatalogIndex, rule: TamperRule, place: Place): Answer<TamperRule> {
  const names = catalog.entry(targetOf(rule).set)?.args ?? [];
  const written = await askText({
    ...place,
    prompt: `Only when this is true; empty: always.${names.length > 0 ? ` Arguments: ${names.join(', ')}.` : ''}`,
    placeholder: names.includes('pathname') ? 'pathname =~ /\\.conf$/' : 'fd > 2 && comm == "server"',
    value: rule.condition ?? '',
  });
  return written === BACK || written === undefined ? written : withText(rule, 'condition', written);
}
