/**
 * One tamper rule as the user wrote it, compiled: which calls, under which condition, which hits, what is done. What is
 * wrong with it is one sentence, said before anything runs. Must not know of counts or stops.
 */

import type { Rule } from '../breakpoints/breakpoint.ts';
import type { SyscallCatalog } from '../breakpoints/catalog.ts';
import { type CompiledExpression, compileExpression, ExpressionError } from '../breakpoints/expression.ts';
import { HitConditionError, parseHitCondition } from '../breakpoints/hitCondition.ts';
import { compileLogMessage } from '../breakpoints/logMessage.ts';
import { argumentNames, checkFields, checkNames, type NameContext, namesIn } from '../breakpoints/nameCheck.ts';
import { didYouMean } from '../breakpoints/nearest.ts';
import { parseSet, parseSetAndWhen, SetError, type SyscallSet } from '../breakpoints/set.ts';
import type { TamperRule } from '../protocol/trapline.ts';
import { type Action, argumentPlace, parsePath, type Value } from './action.ts';
import {
  checkResult,
  hexText,
  parseBytes,
  parseDelay,
  parseErrno,
  parseSignal,
  shorten,
  TamperError,
  wholeNumber,
} from './values.ts';

export interface CompiledRule extends Rule {
  readonly set: SyscallSet;
  readonly when: 'entry' | 'exit';
  readonly actions: readonly Action[];
  /** Whose hits are counted together. */
  readonly counts: 'all' | 'process' | 'thread';
  /** Each system call is counted by itself. */
  readonly perSyscall: boolean;
  /** As strace has it: the last such rule for a call is the only one, and it is for calls that use these paths. */
  readonly strace?: { readonly paths: ReadonlySet<string> | undefined };
}

/** What the kernel at hand can't do, by action; a sentence each. */
export interface KernelLimits {
  /** Changing number, arguments and result of a call. */
  readonly changing?: string;
}

/** Compiles a rule, or says in one sentence why it can't be used. */
export function compileRule(
  rule: TamperRule,
  catalog: SyscallCatalog,
  limits: KernelLimits = {},
): { readonly rule: CompiledRule } | { readonly message: string } {
  try {
    return { rule: compile(rule, catalog, limits) };
  } catch (error) {
    const ours =
      error instanceof TamperError ||
      error instanceof SetError ||
      error instanceof HitConditionError ||
      error instanceof ExpressionError;
    if (!ours) throw error;
    return { message: error.message };
  }
}

function compile(rule: TamperRule, catalog: SyscallCatalog, limits: KernelLimits): CompiledRule {
  const { set, when } = parseSetAndWhen(rule.catch, catalog);
  if (when === 'both') throw new TamperError('A rule is for entries or for exits: write @entry or @exit, not @both.');
  const context: NameContext = { set, when, text: rule.catch };
  const expression = (text: string, part: string): CompiledExpression => {
    const compiled = inPart(part, () => compileExpression(text));
    inPart(part, () => checkNames(compiled, context, catalog));
    return compiled;
  };
  const condition = blank(rule.condition) ? undefined : expression(rule.condition ?? '', 'Condition');
  const log = blank(rule.log) ? undefined : inPart('Log message', () => compileLogMessage(rule.log ?? ''));
  if (log) inPart('Log message', () => checkNames(log, context, catalog));
  const hitCondition = blank(rule.when) ? undefined : parseHitCondition(rule.when ?? '');
  if (rule.perProcess && rule.perThread) throw new TamperError('Count per process or per thread, not both.');
  const actions = actionsOf(rule, when, expression, context, catalog);
  if (actions.length === 0) {
    throw new TamperError(
      'The rule does nothing: give fail, return, skip, set, signal, delayEntry, delayExit or poke.',
    );
  }
  if (limits.changing !== undefined && actions.some(changes)) throw new TamperError(limits.changing);
  return {
    label: labelOf(rule, actions),
    set: changeable(within(set, rule, catalog), actions, catalog),
    ...(rule.strace && { strace: { paths: rule.strace.paths && new Set(rule.strace.paths) } }),
    when,
    condition,
    hitCondition,
    log,
    actions,
    counts: rule.perThread ? 'thread' : rule.perProcess ? 'process' : 'all',
    perSyscall: rule.perSyscall ?? false,
  };
}

