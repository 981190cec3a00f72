/**
 * A call that is being changed, from its entry-stop to its exit-stop: what the program asked for, what the kernel is
 * asked instead, and what must be put back. Whatever happens on the way, the program finds its registers and its memory
 * as they were when it goes on.
 */
import { AUDIT_ARCH_I386, archOf } from '../../native/abi/arch.ts';
import { isRestart } from '../../native/abi/constants/index.ts';
import { syscallName, syscallNumber } from '../../native/abi/numbers/index.ts';
import { readMemory, writeMemory } from '../../native/ffi/memory.ts';
import { isWritable } from '../../native/tracer/mappings.ts';
import { hasFilter } from '../../native/tracer/procfs.ts';
import { argumentRegisters, getRegisters, RESULT, setRegisters } from '../../native/tracer/registers.ts';
import { takeScratch } from '../../native/tracer/scratch.ts';
import { hasLeftStop } from '../../native/tracer/stop.ts';
import type { SyscallInfo } from '../../native/tracer/syscallInfo.ts';
import type { Marks } from '../syscalls/call.ts';
import { TamperError } from '../tamper/values.ts';
import type { CallChange } from './callChange.ts';
import type { Step } from './changeStep.ts';
import { giveMappingsBack, putBytesBack, sharedWith } from './loans.ts';
import type { Session } from './session.ts';
import type { View } from './view.ts';

/** Carries a step out at the call's entry-stop. Throws a TamperError; then nothing of the step was done. */
export function applyAtEntry(session: Session, view: View, change: CallChange, step: Step): void {
  const { tid } = view.tracee;
  switch (step.kind) {
    case 'argument':
      change.args[step.index] = step.value;
      ask(session, view, change);
      break;
    case 'text': {
      const address = placeText(session, view, change, step);
      change.args[step.index] = address;
      if (step.length !== undefined) change.args[step.length] = BigInt(step.bytes.length);
      ask(session, view, change);
      break;
    }
    case 'memory': {
      const before = readMemory(tid, step.address, step.bytes.length);
      write(tid, step.address, step.bytes);
      if (before && step.restore) change.loans.written.push({ address: step.address, before, after: step.bytes });
      change.poked = true;
      break;
    }
    case 'number':
      change.nr = step.nr;
      ask(session, view, change);
      break;
    case 'result':
      change.result = { rval: step.rval, isError: step.isError };
      if (step.skip) {
        change.skipped = true;
        ask(session, view, change);
      }
      break;
    case 'poke':
      if (step.at === 'exit') change.exitPokes.push({ index: step.index, bytes: step.bytes });
      else {
        write(tid, change.args[step.index] ?? 0n, step.bytes);
        change.poked = true;
      }
      break;
    case 'delay':
      if (step.at === 'entry') change.delayEntry = step.milliseconds;
      else change.delayExit = step.milliseconds;
      break;
    case 'signal':
      change.signal = step.signal;
      break;
    default:
      step satisfies never;
  }
  change.steps.push(step);
  if ('note' in step) change.notes.push(step.note);
}

/**
 * Tells the kernel what it is asked now. A seccomp filter looks at the call after this stop, and at the number −1 of one
 * that is skipped: a filter that lets only the calls pass that it knows would end the program. There a call that every
 * filter knows and that does nothing is made instead: a read from no descriptor.
 */
function ask(session: Session, view: View, change: CallChange): void {
  const { tid, auditArch } = view.tracee;
  let { nr, args } = change;
  if (change.skipped) {
    const read = hasFilter(tid) ? syscallNumber(change.asMade.arch, 'read') : undefined;
    nr = read ?? -1;
    args = read === undefined ? [...change.asked] : [MINUS_ONE, 0n, 0n, 0n, 0n, 0n];
  }
  // With −1 the arguments are not written.
  if (nr !== -1) change.registers ??= getRegisters(tid);
  if (auditArch === AUDIT_ARCH_I386) args = args.map((value) => BigInt.asUintN(32, value));
  const done = session.tracer.setter.entry(tid, { nr, args, auditArch });
  if (done < 0) throw new TamperError(`The call could not be changed (errno ${-done}).`);
  change.asked = args;
  // The result of a skipped call is in its register from here on: it holds even if nobody sees the exit-stop.
  if (nr === -1) preset(tid, change.result?.rval ?? NO_SUCH_CALL);
}

const MINUS_ONE = 0xffffffffffffffffn;

/** −ENOSYS. */
const NO_SUCH_CALL = -38n;

function preset(tid: number, rval: bigint): void {
  const registers = getRegisters(tid);
  if (!registers) return;
  registers[RESULT] = BigInt.asUintN(64, rval);
  setRegisters(tid, registers);
}

function write(tid: number, address: bigint, bytes: Uint8Array): void {
  const done = address === 0n ? -14 : writeMemory(tid, address, bytes);
  if (done !== bytes.length) throw new TamperError(unwritable(address));
}

const unwritable = (address: bigint): string => `The memory at 0x${address.toString(16)} can't be written.`;

