/**
 * What a syscall-stop means to this session. The first lines of both functions are the path of every stop: a call that
 * nobody watches costs a table look-up, no decoding and no allocation.
 */

import { archOf } from '../../native/abi/arch.ts';
import { syscallName } from '../../native/abi/numbers/index.ts';
import type { SyscallInfo } from '../../native/tracer/syscallInfo.ts';
import type { Resume } from '../../native/tracer/tracee.ts';
import type { Decision } from '../breakpoints/breakpointSet.ts';
import { ENTRY, EXIT, FAILED } from '../breakpoints/set.ts';
import type { StopReason } from './api.ts';
import { callAtEntry, callAtExit, describeCall, printed } from './calls.ts';
import { notesOf } from './change.ts';
import { callRow } from './history.ts';
import { pausedIn, RESTART } from './interrupted.ts';
import { explainRefusal } from './ownTracing.ts';
import { reportDecision } from './report.ts';
import { callScope } from './scope.ts';
import type { Session } from './session.ts';
import { launched } from './start.ts';
import type { View, WatchedCall } from './view.ts';
import { tableNumber } from './watches.ts';

const EPERM = -1n;

/**
 * How a tracee goes on from the entry-stop of a call, or that it is held there. Where nobody watches, nothing is
 * decoded.
 */
export function decideSyscallEntry(session: Session, view: View, info: SyscallInfo): Resume {
  const nr = info.nr;
  const arch = info.arch;
  const { meant } = view.tracee;
  const watches = session.watches.bits(arch, meant);
  view.entered = watches === 0 ? undefined : performance.now();
  // Calls that are watched for failing alone are decoded at their exit, when they did.
  const bits = watches & ~FAILED;
  const logs = session.log.wants(arch, meant);
  if (
    bits === 0 &&
    !logs &&
    view.mode === 'continue' &&
    !view.pausing &&
    view.starting === undefined &&
    view.failure === undefined
  ) {
    return session.goOn(view);
  }
  if (view.starting) return startingEntry(session, view, info);
  const restarted = view.restartOf === nr;
  view.restartOf = undefined;

  if (logs) {
    session.log.entry(view.tracee, info);
    if (bits === 0 && view.mode === 'continue' && !view.pausing && !view.failure) return session.goOn(view);
  }
  const watched: WatchedCall = { call: callAtEntry(view, info) };
  view.watched = watched;
  view.entered ??= performance.now();
  let decision: Decision | undefined;
  if ((bits & ENTRY) !== 0 && !restarted) {
    session.announcer.hit(watched.call.name);
    decision = session.watches.decide(
      { kind: 'syscall-entry', arch: archOf(arch, nr), nr: tableNumber(arch, meant) },
      // Conditions see the call as the program made it, whatever a tamper rule changed.
      () => callScope(view, view.change?.asMade ?? watched.call),
    );
    reportDecision(session, view, decision, watched.call, 'entry');
  }
  const reason = reasonOf(view, decision, view.mode === 'next-syscall-stop' || view.mode === 'instruction');
  if (!reason) {
    // Nobody needs the exit of a call that only its entry was watched for.
    if ((bits & EXIT) === 0 && view.mode !== 'out') view.watched = undefined;
    return session.goOn(view);
  }
  const shown = view.change?.asMade ?? watched.call;
  session.stacks.compute(view, shown);
  watched.rowId = callRow(session, view, shown, 'entry', undefined, notesOf(view.change));
  return session.holdFor(
    view,
    {
      reason,
      description: view.failure ?? decision?.errors[0]?.text ?? describeCall(shown),
      text: printed(shown) + notesOf(view.change),
      kind: 'syscall-entry',
      signal: 0,
      call: shown,
      hits: decision?.count,
    },
    decision?.hitBreakpointIds,
  );
}

