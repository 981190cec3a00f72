/**
 * `stopAll`: when one thread stops for the user, the others of its process (or of the session) stop too, and go on
 * together. A thread that is in a call is not interrupted: it goes on blocking, undisturbed, and stops at the call's
 * exit. That is why syscall-stops are always on here. Knows what a halt is, not why the first thread stopped.
 */
import { settleTrap } from '../../native/tracer/settle.ts';
import type { Stop } from '../../native/tracer/stop.ts';
import { HOLD, type Resume } from '../../native/tracer/tracee.ts';
import type { Session } from './session.ts';
import type { Hold, View } from './view.ts';

/** What halts together: a process, or everything (0). */
const groupOf = (session: Session, view: View): number => (session.stopAll === 'all' ? 0 : view.tracee.tgid);

/** A thread is held for the user: its fellows are asked to stop. */
export function haltOthers(session: Session, view: View): void {
  if (!session.stopAll) return;
  const group = groupOf(session, view);
  if (session.halted.has(group)) return;
  session.halted.add(group);
  for (const other of session.views.values()) {
    const { tracee, hold, groupStopped } = other;
    if (other === view || hold || groupStopped > 0 || groupOf(session, other) !== group) continue;
    if (tracee.state === 'running' && !tracee.inSyscall) session.tracer.interrupt(tracee);
  }
}

/** What becomes of a stop that nobody asked about: while its fellows are halted it holds the thread with them. */
export function withTheOthers(session: Session, view: View, stop: Stop, plan: Resume): Resume {
  if (!session.stopAll || !session.halted.has(groupOf(session, view))) return plan;
  // A tracee that is ending must not wait, nor one that has no program yet; a group-stop is a stop already.
  if (stop.kind === 'exit' || view.starting) return plan;
  if (plan.how === 'hold' || plan.how === 'listen' || plan.how === 'detach') return plan;
  let kind: Hold['kind'] =
    stop.kind === 'syscall-entry' || stop.kind === 'syscall-exit' || stop.kind === 'signal' ? stop.kind : 'other';
  if (stop.kind === 'signal' && plan.signal === 0) {
    // A trap of ours, which it does not stay at.
    const settled = settleTrap(session.tracer, view.tracee);
    if (settled.at === 'elsewhere') return HOLD;
    kind = settled.at === 'group-stop' ? 'group-stop' : 'other';
    if (settled.at === 'group-stop') view.groupStopped = settled.signal;
  }
  // A step it was in the middle of is not resumed by somebody else's Continue.
  view.mode = 'continue';
  session.dropReturnBreakpoint(view);
  const hold: Hold = {
    reason: 'pause',
    description: 'stopped with the others',
    text: '',
    kind,
    signal: plan.signal,
    together: true,
    ...(stop.kind === 'signal' && kind === 'signal' ? { siginfo: stop.siginfo } : {}),
    ...(view.watched ? { call: view.watched.call } : {}),
  };
  view.hold = hold;
  view.pausing = false;
  session.announcer.tracees();
  const { reason, description, text } = hold;
  const { tid } = view.tracee;
  session.emit({ type: 'stopped', tid, reason, description, text, hitBreakpointIds: [], together: true });
  return HOLD;
}

/** Those that go on with a thread the user resumes: on Continue all that are held, on a step those that had no stop of
 *  their own. */
export function releasedWith(session: Session, view: View, continues: boolean): View[] {
  if (!session.stopAll) return [];
  const group = groupOf(session, view);
  session.halted.delete(group);
  return [...session.views.values()].filter(
    (other) => other !== view && other.hold && groupOf(session, other) === group && (continues || other.hold.together),
  );
}
