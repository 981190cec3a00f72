/**
 * Guided input in several steps, with a way back: lists and texts asked one after the other. Must not know what is
 * asked.
 */
import * as vscode from 'vscode';

/** The user pressed the arrow back. */
export const BACK = Symbol('back');

/** Where a question stands: `step` of `total`; the first has no way back. Both left out: a question by itself. */
export interface Place {
  readonly title: string;
  readonly step?: number;
  readonly total?: number;
}

export interface ListQuestion<Item extends vscode.QuickPickItem> extends Place {
  readonly placeholder: string;
  readonly items: readonly Item[];
  /** The row that is marked at first. */
  readonly active?: Item | undefined;
  /** An item for what was typed, when no row says it. */
  readonly typed?: (text: string) => Item | undefined;
}

export interface TextQuestion extends Place {
  readonly prompt: string;
  readonly placeholder?: string;
  readonly value: string;
  /** The part of the value that is marked, so that typing replaces it. */
  readonly selection?: readonly [from: number, to: number];
  /** What is wrong with it, in one sentence: the step can't be left. */
  readonly problem?: (text: string) => string | undefined;
  /** What it means, shown below while it is written. */
  readonly explain?: (text: string) => string | undefined;
}

/** An answer; BACK; undefined when the user gave up. */
export type Answer<Value> = Promise<Value | typeof BACK | undefined>;

/** Asks for a row of a list. */
export function askList<Item extends vscode.QuickPickItem>(question: ListQuestion<Item>): Answer<Item> {
  const input = vscode.window.createQuickPick<Item>();
  input.placeholder = question.placeholder;
  input.matchOnDescription = true;
  input.items = question.items;
  if (question.active) input.activeItems = [question.active];
  input.onDidChangeValue((text) => {
    const typed = question.typed?.(text.trim());
    input.items = typed ? [typed, ...question.items] : question.items;
  });
  return shown(input, question, () => input.activeItems[0]);
}

/** Asks for a text. */
export function askText(question: TextQuestion): Answer<string> {
  const input = vscode.window.createInputBox();
  input.prompt = question.prompt;
  input.placeholder = question.placeholder ?? '';
  input.value = question.value;
  if (question.selection) input.valueSelection = question.selection;
  const { Error: Wrong, Info } = vscode.InputBoxValidationSeverity;
  const problem = () => question.problem?.(input.value);
  const judge = () => {
    const wrong = problem();
    const meaning = wrong ?? question.explain?.(input.value);
    input.validationMessage = meaning ? { message: meaning, severity: wrong ? Wrong : Info } : undefined;
  };
  judge();
  input.onDidChangeValue(judge);
  return shown(input, question, () => (problem() === undefined ? input.value.trim() : undefined));
}

/** Shows an input until it is answered. `read` gives undefined while the answer can't be taken. */
function shown<Value>(
  input: vscode.QuickPick<vscode.QuickPickItem> | vscode.InputBox,
  { title, step, total }: Place,
  read: () => Value | undefined,
): Answer<Value> {
  input.title = title;
  // Answers that were given already are not lost by a look elsewhere.
  input.ignoreFocusOut = (step ?? 1) > 1;
  if (step !== undefined) input.step = step;
  if (total !== undefined) input.totalSteps = total;
  if (step !== undefined && step > 1) input.buttons = [vscode.QuickInputButtons.Back];
  return new Promise((resolve) => {
    const finish = (value: Value | typeof BACK | undefined) => {
      resolve(value);
      // The next question is shown before this one goes. Between them the focus would be back in the tree, and a tree that
      // is drawn anew while it has the focus takes it again: the next question would close.
      setImmediate(() => input.dispose());
    };
    input.onDidAccept(() => {
      const value = read();
      if (value !== undefined) finish(value);
    });
    input.onDidTriggerButton((button) => {
      if (button === vscode.QuickInputButtons.Back) finish(BACK);
    });
    input.onDidHide(() => finish(undefined));
    input.show();
  });
}

/** One step: `done` goes on, BACK to the step before, undefined ends it all. */
export type Step = () => Promise<'done' | typeof BACK | undefined>;

/** Goes through the steps. Returns whether the last one was done. */
export async function goThrough(steps: readonly Step[]): Promise<boolean> {
  let at = 0;
  while (at < steps.length) {
    const answer = await steps[at]?.();
    if (answer === undefined) return false;
    at = answer === BACK ? Math.max(0, at - 1) : at + 1;
  }
  return true;
}
