/**
 * What a stop that is no syscall-stop means to this session: signals, group-stops, forks, execs, exits, interrupts, and
 * the traps of stepping. Signals nobody asked about are passed on untouched.
 */

import { archOf } from '../../native/abi/arch.ts';
import { syscallName } from '../../native/abi/numbers/index.ts';
import { machine } from '../../native/tracer/machine/index.ts';
import { getRegisters, SP } from '../../native/tracer/registers.ts';
import { passBreakpoint, settleTrap } from '../../native/tracer/settle.ts';
import type { Stop } from '../../native/tracer/stop.ts';
import { HOLD, LISTEN, type Resume } from '../../native/tracer/tracee.ts';
import type { ExceptionFilter } from './api.ts';
import { printed } from './calls.ts';
import { describeSignal } from './describe.ts';
import { eventRow } from './history.ts';
import { interruptedCall, pausedIn, RESTART } from './interrupted.ts';
import { signalLine, signalText, syscallText } from './names.ts';
import { type OwnTrap, ownTrap, tidyStep } from './ownTrap.ts';
import { reportDecision } from './report.ts';
import { eventScope } from './scope.ts';
import type { Session } from './session.ts';
import { executed } from './vdso.ts';
import type { Hold, View } from './view.ts';

type OtherStop = Exclude<Stop, { kind: 'syscall-entry' | 'syscall-exit' }>;
type EventFilter = Exclude<ExceptionFilter, 'failed'>;

/** How a tracee goes on from a stop that is no syscall-stop, or that it is held: whoever watches it has been told. */
export function decideStop(session: Session, view: View, stop: OtherStop): Resume {
  switch (stop.kind) {
    case 'signal':
      return onSignal(session, view, stop);
    case 'group-stop':
      return onGroupStop(session, view, stop.signal);
    case 'event-stop':
      return onEventStop(session, view);
    case 'fork':
    case 'vfork':
    case 'clone':
      return onEvent(session, view, 'fork', () => `${stop.kind} of ${stop.child}`);
    case 'exec':
      session.renamed(view.tracee);
      if (view.starting) {
        view.starting = 'execve';
        return session.goOn(view);
      }
      executed(session, view);
      session.log.executed(view.tracee.tid);
      if (session.detachOnExec) return session.letGo(view, stop);
      return onEvent(session, view, 'exec', () => `execve ${session.stacks.program(view.tracee)}`);
    case 'exit':
      return onExit(session, view, stop.status);
    case 'seccomp':
    case 'vfork-done':
      return pausedOr(session, view, () => session.goOn(view));
    default:
      return stop satisfies never;
  }
}

function hold(session: Session, view: View, what: Partial<Hold> & Pick<Hold, 'reason' | 'description'>): Resume {
  const call = view.watched?.call;
  session.stacks.compute(view, what.call);
  return session.holdFor(view, {
    text: '',
    kind: 'other',
    signal: 0,
    ...(call ? { call } : {}),
    ...what,
  });
}

/** A pause takes the first stop that comes, whatever it is. */
function pausedOr(session: Session, view: View, otherwise: () => Resume): Resume {
  const { tracee } = view;
  const call = interruptedCall(view);
  if (call && call.name !== RESTART) view.interrupted = call.name;
  if (!view.pausing) return otherwise();
  if (call) {
    const text = printed(call);
    return hold(session, view, { reason: 'pause', description: pausedIn(view, call.name), text, call });
  }
  const description = tracee.inSyscall && tracee.nr >= 0 ? `paused in ${syscallText(tracee)}` : 'paused';
  return hold(session, view, { reason: 'pause', description });
}

function onSignal(session: Session, view: View, stop: Stop & { kind: 'signal' }): Resume {
  const { tracee } = view;
  const { signal, siginfo } = stop;
  const trap = ownTrap(view, stop);
  if (trap) return onOwnTrap(session, view, trap);
  session.log.signal(tracee, siginfo);
  const text = signalLine(siginfo);
  const description = describeSignal(signalText(signal), siginfo);
  const hits = asks(session, view, 'signal', siginfo);
  if (hits !== undefined) {
    const row = (): number => eventRow(session, view, 'signal', text, isFatal(signal));
    session.stacks.compute(view, undefined);
    row();
    return hold(session, view, { reason: 'exception', description, text, kind: 'signal', signal, siginfo, hits });
  }
  if (view.pausing) return hold(session, view, { reason: 'pause', description, text, kind: 'signal', signal, siginfo });
  return session.goOn(view, signal);
}

/** SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGSYS: shown in the colour of errors. */
function isFatal(signal: number): boolean {
  return [4, 6, 7, 8, 11, 31].includes(signal);
}

