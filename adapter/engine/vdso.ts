/**
 * Calls that a program gets answered by the vDSO, without the kernel: rules for them would never see one. A program that
 * is executed under such rules does not find its vDSO and makes the calls; one that runs already is told of. Must not
 * know what the rules do.
 */

import { hideVdso } from '../../native/tracer/auxv.ts';
import { commOf } from '../../native/tracer/procfs.ts';
import type { Session, Vdso } from './session.ts';
import type { View } from './view.ts';

/** vdso(7), and getrandom of Linux 6.11. */
const ANSWERED: readonly string[] = [
  ...['clock_gettime', 'clock_gettime64', 'gettimeofday', 'time', 'clock_getres', 'clock_getres_time64'],
  ...['getcpu', 'getrandom'],
];

/** Nothing is hidden unless a rule needs it. */
export const newVdso = (): Vdso => ({ when: 'auto', hidden: new Set(), said: false });

const wanted = (session: Session): boolean =>
  session.vdso.when === 'hide' || (session.vdso.when === 'auto' && session.tamper.isFor(ANSWERED));

/** A program has been executed and nothing of it has run. */
export function executed(session: Session, view: View): void {
  const { hidden } = session.vdso;
  const { tid, tgid } = view.tracee;
  view.vdso = !(wanted(session) && hideVdso(tid));
  if (view.vdso) hidden.delete(tgid);
  else hidden.add(tgid);
}

/** A child has its parent's memory, and finds there what its parent found; so does a new thread. */
export function inherits({ vdso: { hidden } }: Session, view: View): void {
  const { tgid, parent } = view.tracee;
  if (hidden.has(parent)) hidden.add(tgid);
  view.vdso = !hidden.has(tgid);
}

/** Rules or programs are new: says once which of them do not meet. */
export function tellOfVdso(session: Session): void {
  const { vdso, views, lifetime } = session;
  if (vdso.said || vdso.when !== 'auto' || lifetime.readyToStart || !lifetime.started) return;
  const missed = [...views.values()].find(({ tracee }) => !vdso.hidden.has(tracee.tgid))?.tracee;
  if (!missed || !session.tamper.isFor(ANSWERED)) return;
  vdso.said = true;
  const text =
    `${commOf(missed.tgid) || missed.comm} (${missed.tgid}) reads the clock from its vDSO, without a system call, so rules for ` +
    'clock_gettime and the like see none of that; start it again with the rule in place.\n';
  session.emit({ type: 'output', category: 'important', text });
}
