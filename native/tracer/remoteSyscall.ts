/**
 * One extra system call inside a stopped tracee, with everything put back: registers, signal mask, pending signals, the
 * call it is in and the kind of stop. No byte of the program is changed: the call is made through an instruction that
 * is there. Signals that come meanwhile stay queued in the kernel behind a full mask. Must not know what is called.
 */
import { AUDIT_ARCH_I386 } from '../abi/arch.ts';
import { isRestartResult } from '../abi/constants/index.ts';
import { EINTR } from '../ffi/libc.ts';
import {
  PTRACE_EVENT_EXEC,
  PTRACE_EVENT_EXIT,
  PTRACE_EVENT_STOP,
  PTRACE_GETSIGINFO,
  PTRACE_INTERRUPT,
  PTRACE_SETSIGINFO,
  PTRACE_SYSCALL,
  ptrace,
  ptraceBuffer,
} from '../ffi/ptrace.ts';
import { tgkill } from '../ffi/signals.ts';
import { __WALL, WNOHANG, waitpid, waitStatus, wifStopped, wstopEvent, wstopSignal } from '../ffi/wait.ts';
import { entersBefore, entryBytes, findKernelEntry } from './kernelEntry.ts';
import { machine, type Registers } from './machine/index.ts';
import { nap } from './nap.ts';
import { isPending, pendingSignals } from './procfs.ts';
import {
  argumentRegisters,
  CALL,
  getRegisters,
  NO_CALL,
  NUMBER,
  PC,
  RESULT,
  RESULT_IS_ARGUMENT,
  setRegisters,
} from './registers.ts';
import { bitOf, getSignalMask, SYNCHRONOUS, setSignalMask } from './signalMask.ts';
import { SIGTRAP } from './stop.ts';
import { firstArgument, type Tracee } from './tracee.ts';
import type { Tracer } from './tracer.ts';

/** Where the tracee stands. `event`: PTRACE_EVENT_STOP or a trap of ours, outside of any call. */
export type RemotePlace =
  | { readonly at: 'entry' | 'exit' | 'event' }
  /** A signal-delivery-stop whose signal is still to be delivered. */
  | { readonly at: 'signal'; readonly signal: number };

export type RemoteResult =
  /** The raw result, sign-extended: −4095 to −1 is an error. */
  | { readonly kind: 'returned'; readonly value: bigint }
  /** It did not return in time and was interrupted, as by a signal: its result is one of ERESTART*. */
  | { readonly kind: 'interrupted' }
  /** A seccomp filter of the program refused it with SIGSYS, which the program does not get to see. */
  | { readonly kind: 'filtered' }
  /** No executable memory holds an instruction that enters the kernel by this ABI. */
  | { readonly kind: 'no-instruction' }
  /** The tracee has ended or is ending; the loop hears of it. */
  | { readonly kind: 'gone' };

export interface RemoteCall {
  readonly nr: number;
  /** Up to six. */
  readonly args: readonly bigint[];
  /** Milliseconds until it is interrupted; without, it is a call that never blocks. */
  readonly patience?: number;
}

const SIGSYS = 31;
/** The thread is ending; or another one of its process has executed a program, and reports that under the leader's id. */
const LAST_EVENTS: readonly number[] = [PTRACE_EVENT_EXIT, PTRACE_EVENT_EXEC];
const SYSCALL_TRAP = SIGTRAP | 0x80;

/** AUDIT_ARCH_* of the ABI that an extra call uses there: the one of the call at hand, else of the code it runs. */
export function remoteArch(tracee: Tracee, place: RemotePlace): number {
  if (place.at === 'entry' || place.at === 'exit') return tracee.auditArch;
  const registers = getRegisters(tracee.tid);
  return registers ? machine.auditArchOf(registers) : machine.auditArch;
}

/**
 * Runs the call. The tracee must be in a ptrace-stop at `place` and is in one of the same kind afterwards, unless it is
 * gone. Not for calls that never return or make a new thread, process or program.
 */
