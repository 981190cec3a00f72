/**
 * Tamper rules at syscall-stops: they come first, then breakpoints, log and stepping see the call. Conditions of both
 * look at the call as the program made it; the log and the exit show what the kernel was asked.
 */
import { archOf } from '../../native/abi/arch.ts';
import { syscallName } from '../../native/abi/numbers/index.ts';
import { fdPath } from '../../native/tracer/procfs.ts';
import { getRegisters, PC } from '../../native/tracer/registers.ts';
import { hasLeftStop } from '../../native/tracer/stop.ts';
import type { SyscallInfo } from '../../native/tracer/syscallInfo.ts';
import { HOLD, type Resume } from '../../native/tracer/tracee.ts';
import { ExpressionError } from '../breakpoints/expression.ts';
import { ENTRY, EXIT } from '../breakpoints/set.ts';
import type { DecodedCall, Marks } from '../syscalls/call.ts';
import { usesPath } from '../syscalls/log/filters.ts';
import type { TamperDue } from '../tamper/ruleSet.ts';
import { TamperError } from '../tamper/values.ts';
import { type CallChange, newChange } from './callChange.ts';
import { callAtEntry, callAtExit } from './calls.ts';
import { applyAtEntry, finishAtExit, marksOf, pokeAtExit, tell } from './change.ts';
import { type FieldSetter, resolve, type Step } from './changeStep.ts';
import { decideSyscallEntry, decideSyscallExit } from './decideSyscall.ts';
import { fieldOfCall, fieldStep } from './fieldOfCall.ts';
import { callScope } from './scope.ts';
import type { Session } from './session.ts';
import type { Again, View } from './view.ts';
import { tableNumber } from './watches.ts';

/** Is there anything to do for this entry-stop? Cheap: asked at every one. */
export function tampersEntry(session: Session, view: View, info: SyscallInfo): boolean {
  if (view.starting !== undefined) return false;
  if (view.again !== undefined && isAgain(view.again, info)) return true;
  return session.tamper.wants() && (bitsOf(session, info.arch, view.tracee.meant) & ENTRY) !== 0;
}

/** Is something of the call changed at its exit-stop, by a rule or by hand? */
export function tampersExit(session: Session, view: View): boolean {
  if (view.starting !== undefined) return false;
  if (view.again !== undefined) forgetUnlessRestarted(view, view.again);
  if (view.change !== undefined) return true;
  const { auditArch, meant } = view.tracee;
  return session.tamper.wants() && (bitsOf(session, auditArch, meant) & EXIT) !== 0;
}

const isAgain = ({ nr, ip, sp }: Again, info: SyscallInfo): boolean =>
  info.nr === nr && info.instructionPointer === ip && info.stackPointer === sp;

/** A handler has returned: in front of the call's instruction it is made again, behind it it ended with EINTR. */
function forgetUnlessRestarted(view: View, again: Again): void {
  const { tid, auditArch, nr } = view.tracee;
  const name = syscallName(archOf(auditArch, nr), nr);
  if (name !== 'rt_sigreturn' && name !== 'sigreturn') return;
  if (getRegisters(tid)?.[PC] === again.ip) view.again = undefined;
}

function bitsOf(session: Session, auditArch: number, nr: number): number {
  return nr < 0 ? 0 : session.tamper.bits(archOf(auditArch, nr), tableNumber(auditArch, nr));
}

/** Applies what is due, then lets everybody else decide. */
export function decideTamperedEntry(session: Session, view: View, info: SyscallInfo): Resume {
  const { nr, arch, instructionPointer, stackPointer } = info;
  const call = callAtEntry(view, info);
  const change = newChange(call, nr, info.args());
  const again = view.again && isAgain(view.again, info) ? view.again : undefined;
  if (again) view.again = undefined;
  let failure: string | undefined;
  if (again) {
    // The kernel makes the call again after a signal: it is the same call, and not counted.
    failure = attempt(session, view, () => {
      for (const step of again.steps) applyAtEntry(session, view, change, step);
    });
  } else if ((bitsOf(session, arch, view.tracee.meant) & ENTRY) !== 0 && view.restartOf !== nr) {
    failure = applyRules(session, view, change, call);
  }
  if (change.steps.length > 0) {
    view.change = change;
    // Others see the arguments that the kernel gets, under the name and number that the program used.
    info.fillEntry(arch, nr, change.args, instructionPointer, stackPointer);
  }
  // A rule that can't be applied stops, as a condition that fails does: never silently nothing.
  if (!session.unattended) view.failure = failure;
  const plan = withSignal(view, change, decideSyscallEntry(session, view, info));
  view.failure = undefined;
  // Its exit gets a row: a call that was changed is worth one.
  if (view.change && !session.unattended) view.watched ??= { call: callAtEntry(view, info) };
  return goOnLater(session, view, plan, change.delayEntry);
}

const fieldSetter =
  (view: View, call: DecodedCall): FieldSetter =>
  ({ argument, path, target }, value) =>
    fieldStep(call, argument, target, fieldOfCall(view, call, argument, path, value));

