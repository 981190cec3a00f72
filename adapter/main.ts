/**
 * The debug adapter's program: DAP on stdin and stdout, or with --server=PORT on loopback, one session a connection.
 * Wires streams, sessions and signals; knows nothing of debugging.
 */

import { serveLoopback } from './dap/loopback.ts';
import { type DebugSession, serveSession } from './dap/session.ts';
import { protectStdout } from './dap/stdout.ts';
import { startEngine } from './engine/proxy.ts';

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

/** A defect must not take the programs that are being debugged with it. */
process.on('uncaughtException', (error) => complain(`failed inside: ${error.stack ?? error.message}`));
process.on('unhandledRejection', (reason) =>
  complain(`failed inside: ${reason instanceof Error ? reason.stack : String(reason)}`),
);
process.stderr.on('error', () => undefined);
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void quit());

const output = protectStdout();
const option = process.argv.slice(2).find((argument) => argument.startsWith('--server'));
if (option === undefined) {
  sessions.add(serveSession(process.stdin, output, { startEngine, complain, ended: leave }));
} else {
  const port = /^--server=(\d{1,5})$/.exec(option)?.[1];
  if (port === undefined || Number(port) > 65535) {
    complain(`${option} is no port; write --server=4711, or --server=0 for any free one`);
    process.exit(2);
  }
  const ended = (clean: boolean): void => {
    stuck ||= !clean;
  };
  serveLoopback(Number(port), { startEngine, complain, ended }, sessions);
}
