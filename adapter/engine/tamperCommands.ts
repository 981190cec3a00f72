/**
 * What the user asks for by hand at a held thread (adapter/tamper/command.ts), and the list of tamper rules. Every
 * answer is a sentence that says what will happen. Must not know DAP.
 */

import { errnoName } from '../../native/abi/constants/index.ts';
import { tgkill } from '../../native/ffi/signals.ts';
import { machine } from '../../native/tracer/machine/index.ts';
import { getRegisters, REGISTER_NAMES, setRegisters } from '../../native/tracer/registers.ts';
import { compileExpression, ExpressionError } from '../breakpoints/expression.ts';
import type { ExpressionValue } from '../breakpoints/scope.ts';
import type { TamperRule, TamperRuleState } from '../protocol/trapline.ts';
import type { DecodedCall } from '../syscalls/call.ts';
import { type Path, parsePath } from '../tamper/action.ts';
import { COMMANDS, type Command, CommandError, parseCommand } from '../tamper/command.ts';
import { hexText, looksLikeErrno, parseDelay, parseErrno, parseSignal, TamperError } from '../tamper/values.ts';
import { UserError } from './api.ts';
import { changeAtEntry, changeAtExit, endInterrupted, retry, setAtExit, setMemoryAtExit } from './changeByHand.ts';
import { numberStep, resultStep, type Step, setStep } from './changeStep.ts';
import { heldView, rearm } from './commands.ts';
import { extraCall } from './extraCall.ts';
import { fieldOfCall, fieldStep } from './fieldOfCall.ts';
import { signalText } from './names.ts';
import { heldScope } from './scope.ts';
import type { Session } from './session.ts';
import { tellOfVdso } from './vdso.ts';
import type { Hold, View } from './view.ts';

/** Replaces all tamper rules and says what became of each, in their order: a rule that can't be used has a message. */
export function setTamperRules(session: Session, list: readonly TamperRule[]): readonly TamperRuleState[] {
  const states = session.tamper.set(list);
  rearm(session);
  tellOfVdso(session);
  session.emit({ type: 'tamper', rules: states });
  return states;
}

/** Runs a command; undefined when the text is none. Throws a UserError. */
export function runCommand(session: Session, tid: number | undefined, text: string): string | undefined {
  try {
    const command = parseCommand(text);
    if (!command) return undefined;
    if (command.kind === 'help') return helpText();
    if (tid === undefined) throw new UserError('Commands need a stopped thread; pause one or wait for a breakpoint.');
    const view = heldView(session, tid);
    if (!view.hold) return undefined;
    const answer = run(session, view, view.hold, command);
    // A retried thread runs; what was fetched of a stopped one is old.
    if (view.hold) session.emit({ type: 'changed', tid });
    return answer;
  } catch (error) {
    const ours = error instanceof CommandError || error instanceof TamperError || error instanceof ExpressionError;
    throw ours ? new UserError(error.message) : error;
  }
}

function helpText(): string {
  const rows = Object.values(COMMANDS);
  const width = Math.max(...rows.map(([usage]) => usage.length));
  return rows.map(([usage, meaning]) => `${usage.padEnd(width)}  ${meaning}`).join('\n');
}

function run(session: Session, view: View, hold: Hold, command: Exclude<Command, { kind: 'help' }>): string {
  switch (command.kind) {
    case 'skip':
    case 'return':
    case 'fail':
      return chooseResult(session, view, hold, command);
    case 'retry':
      return retry(session, view, hold);
    case 'set':
      return set(session, view, hold, command);
    case 'signal':
      return sendSignal(view, hold, command.value);
    case 'delay': {
      view.delay = parseDelay(command.value);
      if (view.change) view.change.delayEntry = view.delay;
      return `This thread goes on ${view.delay} ms after it is resumed; the others don't wait.`;
    }
    case 'call':
      return extraCall(session, view, hold, command.name, command.args);
    default:
      return command satisfies never;
  }
}

function evaluated(view: View, text: string): ExpressionValue {
  return compileExpression(text).evaluate(heldScope(view));
}

