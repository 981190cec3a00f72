/**
 * The command line's options, in strace's spelling and with strace's meaning. Pure: arguments in, a plan or a sentence
 * out. An option that is not supported is an error that names it.
 */

export interface TraceOptions {
  readonly kind: 'trace';
  /** -f */
  readonly followForks: boolean;
  /** -o FILE, relative to the working folder. */
  readonly output: string | undefined;
  /** -e trace=SET */
  readonly trace: string | undefined;
  readonly program: string;
  readonly args: readonly string[];
}

export type ParsedOptions = TraceOptions | { kind: 'help' } | { kind: 'error'; message: string };

export const USAGE = `Usage: trapline [-f] [-o FILE] [-e trace=SET] PROGRAM [ARGS]

Runs PROGRAM and writes its system calls in strace's format.

  -f             trace children as well
  -o FILE        write to FILE instead of standard error
  -e trace=SET   trace only these calls: names, %classes, /regex/, !SET
  -h, --help     this text

The exit status is the program's.
`;

/** A word of the command line that can't be used: what is wrong with it. */
class OptionError extends Error {}

/** Reads the arguments after the command's own name. */
export function parseOptions(argv: readonly string[]): ParsedOptions {
  try {
    return read([...argv]);
  } catch (error) {
    if (error instanceof OptionError) return { kind: 'error', message: error.message };
    throw error;
  }
}

function read(words: string[]): ParsedOptions {
  let followForks = false;
  let output: string | undefined;
  let trace: string | undefined;
  const argument = (option: string, attached: string): string => {
    const value = attached === '' ? words.shift() : attached;
    if (value === undefined) throw new OptionError(`option requires an argument -- '${option}'`);
    return value;
  };
  while (words[0]?.startsWith('-') && words[0] !== '-') {
    const word = words.shift() as string;
    if (word === '--') break;
    if (word === '-h' || word === '--help') return { kind: 'help' };
    if (word === '-f' || word === '--follow-forks') followForks = true;
    else if (word.startsWith('--output=')) output = word.slice('--output='.length);
    else if (word.startsWith('--trace=')) trace = word.slice('--trace='.length);
    else if (word.startsWith('-o')) output = argument('o', word.slice(2));
    else if (word.startsWith('-e')) trace = traceSet(argument('e', word.slice(2)));
    else throw new OptionError(`option ${word} is not supported yet`);
  }
  const program = words.shift();
  if (program === undefined) throw new OptionError('must have PROGRAM [ARGS]; try "trapline --help"');
  return { kind: 'trace', followForks, output, trace, program, args: words };
}

/** `trace=SET`, `t=SET`, or a bare SET, which strace reads as trace=SET. */
function traceSet(text: string): string {
  const equals = /^(\w+)=(.*)$/s.exec(text);
  if (!equals) return text;
  if (equals[1] === 'trace' || equals[1] === 't') return equals[2] as string;
  throw new OptionError(`-e ${equals[1]}= is not supported yet`);
}
