/**
 * Attaching to several running processes for the log (the command line's -p). What can't be attached to is told, and
 * the others are traced.
 */
import { attach } from '../../native/tracer/attach.ts';
import type { AttachAllPlan, Refusal } from './api.ts';
import { configure } from './commands.ts';
import type { Session } from './session.ts';

export function attachAll(session: Session, plan: AttachAllPlan): readonly Refusal[] {
  const alone = session.views.size === 0;
  if (alone) configure(session, { ...plan, logOnly: true }, false);
  const refused: Refusal[] = [];
  const { options } = session.tracer;
  // A program that ran before us goes on after us.
  session.tracer.options = { ...options, exitKill: false };
  const all = plan.own === undefined ? plan.pids : [plan.own, ...plan.pids];
  for (const pid of all) {
    const own = pid === plan.own;
    const tracees = attach(session.tracer, pid, plan.followForks && !own);
    if (typeof tracees === 'number') {
      refused.push({ pid, errno: -tracees });
      continue;
    }
    session.log.attached(pid, tracees.length);
    if (own) session.log.hide(pid);
    for (const tracee of tracees) {
      session.view(tracee);
      session.log.present(tracee);
    }
  }
  session.tracer.options = options;
  if (alone) session.lifetime.started = true;
  return refused;
}
