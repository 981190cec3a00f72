/**
 * The command line: the engine without an editor. Options, streams and exit status are strace's. Knows no DAP.
 */
import { signalNumber } from '../native/abi/constants/index.ts';
import { endBySignal } from '../native/ffi/signals.ts';
import { parseOptions, type TraceOptions, USAGE } from './cli/options.ts';
import type { EngineEvent } from './engine/api.ts';
import { UserError } from './engine/api.ts';
import { startEngine } from './engine/proxy.ts';
import { findProgram } from './plan/program.ts';

function complain(text: string): void {
  process.stderr.write(`trapline: ${text}\n`);
}

/** Runs a program to its end. Resolves with its exit code, or the signal that killed it. */
async function trace(options: TraceOptions): Promise<{ code: number; signal: string | undefined }> {
  const program = findProgram(options.program, process.cwd(), process.env.PATH);
  let ended: (end: { code: number; signal: string | undefined }) => void = () => {};
  const end = new Promise<{ code: number; signal: string | undefined }>((resolve) => {
    ended = resolve;
  });
  let result: { code: number; signal: string | undefined } = { code: 0, signal: undefined };
  const onEvent = (event: EngineEvent): void => {
    switch (event.type) {
      case 'exited':
        result = { code: event.code, signal: /^killed by (SIG\w+)/.exec(event.text)?.[1] };
        return;
      case 'output':
        process.stderr.write(event.text);
        return;
      case 'failed':
        complain(event.text);
        process.exitCode = 1;
        ended({ code: 1, signal: undefined });
        return;
      case 'terminated':
        ended(result);
        return;
      default:
    }
  };
  const engine = startEngine(onEvent);
  // The terminal sends SIGINT and SIGQUIT to the program too: it decides, we write down what it does.
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) process.on(signal, () => {});
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void engine.kill());
  try {
    await engine.launch({
      program,
      argv: [options.program, ...options.args],
      cwd: process.cwd(),
      env: Object.entries(process.env).map(([name, value]) => `${name}=${value}`),
      stdio: 'inherit',
      newProcessGroup: false,
      followForks: options.followForks,
      stopOnEntry: false,
      stopOnExit: false,
      logOnly: true,
      log: { file: options.output ?? 2, ...(options.trace ? { catch: options.trace } : {}) },
    });
    await engine.start();
    return await end;
  } finally {
    // The tracer thread blocks in the kernel: without this the process would wait for it forever.
    await engine.dispose();
  }
}

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  if (options.kind === 'help') {
    process.stdout.write(USAGE);
    return;
  }
  if (options.kind === 'error') {
    complain(options.message);
    process.exitCode = 1;
    return;
  }
  const { code, signal } = await trace(options);
  // As strace does: end by the same signal. One that does not end a process leaves the shell's number for it.
  const number = signal === undefined ? undefined : signalNumber(signal);
  if (number !== undefined) endBySignal(number);
  process.exitCode = code;
}

main().catch((error: unknown) => {
  complain(error instanceof UserError ? error.message : String((error as Error)?.stack ?? error));
  process.exitCode = 1;
});
