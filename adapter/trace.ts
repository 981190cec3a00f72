/**
 * The command line: the engine without an editor. Options, streams and exit status are strace's. Knows no DAP.
 */
import { constants as osConstants } from 'node:os';
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
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const) {
    // The terminal sends these to the program too; it decides, we write down what it does. From elsewhere they end it.
    process.on(signal, () => void (signal === 'SIGINT' || signal === 'SIGQUIT' ? undefined : engine.kill()));
  }
  const log = {
    file: options.output ?? 2,
    ...(options.trace ? { catch: options.trace } : {}),
  };
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
    log,
  });
  await engine.start();
  const final = await end;
  await engine.dispose();
  return final;
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
  if (signal && signal in osConstants.signals) {
    // As strace does: end by the same signal, without a core of our own.
    process.removeAllListeners(signal as NodeJS.Signals);
    process.kill(process.pid, signal as NodeJS.Signals);
  }
  process.exitCode = code;
}

main().catch((error: unknown) => {
  complain(error instanceof UserError ? error.message : String((error as Error)?.stack ?? error));
  process.exitCode = 1;
});
