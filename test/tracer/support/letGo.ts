/** A tracer on the test's own thread that only lets go. */
import { runLoop } from '../../../native/tracer/loop.ts';
import type { Tracer } from '../../../native/tracer/tracer.ts';

/** Detaches each at its next stop. */
export function letGo(tracer: Tracer): void {
  runLoop(tracer, {
    appeared: () => {},
    replaced: () => {},
    vanished: () => {},
    ended: () => {},
    stopped: () => ({ how: 'detach', signal: 0 }),
    pending: () => tracer.tracees.size === 0,
    poll: () => false,
  });
}
