/**
 * The moment a launched program exists: past its execve, at its first instruction, nothing of it has run.
 */
import { HOLD, type Resume } from '../../native/tracer/tracee.ts';
import type { Session } from './session.ts';
import { executed } from './vdso.ts';
import type { View } from './view.ts';

/** The execve that made the program has returned: answers launch, and waits for start(). */
export function launched(session: Session, view: View): Resume {
  const { lifetime } = session;
  const { launching } = lifetime;
  if (!launching) return session.goOn(view);
  lifetime.launching = undefined;
  session.renamed(view.tracee);
  session.log.executed(view.tracee.tid);
  session.emit({ type: 'process', pid: view.tracee.tgid, name: launching.program, startMethod: 'launch' });
  launching.reply.value({ pid: view.tracee.tgid });
  lifetime.readyToStart = true;
  if (lifetime.started) return begin(session, view);
  return HOLD;
}

/** configurationDone and launch are both there: run, or show the first instruction. */
export function begin(session: Session, view: View): Resume {
  session.lifetime.readyToStart = false;
  if (!session.lifetime.stopOnEntry) {
    executed(session, view);
    return session.goOn(view);
  }
  return session.holdFor(view, {
    reason: 'entry',
    description: `first instruction of ${view.tracee.comm}`,
    text: '',
    kind: 'other',
    signal: 0,
  });
}
