/**
 * The beginning and the end of a session: which process is the launched one, what its end was, who is waiting for
 * everything to be gone. Ends are announced once, after the last report of the last tracee.
 */
import { errnoMessage } from '../../native/abi/constants/index.ts';
import type { End } from '../../native/tracer/stop.ts';
import type { Tracee } from '../../native/tracer/tracee.ts';
import { describeEnd, shellStatus } from './describe.ts';
import { signalText } from './names.ts';
import type { Lifetime, Session } from './session.ts';

/** Of a session that has not begun. */
export function newLifetime(): Lifetime {
  return {
    main: 0,
    launching: undefined,
    readyToStart: false,
    started: false,
    detaching: false,
    detachingSince: 0,
    sweepAt: 0,
    killing: false,
    whenEmpty: [],
    over: false,
    stopOnExit: false,
    stopOnEntry: false,
  };
}

/** A tracee was let go: the last one's ends the session. */
export function traceeForgotten(session: Session): void {
  if (session.views.size === 0) finish(session);
}

/** A tracee has ended: rows, events, and at the last one the session's end. */
export function processEnded(session: Session, tracee: Tracee, end: End): void {
  const { lifetime } = session;
  const leader = tracee.tid === tracee.tgid;
  session.list.ended(tracee, describeEnd(end, signalText));
  // The shim's status is the errno of its execve; a log says what a program that can't start leaves: 1.
  const failedStart = lifetime.launching !== undefined && tracee.tid === lifetime.main && end.kind === 'exited';
  if (failedStart) session.log.startFailed(errnoMessage(end.code) ?? `errno ${end.code}`);
  session.log.ended(tracee, failedStart ? { kind: 'exited', code: 1 } : end);
  session.emit({ type: 'thread', reason: 'exited', tid: tracee.tid });
  if (leader) session.stacks.forget(tracee.tgid);
  if (lifetime.launching && tracee.tid === lifetime.main) {
    // The shim exits with the errno of its execve.
    const { reply, program } = lifetime.launching;
    lifetime.launching = undefined;
    lifetime.main = 0;
    reply.error(launchFailure(program, end), end.kind === 'exited' ? end.code : undefined);
  } else if (leader && tracee.tid === lifetime.main) {
    session.emit({ type: 'exited', code: shellStatus(end), text: describeEnd(end, signalText) });
  }
  session.announcer.tracees();
  if (session.views.size === 0) finish(session);
}

function launchFailure(program: string, end: End): string {
  if (end.kind === 'killed') return `${program} was killed by ${signalText(end.signal)} before it started.`;
  switch (end.code) {
    case 2:
      return `${program} can't be run: the file, its interpreter or its loader does not exist.`;
    case 8:
      return `${program} can't be run: it is not a program this kernel can execute.`;
    case 13:
      return `${program} can't be run: permission denied. Check that it is executable (chmod +x).`;
    case 7:
      return `${program} can't be run: its arguments and environment are too long.`;
    default:
      return `${program} can't be run: execve failed with errno ${end.code}.`;
  }
}

function finish(session: Session): void {
  const { lifetime } = session;
  // A tracee that was given up while everything was let go has come to a stop after all.
  if (lifetime.over && lifetime.whenEmpty.length === 0) return;
  // What the log ends with may go to the debug console.
  session.log.close();
  session.announcer.flush(true);
  const waiting = lifetime.whenEmpty;
  lifetime.whenEmpty = [];
  for (const reply of waiting) reply.value(undefined);
  if (lifetime.over || !(lifetime.started || lifetime.detaching)) return;
  lifetime.over = true;
  session.emit({ type: 'terminated' });
}