function within(set: SyscallSet, { strace }: TamperRule, catalog: SyscallCatalog): SyscallSet {
  if (strace?.trace === undefined) return set;
  const traced = parseSet(strace.trace, catalog);
  return { matches: (...call) => set.matches(...call) && traced.matches(...call) };
}

type CompileExpression = (text: string, part: string) => CompiledExpression;

function actionsOf(
  rule: TamperRule,
  when: 'entry' | 'exit',
  expression: CompileExpression,
  context: NameContext,
  catalog: SyscallCatalog,
): Action[] {
  const results = [rule.fail !== undefined, rule.return !== undefined, rule.skip === true].filter(Boolean).length;
  if (results > 1) throw new TamperError('fail, return and skip exclude each other: a call has one result.');
  const actions: Action[] = [];
  const atEntry = when === 'entry';
  // Another call in its place is made, and only its result is not told.
  const skip = atEntry && rule.set?.['syscall'] === undefined;
  const refuse = (name: string): void => {
    if (!atEntry) throw new TamperError(`"${name}" comes too late at the exit: the kernel has done the call already.`);
  };
  for (const [target, value] of Object.entries(rule.set ?? {})) {
    if (target === 'syscall') {
      refuse('set.syscall');
      actions.push({ kind: 'syscall', name: callName(String(value), catalog) });
    } else if (target === 'result') {
      actions.push({ kind: 'return', value: readResult(value, 'set.result', expression), skip: false });
    } else if (PART.test(target)) {
      const { argument = '', path = [] } = parsePath(target) ?? {};
      checkTarget(argument, context, catalog);
      const fields = path.map((part) => (typeof part === 'number' ? undefined : part));
      checkFields([{ root: argument, path: fields }], context, catalog);
      const part = `set.${target}`;
      actions.push({ kind: 'field', at: when, target, argument, path, value: readNumber(value, part, expression) });
    } else {
      refuse(`set.${target}`);
      checkTarget(target, context, catalog);
      actions.push({ kind: 'set', target, value: readArgument(value, `set.${target}`, expression) });
    }
  }
  for (const at of ['entry', 'exit'] as const) {
    for (const [target, text] of Object.entries(rule.poke?.[at] ?? {})) {
      if (at === 'entry') refuse('poke.entry');
      checkTarget(target, context, catalog);
      if (!rule.strace) checkPointer(target, context, catalog);
      actions.push({ kind: 'poke', at, target, bytes: parseBytes(text) });
    }
  }
  if (rule.fail !== undefined) {
    const { asValue } = rule.strace ?? {};
    actions.push({ kind: 'fail', errno: parseErrno(rule.fail), skip, ...(asValue && { asValue }) });
  }
  if (rule.return !== undefined) {
    actions.push({ kind: 'return', value: readResult(rule.return, 'return', expression), skip });
  }
  if (rule.skip) {
    refuse('skip');
    actions.push({ kind: 'return', value: 0n, skip: true });
  }
  if (rule.signal !== undefined) actions.push({ kind: 'signal', signal: parseSignal(rule.signal) });
  if (rule.delayEntry !== undefined) {
    refuse('delayEntry');
    actions.push({ kind: 'delay', at: 'entry', milliseconds: parseDelay(rule.delayEntry) });
  }
  if (rule.delayExit !== undefined) {
    actions.push({ kind: 'delay', at: 'exit', milliseconds: parseDelay(rule.delayExit) });
  }
  return actions;
}

type Result = Exclude<Value, Uint8Array>;

/** A part of a structure or an array. */
const PART = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*|\[\d{1,4}\])+$/;

/** A number, or an expression that is evaluated at the call. One that is a number by itself is checked now. */
function readResult(value: string | number, part: string, expression: CompileExpression): Result {
  const number = numberOf(value, part);
  return number === undefined ? expression(String(value), part) : checkResult(number);
}

function readArgument(value: string | number, part: string, expression: CompileExpression): Value {
  return (typeof value === 'string' && hexText(value)) || readNumber(value, part, expression);
}

