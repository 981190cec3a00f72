/**
 * One run of the command line: the program or the processes are traced to their end, or until a signal says to stop.
 * Knows no ptrace and no DAP.
 */
import { realpathSync } from 'node:fs';
import { errnoMessage, signalNumber } from '../../native/abi/constants/index.ts';
import { rememberGivenFds } from '../../native/ffi/inheritedFds.ts';
import { rawPath, rawText } from '../../native/ffi/rawText.ts';
import { interruptCalls } from '../../native/ffi/signals.ts';
import { type EngineEvent, type LogPlan, type QuietWord, UserError } from '../engine/api.ts';
import { startEngineHere } from '../engine/ownThread.ts';
import { escapeText } from '../syscalls/quote.ts';
import { becomeProgram, sayReady, tracedByUs } from './apart.ts';
import { paletteFor } from './colour.ts';
import { debugText, surroundingsText } from './debug.ts';
import { changedEnvironment, ownEnvironment } from './inherited.ts';
import type { TraceOptions } from './options.ts';
import { openOutput, tryFolder } from './output.ts';
import { lookUpProgram } from './program.ts';
import { credentialsOf, idsOf } from './user.ts';

/** How the command ends: as the program did, by its code or its signal. */
export interface RunEnd {
  readonly code: number;
  readonly signal: string | undefined;
}

const FAILED: RunEnd = { code: 1, signal: undefined };

export interface Surroundings {
  /** One sentence on standard error, behind the command's name. */
  complain(text: string): void;
  version(): string;
}

const TERMINATING = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGPIPE', 'SIGTERM'] as const;
/** Ends the command as it ends any program; the runtime would open its inspector. */
const USUAL = 'SIGUSR1';

