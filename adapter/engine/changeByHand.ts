/**
 * Changes that the user makes at a held syscall-stop, one at a time, each seen at once: in the tracee, in the stop and
 * in its row.
 */
import { entersBefore } from '../../native/tracer/kernelEntry.ts';
import { machine } from '../../native/tracer/machine/index.ts';
import { isWritable } from '../../native/tracer/mappings.ts';
import { getRegisters, PC, SP, setRegisters } from '../../native/tracer/registers.ts';
import { SyscallInfo } from '../../native/tracer/syscallInfo.ts';
import { firstArgument } from '../../native/tracer/tracee.ts';
import type { DecodedCall, DecodedResult } from '../syscalls/call.ts';
import { decimal } from '../syscalls/nodes.ts';
import { RETURNS } from '../tamper/rule.ts';
import { UserError } from './api.ts';
import { newChange } from './callChange.ts';
import { callAtEntry, callAtExit, describeCall, printed } from './calls.ts';
import { applyAtEntry, notesOf, pokeAtExit } from './change.ts';
import type { Step } from './changeStep.ts';
import { resume } from './commands.ts';
import { callRow } from './history.ts';
import { isInterruptedCall } from './interrupted.ts';
import type { Session } from './session.ts';
import type { Hold, View } from './view.ts';

/** One change of the call that is about to be made. Throws a TamperError. */
export function changeAtEntry(session: Session, view: View, hold: Hold, step: Step): void {
  const { tracee } = view;
  if (!hold.call) return;
  refuseReturn(hold.call);
  view.change ??= newChange(hold.call, tracee.nr, hold.call.raw);
  const { change } = view;
  applyAtEntry(session, view, change, step);
  const info = new SyscallInfo();
  const registers = getRegisters(tracee.tid);
  info.fillEntry(tracee.auditArch, tracee.nr, change.args, registers?.[PC] ?? 0n, registers?.[SP] ?? 0n);
  const call = callAtEntry(view, info);
  if (!change.skipped && step.kind !== 'result' && step.kind !== 'number') session.log.entryChanged(tracee, info);
  const rowId = view.watched?.rowId;
  const shown = change.result && change.skipped ? { ...call, result: chosenResult(change.result) } : call;
  const note = change.skipped ? '' : notesOf(change);
  const id = callRow(session, view, shown, 'entry', rowId, note);
  view.watched = { call, rowId: id };
  view.hold = { ...hold, call, text: printed(shown) + note };
  session.stacks.moved(tracee);
}

function chosenResult({ rval, isError }: { rval: bigint; isError: boolean }): DecodedResult {
  const errno = isError ? Number(-rval) : 0;
  return { value: rval, isError, errno, node: decimal(isError ? -1 : rval), injected: 'retval' };
}

/** What the result's register holds behind it belongs to the interrupted code. */
function refuseReturn({ name }: DecodedCall): void {
  if (!RETURNS.has(name)) return;
  throw new UserError(
    `${name} can't be changed: it ends a signal's handler and has no result; the interrupted code goes on from there.`,
  );
}

/** What the program is told of a call that has been made. */
export function changeAtExit(session: Session, view: View, hold: Hold, step: Extract<Step, { kind: 'result' }>): void {
  const { tracee } = view;
  const { rval, isError } = step;
  if (hold.call) refuseReturn(hold.call);
  const done = session.tracer.setter.exit(tracee.tid, { rval, isError });
  if (done < 0) throw new UserError(`The result could not be changed (errno ${-done}).`);
  showExit(session, view, hold, { rval, isError });
}

/** A call that a pause has interrupted is not made again; the program gets this. False when there is none here. */
export function endInterrupted(
  session: Session,
  view: View,
  hold: Hold,
  step: Extract<Step, { kind: 'result' }>,
): boolean {
  const { tid } = view.tracee;
  const registers = getRegisters(tid);
  if (hold.kind !== 'other' || !hold.call || !registers || !isInterruptedCall(tid, registers)) return false;
  machine.endInterrupted(registers, step.rval);
  const done = setRegisters(tid, registers);
  if (done < 0) throw new UserError(`The result could not be changed (errno ${-done}).`);
  const call = { ...hold.call, result: chosenResult(step) };
  callRow(session, view, call, 'exit');
  view.hold = { ...hold, call, text: printed(call), description: describeCall(call) };
  session.stacks.moved(view.tracee);
  return true;
}

