/**
 * While everything is let go: tracees that will never come to a stop. A leader that ended before its threads, and one
 * whose id an execve has given to a thread that was let go before, say nothing; somebody must look.
 */
import { isOurs } from '../../native/tracer/attach.ts';
import { processStatus } from '../../native/tracer/procfs.ts';
import type { Session } from './session.ts';

const AGAIN_MS = 20;

/** Called between two stops; looks at most every AGAIN_MS. */
export function sweep(session: Session): void {
  const { lifetime, views } = session;
  if (!lifetime.detaching || views.size === 0 || performance.now() < lifetime.sweepAt) return;
  for (const view of [...views.values()]) {
    const { tid, tgid } = view.tracee;
    const endedLeader = tid === tgid && processStatus(tid)?.state === 'Z';
    if (isOurs(tid) && !endedLeader) continue;
    session.tracer.tracees.delete(tid);
    session.forget(view);
  }
  lifetime.sweepAt = performance.now() + AGAIN_MS;
  if (views.size > 0) session.wakeAfter(AGAIN_MS);
}
