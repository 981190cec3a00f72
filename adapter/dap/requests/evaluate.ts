/**
 * evaluate and completions: expressions in watch, hover, clipboard and the debug console. Must not know the expression
 * language beyond the words it offers for completion.
 */
import { constants } from 'node:os';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { type Evaluation, UserError } from '../../engine/api.ts';
import { optionalInteger, optionalString, requiredString } from '../../plan/fields.ts';
import { COMMANDS, notACommand } from '../../tamper/command.ts';
import type { RequestTable, SessionContext } from '../context.ts';
import { countOf, scopesOf } from './variables.ts';

export const evaluateCapabilities: DebugProtocol.Capabilities = {
  supportsEvaluateForHovers: true,
  supportsClipboardContext: true,
  supportsCompletionsRequest: true,
  completionTriggerCharacters: ['$'],
};

/** The values every stop has, and the functions. */
const WORDS = [
  'args',
  'ret',
  'errno',
  'syscall',
  'nr',
  'phase',
  'pid',
  'tid',
  'comm',
  'exe',
  'arch',
  'duration',
  'count',
];
const FUNCTIONS = ['fdpath', 'str', 'u8', 'u16', 'u32', 'u64'];
const OPERATORS = ['startsWith', 'endsWith', 'contains'];
/** The constants most compared with; there are thousands more. */
const CONSTANTS = [...Object.keys(constants.errno), ...Object.keys(constants.signals)];

export const evaluateRequests: RequestTable = {
  async evaluate(session, args) {
    const expression = requiredString(args, 'expression', 'an expression to evaluate');
    const tid = threadOf(session, optionalInteger(args, 'frameId'));
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
  async completions(session, args) {
    const text = optionalString(args, 'text') ?? '';
    const column = (optionalInteger(args, 'column') ?? text.length + 1) - (session.client?.firstColumn ?? 1);
    const prefix = /\$?[\w]*$/.exec(text.slice(0, Math.max(column, 0)))?.[0] ?? '';
    const tid = threadOf(session, optionalInteger(args, 'frameId'));
    const isFirst = text.slice(0, Math.max(column, 0)).trim() === prefix;
    const commands = isFirst ? COMMAND_ITEMS : [];
    const targets = [...commands, ...(await stopItems(session, tid)), ...STATIC_ITEMS]
      .filter((item) => (item.text ?? item.label).startsWith(prefix))
      .map((item) => ({ ...item, start: Math.max(column, 0) - prefix.length, length: prefix.length }));
    return { body: { targets } };
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
    const isWord = /^\s*[a-z]+(\s+[^=<>!&|+*/?%^-].*)?\s*$/s.test(expression);
    if (!isConsole || !isWord || !(error instanceof UserError)) throw error;
    throw new UserError(`${error.message} As a command: ${notACommand(expression)}`);
  }
}

/** Commands stand at the beginning of the line. */
const COMMAND_ITEMS: readonly DebugProtocol.CompletionItem[] = Object.entries(COMMANDS).map(
  ([name, [usage, detail]]) => ({ label: usage, text: usage === name ? name : `${name} `, detail, type: 'keyword' }),
);

const STATIC_ITEMS: readonly DebugProtocol.CompletionItem[] = [
  ...WORDS.map((label) => ({ label, type: 'variable' }) as const),
  ...FUNCTIONS.map((name) => ({ label: `${name}()`, text: `${name}(`, type: 'function' }) as const),
  ...OPERATORS.map((label) => ({ label, type: 'keyword' }) as const),
  ...CONSTANTS.map((label) => ({ label, type: 'enum' }) as const),
];

/** Argument and register names of the stopped thread. */
async function stopItems(session: SessionContext, tid: number | undefined): Promise<DebugProtocol.CompletionItem[]> {
  if (tid === undefined || !session.stops.find(tid)) return [];
  const scopes = await scopesOf(session, tid);
  return scopes.flatMap(({ name, rows }): DebugProtocol.CompletionItem[] => {
    if (name === 'Syscall') {
      const fresh = rows.filter((row) => /^[A-Za-z_]\w*$/.test(row.name) && !WORDS.includes(row.name));
      return fresh.map((row) => ({ label: row.name, detail: row.text, type: 'field' }));
    }
    return name === 'Registers' ? rows.map((row) => ({ label: `$${row.name}`, detail: row.text, type: 'value' })) : [];
  });
}

/** Without a frame: the only stopped thread, when there is exactly one. */
function threadOf(session: SessionContext, frameId: number | undefined): number | undefined {
  if (frameId !== undefined) return session.stops.frame(frameId).tid;
  const stopped = session.stops.stoppedThreads();
  return stopped.length === 1 ? stopped[0] : undefined;
}