/** A single-step or a return breakpoint of ours has trapped. */
function onOwnTrap(session: Session, view: View, trap: OwnTrap): Resume {
  const { tracee } = view;
  if (trap === 'step') {
    tidyStep(view);
    if (view.pausing) return holdAtTrap(session, view, { reason: 'pause', description: 'paused' });
    // A mode other than `instruction` here: the step was a leftover of a pause; go on.
    if (view.mode !== 'instruction') return session.goOn(view);
    return holdAtTrap(session, view, { reason: 'step', description: 'stepped one instruction' });
  }
  const sp = getRegisters(tracee.tid)?.[SP];
  // At or below it, a deeper call of the same function returned: not the frame the user is in.
  if (view.returnAbove !== undefined && sp !== undefined && sp > view.returnAbove) {
    return holdAtTrap(session, view, { reason: 'step', description: 'returned' });
  }
  if (view.pausing) return holdAtTrap(session, view, { reason: 'pause', description: 'paused' });
  return passBreakpoint(session.tracer, tracee) ? session.goOn(view) : HOLD;
}

function holdAtTrap(session: Session, view: View, what: Pick<Hold, 'reason' | 'description'>): Resume {
  const settled = settleTrap(session.tracer, view.tracee);
  if (settled.at === 'elsewhere') return HOLD;
  if (settled.at === 'event-stop') return hold(session, view, what);
  view.groupStopped = settled.signal;
  session.log.groupStop(view.tracee, settled.signal);
  return hold(session, view, { ...what, kind: 'group-stop' });
}

function onGroupStop(session: Session, view: View, signal: number): Resume {
  // INTERRUPT during LISTEN traps again (ptrace(2), “Group-stop”): no second group-stop.
  const again = view.groupStopped === signal;
  if (again && !view.pausing) return LISTEN;
  view.groupStopped = signal;
  if (!again) {
    session.announcer.tracees();
    session.log.groupStop(view.tracee, signal);
  }
  const description = `group-stop by ${signalText(signal)}`;
  if (view.pausing)
    return hold(session, view, {
      reason: 'pause',
      description,
      kind: 'group-stop',
      text: `--- stopped by ${signalText(signal)} ---`,
    });
  const hits = asks(session, view, 'group-stop');
  if (hits !== undefined) {
    session.stacks.compute(view, undefined);
    eventRow(session, view, 'event', `--- stopped by ${signalText(signal)} ---`);
    return hold(session, view, {
      reason: 'exception',
      description,
      kind: 'group-stop',
      text: `--- stopped by ${signalText(signal)} ---`,
      hits,
    });
  }
  return LISTEN;
}

/** INTERRUPT's answer, a new child's first stop, or the end of a group-stop. */
function onEventStop(session: Session, view: View): Resume {
  if (view.groupStopped > 0) {
    view.groupStopped = 0;
    session.announcer.tracees();
  }
  return pausedOr(session, view, () => session.goOn(view));
}

function onEvent(session: Session, view: View, filter: EventFilter, say: () => string): Resume {
  const hits = asks(session, view, filter);
  if (hits === undefined) return pausedOr(session, view, () => session.goOn(view));
  const text = say();
  session.stacks.compute(view, undefined);
  eventRow(session, view, 'event', text);
  return hold(session, view, { reason: 'exception', description: text, text, hits });
}

function onExit(session: Session, view: View, status: number): Resume {
  session.log.ending(view.tracee);
  const killed = status & 0x7f;
  const text = killed ? `killed by ${signalText(killed)}` : `exits with ${(status >> 8) & 0xff}`;
  view.ending = true;
  const shown = endsProcess(session, view) && !session.lifetime.killing;
  const hits = shown ? asks(session, view, 'exit') : undefined;
  if (hits !== undefined || (shown && session.lifetime.stopOnExit)) {
    session.stacks.compute(view, undefined);
    eventRow(session, view, 'event', text, killed !== 0);
    return hold(session, view, { reason: 'exception', description: text, text, hits, ending: true });
  }
  // In this stop only CONT releases a tracee that SIGKILL ended.
  return { how: 'continue', signal: 0 };
}

/** Is it the end of its process: its leader's, unless that ends alone (pthread_exit in main), and then the last thread's? */
function endsProcess(session: Session, view: View): boolean {
  const { tracee } = view;
  const others = [...session.views.values()].filter((other) => other.tracee.tgid === tracee.tgid && !other.ending);
  if (tracee.tid !== tracee.tgid) {
    const leader = session.views.get(tracee.tgid);
    return others.length === 0 && (leader === undefined || leader.endsAlone);
  }
  view.endsAlone = others.length > 0 && isIn(view, 'exit');
  return !view.endsAlone;
}

/** Is the thread in this call, whether its entry was seen or not? */
function isIn({ tracee }: View, name: string): boolean {
  const registers = getRegisters(tracee.tid);
  if (!registers) return false;
  const auditArch = tracee.inSyscall ? tracee.auditArch : machine.auditArchOf(registers);
  const nr = machine.interruptedNumber(registers);
  return syscallName(archOf(auditArch, nr), nr) === name;
}

/** Does a filter, with its condition, want this event? Its hits then, undefined when not. */
function asks(session: Session, view: View, filter: EventFilter, siginfo?: Uint8Array): number | undefined {
  if (!session.watches.wantsEvent(filter)) return undefined;
  const decision = session.watches.decide({ kind: 'event', event: filter }, () => eventScope(view, siginfo));
  reportDecision(session, view, decision, undefined, 'exit');
  return decision.count;
}