export function remoteSyscall(tracer: Tracer, tracee: Tracee, place: RemotePlace, call: RemoteCall): RemoteResult {
  const { tid } = tracee;
  const auditArch = remoteArch(tracee, place);
  const before = getRegisters(tid);
  const mask = getSignalMask(tid);
  if (!before || mask === undefined) return { kind: 'gone' };
  const ip = before[PC] as bigint;
  const inCall = place.at === 'entry' || place.at === 'exit';
  const own = inCall && entersBefore(tid, ip, auditArch) ? ip - entryBytes(auditArch) : undefined;
  // From an entry-stop the way back is through its own instruction only.
  const entry = own ?? (place.at === 'entry' ? undefined : findKernelEntry(tid, auditArch));
  if (entry === undefined) return { kind: 'no-instruction' };
  const siginfo = new Uint8Array(128);
  if (place.at === 'signal') ptraceBuffer(PTRACE_GETSIGINFO, tid, 0, siginfo);

  const run = createRun(tracer, tracee, call.patience);
  // What is on its way already stays so: the signal of a call that a filter trapped, or one that somebody sent.
  const pending = pendingSignals(tid);
  const held = mask | ~SYNCHRONOUS | pending;
  setSignalMask(tid, held);
  const order = argumentRegisters(auditArch);
  const prepared = BigUint64Array.from(before);
  for (const [index, register] of order.entries()) prepared[register] = BigInt.asUintN(64, call.args[index] ?? 0n);
  if (place.at === 'entry') {
    prepared[NUMBER] = BigInt(call.nr);
  } else {
    prepared[PC] = entry;
    prepared[CALL] = BigInt(call.nr);
    prepared[NUMBER] = NO_CALL;
  }
  setRegisters(tid, prepared);
  let reached = place.at === 'entry' || run.to('syscall');
  if (reached) reached = run.to('syscall');
  if (run.gone()) return { kind: 'gone' };
  const result = reached ? (getRegisters(tid)?.[RESULT] ?? 0n) : 0n;
  // SECCOMP_RET_TRAP puts the number back where the result would be, and its signal is still to come.
  const maybe = reached && result === BigInt(call.nr) && (pending & bitOf(SIGSYS)) === 0n;
  if (maybe && isPending(tid, SIGSYS)) run.to('sigsys');
  if (run.gone()) return { kind: 'gone' };
  if (!backTo(place, tracee, before, { mask, held }, siginfo, run)) return { kind: 'gone' };
  run.giveBackSignals();
  tracee.state = 'stopped';
  if (!reached) return { kind: 'no-instruction' };
  if (run.trapped()) return { kind: 'filtered' };
  const value = auditArch === AUDIT_ARCH_I386 ? BigInt.asIntN(32, result) : BigInt.asIntN(64, result);
  return isRestartResult(value) ? { kind: 'interrupted' } : { kind: 'returned', value };
}

/** From the extra call's exit-stop back to a stop of the first one's kind, with its registers and mask. */
function backTo(
  place: RemotePlace,
  tracee: Tracee,
  before: Registers,
  { mask, held }: { readonly mask: bigint; readonly held: bigint },
  siginfo: Uint8Array,
  run: Run,
): boolean {
  const { tid, auditArch } = tracee;
  switch (place.at) {
    case 'entry': {
      const again = BigUint64Array.from(before);
      again[PC] = (before[PC] as bigint) - entryBytes(auditArch);
      if (RESULT_IS_ARGUMENT) again[RESULT] = firstArgument(tracee);
      again[CALL] = before[NUMBER] as bigint;
      again[NUMBER] = NO_CALL;
      setRegisters(tid, again);
      if (!run.to('syscall')) return false;
      break;
    }
    case 'exit': {
      const value = BigInt.asIntN(64, before[RESULT] as bigint);
      const restarts = isRestartResult(value) && before[NUMBER] !== NO_CALL;
      if (restarts && RESULT_IS_ARGUMENT && !remember(tracee, before, run)) return false;
      // The kernel looks at restarts only on its way through signal handling, which the extra call has used up.
      if (restarts) run.interruptAfterwards();
      break;
    }
    case 'signal':
      setRegisters(tid, before);
      // Every other signal waits, so that the next stop is this one's again; what it said is put back.
      setSignalMask(tid, held & ~bitOf(place.signal));
      if (!run.to('signal', place.signal)) return false;
      ptraceBuffer(PTRACE_SETSIGINFO, tid, 0, siginfo);
      break;
    case 'event':
      setRegisters(tid, before);
      ptrace(PTRACE_INTERRUPT, tid, 0, 0);
      if (!run.to('event')) return false;
      break;
    default:
      place satisfies never;
  }
  return setRegisters(tid, before) >= 0 && setSignalMask(tid, mask) >= 0;
}

