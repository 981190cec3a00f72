/**
 * completions in the debug console: what may stand at the cursor, by what stands before it. A command's own words
 * behind a command, parts behind a dot, else names, functions and constants. Must not know how anything is evaluated.
 */
import type { DebugProtocol } from '@vscode/debugprotocol';
import { BUILT_IN_NAMES } from '../../breakpoints/expression/names.ts';
import { optionalInteger, optionalString } from '../../plan/fields.ts';
import type { ValueRow } from '../../protocol/trapline.ts';
import { COMMANDS } from '../../tamper/command.ts';
import type { RequestTable, SessionContext } from '../context.ts';
import { plainText } from '../plainText.ts';
import { constantItems, errnoItems, signalItems, syscallItems } from './kernelWords.ts';
import { scopesOf, stoppedThread } from './variables.ts';

export const completionCapabilities: DebugProtocol.Capabilities = {
  supportsCompletionsRequest: true,
  completionTriggerCharacters: ['$', '.', ' '],
};

type Item = DebugProtocol.CompletionItem;

const FUNCTIONS = ['fdpath', 'str', 'u8', 'u16', 'u32', 'u64'];
const OPERATORS = ['startsWith', 'endsWith', 'contains'];

/** VS Code filters a long list slowly, and nobody reads one. */
const MOST = 200;

export const completionRequests: RequestTable = {
  async completions(session, args) {
    const text = optionalString(args, 'text') ?? '';
    const firstLine = session.client?.firstLine ?? 1;
    const line = text.split('\n')[(optionalInteger(args, 'line') ?? firstLine) - firstLine] ?? '';
    const column = (optionalInteger(args, 'column') ?? line.length + 1) - (session.client?.firstColumn ?? 1);
    const before = line.slice(0, Math.max(column, 0));
    const prefix = /\$?\w*$/.exec(before)?.[0] ?? '';
    const tid = stoppedThread(session, optionalInteger(args, 'frameId'));
    const items = isInText(before)
      ? []
      : await itemsFor(session, tid, before.slice(0, -prefix.length || undefined), prefix);
    const seen = new Set<string>();
    const targets = items
      .filter(
        ({ label, text: written }) => (written ?? label).startsWith(prefix) && !seen.has(label) && seen.add(label),
      )
      .slice(0, MOST)
      .map((item) => ({ ...item, start: before.length - prefix.length, length: prefix.length }));
    return { body: { targets } };
  },
};

/** Whether a quote is open: a text of the user's own stands there. */
function isInText(before: string): boolean {
  return /^(?:[^"'\\]|\\.|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')*["'][^"']*$/s.test(before);
}

/** `head`: the line without the word at the cursor. */
async function itemsFor(
  session: SessionContext,
  tid: number | undefined,
  head: string,
  prefix: string,
): Promise<readonly Item[]> {
  const path = /((?:[A-Za-z_]\w*|\))(?:\.[A-Za-z_]\w*|\[\d+\])*)\.$/.exec(head)?.[1];
  if (path !== undefined) return [...(await partItems(session, tid, path)), ...METHOD_ITEMS];
  const [, command = '', rest = ''] = /^\s*([a-z]+)\s+(.*)$/s.exec(head) ?? [];
  switch (command) {
    case 'fail':
      return errnoItems();
    case 'skip':
      return [...errnoItems(), ...(await valueItems(session, tid, prefix))];
    case 'signal':
      return signalItems();
    case 'delay':
    case 'retry':
    case 'help':
      return [];
    case 'call':
      return rest.includes('(') ? valueItems(session, tid, prefix) : syscallItems('(');
    case 'set': {
      const target = /^(\S+)\s*=\s*$/.exec(rest)?.[1];
      if (target === 'syscall') return syscallItems('');
      return rest.includes('=') ? valueItems(session, tid, prefix) : targetItems(session, tid);
    }
    default: {
      const commands = head.trim() === '' ? COMMAND_ITEMS : [];
      return [...commands, ...(await valueItems(session, tid, prefix))];
    }
  }
}

/** Commands stand at the beginning of the line. */
const COMMAND_ITEMS: readonly Item[] = Object.entries(COMMANDS).map(([name, [usage, detail]]) => ({
  label: usage,
  text: usage === name ? name : `${name} `,
  detail,
  type: 'keyword',
}));

const METHOD_ITEMS: readonly Item[] = OPERATORS.map((name) => ({
  label: `${name}()`,
  text: `${name}(`,
  type: 'method',
}));

const STATIC_ITEMS: readonly Item[] = [
  ...BUILT_IN_NAMES.map((label): Item => ({ label, type: 'variable' })),
  ...FUNCTIONS.map((name): Item => ({ label: `${name}()`, text: `${name}(`, type: 'function' })),
  ...OPERATORS.map((label): Item => ({ label, type: 'keyword' })),
];

/** What an expression may say. Constants are thousands: they are offered once their word has begun. */
async function valueItems(session: SessionContext, tid: number | undefined, prefix: string): Promise<readonly Item[]> {
  const own = await rowsOf(session, tid);
  const args = own.syscall
    .filter(({ name }) => isName(name) && !BUILT_IN_NAMES.includes(name))
    .map((row) => rowItem(row, 'field'));
  const registers = own.registers.map((row) => rowItem(row, 'value', '$'));
  return [...args, ...STATIC_ITEMS, ...registers, ...(prefix === '' ? [] : constantItems(prefix))];
}

/** What `set` may change. */
async function targetItems(session: SessionContext, tid: number | undefined): Promise<readonly Item[]> {
  const own = await rowsOf(session, tid);
  const args = own.syscall.filter(({ name }) => isName(name) && name !== 'changed');
  const extra: Item[] = ['syscall', 'result'].map((label) => ({ label, type: 'variable' }));
  return [
    ...args.map((row) => rowItem(row, 'field')),
    ...extra,
    ...own.registers.map((row) => rowItem(row, 'value', '$')),
  ];
}

/** The parts of a structure. */
async function partItems(session: SessionContext, tid: number | undefined, path: string): Promise<readonly Item[]> {
  let rows: readonly ValueRow[] = (await rowsOf(session, tid)).syscall;
  for (const part of path.match(/\w+|\[\d+\]/g) ?? []) rows = rows.find(({ name }) => name === part)?.children ?? [];
  return rows.filter(({ name }) => isName(name)).map((row) => rowItem(row, 'property'));
}

interface OwnRows {
  readonly syscall: readonly ValueRow[];
  readonly registers: readonly ValueRow[];
}

/** Argument and register names of the stopped thread. */
async function rowsOf(session: SessionContext, tid: number | undefined): Promise<OwnRows> {
  if (tid === undefined || !session.stops.find(tid)) return { syscall: [], registers: [] };
  const scopes = await scopesOf(session, tid);
  const rows = (wanted: string) => scopes.find(({ name }) => name === wanted)?.rows ?? [];
  return { syscall: rows('Syscall'), registers: rows('Registers') };
}

function rowItem({ name, text }: ValueRow, type: DebugProtocol.CompletionItemType, sign = ''): Item {
  return { label: `${sign}${name}`, detail: plainText(text), type };
}

function isName(name: string): boolean {
  return /^[A-Za-z_]\w*$/.test(name);
}
