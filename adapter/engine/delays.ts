/**
 * Tracees that go on a little later. The tracer thread never sleeps for them: somebody else keeps the time and wakes
 * it, and it resumes what is due. Must not know why.
 */
import { now } from '../../native/ffi/now.ts';
import type { Resume } from '../../native/tracer/tracee.ts';
import type { View } from './view.ts';

export interface Delays {
  /** Keeps the tracee stopped for so many milliseconds, then resumes it by `plan`. */
  hold(view: View, plan: Resume, milliseconds: number): void;
  /** Is it kept now? */
  has(view: View): boolean;
  /** No longer: somebody else resumes it, or it is gone. */
  drop(view: View): void;
  /** Resumes it now. */
  hurry(view: View): void;
  /** Resumes what is due. */
  run(): void;
}

/**
 * Tracees that wait before they go on. `resume` is called by run() when that is over; `wakeAfter` is asked for that
 * run.
 */
export function createDelays(resume: (view: View, plan: Resume) => void, wakeAfter: (ms: number) => void): Delays {
  const kept = new Map<View, { readonly plan: Resume; readonly due: number }>();
  return {
    hold(view, plan, milliseconds) {
      kept.set(view, { plan, due: now() + milliseconds });
      wakeAfter(milliseconds);
    },
    has: (view) => kept.has(view),
    drop(view) {
      if (kept.size > 0) kept.delete(view);
    },
    hurry(view) {
      const one = kept.get(view);
      if (!one) return;
      kept.delete(view);
      resume(view, one.plan);
    },
    run() {
      if (kept.size === 0) return;
      const time = now();
      let next = Infinity;
      for (const [view, { plan, due }] of kept) {
        if (due <= time) {
          kept.delete(view);
          resume(view, plan);
        } else next = Math.min(next, due);
      }
      if (next !== Infinity) wakeAfter(next - time);
    },
  };
}
