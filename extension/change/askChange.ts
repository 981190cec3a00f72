/**
 * What to do to a stopped call, asked and written as a command of the debug console. Must not send it.
 */
import * as vscode from 'vscode';
import type { CatalogIndex } from '../catalog/catalogIndex.ts';
import { askErrno, askSignal, callItems } from '../input/askNames.ts';
import { askList, askText, BACK } from '../input/steps.ts';
import type { Sessions } from '../session/sessions.ts';
import { plainText } from '../text/plain.ts';
import { timeProblem } from '../text/time.ts';
import { type ArgumentValue, argumentValues, callTemplate } from './arguments.ts';
import type { ChangeTarget } from './target.ts';

export interface AskContext {
  readonly catalog: CatalogIndex;
  readonly sessions: Sessions;
  readonly target: ChangeTarget;
}

/** A command of the debug console; undefined when the user gave up. */
export type Asked = Promise<string | undefined>;

const nameOf = ({ target }: AskContext): string => target.stop?.syscall ?? 'the call';

const given = (word: string, answer: string | typeof BACK | undefined): string | undefined =>
  answer === BACK || answer === undefined ? undefined : `${word} ${answer}`.trim();

/** `skip`, with what the program gets instead. */
export async function askSkip(context: AskContext): Asked {
  const answer = await askText({
    title: `Skip ${nameOf(context)}`,
    prompt: 'The call is not made. What does the program get? A number, or an error such as ENOENT.',
    value: '0',
    selection: [0, 1],
  });
  return given('skip', answer);
}

/** `return VALUE`. */
export async function askReturn(context: AskContext): Asked {
  const atExit = context.target.stop?.phase === 'exit';
  const answer = await askText({
    title: `Return Value of ${nameOf(context)}`,
    prompt: atExit ? 'The program gets this result.' : 'The call is not made; the program gets this result.',
    placeholder: 'A number, or an expression over the arguments: count',
    value: '0',
    selection: [0, 1],
    problem: (text) => (text.trim() === '' ? 'Write a value.' : undefined),
  });
  return given('return', answer);
}

/** `fail ERRNO`. */
export async function askFail(context: AskContext): Asked {
  const set = context.target.stop?.syscall ?? 'all';
  return given('fail', await askErrno(context.catalog, set, { title: `Fail ${nameOf(context)} with an Error` }));
}

/** `signal NAME`, or `signal 0` to drop the one at hand. */
export async function askSend(context: AskContext): Asked {
  const { stop, tid } = context.target;
  const drop = stop?.phase === 'signal' ? `Drop ${plainText(stop.text, 60)}` : undefined;
  return given('signal', await askSignal(context.catalog, { title: `Signal to Thread ${tid}` }, drop));
}

/** `delay TIME`. */
export async function askDelay(context: AskContext): Asked {
  const answer = await askText({
    title: `Delay Thread ${context.target.tid}`,
    prompt: 'When it continues, it waits so long first: 500us, 100ms, 2s. Other threads run on.',
    value: '100ms',
    problem: timeProblem,
  });
  return given('delay', answer);
}

/** `set NAME = VALUE`. */
export async function askSet(context: AskContext): Asked {
  const { catalog, sessions, target } = context;
  const { stop } = target;
  const detail = stop && (await sessions.stopDetail(stop.id).catch(() => undefined));
  const values = argumentValues(stop, detail, catalog);
  const items = values.map((one) => ({ label: one.name, description: plainText(one.shown), one }));
  let one: ArgumentValue | undefined = values.find(({ name }) => name === target.argument);
  for (;;) {
    const asked = one === undefined;
    if (one === undefined) {
      const picked = await askList({
        title: `Change ${nameOf(context)}`,
        placeholder: 'What to change?',
        items,
      });
      if (picked === BACK || picked === undefined) return undefined;
      one = picked.one;
    }
    const answer = await askText({
      title: `Set ${one.name} of ${nameOf(context)}`,
      ...(asked && { step: 2, total: 2 }),
      prompt: 'A number, names joined by |, a text in quotes, or an expression over the arguments.',
      value: one.value,
      selection: [0, one.value.length],
      problem: (text) => (text.trim() === '' ? 'Write a value.' : undefined),
    });
    if (answer === undefined) return undefined;
    if (answer !== BACK) return `set ${one.name} = ${answer}`;
    one = undefined;
  }
}

/** `call NAME(ARGS)`: an extra call in the program. */
export async function askCall({ catalog, target }: AskContext): Asked {
  const items = callItems(catalog, false);
  for (;;) {
    const picked = await askList({
      title: `Extra System Call in Thread ${target.tid}`,
      placeholder: 'Which call does the program make? Everything is put back afterwards',
      items,
      active: items.find(({ name }) => name === 'getpid'),
    });
    if (picked === BACK || picked === undefined) return undefined;
    const { text, selection } = callTemplate(picked.name, catalog);
    const answer = await askText({
      title: `Extra System Call in Thread ${target.tid}`,
      step: 2,
      total: 2,
      prompt: 'Write the arguments: numbers, names joined by |, texts in quotes.',
      value: text,
      selection,
      problem: (written) =>
        /^\s*\w+\s*\(.*\)\s*$/s.test(written) ? undefined : 'Write NAME(ARGUMENTS), for example close(3).',
    });
    if (answer !== BACK) return given('call', answer);
  }
}

/** Nothing to ask. */
export function askRetry(): Asked {
  return Promise.resolve('retry');
}

/** Said where no thread is stopped. */
export function nothingStopped(): void {
  void vscode.window.showInformationMessage('No thread is stopped at the moment: pause it, or tick a system call.');
}
