/** Running processes and nothing else for the log (the command line's -p). */
import type { AttachAllPlan } from './api.ts';
import { attachEach } from './attachEach.ts';
import { configure } from './commands.ts';
import type { Session } from './session.ts';

/** Attaches to processes for a log alone (-p). Returns how many could be; why others could not is said. */
export function attachAll(session: Session, plan: AttachAllPlan): number {
  configure(session, { ...plan, logOnly: true }, false);
  const attached = attachEach(session, plan);
  session.lifetime.started = true;
  return attached;
}