/** In place when it fits where the program may write, else in memory of its own until the call's exit. */
function placeText(session: Session, view: View, change: CallChange, step: Extract<Step, { kind: 'text' }>): bigint {
  const { tid } = view.tracee;
  const { bytes, room } = step;
  const address = change.args[step.index] ?? 0n;
  if (address !== 0n && bytes.length <= room && isWritable(tid, address, bytes.length)) {
    const before = readMemory(tid, address, bytes.length);
    if (before) {
      write(tid, address, bytes);
      if (step.restore) change.loans.written.push({ address, before, after: bytes });
      return address;
    }
  }
  if (!step.restore) throw new TamperError(`${bytes.length} bytes do not fit where the program wants its answer.`);
  const scratch = takeScratch(session.tracer, view.tracee, { at: 'entry' }, bytes.length);
  if (typeof scratch !== 'object') {
    const why = typeof scratch === 'number' ? `errno ${-scratch}` : scratch;
    throw new TamperError(`No memory could be had in the program for the new value (${why}).`);
  }
  change.loans.scratch.push({ mapping: scratch, bytes });
  write(tid, scratch.address, bytes);
  return scratch.address;
}

/** Bytes where an argument points to, at the exit-stop. Throws a TamperError. */
export function pokeAtExit(view: View, address: bigint, bytes: Uint8Array): void {
  write(view.tracee.tid, address, bytes);
}

/**
 * At the exit-stop: the chosen result, exit pokes, and everything put back. `info` says afterwards what the program
 * will see. False when the tracee is gone.
 */
export function finishAtExit(session: Session, view: View, change: CallChange, info: SyscallInfo): boolean {
  const { tracee } = view;
  for (const { index, bytes } of change.exitPokes) {
    const address = change.args[index] ?? 0n;
    if (address !== 0n && writeMemory(tracee.tid, address, bytes) === bytes.length) change.poked = true;
    else if (!hasLeftStop(tracee.tid))
      session.emit({ type: 'output', category: 'important', text: `${change.asMade.name}: ${unwritable(address)}\n` });
  }
  if (change.result) tell(session, view, info, change.result);
  else if (info.isError && isRestart(-Number(info.rval))) {
    const { instructionPointer: ip, stackPointer: sp } = info;
    view.again = { nr: change.made.nr, ip, sp, steps: change.steps };
  }
  return putBack(session, view, change, 'exit');
}

/** What the program is told, at the exit-stop. */
export function tell(
  session: Session,
  view: View,
  info: SyscallInfo,
  result: { readonly rval: bigint; readonly isError: boolean },
): void {
  const { arch, instructionPointer, stackPointer } = info;
  session.tracer.setter.exit(view.tracee.tid, result);
  info.fillExit(arch, result.rval, result.isError, instructionPointer, stackPointer);
}

/** Nothing of the change is left: for a detach before the call is made. */
export function undoAtEntry(session: Session, view: View, change: CallChange): boolean {
  const { nr, args } = change.made;
  session.tracer.setter.entry(view.tracee.tid, { nr, args, auditArch: view.tracee.auditArch });
  return putBack(session, view, change, 'entry');
}

function putBack(session: Session, view: View, change: CallChange, at: 'entry' | 'exit'): boolean {
  const { tracee } = view;
  const { registers: before, loans } = change;
  putBytesBack(tracee.tid, loans);
  const registers = getRegisters(tracee.tid);
  if (!registers) return false;
  if (before) {
    for (const register of argumentRegisters(tracee.auditArch)) {
      if (at === 'entry' || register !== RESULT) registers[register] = before[register] as bigint;
    }
    setRegisters(tracee.tid, registers);
  }
  return giveMappingsBack(session.tracer, tracee, { at }, loans);
}

/** The program is gone from its memory, by execve or by its end: what its parent shared with it is put back there. */
export function leaveToParent(session: Session, { tracee, change }: View): void {
  if (!change || (change.loans.written.length === 0 && change.loans.scratch.length === 0)) return;
  const parents = [...session.views.values()].filter((other) => other.tracee.tgid === tracee.parent);
  // The thread that waits for its child in vfork, if it is known: a stop disturbs no call of another one.
  const waits = ({ tracee: { inSyscall, nr, auditArch } }: View): boolean =>
    inSyscall && nr >= 0 && MAKES_CHILDREN.has(syscallName(archOf(auditArch, nr), nr) ?? '');
  const parent = parents.find(waits) ?? parents[0];
  if (!parent) return;
  const shared = sharedWith(parent.tracee.tid, change.loans);
  putBytesBack(parent.tracee.tid, shared);
  if (shared.scratch.length === 0) return;
  parent.owed.scratch.push(...shared.scratch);
  if (!parent.hold) session.tracer.interrupt(parent.tracee);
}

const MAKES_CHILDREN = new Set(['vfork', 'clone', 'clone3']);

/** What was changed, as a comment behind the call: ` /* by the rule openat: fail ENOENT *\/`. */
export function notesOf(change: CallChange | undefined): string {
  return change && change.notes.length > 0 ? ` /* ${change.notes.join('; ').replaceAll('*/', '* /')} */` : '';
}

/** How strace marks the result of such a call. */
export function marksOf(change: CallChange): Marks {
  const args = change.poked || change.args.some((value, index) => value !== change.made.args[index]);
  const told = change.result !== undefined || change.nr !== change.made.nr;
  const texts = change.steps.some((step) => step.kind === 'text');
  const what = args || texts ? (told ? 'args, retval' : 'args') : told ? 'retval' : undefined;
  const delayed = change.delayEntry > 0 || change.delayExit > 0;
  return { ...(what && { injected: what }), ...(delayed && { delayed: true as const }) };
}