/** Throws an OptionError or a UserError before anything runs. */
export async function run(options: TraceOptions, { complain, version }: Surroundings): Promise<RunEnd> {
  rememberGivenFds();
  for (const note of options.notes) complain(note);
  if (options.debug) complain(surroundingsText(version()));
  const inherited = ownEnvironment();
  const environment = changedEnvironment(inherited, options.environment);
  const ids = options.user === undefined ? undefined : idsOf(options.user);
  const traced = tracedByUs(options.daemonize);
  if (options.daemonize > 0 && options.program !== undefined && traced === undefined) {
    const file = lookUpProgram(options.program, inherited);
    becomeProgram(file, argvOf(options, file), environment, ids && credentialsOf(ids, file));
  }
  // As under strace there is a log before it is known whether there is a program.
  const output = await openOutput(options.output, options.log.separate === true, inherited);
  let program: string | undefined;
  try {
    if (options.program !== undefined) program = lookUpProgram(options.program, inherited);
    const first = traced ?? options.pids.find(isThere);
    if (options.log.separate === true && typeof output.file === 'string' && (program ?? first) !== undefined)
      await tryFolder(output.file, first, inherited);
  } catch (error) {
    output.finish();
    throw error;
  }
  const paths = options.log.paths && resolvedPaths(options.log, complain);
  const colours = paletteFor(options.color, {
    isTerminal: output.isTerminal(),
    separate: options.log.separate === true,
    environment: process.env,
  });
  const log: LogPlan = {
    ...options.log,
    file: output.file,
    ...(output.name !== undefined && { name: output.name }),
    notices: true,
    quiet: quietWords(options),
    ...(colours && { colours }),
    ...(severalIn(options) && { severalPids: true }),
    ...(paths && { paths }),
  };
  const tamper = options.tamper.map((rule) => (paths ? { ...rule, strace: { ...rule.strace, paths } } : rule));
  let ended: (end: RunEnd) => void = () => {};
  const end = new Promise<RunEnd>((resolve) => {
    ended = resolve;
  });
  let result: RunEnd = { code: 0, signal: undefined };
  /** The engine has a defect, and has said so. */
  let failed = false;
  const onEvent = (event: EngineEvent): void => {
    const debug = options.debug ? debugText(event) : undefined;
    if (debug !== undefined) complain(debug);
    switch (event.type) {
      case 'exited':
        // Killed by us (--kill-on-exit): the signal that ended the command is the reason.
        if (stopping) return;
        result = { code: event.code, signal: /^killed by (SIG\w+)/.exec(event.text)?.[1] };
        return;
      case 'output':
        for (const text of event.text.trimEnd().split('\n')) complain(text.replace(/^trapline: /, ''));
        return;
      case 'refused': {
        const { pid, errno } = event;
        complain(`attach: ptrace(PTRACE_SEIZE, ${pid}): ${errnoMessage(errno) ?? `errno ${errno}`}`);
        return;
      }
      case 'failed':
        failed = true;
        complain(event.text);
        ended(FAILED);
        return;
      case 'terminated':
        ended(result);
        return;
      default:
    }
  };
  const engine = startEngineHere(onEvent);
  let launched: number | undefined;
  let launching: Promise<number> | undefined;
  /** A signal has come that ends the command. */
  let stopping: RunEnd | undefined;
  /** `alone`: the program is not told, as when the signal had ended this process on the spot (-I 1). */
  const stop = async (signal: NodeJS.Signals, alone: boolean): Promise<void> => {
    stopping = { code: 0, signal };
    result = stopping;
    // A program that is just being started is waited for: it must not be left behind without the signal.
    await launching?.catch(() => {});
    if (options.killOnExit) return engine.kill();
    if (launched !== undefined && !alone) {
      signalProcess(launched, 'SIGCONT');
      signalProcess(launched, signal);
    }
    await engine.detach();
    ended(result);
  };
  for (const signal of TERMINATING) {
    listen(signal, () => {
      const { interruptible } = options;
      if (interruptible <= 2) void stop(signal, interruptible === 1).catch(() => ended(result));
    });
  }
  listen(USUAL, () => void stop(USUAL, true).catch(() => ended(result)));
  if (options.interruptible === 4) process.on('SIGTSTP', () => {});
  try {
    if (tamper.length > 0) {
      const states = await engine.setTamperRules(tamper);
      const refused = states.find((state) => state.message !== undefined);
      if (refused) throw new UserError(String(refused.message));
    }
    if (program !== undefined && traced === undefined) {
      launching = launch(program);
      launched = await launching;
    }
    if (program === undefined || traced !== undefined) {
      const { pids, followForks, detachOnExec } = options;
      const plan = { pids, followForks, detachOnExec, log, ...(traced !== undefined && { own: traced }) };
      if ((await engine.attachAll(plan)) === 0) return FAILED;
      if (traced !== undefined) sayReady();
    } else await engine.start();
    const ending = await end;
    // The log's last lines may have met a closed pipe: the signal for that ends the command, as it ends strace.
    await new Promise(setImmediate);
    return stopping ?? ending;
  } catch (error) {
    // One to the whole group (Ctrl-C) can kill the program while it is being started: then it is the reason.
    await new Promise(setImmediate);
    if (failed) return FAILED;
    if (stopping) return stopping;
    const refused = error instanceof UserError && launching && launched === undefined && error.errno !== undefined;
    if (!refused) throw error;
    // execve said no: the log has its line, and the reason is said beside it. Others are traced to their end.
    if (options.pids.length > 0) await end;
    return stopping ?? FAILED;
  } finally {
    await engine.dispose();
    output.finish();
  }

  async function launch(file: string): Promise<number> {
    const { pid } = await engine.launch({
      program: file,
      argv: argvOf(options, file),
      cwd: undefined,
      env: environment,
      stdio: 'inherit',
      newProcessGroup: false,
      followForks: options.followForks,
      stopOnEntry: false,
      stopOnExit: false,
      logOnly: true,
      detachOnExec: options.detachOnExec,
      ...(options.pids.length > 0 && { beside: options.pids }),
      ...(ids && { credentials: credentialsOf(ids, file) }),
      log,
    });
    return pid;
  }
}

/** The handler is called when the engine lets the event loop have its turn, which the signal asks for. */
function listen(signal: NodeJS.Signals, handler: () => void): void {
  process.on(signal, handler);
  interruptCalls(signalNumber(signal) ?? 0);
}

const argvOf = ({ argv0, program, args }: TraceOptions, file: string): string[] => [argv0 ?? program ?? file, ...args];

/** Each path as it was written and, where links lead elsewhere, the one behind it. */
function resolvedPaths({ paths = [], quiet }: TraceOptions['log'], complain: (text: string) => void): string[] {
  return paths.flatMap((path) => {
    if (path === '') return [path];
    let real: string;
    try {
      real = rawText(realpathSync.native(rawPath(path), 'buffer'));
    } catch {
      return [path];
    }
    if (real === path) return [path];
    if (!quiet?.includes('path-resolution')) {
      complain(`Requested path "${escapeText(path)}" resolved into "${escapeText(real)}"`);
    }
    return [path, real];
  });
}

/** As strace: every line of a file has its pid when it is about several processes from the beginning. */
const severalIn = ({ output, pids, program }: TraceOptions): boolean =>
  output !== undefined && pids.length + (program === undefined ? 0 : 1) > 1;

/** As strace: with the log in a file and a program of our own, nothing is said about attaching. */
function quietWords(options: TraceOptions): readonly QuietWord[] {
  const { quiet } = options.log;
  if (options.output === undefined || options.program === undefined) return quiet ?? [];
  return [...new Set([...(quiet ?? []), 'attach' as const, 'personality' as const])];
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended meanwhile.
  }
}