/** The kernel makes a call again with the first argument that it saw last: shows it the interrupted one's, skipped. */
function remember(tracee: Tracee, before: Registers, run: Run): boolean {
  const again = BigUint64Array.from(before);
  machine.makeAgain(
    again,
    tracee.auditArch,
    Number(BigInt.asIntN(32, before[NUMBER] as bigint)),
    firstArgument(tracee),
  );
  setRegisters(tracee.tid, again);
  if (!run.to('syscall')) return false;
  const skipped = getRegisters(tracee.tid);
  if (!skipped) return false;
  skipped[NUMBER] = NO_CALL;
  setRegisters(tracee.tid, skipped);
  return run.to('syscall');
}

type Goal = 'syscall' | 'signal' | 'event' | 'sigsys';

interface Run {
  /** Resumes to the next stop of that kind; stops between are passed. False: gone, or the code could not be run. */
  to(goal: Goal, signal?: number): boolean;
  gone(): boolean;
  /** A seccomp filter of the program answered with SIGSYS instead of the call. */
  trapped(): boolean;
  interruptAfterwards(): void;
  /** What came meanwhile and could not be held back by the mask. */
  giveBackSignals(): void;
}

function createRun(tracer: Tracer, tracee: Tracee, patience: number | undefined): Run {
  const { tid } = tracee;
  const kept: number[] = [];
  let interrupt = false;
  let gone = false;
  let trapped = false;
  let until = patience === undefined ? Infinity : performance.now() + patience;

  /** Waits for the tracee's next report; false when it has ended. */
  const wait = (): boolean => {
    for (;;) {
      const got = waitpid(tid, until === Infinity ? __WALL : __WALL | WNOHANG);
      if (got === -EINTR) continue;
      if (got === 0) {
        if (performance.now() >= until) {
          // Its call ends as by a signal; one that can't be interrupted is waited for.
          ptrace(PTRACE_INTERRUPT, tid, 0, 0);
          until = Infinity;
        } else nap();
        continue;
      }
      const status = waitStatus();
      if (got > 0 && wifStopped(status) && !LAST_EVENTS.includes(wstopEvent(status))) return true;
      gone = true;
      if (got > 0) tracer.pushBack(tid, status);
      return false;
    }
  };
  return {
    to(goal, signal = 0) {
      ptrace(PTRACE_SYSCALL, tid, 0, signal);
      for (;;) {
        // A resume that found nobody (SIGKILL) is told by the wait.
        if (!wait()) return false;
        const status = waitStatus();
        const event = wstopEvent(status);
        const stopSignal = wstopSignal(status);
        if (event === 0 && stopSignal === SYSCALL_TRAP) {
          if (goal === 'syscall') return true;
        } else if (event === PTRACE_EVENT_STOP) {
          // A group-stop of the process goes on for the others; this thread joins it again afterwards.
          if (stopSignal !== SIGTRAP) interrupt = true;
          if (goal === 'event') return true;
        } else if (event === 0) {
          if (goal === 'signal' && stopSignal === signal) return true;
          if (stopSignal === SIGSYS) {
            trapped = true;
            if (goal === 'sigsys') return true;
          } else if ((bitOf(stopSignal) & SYNCHRONOUS) !== 0n && !isSent(tid)) return false;
          else kept.push(stopSignal);
        }
        ptrace(PTRACE_SYSCALL, tid, 0, 0);
      }
    },
    gone: () => gone,
    trapped: () => trapped,
    interruptAfterwards() {
      interrupt = true;
    },
    giveBackSignals() {
      for (const signal of kept) tgkill(tracee.tgid, tid, signal);
      // An INTERRUPT that was under way has been answered by stops that nobody else saw.
      const again = interrupt || tracee.interrupted;
      tracee.interrupted = false;
      if (again) tracer.interrupt(tracee);
    },
  };
}

/** Did somebody send the signal at hand (si_code of kill, tgkill, sigqueue), or is it a fault of the code? */
function isSent(tid: number): boolean {
  const siginfo = new Uint8Array(128);
  if (ptraceBuffer(PTRACE_GETSIGINFO, tid, 0, siginfo) < 0) return false;
  return new DataView(siginfo.buffer).getInt32(8, true) <= 0;
}
