/**
 * The command line's options, in strace's spelling and with strace's meaning. Pure: arguments in, a plan or a sentence
 * out. An option that is not supported is an error that names it.
 */
import type { LogPlan, SummaryColumn, SummaryPlan } from '../engine/api.ts';
import type { TamperRule } from '../protocol/trapline.ts';
import { APPLY } from './apply.ts';
import type { ColourMode } from './colour.ts';
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
  /** -d */
  readonly debug: boolean;
  /** --color */
  readonly color: ColourMode;
  readonly argv0: string | undefined;
  /** -D: the tracer runs apart from the program, which takes this process's place. */
  readonly daemonize: 0 | 1 | 2 | 3;
  /** -u */
  readonly user: string | undefined;
  readonly program: string | undefined;
  readonly args: readonly string[];
}

export type ParsedOptions =
  | TraceOptions
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  /** --tips alone. */
  | { readonly kind: 'nothing' }
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
    if (program === undefined) {
      if (draft.pids.length === 0 && draft.tips) return { kind: 'nothing' };
      if (draft.pids.length === 0) throw new OptionError('must have PROG [ARGS] or -p PID', true);
      if (draft.argv0 !== undefined) throw new OptionError('PROG [ARGS] must be specified with --argv0', true);
    }
    const daemonize = apart(draft);
    if (program === undefined && daemonize > 0) {
      throw new OptionError('PROG [ARGS] must be specified with -D/--daemonize', true);
    }
    const settings = settle(draft);
    if (draft.killOnExit && draft.pids.length > 0) {
      throw new OptionError('--kill-on-exit and -p/--attach are mutually exclusive options');
    }
    return {
      kind: 'trace',
      ...settings,
      pids: draft.pids,
      interruptible: draft.interruptible ?? usualInterruptible(draft, program, daemonize),
      daemonize,
      user: draft.user,
      killOnExit: draft.killOnExit,
      argv0: draft.argv0,
      debug: draft.debug,
      color: draft.color,
      program,
      args,
    };
  } catch (error) {
    if (error instanceof OptionError) return { kind: 'error', message: error.message, hint: error.hint };
    throw error;
  }
}

/** How far apart the tracer runs: 0 not, 1 a grandchild, 2 in a process group of its own, 3 in a session. */
function apart({ daemonize, daemonizeLong }: Draft): 0 | 1 | 2 | 3 {
  if (daemonize > 0 && daemonizeLong > 0) {
    throw new OptionError('-D and --daemonize cannot be provided simultaneously');
  }
  if (daemonize > 3) {
    throw new OptionError(`Too many -D's (${daemonize}), maximum supported -D count is 3`, true);
  }
  return (daemonize || daemonizeLong) as 0 | 1 | 2 | 3;
}

function usualInterruptible({ output }: Draft, program: string | undefined, daemonize: number): 2 | 3 | 4 {
  if (daemonize > 0) return 4;
  return output !== undefined && program !== undefined ? 3 : 2;
}

/** Those options that say nothing about the editor's own business. */
const NOT_IN_LAUNCH = ['attach', 'help', 'version', 'interruptible', 'kill-on-exit', 'argv0', 'daemonize', 'user'];

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
  ['-y', /^--decode-fds$|^-e decode-fds?=/, '--decode-fds'],
  ['-f', /^--follow-forks$/, '--follow-forks'],
] as const;

function contradictions(options: readonly Given[]): void {
  const written = options.map(({ spelled, value }) => (spelled === '-e' ? `-e ${value}` : spelled));
  for (const [letter, long, name] of TWO_SPELLINGS) {
    if (written.includes(letter) && written.some((one) => long.test(one))) {
      throw new OptionError(`${letter} and ${name} cannot be provided simultaneously`);
    }
  }
  if (written.filter((one) => one === '-f').length > 1 && written.includes('--output-separately')) {
    throw new OptionError('-ff and --output-separately cannot be provided simultaneously');
  }
}

const SUMMARY = '(-c/--summary-only or -C/--summary)';

/** What can't go together, what is missing, and what has no effect. */
function settle(draft: Draft): TraceSettings {
  const { log, summary, letters, notes } = draft;
  seccompNotes(draft);
  if (letters['F']) {
    const says = 'option -F is deprecated, please use -f/--follow-forks instead';
    notes.push(draft.followForks ? 'deprecated option -F ignored' : says);
    draft.followForks = true;
  }
  if (letters['c'] && letters['C']) {
    throw new OptionError('-c/--summary-only and -C/--summary are mutually exclusive', true);
  }
  if (draft.summaryAsked && log.json) throw new OptionError(`${SUMMARY} and --json are mutually exclusive`, true);
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
  if (summary.sort && !draft.summaryAsked) {
    notes.push(`-S/--summary-sort-by has no effect without ${SUMMARY}`);
  }
  if (log.separate && draft.output === undefined) {
    if (!draft.followForks) notes.push('--output-separately has no effect without -o/--output');
    delete log.separate;
  }
  if (log.append && draft.output === undefined) notes.push('-A/--output-append-mode has no effect without -o/--output');
  if ((letters['z'] ?? 0) > 1) {
    notes.push(
      'Only the last of -z/--successful-only/-Z/--failed-only options will take effect. See status qualifier for more complex filters.',
    );
  }
  if (summary.only) withoutEffect(draft);
  return {
    followForks: draft.followForks,
    output: draft.output,
    log: { ...log, ...(draft.summaryAsked && { summary: summaryPlan(draft) }) },
    tamper: draft.tamper.map((rule) => ({ ...rule, strace: { ...rule.strace, ...tracedCalls(log) } })),
    environment: draft.environment,
    detachOnExec: draft.detachOnExec,
    notes,
  };
}

/** Why --seccomp-bpf has no effect here. */
function seccompNotes({ seccomp, followForks, detachOnExec, log, pids, notes }: Draft): void {
  if (!seccomp) return;
  const why = 'is not enabled because it is not compatible with';
  if (!followForks) notes.push('--seccomp-bpf cannot be used without -f/--follow-forks, disabling');
  else if (detachOnExec) notes.push(`--seccomp-bpf ${why} -b`);
  else if (log.limit !== undefined) notes.push(`--seccomp-bpf ${why} --syscall-limit`);
  else if (pids.length > 0) notes.push('--seccomp-bpf is not enabled for processes attached with -p');
}

/** strace tampers with the calls that it traces. */
const tracedCalls = (log: Draft['log']): NonNullable<TamperRule['strace']> => ({
  ...(log.catch !== undefined && { trace: log.catch }),
  ...(log.paths && { paths: log.paths }),
});

/** Does -o name a command? */
export const isCommand = (output: string | undefined): boolean => output !== undefined && /^[|!]/.test(output);

function withoutEffect({ log, notes }: Draft): void {
  const useless: readonly (readonly [boolean, string])[] = [
    [log.instructionPointer === true, '-i/--instruction-pointer'],
    [log.stacks === true, '-k/--stack-trace'],
    [log.numbers === true, '-n/--syscall-number'],
    [log.relative !== undefined, '-r/--relative-timestamps'],
    [log.absolute !== undefined, '-t/--absolute-timestamps'],
    [log.durations === true, '-T/--syscall-times'],
    [log.decodeFds === true || (log.fdDetails ?? []).length > 0, '-y/--decode-fds'],
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
