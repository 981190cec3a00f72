/**
 * The words for a stop: what a person reads in the call stack's header, in trees and in notifications. Pure.
 */
import type { End } from '../../native/tracer/stop.ts';

/** `openat entry`, `openat failed: ENOENT`, `openat returned 3`. */
export function describeSyscall(name: string, result?: { isError: boolean; text: string; errnoName?: string }): string {
  if (!result) return `${name} entry`;
  if (result.isError) return `${name} failed: ${result.errnoName ?? result.text}`;
  // What a descriptor is stands in the call itself; here it would push everything else out of a header.
  return `${name} returned ${result.text.replace(/^(\d+)<.*>$/s, '$1')}`;
}

/** `SIGSEGV at 0x0`, `SIGTERM from pid 42`. */
export function describeSignal(name: string, siginfo: Uint8Array): string {
  const view = new DataView(siginfo.buffer, siginfo.byteOffset, siginfo.byteLength);
  const code = view.getInt32(8, true);
  const fault = ['SIGSEGV', 'SIGBUS', 'SIGILL', 'SIGFPE'].includes(name) && code > 0 && code < 0x80;
  if (fault) return `${name} at 0x${view.getBigUint64(16, true).toString(16)}`;
  // SI_USER and SI_TKILL carry the sender (asm-generic/siginfo.h).
  if (code === 0 || code === -6) return `${name} from pid ${view.getInt32(16, true)}`;
  return name;
}

/** `exited 1`, `killed by SIGSEGV (core dumped)`. */
export function describeEnd(end: End, signalName: (signal: number) => string): string {
  if (end.kind === 'exited') return `exited ${end.code}`;
  return `killed by ${signalName(end.signal)}${end.coreDumped ? ' (core dumped)' : ''}`;
}

/** Exit status as a shell would give it: the code, or 128 + signal. */
export function shellStatus(end: End): number {
  return end.kind === 'exited' ? end.code : 128 + end.signal;
}
