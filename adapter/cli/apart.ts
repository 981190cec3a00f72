/**
 * strace -D: the command's own process becomes the program, so that whoever started it is the program's parent, and
 * the tracer is a process of its own that nobody waits for. The command starts it, waits until it traces, and executes.
 */
import { spawnSync } from 'node:child_process';
import { readSync, writeSync } from 'node:fs';
import { errnoMessage } from '../../native/abi/constants/index.ts';
import { allowTracers, becomeUser, leaveGroup, replaceProcess } from '../../native/ffi/replace.ts';
import { closeFd, makePipe } from '../../native/ffi/spawn.ts';
import type { Credentials } from '../../native/tracer/credentials.ts';
import { OptionError } from './getopt.ts';

/** In the tracer's environment: whom to trace. */
const VARIABLE = 'TRAPLINE_TRACES';
/** Where the tracer says that it is ready. */
const READY_FD = 3;

/** The pid that this process is to trace, when it was started by `becomeProgram`. */
export function tracedByUs(daemonize: number): number | undefined {
  const pid = Number(process.env[VARIABLE]);
  delete process.env[VARIABLE];
  if (daemonize === 0 || !(pid > 0)) return undefined;
  if (daemonize > 1) leaveGroup(daemonize === 3);
  return pid;
}

/** Lets the waiting process go on and execute the program. */
export function sayReady(): void {
  writeSync(READY_FD, '\n');
  closeFd(READY_FD);
}

/**
 * Never returns when all goes well. `user`: whose the program is, not the tracer. Throws an OptionError when the tracer
 * could not start, or the program.
 */
export function becomeProgram(
  file: string,
  argv: readonly string[],
  env: readonly string[],
  user: Credentials | undefined,
): never {
  const [reader, writer] = makePipe();
  allowTracers();
  // The shell in between ends at once, so that the program has no child that it does not know of.
  const started = spawnSync('/bin/sh', ['-c', '"$@" &', 'sh', process.execPath, ...process.execArgv, ...ownWords()], {
    stdio: ['inherit', 'inherit', 'inherit', writer],
    env: { ...process.env, [VARIABLE]: String(process.pid) },
  });
  closeFd(writer);
  if (started.status !== 0)
    throw new OptionError(`the tracer can't be started: ${String(started.error ?? 'sh failed')}`);
  const ready = readSync(reader, Buffer.alloc(1));
  closeFd(reader);
  // It has said why.
  if (ready === 0) process.exit(1);
  const refused = user ? -becomeUser(user) : 0;
  if (refused > 0) throw new OptionError(`user: ${errnoMessage(refused) ?? `errno ${refused}`}`);
  const error = -replaceProcess(file, argv, env);
  throw new OptionError(`exec: ${errnoMessage(error) ?? `errno ${error}`}`);
}

const ownWords = (): string[] => process.argv.slice(1);
