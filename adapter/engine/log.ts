/**
 * The session's log: which calls go in, and the lines of the pure log writer to its sink.
 */
import type { End } from '../../native/tracer/stop.ts';
import type { Tracee } from '../../native/tracer/tracee.ts';
import type { DecodedCall } from '../syscalls/call.ts';
import type { LogPlan } from './api.ts';

export interface SessionLog {
  wantsSyscalls(): boolean;
  wants(auditArch: number, nr: number): boolean;
  entry(tracee: Tracee, call: DecodedCall): void;
  exit(tracee: Tracee, call: DecodedCall, seconds: number): void;
  signal(tracee: Tracee, siginfo: Uint8Array): void;
  groupStop(tracee: Tracee, signal: number): void;
  exec(tracee: Tracee): void;
  superseded(former: number, leader: number): void;
  ended(tracee: Tracee, end: End): void;
  flush(): void;
  close(): void;
}

const NONE: SessionLog = {
  wantsSyscalls: () => false,
  wants: () => false,
  entry() {},
  exit() {},
  signal() {},
  groupStop() {},
  exec() {},
  superseded() {},
  ended() {},
  flush() {},
  close() {},
};

export function createLog(plan: LogPlan | undefined): SessionLog {
  if (!plan) return NONE;
  return NONE;
}
