/**
 * The command line's options, in strace's spelling and with strace's meaning. Pure: arguments in, a plan or a sentence
 * out. An option that is not supported is an error that names it.
 */
import type { LogPlan, SummaryColumn, SummaryPlan } from '../engine/api.ts';
import type { TamperRule } from '../protocol/trapline.ts';
import { APPLY } from './apply.ts';
import { type Draft, newDraft } from './draft.ts';
import { type Given, OptionError, readWords } from './getopt.ts';

/** What the options say, without what is to be traced. */
export interface TraceSettings {
  /** -f */
  readonly followForks: boolean;
  /** -o FILE, relative to the working folder; `|COMMAND` and `!COMMAND` as they were written. */
  readonly output: string | undefined;
  /** What is logged and how; `file` and `notices` are for who opens it. */
  readonly log: Omit<LogPlan, 'file' | 'notices'>;
  readonly tamper: readonly TamperRule[];
  /** -E in order; null takes the variable away. */
  readonly environment: readonly (readonly [name: string, value: string | null])[];
  /** -b execve */
  readonly detachOnExec: boolean;
  /** Said before anything else: options without effect. */
  readonly notes: readonly string[];
}

export interface TraceOptions extends TraceSettings {
  readonly kind: 'trace';
  /** -p */
  readonly pids: readonly number[];
  /** -I */
  readonly interruptible: 1 | 2 | 3 | 4;
  readonly killOnExit: boolean;
  readonly argv0: string | undefined;
  readonly program: string | undefined;
  readonly args: readonly string[];
}

export type ParsedOptions =
  | TraceOptions
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  /** `hint`: "Try --help" belongs behind it. */
  | { readonly kind: 'error'; readonly message: string; readonly hint: boolean };

/** Reads the arguments after the command's own name. */
export function parseOptions(argv: readonly string[]): ParsedOptions {
  try {
    const { options, rest } = readWords(argv);
    const draft = fold(options);
    if (draft.help) return { kind: 'help' };
    if (draft.version) return { kind: 'version' };
    const [program, ...args] = rest;
    if (program === undefined && draft.daemonize > 0) {
      throw new OptionError('PROG [ARGS] must be specified with -D/--daemonize', true);
    }
    if (program === undefined && draft.pids.length === 0) {
      throw new OptionError('must have PROG [ARGS] or -p PID', true);
    }
    const settings = settle(draft);
    return {
      kind: 'trace',
      ...settings,
      pids: draft.pids,
      interruptible: draft.interruptible ?? (draft.output !== undefined && program !== undefined ? 3 : 2),
      killOnExit: draft.killOnExit,
      argv0: draft.argv0,
      program,
      args,
    };
  } catch (error) {
    if (error instanceof OptionError) return { kind: 'error', message: error.message, hint: error.hint };
    throw error;
  }
}

/** Those options that say nothing about the editor's own business. */
const NOT_IN_LAUNCH = ['attach', 'help', 'version', 'interruptible', 'kill-on-exit', 'argv0'];

/** Options alone, for a launch configuration's `strace`. Throws an OptionError that names the word. */
export function parseSettings(words: readonly string[]): TraceSettings {
  const { options, rest } = readWords(words);
  const program = rest[0];
  if (program !== undefined) throw new OptionError(`'${program}' is no option; the program is named in "program"`);
  const strange = options.find(({ row }) => NOT_IN_LAUNCH.includes(row.id));
  if (strange) throw new OptionError(`option ${strange.spelled} is for the command line`);
  return settle(fold(options));
}

function fold(options: readonly Given[]): Draft {
  contradictions(options);
  const draft = newDraft();
  for (const { row, value, spelled } of options) APPLY[row.id]?.(draft, value, spelled);
  return draft;
}

const TWO_SPELLINGS = [
  ['-q', /^--(quiet|silent|silence)$|^-e (quiet|silent|silence|q)=/, '-e quiet/--quiet'],
  ['-x', /^--strings-in-hex$/, '--strings-in-hex'],
  ['-t', /^--(absolute-)?timestamps$/, '--absolute-timestamps'],
  ['-y', /^--decode-fds$/, '--decode-fds'],
] as const;