/** Decodes the exit again and writes it down: in the row, the stop and the log. */
function showExit(session: Session, view: View, hold: Hold, result: { rval: bigint; isError: boolean }): void {
  const { tracee } = view;
  const info = new SyscallInfo();
  const registers = getRegisters(tracee.tid);
  info.fillExit(tracee.auditArch, result.rval, result.isError, registers?.[PC] ?? 0n, registers?.[SP] ?? 0n);
  const before = hold.call?.result?.injected;
  view.marks = { injected: before?.startsWith('args') ? 'args, retval' : 'retval' };
  const call = callAtExit(view, hold.call && withoutResult(hold.call), info);
  // The line of this exit is written already; the log gets one more, of the same call.
  session.log.exitChanged(tracee, info, view.marks);
  view.marks = undefined;
  callRow(session, view, call, 'exit');
  view.hold = { ...hold, call, text: printed(call), description: describeCall(call) };
  session.stacks.moved(tracee);
}

function withoutResult({ result, ...call }: DecodedCall): DecodedCall {
  void result;
  return call;
}

/** New bytes in a buffer that the kernel has filled: in place, where they fit. */
export function setAtExit(session: Session, view: View, hold: Hold, target: string, step: Step): string {
  const { call } = hold;
  if (!call?.result || step.kind !== 'text') {
    throw new UserError(
      `${call?.name} has been made already: ${target} can't be changed any more, only its result and what it filled in.`,
    );
  }
  const address = call.raw[step.index] ?? 0n;
  const shown = call.args.find((argument) => argument.index === step.index)?.node;
  const room = shown?.kind === 'string' ? Math.max(shown.bytes.length, shown.truncated ? step.bytes.length : 0) : 0;
  if (step.bytes.length > room || !isWritable(view.tracee.tid, address, step.bytes.length)) {
    throw new UserError(`${step.bytes.length} bytes do not fit there: ${target} has ${room}.`);
  }
  setMemoryAtExit(session, view, hold, address, step.bytes);
  return `The program reads the new ${target}.`;
}

/** New bytes in what the kernel has filled in, and the exit shown again. Throws a TamperError. */
export function setMemoryAtExit(session: Session, view: View, hold: Hold, address: bigint, bytes: Uint8Array): void {
  const { call } = hold;
  if (!call?.result) return;
  pokeAtExit(view, address, bytes);
  const { value, isError, injected } = call.result;
  const info = new SyscallInfo();
  info.fillExit(view.tracee.auditArch, value, isError, 0n, 0n);
  view.marks = { injected: injected?.endsWith('retval') ? 'args, retval' : 'args' };
  const again = callAtExit(view, withoutResult(call), info);
  session.log.exitChanged(view.tracee, info, view.marks);
  view.marks = undefined;
  callRow(session, view, again, 'exit');
  view.hold = { ...hold, call: again, text: printed(again) };
  session.stacks.moved(view.tracee);
}

/** Calls that can't be made again: they come back elsewhere, or go on with one that the kernel remembers. */
const ONCE = new Set(['execve', 'execveat', 'rt_sigreturn', 'sigreturn', 'restart_syscall']);

/** Runs the same call again, from its exit-stop; the next stop is its entry. */
export function retry(session: Session, view: View, hold: Hold): string {
  const { tracee } = view;
  const { call } = hold;
  if (hold.kind !== 'syscall-exit' || !call) {
    throw new UserError('Only a call that has returned can be made again: step to its exit first.');
  }
  const registers = getRegisters(tracee.tid);
  if (!registers) throw new UserError(`Thread ${tracee.tid} is gone.`);
  if (ONCE.has(call.name) || !entersBefore(tracee.tid, registers[PC] as bigint, tracee.auditArch)) {
    throw new UserError(
      `${call.name} can't be made again: the program does not stand behind its instruction any more.`,
    );
  }
  machine.makeAgain(registers, tracee.auditArch, tracee.nr, firstArgument(tracee));
  const done = setRegisters(tracee.tid, registers);
  if (done < 0) throw new UserError(`The call could not be made again (errno ${-done}).`);
  resume(session, tracee.tid, 'next-syscall-stop');
  return `${call.name} is made again.`;
}
