/**
 * Where -o sends the log: a file that can be opened, or a command that reads it from its standard input.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { closeFd, makePipe } from '../../native/ffi/spawn.ts';
import { OptionError } from './getopt.ts';
import { isCommand } from './options.ts';
import { systemMessage } from './program.ts';

export interface Output {
  readonly file: string | number;
  /** As messages call it. */
  readonly name?: string;
  /** Closes the command's input and waits for its end. */
  finish(): Promise<void>;
}

/** Throws an OptionError when the file can't be written. */
export function openOutput(output: string | undefined, separate: boolean): Output {
  if (output === undefined) return { file: 2, finish: async () => {} };
  if (isCommand(output)) return openCommand(output.slice(1));
  if (output === '') throw new OptionError("Can't fopen '': No such file or directory");
  const file = resolve(output);
  if (!separate) tryFile(output, file);
  return { file, finish: async () => {} };
}

/** Not a fifo: opening it twice would show its reader an end. */
function tryFile(written: string, file: string): void {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found?.isFIFO()) return;
  try {
    closeSync(openSync(file, 'a', 0o666));
  } catch (error) {
    throw new OptionError(`Can't fopen '${written}': ${systemMessage(error)}`);
  }
}

function openCommand(command: string): Output {
  const [reader, writer] = makePipe();
  const child: ChildProcess = spawn('/bin/sh', ['-c', command], {
    argv0: 'sh',
    stdio: [reader, 'inherit', 'inherit'],
  });
  const ended = new Promise<void>((done) => {
    child.on('exit', () => done());
    child.on('error', () => done());
  });
  closeFd(reader);
  return {
    file: writer,
    name: `|${command}`,
    finish() {
      closeFd(writer);
      return ended;
    },
  };
}
