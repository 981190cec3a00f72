/**
 * Attaching to several running processes for the log (strace -p), one after the other. One that can't be attached to is
 * told, and the others are traced. Must not know whether a program is launched beside them.
 */
import { attach } from '../../native/tracer/attach.ts';
import type { AttachAllPlan } from './api.ts';
import type { Session } from './session.ts';

/** How many were attached to. */
export function attachEach(
  session: Session,
  { pids, own, followForks }: Pick<AttachAllPlan, 'pids' | 'own' | 'followForks'>,
): number {
  let attached = 0;
  const { options } = session.tracer;
  // A program that ran before us goes on after us.
  session.tracer.options = { ...options, exitKill: false };
  const all = own === undefined ? pids : [own, ...pids];
  for (const pid of all) {
    const tracees = attach(session.tracer, pid, followForks && pid !== own);
    if (typeof tracees === 'number') {
      session.emit({ type: 'refused', pid, errno: -tracees });
      continue;
    }
    attached++;
    session.log.attached(pid, tracees.length);
    if (pid === own) session.log.hide(pid);
    for (const tracee of tracees) {
      session.view(tracee);
      session.log.present(tracee);
    }
  }
  session.tracer.options = options;
  return attached;
}