function contradictions(options: readonly Given[]): void {
  const written = options.map(({ spelled, value }) => (spelled === '-e' ? `-e ${value}` : spelled));
  for (const [letter, long, name] of TWO_SPELLINGS) {
    if (written.includes(letter) && written.some((one) => long.test(one))) {
      throw new OptionError(`${letter} and ${name} cannot be provided simultaneously`);
    }
  }
}

const SUMMARY = '(-c/--summary-only or -C/--summary)';

/** What can't go together, what is missing, and what has no effect. */
function settle(draft: Draft): TraceSettings {
  const { log, summary, letters, notes } = draft;
  if (letters['c'] && letters['C']) {
    throw new OptionError('-c/--summary-only and -C/--summary are mutually exclusive', true);
  }
  if (draft.summaryAsked && log.separate) {
    throw new OptionError(`${SUMMARY} and -ff/--output-separately are mutually exclusive`, true);
  }
  if (summary.wall && !draft.summaryAsked) {
    throw new OptionError(`-w/--summary-wall-clock must be given with ${SUMMARY}`, true);
  }
  if (summary.columns && !draft.summaryAsked) {
    throw new OptionError(`-U/--summary-columns must be given with ${SUMMARY}`, true);
  }
  if (isCommand(draft.output) && log.separate) {
    throw new OptionError('piping the output and -ff/--output-separately are mutually exclusive', true);
  }
  if (draft.daemonize > 3) {
    throw new OptionError(`Too many -D's (${draft.daemonize}), maximum supported -D count is 3`, true);
  }
  if (draft.daemonize > 0) throw new OptionError('option -D is not supported: the tracer is the parent of the program');
  if (draft.user !== undefined) throw new OptionError('option -u is not supported: run the command as that user');
  if (summary.sort && !draft.summaryAsked) {
    notes.push(`-S/--summary-sort-by has no effect without ${SUMMARY}`);
  }
  if (log.separate && draft.output === undefined) {
    if (!draft.followForks) notes.push('--output-separately has no effect without -o/--output');
    delete log.separate;
  }
  if (log.append && draft.output === undefined) notes.push('-A/--output-append-mode has no effect without -o/--output');
  if (draft.seccomp && !draft.followForks) {
    notes.push('--seccomp-bpf cannot be used without -f/--follow-forks, disabling');
  }
  if (letters['z'] && letters['Z']) {
    notes.push(
      'Only the last of -z/--successful-only/-Z/--failed-only options will take effect. See status qualifier for more complex filters.',
    );
  }
  if (summary.only) withoutEffect(draft);
  return {
    followForks: draft.followForks,
    output: draft.output,
    log: { ...log, ...(draft.summaryAsked && { summary: summaryPlan(draft) }) },
    tamper: draft.tamper,
    environment: draft.environment,
    detachOnExec: draft.detachOnExec,
    notes,
  };
}

/** Does -o name a command? */
export const isCommand = (output: string | undefined): boolean => output !== undefined && /^[|!]/.test(output);

function withoutEffect({ log, notes }: Draft): void {
  const useless: readonly (readonly [boolean, string])[] = [
    [log.instructionPointer === true, '-i/--instruction-pointer'],
    [log.stacks === true, '-k/--stack-traces'],
    [log.numbers === true, '-n/--syscall-number'],
    [log.relative !== undefined, '-r/--relative-timestamps'],
    [log.absolute !== undefined, '-t/--absolute-timestamps'],
    [log.durations === true, '-T/--syscall-times'],
    [log.decodeFds === true, '-y/--decode-fds'],
    [log.decodePids === true, '--decode-pids'],
  ];
  for (const [given, name] of useless) if (given) notes.push(`${name} has no effect with -c/--summary-only`);
}

const COLUMNS: readonly SummaryColumn[] = ['time-percent', 'total-time', 'avg-time', 'calls', 'errors', 'name'];

function summaryPlan({ summary }: Draft): SummaryPlan {
  return {
    only: summary.only,
    wall: summary.wall,
    sort: summary.sort ?? 'time-percent',
    columns: summary.columns ?? COLUMNS,
    overhead: summary.overhead ?? 0,
  };
}
