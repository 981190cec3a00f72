/**
 * Whether a stop may come of a signal that people send to a whole group of processes (Ctrl-C), and so perhaps to this one
 * too. Pure; must not know what follows from it.
 */
import { isRestartResult, signalNumber } from '../../native/abi/constants/index.ts';
import type { Stop } from '../../native/tracer/stop.ts';

const SIGNALS = new Set(['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM'].map((name) => signalNumber(name)));

/** The signal itself, or the end of a call that one has interrupted. */
export function mayBeUserSignal(stop: Stop): boolean {
  if (stop.kind === 'signal') return SIGNALS.has(stop.signal);
  return stop.kind === 'syscall-exit' && stop.info.isError && isRestartResult(stop.info.rval);
}
