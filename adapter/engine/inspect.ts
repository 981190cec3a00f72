/**
 * Looking at a held thread: its stack, its scopes, an expression. Everything leaves as bounded plain rows.
 */
import { errnoName } from '../../native/abi/constants/index.ts';
import { syscallText } from '../../native/abi/numbers/index.ts';
import { machine } from '../../native/tracer/machine/index.ts';
import { openFds } from '../../native/tracer/procfs.ts';
import { getRegisters, REGISTER_NAMES } from '../../native/tracer/registers.ts';
import { compileExpression, ExpressionError, formatValue } from '../breakpoints/expression.ts';
import type { ExpressionValue } from '../breakpoints/scope.ts';
import type { StopDetail, ValueRow } from '../protocol/trapline.ts';
import type { DecodedCall } from '../syscalls/call.ts';
import { argumentRows, resultRow } from '../syscalls/rows.ts';
import { type Evaluation, type FrameInfo, type ScopeInfo, UserError } from './api.ts';
import { quoted } from './calls.ts';
import { heldView } from './commands.ts';
import { signalRows } from './names.ts';
import { heldScope } from './scope.ts';
import type { Session } from './session.ts';
import type { View } from './view.ts';

const FILES_SHOWN = 256;
const CHILDREN_SHOWN = 256;

const leaf = (name: string, text: string): ValueRow => ({ name, text, children: [] });

/** Frames of a held tracee, the call first. Throws a UserError when it is not held. */
export function stack(session: Session, tid: number): readonly FrameInfo[] {
  const view = heldView(session, tid);
  const frames = session.stacks.compute(view, view.hold?.call);
  const hint = session.stacks.hint();
  if (hint) session.emit({ type: 'output', category: 'console', text: `${hint}\n` });
  return frames;
}

/** What Variables shows of a held tracee. Throws a UserError when it is not held. */
export function scopes(session: Session, tid: number): readonly ScopeInfo[] {
  const view = heldView(session, tid);
  const list: ScopeInfo[] = [];
  const call = view.hold?.call;
  if (call) {
    list.push({
      name: 'Syscall',
      rows: [leaf('syscall', numberRow(view, call)), ...argumentRows(call), ...resultRows(call), ...changeRows(view)],
    });
  }
  list.push({ name: 'Registers', rows: registerRows(tid) });
  list.push({ name: 'Files', rows: fileRows(view) });
  const siginfo = view.hold?.siginfo;
  if (siginfo) list.push({ name: 'Signal', rows: signalRows(siginfo) });
  return list;
}

/** Of a call that has ended: `result`, and `errno` when it failed. */
function resultRows(call: DecodedCall): ValueRow[] {
  const result = resultRow(call);
  if (!result) return [];
  return call.result?.isError ? [result, leaf('errno', errnoText(call.result.errno))] : [result];
}

/** `ENOENT (2)`. */
function errnoText(errno: number): string {
  const name = errnoName(errno);
  return name === undefined ? String(errno) : `${name} (${errno})`;
}

/** `openat (257)`, and what the kernel makes in its place. */
function numberRow({ change }: View, call: DecodedCall): string {
  if (!change || change.nr === change.made.nr) return `${call.name} (${call.nr})`;
  return `${syscallText(call.arch, change.nr)} (${change.nr})`;
}

/** What was changed of a call that is still to be made. */
function changeRows({ change }: View): ValueRow[] {
  if (!change) return [];
  const { result, notes } = change;
  const rows = notes.length > 0 ? [leaf('changed', notes.join('; '))] : [];
  if (!result) return rows;
  const text = result.isError ? `-1 ${errnoName(Number(-result.rval)) ?? `errno ${-result.rval}`}` : `${result.rval}`;
  return [...rows, leaf('result', text)];
}

function registerRows(tid: number): ValueRow[] {
  const registers = getRegisters(tid);
  if (!registers) return [];
  const rest = REGISTER_NAMES.filter((name) => !machine.foremost.includes(name));
  return [...machine.foremost, ...rest].map((name) => {
    const value = registers[REGISTER_NAMES.indexOf(name)] ?? 0n;
    return leaf(name, `0x${value.toString(16)}`);
  });
}

function fileRows(view: View): ValueRow[] {
  return openFds(view.tracee.tid, FILES_SHOWN).map(({ fd, path }) => leaf(String(fd), quoted(path)));
}

/** Evaluates an expression at a held thread. */
export function evaluate(session: Session, tid: number | undefined, expression: string): Evaluation {
  if (tid === undefined) throw new UserError('Expressions need a stopped thread; pause one or wait for a breakpoint.');
  const view = heldView(session, tid);
  try {
    const value = compileExpression(expression).evaluate(heldScope(view));
    return shownValue(view, expression.trim(), value) ?? { text: formatValue(value), children: childrenOf(value) };
  } catch (error) {
    if (error instanceof ExpressionError) throw new UserError(error.message);
    throw error;
  }
}

/** A name alone reads as its row in Variables does: flags by their names, registers in hexadecimal. */
function shownValue({ hold }: View, name: string, value: ExpressionValue): Evaluation | undefined {
  if (typeof value !== 'bigint') return undefined;
  if (/^\$\w+$/.test(name)) return { text: `0x${BigInt.asUintN(64, value).toString(16)}`, children: [] };
  const call = hold?.call;
  if (!call) return undefined;
  if (name === 'errno' && value > 0n) return { text: errnoText(Number(value)), children: [] };
  const row = argumentRows(call).find((each) => each.name === name);
  return row && { text: row.text, children: row.children };
}

function childrenOf(value: ExpressionValue): ValueRow[] {
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value)
    .slice(0, CHILDREN_SHOWN)
    .map(([name, child]) => ({
      name,
      text: formatValue(child as ExpressionValue),
      children: childrenOf(child as ExpressionValue),
    }));
}

/** What a row of the stop history opens to, as it was then. Throws a UserError when that is no longer kept. */
export function stopDetail(session: Session, id: number): StopDetail {
  const detail = session.announcer.detail(id);
  if (!detail) throw new UserError('The details of this stop are no longer kept; only the newest stops have them.');
  return detail;
}
