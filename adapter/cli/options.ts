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

/** Reads the arguments after the command's own name. */
export function parseOptions(argv: readonly string[]): ParsedOptions {
  let followForks = false;
  let output: string | undefined;
  let trace: string | undefined;
  let index = 0;
  const valueOf = (option: string, attached: string): string | undefined => {
    if (attached) return attached;
    index++;
    return argv[index] ?? (missing(option), undefined);
  };
  let problem: string | undefined;
  const missing = (option: string): void => {
    problem = `option requires an argument -- '${option}'`;
  };
  for (; index < argv.length && !problem; index++) {
    const word = argv[index] as string;
    if (word === '--') {
      index++;
      break;
    }
    if (word === '-h' || word === '--help') return { kind: 'help' };
    if (word === '-f' || word === '--follow-forks') followForks = true;
    else if (word.startsWith('--output=')) output = word.slice(9);
    else if (word.startsWith('--trace=')) trace = word.slice(8);
    else if (word.startsWith('-o')) output = valueOf('o', word.slice(2));
    else if (word.startsWith('-e')) trace = traceSet(valueOf('e', word.slice(2)), (text) => (problem = text));
    else if (word.startsWith('-') && word !== '-')
      return { kind: 'error', message: `option ${word} is not supported yet` };
    else break;
  }
  if (problem) return { kind: 'error', message: problem };
  const program = argv[index];
  if (program === undefined) return { kind: 'error', message: 'must have PROGRAM [ARGS]; try "trapline --help"' };
  return { kind: 'trace', followForks, output, trace, program, args: argv.slice(index + 1) };
}

/** `trace=SET`, `t=SET`, or a bare SET, which strace reads as trace=SET. */
function traceSet(text: string | undefined, fail: (message: string) => void): string | undefined {
  if (text === undefined) return undefined;
  const equals = /^(\w+)=(.*)$/s.exec(text);
  if (!equals) return text;
  if (equals[1] === 'trace' || equals[1] === 't') return equals[2];
  fail(`-e ${equals[1]}= is not supported yet`);
  return undefined;
}
