/**
 * evaluate: expressions in watch, hover, clipboard and the debug console, and the console's commands. Must not know
 * the expression language.
 */
import type { DebugProtocol } from '@vscode/debugprotocol';
import { BUILT_IN_NAMES } from '../../breakpoints/expression/names.ts';
import { nearestNames } from '../../breakpoints/nearest.ts';
import { type Evaluation, UserError } from '../../engine/api.ts';
import { optionalInteger, optionalString, requiredString } from '../../plan/fields.ts';
import { COMMANDS } from '../../tamper/command.ts';
import type { RequestTable, SessionContext } from '../context.ts';
import { countOf, stoppedThread } from './variables.ts';

export const evaluateCapabilities: DebugProtocol.Capabilities = {
  supportsEvaluateForHovers: true,
  supportsClipboardContext: true,
};

export const evaluateRequests: RequestTable = {
  async evaluate(session, args) {
    const expression = requiredString(args, 'expression', 'an expression to evaluate');
    const tid = stoppedThread(session, optionalInteger(args, 'frameId'));
    const isConsole = optionalString(args, 'context') === 'repl';
    const said = isConsole ? await session.engine().command(tid, expression) : undefined;
    if (said !== undefined) return { body: { result: said, variablesReference: 0 } };
    const result = await evaluated(session, tid, expression, isConsole);
    return {
      body: {
        result: result.text,
        variablesReference: session.stops.reference(tid, result.children),
        ...(result.type && { type: result.type }),
        ...countOf(result.children),
      },
    };
  },
};

/** In the console a word that is no name may have been meant as a command. */
async function evaluated(
  session: SessionContext,
  tid: number | undefined,
  expression: string,
  isConsole: boolean,
): Promise<Evaluation> {
  try {
    return await session.engine().evaluate(tid, expression);
  } catch (error) {
    const hint = isConsole && error instanceof UserError ? commandHint(expression) : '';
    throw hint === '' ? error : new UserError(`${(error as UserError).message}${hint}`);
  }
}

/** For what reads like a command: the one that was meant, or where they are listed. */
function commandHint(text: string): string {
  const [, word = '', rest = ''] = /^\s*([a-z]+)(\s+[^\s=<>!&|+*/?%^-].*)?\s*$/s.exec(text) ?? [];
  if (word === '' || BUILT_IN_NAMES.includes(word)) return '';
  const [near] = nearestNames(word, Object.keys(COMMANDS), 1);
  if (near !== undefined) return ` Did you mean the command "${near}"?`;
  return rest === '' ? '' : ' If a command was meant: "help" lists them.';
}
