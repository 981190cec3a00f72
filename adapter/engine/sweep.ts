/**
 * While everything is let go: tracees that come to no stop. A leader that ended before its threads, and one whose id an
 * execve has given to a thread that was let go before, say nothing; somebody must look. Nothing interrupts the parent of
 * a vfork: the kernel lets it go, as it is, when this thread ends. One that was launched it would end then (EXITKILL): that
 * one is waited for.
 */
import { now } from '../../native/ffi/now.ts';
import { isOurs } from '../../native/tracer/attach.ts';
import { processStatus } from '../../native/tracer/procfs.ts';
import type { Session } from './session.ts';

const AGAIN_MS = 20;
/** How long a thread may be where no stop reaches it (state D) until its end is left to the kernel. */
const PATIENCE_MS = 300;

/** Called between two stops; looks at most every AGAIN_MS. */
export function sweep(session: Session): void {
  const { lifetime, views, tracer } = session;
  if (!lifetime.detaching || views.size === 0) return;
  const early = lifetime.sweepAt - now();
  if (early > 0) {
    session.wakeAfter(early);
    return;
  }
  for (const view of [...views.values()]) {
    const { tid, tgid } = view.tracee;
    const state = processStatus(tid)?.state;
    const endedLeader = tid === tgid && state === 'Z';
    const unreachable = state === 'D' && !tracer.options.exitKill && now() > lifetime.detachingSince + PATIENCE_MS;
    if (isOurs(tid) && !endedLeader && !unreachable) continue;
    tracer.tracees.delete(tid);
    session.forget(view);
  }
  // The wake-up may come a little early.
  lifetime.sweepAt = now() + AGAIN_MS / 2;
  if (views.size > 0) session.wakeAfter(AGAIN_MS);
}