function readNumber(value: string | number, part: string, expression: CompileExpression): Exclude<Value, Uint8Array> {
  const number = numberOf(value, part);
  if (number === undefined) return expression(String(value), part);
  if (number < -(1n << 63n) || number >= 1n << 64n) throw new TamperError(`${part}: ${number} fits no register.`);
  return number;
}

function numberOf(value: string | number, part: string): bigint | undefined {
  if (typeof value === 'number') return wholeNumber(value, part);
  const text = value.trim();
  if (!/^-?(0x[0-9a-fA-F]+|[0-9]+)$/.test(text)) return undefined;
  return text.startsWith('-') ? -BigInt(text.slice(1)) : BigInt(text);
}

function callName(text: string, catalog: SyscallCatalog): string {
  const name = text.trim();
  if (catalog.names().includes(name)) return name;
  throw new TamperError(`Unknown system call "${shorten(name)}".${didYouMean(name, catalog.names())}`);
}

function checkTarget(target: string, context: NameContext, catalog: SyscallCatalog): void {
  if (argumentPlace(target) !== undefined) return;
  const names = new Set(argumentNames(context.set, catalog));
  if (names.has(target)) return;
  const near = didYouMean(target, [...names, 'syscall', 'result']);
  throw new TamperError(`"${shorten(target)}" is not an argument of ${shorten(context.text)}.${near}`);
}

/** They end a signal's handler: no result, and all registers come from its frame. */
export const RETURNS: ReadonlySet<string> = new Set(['rt_sigreturn', 'sigreturn']);

/** The set without the calls that such actions can't be done to. Throws a TamperError when none is left. */
function changeable(set: SyscallSet, actions: readonly Action[], catalog: SyscallCatalog): SyscallSet {
  if (!actions.some((action) => action.kind !== 'signal' && action.kind !== 'delay')) return set;
  const matches: SyscallSet['matches'] = (arch, nr, name) =>
    (name === undefined || !RETURNS.has(name)) && set.matches(arch, nr, name);
  const names = namesIn(set, catalog);
  if (names.length > 0 && names.every((name) => RETURNS.has(name))) {
    throw new TamperError(`${names[0]} can't be changed: it ends a signal's handler and has no result.`);
  }
  return { matches };
}

/** A register by its place must be an argument of one of the calls: else it points to nothing of theirs. */
function checkPointer(target: string, context: NameContext, catalog: SyscallCatalog): void {
  const place = argumentPlace(target);
  if (place === undefined) return;
  const counts = namesIn(context.set, catalog).map((name) => catalog.argumentNames(name).length);
  if (counts.length === 0 || counts.some((count) => place < count)) return;
  throw new TamperError(`No call of ${shorten(context.text)} has an argument ${target}.`);
}

function changes(action: Action): boolean {
  return action.kind !== 'signal' && action.kind !== 'delay' && action.kind !== 'poke' && action.kind !== 'field';
}

function labelOf(rule: TamperRule, actions: readonly Action[]): string {
  const { fail, signal, delayEntry, delayExit } = rule;
  const words = actions.map((action): string => {
    switch (action.kind) {
      case 'fail':
        return `fail ${String(fail).trim()}`;
      case 'return':
        return rule.skip ? 'skip' : `return ${shown(rule.return ?? rule.set?.['result'])}`;
      case 'set':
      case 'field':
        return `${action.target} = ${shown(rule.set?.[action.target])}`;
      case 'syscall':
        return `do ${action.name} instead`;
      case 'signal':
        return `signal ${String(signal).trim()}`;
      case 'delay':
        return action.at === 'entry' ? `delay ${delayEntry}` : `delay ${delayExit} at its end`;
      case 'poke':
        return `write ${action.bytes.length} bytes at ${action.target}`;
      default:
        return action satisfies never;
    }
  });
  return `${shorten(rule.catch)}: ${words.join(', ')}`;
}

const shown = (value: unknown): string => shorten(String(value));

const blank = (text: string | undefined): boolean => text === undefined || text.trim() === '';

function inPart<Result>(part: string, run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    if (error instanceof ExpressionError) throw new ExpressionError(`${part}: ${error.message}`);
    throw error;
  }
}