/** The same at its exit-stop; `info` has what the kernel returns. */
export function decideSyscallExit(session: Session, view: View, info: SyscallInfo): Resume {
  const { tracee } = view;
  if (info.isError && info.rval === EPERM) explainRefusal(session, view);
  const watched = view.watched;
  const bits = session.watches.bits(tracee.auditArch, tracee.meant);
  const asked = (bits & EXIT) !== 0 || ((bits & FAILED) !== 0 && info.isError);
  const logged = session.log.has(tracee.tid);
  const quiet = view.mode === 'continue' && !view.pausing && view.failure === undefined;
  if (!watched && !logged && !asked && quiet && view.starting === undefined) return session.goOn(view);
  if (view.starting) return startingExit(session, view, info);
  view.watched = undefined;
  if (logged) {
    session.log.exit(tracee, info, view.marks);
    if (!watched && !asked && quiet) return session.goOn(view);
  }
  const seconds = view.entered === undefined ? undefined : (performance.now() - view.entered) / 1000;
  view.entered = undefined;
  const call = callAtExit(view, watched?.call, info);
  const errno = info.isError ? -Number(info.rval) : 0;
  let decision: Decision | undefined;
  if (asked) {
    decision = session.watches.decide(
      {
        kind: 'syscall-exit',
        arch: archOf(tracee.auditArch, tracee.nr),
        nr: tableNumber(tracee.auditArch, tracee.meant),
        isError: info.isError,
        errno,
      },
      () => callScope(view, call, { seconds }),
    );
    if (decision.stop || decision.logs.length > 0) session.announcer.hit(call.name);
    reportDecision(session, view, decision, call, 'exit');
  }
  const stepped = view.mode === 'next-syscall-stop' || view.mode === 'instruction' || isStepOut(view);
  const reason = reasonOf(view, decision, stepped);
  if (reason === 'pause' && errno >= 512) view.restartOf = tracee.nr;
  if (errno >= 512 && call.name !== RESTART) view.interrupted = call.name;
  if (!reason) {
    if (watched?.rowId !== undefined) callRow(session, view, call, 'entry', watched.rowId);
    else if (call.result?.injected) callRow(session, view, call, 'exit');
    return session.goOn(view);
  }
  session.stacks.compute(view, call);
  callRow(session, view, call, 'exit');
  const description = reason === 'pause' ? pausedIn(view, call.name) : describeCall(call);
  return session.holdFor(
    view,
    {
      reason,
      description: view.failure ?? decision?.errors[0]?.text ?? description,
      text: printed(call),
      kind: 'syscall-exit',
      signal: 0,
      call,
      seconds,
      hits: decision?.count,
    },
    decision?.hitBreakpointIds,
  );
}

/** Step Out from an entry-stop ends at the same call's exit; a return breakpoint is set for the other kind. */
function isStepOut(view: View): boolean {
  return view.mode === 'out' && view.returnAbove === undefined;
}

function reasonOf(view: View, decision: Decision | undefined, stepped: boolean): StopReason | undefined {
  if (decision && decision.hitBreakpointIds.length > 0) return 'function breakpoint';
  if (view.failure !== undefined || (decision && decision.filters.length > 0)) return 'exception';
  if (stepped) return 'step';
  return view.pausing ? 'pause' : undefined;
}

/** Before the program: only its execve counts, and only for the log. */
function startingEntry(session: Session, view: View, info: SyscallInfo): Resume {
  const isExecve = syscallName(archOf(info.arch, info.nr), info.nr) === 'execve';
  if (isExecve && session.log.wants(info.arch, info.nr)) session.log.entry(view.tracee, info);
  return session.goOn(view);
}

function startingExit(session: Session, view: View, info: SyscallInfo): Resume {
  if (session.log.has(view.tracee.tid)) session.log.exit(view.tracee, info);
  // A failed execve of a waiting shell: it goes on looking, or says why and exits.
  if (view.starting === 'shim') return session.goOn(view);
  view.starting = undefined;
  return launched(session, view);
}
