/**
 * The command line: the engine without an editor. Options, streams and exit status are strace's. Knows no DAP.
 */
import { readFileSync } from 'node:fs';
import { signalNumber } from '../../native/abi/constants/index.ts';
import { rawBytes } from '../../native/ffi/rawText.ts';
import { endBySignal, endNow } from '../../native/ffi/signals.ts';
import { UserError } from '../engine/api.ts';
import { OptionError } from './getopt.ts';
import { helpText, versionText } from './help.ts';
import { ownWords } from './inherited.ts';
import { parseOptions } from './options.ts';
import { run } from './run.ts';

/** Standard error may have taken a sentence that it has not written yet. */
let said = false;

function complain(text: string): void {
  said = true;
  // When nobody reads it any more SIGPIPE says so; an exception would say something else.
  if (process.stderr.listenerCount('error') === 0) process.stderr.on('error', () => {});
  process.stderr.write(rawBytes(`trapline: ${text}\n`));
}

/** From the package, which is one folder up from the bundle and two from the source. */
function version(): string {
  const text = readFileSync(
    new URL(import.meta.url.endsWith('.ts') ? '../../package.json' : '../package.json', import.meta.url),
    'utf8',
  );
  return (JSON.parse(text) as { version: string }).version;
}

async function carryOut(words: readonly string[]): Promise<void> {
  const options = parseOptions(ownWords(words));
  switch (options.kind) {
    case 'help':
      process.stdout.write(helpText());
      return;
    case 'version':
      process.stdout.write(versionText(version()));
      return;
    case 'nothing':
      return;
    case 'error':
      complain(options.message);
      if (options.hint) process.stderr.write("Try 'trapline -h' for more information.\n");
      process.exitCode = 1;
      return;
    case 'trace': {
      const { code, signal } = await run(options, { complain, version });
      // As strace does: end by the same signal. One that does not end a process leaves the shell's number for it.
      const number = signal === undefined ? undefined : signalNumber(signal);
      if (number !== undefined) endBySignal(number);
      process.exitCode = number === undefined ? code : 128 + number;
      if (!said) endAtOnce();
      return;
    }
    default:
      options satisfies never;
  }
}

/**
 * When the log is written and nobody else has anything to write. Otherwise the runtime takes its heap apart bit by bit,
 * 1.3 ms, and koffi waits until what the program has printed is on the disk, some milliseconds where that is a file.
 */
function endAtOnce(): never {
  process.once('exit', endNow);
  process.exit();
}

/** Runs the command and sets the exit status. */
export async function command(words: readonly string[]): Promise<void> {
  try {
    await carryOut(words);
  } catch (error) {
    const said = error instanceof UserError || error instanceof OptionError;
    complain(said ? error.message : String((error as Error)?.stack ?? error));
    process.exitCode = 1;
  }
}
