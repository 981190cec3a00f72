/**
 * A child begins with a copy of its parent's registers: of those that were changed for the call which made it. It gets
 * what the program had put there. Must not know why they were changed.
 */

import { argumentRegisters, getRegisters, RESULT, setRegisters } from '../../native/tracer/registers.ts';
import type { Session } from './session.ts';
import type { Lent, View } from './view.ts';

/** Asked when the child is first heard of: its parent is still in the call. */
export function lentTo(session: Session, { tracee: child }: View): readonly Lent[] {
  const found: Lent[] = [];
  for (const { tracee, change } of session.views.values()) {
    if (!change?.registers || tracee.tid === child.tid) continue;
    if (tracee.tgid !== child.parent && tracee.tgid !== child.tgid) continue;
    found.push({ order: argumentRegisters(tracee.auditArch), asked: change.asked, before: change.registers });
  }
  return found;
}

/** At the child's first stop. The parent's registers are known by what is in them. */
export function giveBackLent(view: View): void {
  const { lent } = view;
  if (lent.length === 0) return;
  view.lent = [];
  const { tid } = view.tracee;
  const registers = getRegisters(tid);
  const isLent = (register: number, value: bigint | undefined): boolean =>
    register === RESULT || registers?.[register] === value;
  const own = lent.find(({ order, asked }) => order.every((register, index) => isLent(register, asked[index])));
  if (!registers || !own) return;
  for (const register of own.order) {
    // Where it is an argument's too, the child has its result there.
    if (register !== RESULT) registers[register] = own.before[register] as bigint;
  }
  setRegisters(tid, registers);
}
