/**
 * Where -o sends the log: a file that can be opened, or a command that reads it from its standard input.
 */
import { accessSync, closeSync, constants, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { isatty } from 'node:tty';
import { errnoMessage } from '../../native/abi/constants/index.ts';
import { rawPath } from '../../native/ffi/rawText.ts';
import { closeFd, makePipe, spawnShell } from '../../native/ffi/spawn.ts';
import { waitForEnd } from '../../native/ffi/wait.ts';
import { OptionError } from './getopt.ts';
import { isCommand } from './options.ts';
import { systemMessage } from './program.ts';

export interface Output {
  readonly file: string | number;
  /** As messages call it. */
  readonly name?: string;
  isTerminal(): boolean;
  /** Closes the command's input and waits for its end. */
  finish(): void;
}

/** Throws an OptionError when the file can't be written. `environment`: the command's. */
export async function openOutput(
  output: string | undefined,
  separate: boolean,
  environment: readonly string[],
): Promise<Output> {
  if (output === undefined) return { file: 2, isTerminal: () => isatty(2), finish: () => {} };
  if (isCommand(output)) return openCommand(output.slice(1), environment);
  if (output === '') throw new OptionError("Can't fopen '': No such file or directory");
  if (!separate) tryFile(output);
  return { file: output, isTerminal: () => !separate && isTerminal(output), finish: () => {} };
}

/** Only what may be one is opened for it. */
function isTerminal(file: string): boolean {
  if (!statSync(rawPath(file)).isCharacterDevice()) return false;
  const fd = openSync(rawPath(file), constants.O_WRONLY | constants.O_NOCTTY);
  try {
    return isatty(fd);
  } finally {
    closeSync(fd);
  }
}

/**
 * Throws an OptionError where files with the ids of processes behind their names can't be made. It names the file of the
 * first one, as strace does: of `pid`, or, as for a program, of a process that is started and never becomes anything.
 */
export async function tryFolder(file: string, pid: number | undefined, environment: readonly string[]): Promise<void> {
  try {
    accessSync(rawPath(dirname(file)), constants.W_OK | constants.X_OK);
  } catch (error) {
    const first = pid ?? (await startedInVain(environment));
    throw new OptionError(`Can't fopen '${file}.${first}': ${systemMessage(error)}`);
  }
}

async function startedInVain(environment: readonly string[]): Promise<number> {
  const pid = await spawnShell('exit', 2, environment);
  if (pid > 0) waitForEnd(pid);
  return pid;
}

/** Not a fifo: opening it twice would show its reader an end. */
function tryFile(file: string): void {
  const found = statSync(rawPath(file), { throwIfNoEntry: false });
  if (found?.isFIFO()) return;
  try {
    closeSync(openSync(rawPath(file), 'a', 0o666));
  } catch (error) {
    throw new OptionError(`Can't fopen '${file}': ${systemMessage(error)}`);
  }
}

async function openCommand(command: string, environment: readonly string[]): Promise<Output> {
  const [reader, writer] = makePipe();
  const pid = await spawnShell(command, reader, environment);
  closeFd(reader);
  if (pid < 0) throw new OptionError(`Can't popen '${command}': ${errnoMessage(-pid) ?? `errno ${-pid}`}`);
  return {
    file: writer,
    name: `|${command}`,
    isTerminal: () => false,
    finish() {
      closeFd(writer);
      waitForEnd(pid);
    },
  };
}
