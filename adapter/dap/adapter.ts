/**
 * The debug adapter at work: DAP on stdin and stdout, or with --server=PORT on loopback, one session a connection.
 * Wires streams, sessions and signals; knows nothing of debugging.
 */

import type { Engine, EngineEvent } from '../engine/api.ts';
import { startEngine } from '../engine/proxy.ts';
import { lastingThreads, type TracerThread } from '../engine/thread.ts';
import { serveLoopback } from './loopback.ts';
import { type DebugSession, serveSession } from './session.ts';
import { protectStdout } from './stdout.ts';

/** One line for whoever reads the adapter's stderr. */
function complain(line: string): void {
  process.stderr.write(`trapline: ${line}\n`);
}

const sessions = new Set<DebugSession>();
/** A session over TCP has left its tracer thread behind. */
let stuck = false;

async function quit(): Promise<void> {
  await Promise.all([...sessions].map((session) => session.close()));
  leave(!stuck);
}

/**
 * process.exit waits for the tracer thread, which may be stuck in the kernel: then SIGKILL ends both, launched programs
 * with them (PTRACE_O_EXITKILL), while attached ones are let go by the kernel.
 */
function leave(clean: boolean): void {
  if (clean) process.exit(0);
  complain('the tracer thread does not answer; leaving without it');
  process.kill(process.pid, 'SIGKILL');
}

/**
 * Serves until the client leaves. `first`: the tracer thread of the first session, started already.
 */
export function serve(words: readonly string[], first: TracerThread | undefined): void {
  const output = protectStdout();
  // A defect must not take the programs that are being debugged with it.
  process.on('uncaughtException', (error) => complain(`failed inside: ${error.stack ?? error.message}`));
  process.on('unhandledRejection', (reason) =>
    complain(`failed inside: ${reason instanceof Error ? reason.stack : String(reason)}`),
  );
  process.stderr.on('error', () => undefined);
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void quit());

  const option = words.find((word) => word.startsWith('--server'));
  if (option === undefined) {
    const start = (onEvent: (event: EngineEvent) => void): Engine => {
      const thread = first;
      first = undefined;
      return startEngine(onEvent, thread);
    };
    sessions.add(serveSession(process.stdin, output, { startEngine: start, complain, ended: leave }));
    return;
  }
  const port = /^--server=(\d{1,5})$/.exec(option)?.[1];
  if (port === undefined || Number(port) > 65535) {
    complain(`${option} is no port; write --server=4711, or --server=0 for any free one`);
    process.exit(2);
  }
  const ended = (clean: boolean): void => {
    stuck ||= !clean;
  };
  const thread = lastingThreads();
  serveLoopback(Number(port), { startEngine: (onEvent) => startEngine(onEvent, thread()), complain, ended }, sessions);
}
