/**
 * `call NAME(ARGS)`: one more system call in the program at a held stop, everything put back. Texts get memory of their
 * own for as long as the call takes. Must not know how the call is brought about: native/tracer does.
 */
import { archOf } from '../../native/abi/arch.ts';
import { syscallNumber, syscallText } from '../../native/abi/numbers/index.ts';
import { writeMemory } from '../../native/ffi/memory.ts';
import { machine } from '../../native/tracer/machine/index.ts';
import { isPending } from '../../native/tracer/procfs.ts';
import { getRegisters, NUMBER, RESULT } from '../../native/tracer/registers.ts';
import { type RemotePlace, type RemoteResult, remoteArch, remoteSyscall } from '../../native/tracer/remoteSyscall.ts';
import { giveScratchBack, takeScratch } from '../../native/tracer/scratch.ts';
import { compileExpression } from '../breakpoints/expression.ts';
import { nativeCatalog } from '../breakpoints/nativeCatalog.ts';
import { didYouMean } from '../breakpoints/nearest.ts';
import type { ExpressionValue } from '../breakpoints/scope.ts';
import { decodeExit } from '../syscalls/decode.ts';
import { hexText } from '../tamper/values.ts';
import { UserError } from './api.ts';
import { printed } from './calls.ts';
import { isInterruptedCall } from './interrupted.ts';
import { heldScope } from './scope.ts';
import type { Session } from './session.ts';
import { memoryOf, shortNamingOf } from './tracedMemory.ts';
import type { Hold, View } from './view.ts';

/** asm/signal.h. */
const SIGSYS = 31;

/** How long an extra call may block, in milliseconds. */
const PATIENCE = 1000;

/** Calls that don't come back here, or whose effect would be put back with the rest. */
const NEVER = new Set([
  ...['fork', 'vfork', 'clone', 'clone3', 'execve', 'execveat', 'exit', 'exit_group'],
  ...['rt_sigreturn', 'sigreturn', 'restart_syscall', 'rt_sigprocmask', 'sigprocmask', 'rt_sigsuspend', 'sigsuspend'],
]);

/** They would overwrite the call that the kernel remembers for restart_syscall. */
const SLEEPING = new Set(['nanosleep', 'clock_nanosleep', 'poll', 'ppoll', 'futex', 'select', 'pselect6']);

/** The call with its result, as the log would say it. Throws a UserError. */
export function extraCall(session: Session, view: View, hold: Hold, name: string, args: readonly string[]): string {
  const { tracee } = view;
  const place = placeOf(view, hold);
  const auditArch = remoteArch(tracee, place);
  const arch = archOf(auditArch, place.at === 'entry' || place.at === 'exit' ? tracee.nr : 0);
  const nr = syscallNumber(arch, name);
  if (nr === undefined) {
    throw new UserError(`Unknown system call "${name.slice(0, 60)}".${didYouMean(name, nativeCatalog.names())}`);
  }
  if (NEVER.has(name)) throw new UserError(`${name} can't be made as an extra call: it would not come back as it was.`);
  if (SLEEPING.has(name) && (hold.call?.name === 'restart_syscall' || willRestart(tracee.tid))) {
    throw new UserError(`${name} can't be made here: the thread is in a call that the kernel will go on with.`);
  }
  const lost = forgotten(tracee.tid, place);
  if (lost !== undefined && (place.at === 'signal' || SLEEPING.has(lost))) {
    throw new UserError(
      `An extra call can't be made here on this processor: the kernel would forget how ${lost} goes on.`,
    );
  }
  if (isPending(tracee.tid, SIGSYS)) {
    throw new UserError('A SIGSYS of the program is on its way to this thread: continue to it before an extra call.');
  }
  const values = args.map((text) => hexText(text) ?? compileExpression(text).evaluate(heldScope(view)));
  return withTexts(session, view, place, values, (registers) => {
    const result = remoteSyscall(session.tracer, tracee, place, { nr, args: registers, patience: PATIENCE });
    const value = valueOfResult(result, name);
    const isError = value < 0n && value >= -4095n;
    const call = decodeExit(undefined, {
      arch,
      nr,
      args: [...registers, ...Array.from({ length: 6 - registers.length }, () => 0n)],
      memory: memoryOf(tracee.tid),
      naming: shortNamingOf(tracee.tid),
      options: { strings: 256, abbreviate: true, decodeFds: true },
      result: { value, isError, errno: isError ? Number(-value) : 0 },
    });
    return printed(call);
  });
}