function resultOf(view: View, kind: 'skip' | 'return' | 'fail', value: string): Extract<Step, { kind: 'result' }> {
  // `-1 ENOENT` is how results are shown.
  const name = value.replace(/^-1\s+(?=E)/, '').replace(/\s*\(.*$/s, '');
  if (kind === 'fail' || looksLikeErrno(name)) {
    const errno = parseErrno(name);
    const note = `result = -1 ${errnoName(errno) ?? errno}`;
    return { kind: 'result', rval: BigInt(-errno), isError: true, skip: false, note };
  }
  return resultStep(value === '' ? 0n : evaluated(view, value));
}

function chooseResult(
  session: Session,
  view: View,
  hold: Hold,
  { kind, value }: Extract<Command, { kind: 'skip' | 'return' | 'fail' }>,
): string {
  const { call } = hold;
  if (call && hold.kind === 'syscall-entry') {
    const step = { ...resultOf(view, kind, value), skip: true };
    changeAtEntry(session, view, hold, { ...step, note: 'skipped' });
    return `${call.name} will be skipped and return ${shown(step)}.`;
  }
  if (call && hold.kind === 'syscall-exit') {
    if (kind === 'skip') {
      throw new UserError(`${call.name} has been made already: use fail or return, or retry to make it again.`);
    }
    const step = resultOf(view, kind, value);
    changeAtExit(session, view, hold, step);
    return `The program is told that ${call.name} returned ${shown(step)}.`;
  }
  if (call && hold.kind === 'other') {
    const step = resultOf(view, kind, value);
    if (endInterrupted(session, view, hold, step)) return `${call.name} ends here and returns ${shown(step)}.`;
  }
  throw notAtACall();
}

const shown = ({ rval, isError }: Extract<Step, { kind: 'result' }>): string =>
  isError ? `-1 ${errnoName(Number(-rval)) ?? `errno ${-rval}`}` : String(rval);

const notAtACall = (): UserError =>
  new UserError('There is no call here to change: stop at the entry or the exit of a system call.');

function set(session: Session, view: View, hold: Hold, { target, value }: Extract<Command, { kind: 'set' }>): string {
  if (target.startsWith('$')) return setRegister(view, target.slice(1), evaluated(view, value));
  const { call } = hold;
  if (!call || (hold.kind !== 'syscall-entry' && hold.kind !== 'syscall-exit')) throw notAtACall();
  if (target === 'result' || target === 'ret') {
    const step = resultOf(view, 'return', value);
    if (hold.kind === 'syscall-exit') changeAtExit(session, view, hold, step);
    else changeAtEntry(session, view, hold, step);
    return hold.kind === 'syscall-exit'
      ? `The program is told that ${call.name} returned ${shown(step)}.`
      : `${call.name} will be made, and the program told that it returned ${shown(step)}.`;
  }
  if (target === 'syscall') {
    if (hold.kind === 'syscall-exit')
      throw new UserError(`${call.name} has been made already; at its entry it can become another call.`);
    // `getpid (39)` is how it is shown.
    const name = value.replaceAll(/^["']|["']$|\s*\(\d+\)\s*$/g, '');
    changeAtEntry(session, view, hold, numberStep(call.arch, name));
    return `The kernel will make ${name} in place of ${call.name}.`;
  }
  const part = parsePath(target);
  if (part) return setPart(session, view, hold, call, part, target, evaluated(view, value));
  const step = setStep(call, target, hexText(value) ?? evaluated(view, value));
  if (hold.kind === 'syscall-exit') return setAtExit(session, view, hold, target, step);
  changeAtEntry(session, view, hold, step);
  return `${call.name} will be made with ${'note' in step ? step.note : target}.`;
}

/** A part of a structure, in place; at the entry of a call that only reads it until the call's exit. */
function setPart(
  session: Session,
  view: View,
  hold: Hold,
  call: DecodedCall,
  { argument, path }: { readonly argument: string; readonly path: Path },
  target: string,
  value: ExpressionValue,
): string {
  const found = fieldOfCall(view, call, argument, path, value);
  if (hold.kind === 'syscall-exit') {
    setMemoryAtExit(session, view, hold, found.address, found.bytes);
    return `The program reads the new ${target}.`;
  }
  changeAtEntry(session, view, hold, fieldStep(call, argument, target, found));
  return `${call.name} will be made with ${target} changed, was ${found.was}.`;
}

function setRegister(view: View, name: string, value: ExpressionValue): string {
  const { tid } = view.tracee;
  const index = REGISTER_NAMES.indexOf(name);
  if (index < 0) throw new UserError(`There is no register $${name}. They are ${REGISTER_NAMES.join(', ')}.`);
  if (typeof value !== 'bigint') throw new UserError('A register takes a whole number.');
  if (name === machine.ofStop && view.hold?.kind.startsWith('syscall')) {
    throw new UserError(`$${name} can't be set at a call: the kernel gives the program its own value back.`);
  }
  const registers = getRegisters(tid);
  if (!registers) throw new UserError(`Thread ${tid} is gone.`);
  registers[index] = BigInt.asUintN(64, value);
  const done = setRegisters(tid, registers);
  if (done < 0) throw new UserError(`The kernel does not accept that value for $${name} (errno ${-done}).`);
  return `$${name} is 0x${BigInt.asUintN(64, value).toString(16)} now.`;
}

function sendSignal(view: View, hold: Hold, value: string): string {
  const { tid, tgid } = view.tracee;
  const signal = parseSignal(value, 0);
  if (hold.kind === 'signal') {
    view.hold = { ...hold, signal };
    return signal === 0 ? 'No signal will be delivered.' : `${signalText(signal)} will be delivered instead.`;
  }
  if (hold.kind === 'syscall-entry' || hold.kind === 'syscall-exit') {
    view.hold = { ...hold, signal };
    return signal === 0 ? 'No signal will be sent.' : `${signalText(signal)} will be sent when this thread goes on.`;
  }
  if (signal === 0) throw new UserError('There is no signal here that could be dropped.');
  const done = tgkill(tgid, tid, signal);
  if (done < 0) throw new UserError(`The signal could not be sent (errno ${-done}).`);
  return `${signalText(signal)} was sent to this thread.`;
}
