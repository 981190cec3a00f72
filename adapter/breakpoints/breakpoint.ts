/**
 * One breakpoint or exception filter as the user wrote it, compiled: set, condition, hit condition, log message. What
 * is wrong with it is one sentence, said before anything runs. Must not know of hit counts or stops.
 */
import type { BreakpointSpec, ExceptionFilter, FilterSpec } from '../engine/api.ts';
import type { SyscallCatalog } from './catalog.ts';
import { type CompiledExpression, compileExpression, ExpressionError } from './expression.ts';
import { type HitCondition, HitConditionError, parseHitCondition } from './hitCondition.ts';
import { compileLogMessage, type LogMessage } from './logMessage.ts';
import { checkNames } from './nameCheck.ts';
import { parseSetAndWhen, SetError, type SyscallSet, type When } from './set.ts';

/** What decides at a stop that the breakpoint or filter covers. */
export interface Rule {
  /** How messages call it: `openat@exit`, `failed calls`. */
  readonly label: string;
  readonly condition: CompiledExpression | undefined;
  readonly hitCondition: HitCondition | undefined;
  /** Present: printed instead of stopping. */
  readonly log: LogMessage | undefined;
}

export interface Breakpoint extends Rule {
  readonly id: number;
  readonly set: SyscallSet;
  readonly when: When;
}

export interface Filter extends Rule {
  readonly filter: ExceptionFilter;
}

/**
 * Compiles a breakpoint, or says in one sentence why it can't be one. A log message may stand in `logMessage` or at the
 * end of the name (`openat log: {pathname}`), which is how it travels through VS Code's function breakpoints.
 */
export function compileBreakpoint(
  spec: BreakpointSpec,
  catalog: SyscallCatalog,
): { readonly breakpoint: Breakpoint } | { readonly message: string } {
  return orMessage(() => {
    const { name, logMessage } = splitName(spec);
    const { set, when } = parseSetAndWhen(name, catalog);
    const condition = optional(spec.condition, (text) => inPart('Condition', () => compileExpression(text)));
    const log = optional(logMessage, (text) => inPart('Log message', () => compileLogMessage(text)));
    const hitCondition = optional(spec.hitCondition, parseHitCondition);
    for (const part of [condition, log]) {
      if (part) checkNames(part, { set, when, text: name }, catalog);
    }
    return { breakpoint: { id: spec.id, label: name, set, when, condition, hitCondition, log } };
  });
}

/** Compiles an exception filter, or says why it can't be one. */
export function compileFilter(
  spec: FilterSpec,
  catalog: SyscallCatalog,
): { readonly filter: Filter } | { readonly message: string } {
  return orMessage(() => {
    const condition = optional(spec.condition, (text) => inPart('Condition', () => compileExpression(text)));
    if (condition && spec.filter === 'failed') {
      const set: SyscallSet = { matches: () => true };
      checkNames(condition, { set, when: 'exit', text: 'any system call' }, catalog);
    }
    const label = LABELS[spec.filter];
    return { filter: { filter: spec.filter, label, condition, hitCondition: undefined, log: undefined } };
  });
}

const LABELS: Readonly<Record<ExceptionFilter, string>> = {
  failed: 'failed calls',
  signal: 'signals',
  exec: 'exec',
  fork: 'fork and clone',
  exit: 'exit',
  'group-stop': 'group-stops',
};

const LOG_MARK = ' log:';

function splitName(spec: BreakpointSpec): { name: string; logMessage: string | undefined } {
  const mark = spec.name.indexOf(LOG_MARK);
  if (mark < 0) return { name: spec.name.trim(), logMessage: spec.logMessage };
  return { name: spec.name.slice(0, mark).trim(), logMessage: spec.name.slice(mark + LOG_MARK.length).trim() };
}

/** Editors send an empty text for "none". */
function optional<Result>(text: string | undefined, parse: (text: string) => Result): Result | undefined {
  return text === undefined || text.trim() === '' ? undefined : parse(text);
}

function inPart<Result>(part: string, compile: () => Result): Result {
  try {
    return compile();
  } catch (error) {
    if (error instanceof ExpressionError) throw new ExpressionError(`${part}: ${error.message}`);
    throw error;
  }
}

function orMessage<Result>(compile: () => Result): Result | { readonly message: string } {
  try {
    return compile();
  } catch (error) {
    const ours = error instanceof SetError || error instanceof HitConditionError || error instanceof ExpressionError;
    if (!ours) throw error;
    return { message: error.message };
  }
}