function placeOf(view: View, hold: Hold): RemotePlace {
  const refusal =
    'An extra call needs a stop at a system call, a signal or in the program, not in the middle of a call.';
  switch (hold.kind) {
    case 'syscall-entry':
      return { at: 'entry' };
    case 'syscall-exit':
      return { at: 'exit' };
    case 'signal': {
      const data = hold.siginfo && new DataView(hold.siginfo.buffer, hold.siginfo.byteOffset);
      return { at: 'signal', signal: data?.getInt32(0, true) ?? hold.signal };
    }
    case 'group-stop':
      throw new UserError(`${refusal} A stopped process must be continued first.`);
    case 'other':
      if (hold.ending) throw new UserError('This thread is ending: it makes no system call any more.');
      if (view.tracee.inSyscall) throw new UserError(refusal);
      return { at: 'event' };
    default:
      return hold.kind satisfies never;
  }
}

/** The call that the kernel has backed out of and decided already how it goes on: that is lost with an extra call. */
function forgotten(tid: number, place: RemotePlace): string | undefined {
  if (!machine.restartsEarly || place.at === 'entry' || place.at === 'exit') return undefined;
  const registers = getRegisters(tid);
  if (!registers || !isInterruptedCall(tid, registers)) return undefined;
  const nr = machine.interruptedNumber(registers);
  return syscallText(archOf(machine.auditArchOf(registers), nr), nr);
}

/** ERESTART_RESTARTBLOCK: the kernel goes on with a call that it remembers, when the thread goes on. */
function willRestart(tid: number): boolean {
  const registers = getRegisters(tid);
  if (!registers || BigInt.asIntN(32, registers[NUMBER] as bigint) < 0n) return false;
  return BigInt.asIntN(32, registers[RESULT] as bigint) === -516n;
}

function valueOfResult(result: RemoteResult, name: string): bigint {
  switch (result.kind) {
    case 'returned':
      return result.value;
    case 'interrupted':
      throw new UserError(`${name} did not return within ${PATIENCE} ms and was interrupted.`);
    case 'filtered':
      throw new UserError(`The program's own seccomp filter does not allow ${name}.`);
    case 'no-instruction':
      throw new UserError('No instruction that enters the kernel was found in the program.');
    case 'gone':
      throw new UserError(`The thread ended while ${name} was made.`);
    default:
      return result satisfies never;
  }
}

/** Runs `body` with registers for the values; texts, NUL-terminated, and bytes are in memory of their own meanwhile. */
function withTexts<Result>(
  session: Session,
  view: View,
  place: RemotePlace,
  values: readonly (ExpressionValue | Uint8Array)[],
  body: (registers: readonly bigint[]) => Result,
): Result {
  const { tracee } = view;
  const texts = values.map((value) => {
    if (typeof value === 'string') return Buffer.from(`${value}\0`, 'utf8');
    return value instanceof Uint8Array ? value : undefined;
  });
  const total = texts.reduce((sum, text) => sum + (text ? text.length + 16 : 0), 0);
  const scratch = total === 0 ? undefined : takeScratch(session.tracer, tracee, place, total);
  if (scratch !== undefined && typeof scratch !== 'object') {
    const why = typeof scratch === 'number' ? `errno ${-scratch}` : scratch;
    throw new UserError(`No memory could be had in the program for the text (${why}).`);
  }
  let next = scratch?.address ?? 0n;
  const registers = values.map((value, index): bigint => {
    const text = texts[index];
    if (text) {
      const at = next;
      writeMemory(tracee.tid, at, text);
      next += BigInt(Math.ceil(text.length / 16) * 16);
      return at;
    }
    if (typeof value === 'bigint') return BigInt.asUintN(64, value);
    if (value === null) return 0n;
    throw new UserError('An argument of an extra call is a whole number, a text, or bytes as x"00ff".');
  });
  try {
    return body(registers);
  } finally {
    if (scratch) giveScratchBack(session.tracer, tracee, place, scratch);
  }
}
