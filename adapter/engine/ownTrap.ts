/**
 * SIGTRAPs that this debugger causes: of a single-step and of a return breakpoint. The program never gets one, also
 * when a pause, a detach or another thread's stop comes between the instruction and its trap.
 */
import { isComing } from '../../native/tracer/procfs.ts';
import { getRegisters, SP } from '../../native/tracer/registers.ts';
import { hideTrapFlag, isHardwareTrap, isStepTrap } from '../../native/tracer/step.ts';
import { SIGTRAP, type Stop } from '../../native/tracer/stop.ts';
import type { View } from './view.ts';

export type OwnTrap = 'step' | 'return';

/** Which of our own requests a SIGTRAP comes from; undefined for the program's own and for other stops. */
export function ownTrap({ tracee, setsReturns }: View, stop: Stop): OwnTrap | undefined {
  if (stop.kind !== 'signal' || stop.signal !== SIGTRAP) return undefined;
  // Debug registers are set by tracers only.
  if (setsReturns && isHardwareTrap(stop.siginfo)) return 'return';
  return tracee.stepping && isStepTrap(stop.siginfo) ? 'step' : undefined;
}

/** Is one of them still queued behind the stop at hand? Then its own stop must come before the thread is let go. One that is
 *  blocked is the program's own: ours are forced. */
export function trapQueued({ tracee, setsReturns }: View): boolean {
  return (tracee.stepping || setsReturns) && isComing(tracee.tid, SIGTRAP);
}

/** At the trap of a single-step: the trap flag that a stepped `pushf` has saved is taken away. */
export function tidyStep(view: View): void {
  if (!view.pushesFlags) return;
  view.pushesFlags = false;
  const sp = getRegisters(view.tracee.tid)?.[SP];
  if (sp !== undefined) hideTrapFlag(view.tracee.tid, sp);
}