/** The first failure's sentence, or undefined. */
function applyRules(session: Session, view: View, change: CallChange, call: DecodedCall): string | undefined {
  const { tracee } = view;
  const scope = () => callScope(view, call);
  const setField = fieldSetter(view, call);
  const nr = tableNumber(tracee.auditArch, tracee.meant);
  const stop = { phase: 'entry', arch: call.arch, nr, tgid: tracee.tgid, tid: tracee.tid } as const;
  const due = session.tamper.due(stop, scope, (paths) => usesPath(call, paths, (fd) => fdPath(tracee.tid, fd)));
  let failure = report(session, due);
  for (const { label, actions } of due.rules) {
    const notes = change.notes.length;
    const failed = attempt(
      session,
      view,
      () => {
        for (const action of actions) applyAtEntry(session, view, change, resolve(action, call, scope, setField));
      },
      label,
    );
    failure ??= failed;
    if (change.notes.length > notes) change.notes.splice(notes, Infinity, `by the rule ${label}`);
  }
  return failure;
}

/** Runs it; the sentence of a failure that is the user's. A thread that was killed meanwhile fails in nothing. */
function attempt(session: Session, view: View, run: () => void, label?: string): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (!(error instanceof TamperError) && !(error instanceof ExpressionError)) throw error;
    if (hasLeftStop(view.tracee.tid)) return undefined;
    const text = label === undefined ? error.message : `${label}: ${error.message}`;
    session.emit({ type: 'output', category: 'important', text: `${text}\n` });
    return text;
  }
}

function report(session: Session, due: TamperDue): string | undefined {
  for (const text of due.logs) session.emit({ type: 'output', category: 'console', text: `${text}\n` });
  for (const { text, first } of due.errors) {
    if (first) session.emit({ type: 'output', category: 'important', text: `${text}\n` });
  }
  if (due.rules.length > 0) session.tampered();
  return due.errors[0]?.text;
}

/** A signal that a rule sends comes with the resume from the entry-stop, as strace's do. */
function withSignal(view: View, change: CallChange, plan: Resume): Resume {
  if (change.signal === 0) return plan;
  if (view.hold) view.hold = { ...view.hold, signal: change.signal };
  return plan.how === 'syscall' || plan.how === 'continue' || plan.how === 'step'
    ? { how: plan.how, signal: change.signal }
    : plan;
}

/** Resumes after a while, without making anybody else wait. */
export function goOnLater(session: Session, view: View, plan: Resume, milliseconds: number): Resume {
  if (milliseconds <= 0) return plan;
  if (plan.how === 'hold') {
    view.delay = milliseconds;
    return plan;
  }
  session.delays.hold(view, plan, milliseconds);
  return HOLD;
}

/** Ends the change, applies the rules of exits, then lets everybody else decide. */
export function decideTamperedExit(session: Session, view: View, info: SyscallInfo): Resume {
  const { tracee } = view;
  const change = view.change;
  let delay = change?.delayExit ?? 0;
  let marks: Marks = {};
  if (change) {
    if (!finishAtExit(session, view, change, info)) return HOLD;
    marks = marksOf(change);
  }
  let signal = 0;
  if ((bitsOf(session, tracee.auditArch, tracee.meant) & EXIT) !== 0) {
    const call = callAtExit(view, view.watched?.call, info);
    const { steps, failure } = exitSteps(session, view, call);
    if (!session.unattended) view.failure = failure;
    for (const step of steps) {
      if (step.kind === 'result') {
        tell(session, view, info, step);
        marks = { ...marks, injected: marks.injected?.startsWith('args') ? 'args, retval' : 'retval' };
      } else if (step.kind === 'delay') delay = step.milliseconds;
      else if (step.kind === 'signal') signal = step.signal;
      else if (step.kind === 'poke' || step.kind === 'memory') {
        const address = step.kind === 'memory' ? step.address : (call.raw[step.index] ?? 0n);
        attempt(session, view, () => pokeAtExit(view, address, step.bytes));
        marks = { ...marks, injected: marks.injected?.endsWith('retval') ? 'args, retval' : 'args' };
      }
    }
    if (delay > 0) marks = { ...marks, delayed: true };
  }
  view.marks = marks;
  const decided = decideSyscallExit(session, view, info);
  view.marks = undefined;
  view.failure = undefined;
  view.change = undefined;
  if (signal > 0 && view.hold) view.hold = { ...view.hold, signal };
  const plan =
    signal > 0 && (decided.how === 'syscall' || decided.how === 'continue') ? { ...decided, signal } : decided;
  return goOnLater(session, view, plan, delay);
}

function exitSteps(session: Session, view: View, call: DecodedCall): { steps: Step[]; failure: string | undefined } {
  const { tracee } = view;
  const scope = () => callScope(view, call);
  const setField = fieldSetter(view, call);
  const nr = tableNumber(tracee.auditArch, tracee.meant);
  const due = session.tamper.due({ phase: 'exit', arch: call.arch, nr, tgid: tracee.tgid, tid: tracee.tid }, scope);
  let failure = report(session, due);
  const steps: Step[] = [];
  for (const { label, actions } of due.rules) {
    const failed = attempt(
      session,
      view,
      () => {
        for (const action of actions) steps.push(resolve(action, call, scope, setField));
      },
      label,
    );
    failure ??= failed;
  }
  return { steps, failure };
}
