/**
 * What the options say, while they are read: one function an option, each a few fields of the draft. Must not know in
 * which order the words came, beyond what later ones replace.
 */
import type { CallStatus, LogPlan, QuietWord, SummaryColumn } from '../engine/api.ts';
import type { TamperRule } from '../protocol/trapline.ts';
import { straceRule } from '../tamper/straceInject.ts';
import { TamperError } from '../tamper/values.ts';
import { OptionError } from './getopt.ts';
import { callSet, duration, fdSet, precision, signalSet, wholeNumber, wordSet } from './values.ts';

type Writable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

export interface Draft {
  readonly log: Writable<Omit<LogPlan, 'file'>>;
  readonly summary: {
    only: boolean;
    wall: boolean;
    overhead?: number;
    sort?: SummaryColumn | 'nothing';
    columns?: SummaryColumn[];
  };
  summaryAsked: boolean;
  followForks: boolean;
  output: string | undefined;
  readonly pids: number[];
  readonly environment: [name: string, value: string | null][];
  readonly tamper: TamperRule[];
  user: string | undefined;
  argv0: string | undefined;
  detachOnExec: boolean;
  killOnExit: boolean;
  interruptible: 1 | 2 | 3 | 4 | undefined;
  seccomp: boolean;
  daemonize: number;
  /** How often a letter was given. */
  readonly letters: Record<string, number>;
  /** What -z and -Z said last, and that both were there. */
  readonly notes: string[];
  help: boolean;
  version: boolean;
}

export const newDraft = (): Draft => ({
  log: {},
  summary: { only: false, wall: false },
  summaryAsked: false,
  followForks: false,
  output: undefined,
  pids: [],
  environment: [],
  tamper: [],
  user: undefined,
  argv0: undefined,
  detachOnExec: false,
  killOnExit: false,
  interruptible: undefined,
  seccomp: false,
  daemonize: 0,
  letters: {},
  notes: [],
  help: false,
  version: false,
});

export const STATUSES: readonly CallStatus[] = ['successful', 'failed', 'unfinished', 'unavailable', 'detached'];
const QUIET: readonly QuietWord[] = ['attach', 'exit', 'path-resolution', 'personality', 'thread-execve', 'superseded'];
const FD_DETAILS = ['path', 'dev', 'socket', 'pidfd', 'eventfd', 'signalfd'] as const;

/** What an option's reader gets: its value (empty where it has none) and its spelling for messages. */
type Apply = (draft: Draft, value: string | undefined, spelled: string) => void;

function invalid(spelled: string, value: string): OptionError {
  return new OptionError(`invalid ${spelled} argument: '${value}'`, true);
}

/** The value, or the error that names the option. */
function known<Value>(read: Value | undefined, spelled: string, value: string): Value {
  if (read === undefined) throw invalid(spelled, value);
  return read;
}

function rule(draft: Draft, option: 'inject' | 'fault', value: string): void {
  try {
    draft.tamper.push(straceRule(option, value));
  } catch (error) {
    if (!(error instanceof TamperError)) throw error;
    const set = value.split(':')[0] ?? '';
    callSet(set);
    throw new OptionError(error.message);
  }
}

const QUALIFIERS: Readonly<Record<string, (draft: Draft, value: string) => void>> = {
  trace: (draft, value) => {
    draft.log.catch = callSet(value);
  },
  abbrev: (draft, value) => {
    draft.log.abbreviate = callSet(value);
  },
  verbose: (draft, value) => {
    draft.log.verbose = callSet(value);
  },
  raw: (draft, value) => {
    draft.log.raw = callSet(value);
  },
  signal: (draft, value) => {
    draft.log.signals = signalSet(value);
  },
  status: (draft, value) => {
    draft.log.status = wordSet(value, 'status', STATUSES);
  },
  read: (draft, value) => {
    draft.log.readFds = fdSet(value);
  },
  write: (draft, value) => {
    draft.log.writeFds = fdSet(value);
  },
  'trace-fds': (draft, value) => {
    draft.log.traceFds = fdSet(value);
  },
  quiet: (draft, value) => {
    draft.log.quiet = wordSet(value, 'quiet', QUIET);
  },
  'decode-fds': (draft, value) => {
    const details = wordSet(value, 'decode-fds', FD_DETAILS);
    draft.log.decodeFds = details.length > 0;
    draft.log.fdDetails = details.some((detail) => detail !== 'path');
  },
  'decode-pids': (draft, value) => {
    const words = wordSet(value, 'decode-pids', ['comm', 'pidns'] as const);
    if (words.includes('pidns') && value !== 'all') throw new OptionError("decode-pids 'pidns' is not supported");
    draft.log.decodePids = words.includes('comm');
  },
  kvm: (_draft, value) => {
    if (value !== 'vcpu') throw new OptionError(`invalid -e kvm= argument: '${value}'`);
    throw new OptionError('-e kvm=vcpu is not supported');
  },
  inject: (draft, value) => rule(draft, 'inject', value),
  fault: (draft, value) => rule(draft, 'fault', value),
};

const ALIASES: Readonly<Record<string, string>> = {
  t: 'trace',
  a: 'abbrev',
  v: 'verbose',
  x: 'raw',
  s: 'signal',
  signals: 'signal',
  r: 'read',
  reads: 'read',
  w: 'write',
  writes: 'write',
  fds: 'trace-fds',
  fd: 'trace-fds',
  q: 'quiet',
  silent: 'quiet',
  silence: 'quiet',
  'decode-fd': 'decode-fds',
  'decode-pid': 'decode-pids',
};

/** `-e NAME=VALUE`; without a name that is known, all of it is a set of calls. */
const qualify: Apply = (draft, value = '') => {
  const equals = value.indexOf('=');
  const written = equals < 0 ? '' : value.slice(0, equals);
  const name = Object.hasOwn(ALIASES, written) ? (ALIASES[written] as string) : written;
  const qualifier = Object.hasOwn(QUALIFIERS, name) ? QUALIFIERS[name] : undefined;
  if (qualifier) qualifier(draft, value.slice(equals + 1));
  else QUALIFIERS['trace']?.(draft, value);
};

const qualifier =
  (name: string, otherwise = ''): Apply =>
  (draft, value = otherwise) =>
    QUALIFIERS[name]?.(draft, value);

/** The letter's count, for options that mean more when they come twice. */
function count(draft: Draft, letter: string): number {
  const times = (draft.letters[letter] ?? 0) + 1;
  draft.letters[letter] = times;
  return times;
}

const COLUMNS: Readonly<Record<string, SummaryColumn>> = (() => {
  const table: Record<string, SummaryColumn> = {};
  const add = (column: SummaryColumn, words: string): void => {
    for (const word of words.split(' ')) table[word] = column;
  };
  add('time-percent', 'time time_percent time-percent');
  add('total-time', 'time_total time-total total_time total-time');
  add('min-time', 'min_time min-time shortest time_min time-min');
  add('max-time', 'longest max_time max-time time_max time-max');
  add('avg-time', 'avg_time avg-time time_avg time-avg');
  add('calls', 'calls count');
  add('errors', 'error errors');
  add('name', 'name syscall syscall_name syscall-name');
  return table;
})();

function column(word: string): SummaryColumn | undefined {
  return Object.hasOwn(COLUMNS, word) ? COLUMNS[word] : undefined;
}

function columns(value: string): SummaryColumn[] {
  const chosen: SummaryColumn[] = [];
  for (const word of value.split(',')) {
    const one = column(word);
    if (!one) throw new OptionError(`unknown column name: '${word}'`, true);
    if (chosen.includes(one)) {
      throw new OptionError(`call summary column has been provided more than once: '${word}'`, true);
    }
    chosen.push(one);
  }
  return chosen.includes('name') ? chosen : [...chosen, 'name'];
}

const INTERRUPTIBLE = ['anywhere', 'waiting', 'never', 'never_tstp'];

function interruptible(value: string): 1 | 2 | 3 | 4 | undefined {
  const named = INTERRUPTIBLE.indexOf(value) + 1;
  const number = named || Number(/^[1-4]$/.exec(value)?.[0] ?? 0);
  return number === 0 ? undefined : (number as 1 | 2 | 3 | 4);
}

function absoluteTimestamps(draft: Draft, value: string, spelled: string): void {
  let format: string = 'time';
  let digits = precision('s');
  for (const part of value.split(',')) {
    const [, key, word] = /^(?:(format|precision):)?(.*)$/.exec(part) as RegExpExecArray & [string, string, string];
    if (key !== 'precision' && ['none', 'time', 'unix'].includes(word)) format = word;
    else if (key !== 'format' && precision(word) !== undefined) digits = precision(word);
    else throw invalid(spelled, value);
  }
  if (format === 'none') delete draft.log.absolute;
  else draft.log.absolute = { format: format as 'time' | 'unix', digits: digits ?? 0 };
}

const HEX: Readonly<Record<string, LogPlan['hex']>> = {
  none: 'none',
  'non-ascii-chars': 'chars',
  'non-ascii': 'nonascii',
  all: 'all',
};

/** By the table's ids. */
export const APPLY: Readonly<Record<string, Apply>> = {
  e: qualify,
  env(draft, value = '') {
    const equals = value.indexOf('=');
    const name = equals < 0 ? value : value.slice(0, equals);
    draft.environment.push([name, equals < 0 ? null : value.slice(equals + 1)]);
  },
  attach(draft, value = '') {
    for (const word of value.split(/[\s,]+/).filter((one) => one !== '')) {
      const pid = wholeNumber(word, 0x7fffffff);
      if (!pid) throw new OptionError(`Invalid process id: '${word}'`);
      if (!draft.pids.includes(pid)) draft.pids.push(pid);
    }
    if (draft.pids.length === 0) throw new OptionError(`Invalid process id: '${value}'`);
  },
  user(draft, value) {
    draft.user = value;
  },
  argv0(draft, value) {
    draft.argv0 = value;
  },
  'detach-on'(draft, value = '') {
    if (value !== 'execve') throw new OptionError(`Syscall '${value}' for -b isn't supported`);
    draft.detachOnExec = true;
  },
  daemonize(draft, value) {
    if (value === undefined) draft.daemonize++;
    else if (['grandchild', 'pgroup', 'pgrp', 'session'].includes(value)) draft.daemonize = 1;
    else throw invalid('--daemonize', value);
  },
  'follow-forks'(draft) {
    if (draft.followForks) draft.log.separate = true;
    draft.followForks = true;
  },
  F(draft) {
    draft.notes.push('option -F is deprecated, please use -f/--follow-forks instead');
    draft.followForks = true;
  },
  interruptible(draft, value = '', spelled) {
    draft.interruptible = known(interruptible(value), spelled, value);
  },
  'kill-on-exit'(draft) {
    draft.killOnExit = true;
  },
  'syscall-limit'(draft, value = '', spelled) {
    draft.log.limit = known(wholeNumber(value, Number.MAX_SAFE_INTEGER) || undefined, spelled, value);
  },
  'seccomp-bpf'(draft) {
    draft.seccomp = true;
  },
  trace: qualifier('trace'),
  signal: qualifier('signal'),
  status: qualifier('status'),
  'trace-fds': qualifier('trace-fds'),
  'trace-path'(draft, value = '') {
    draft.log.paths = [...(draft.log.paths ?? []), value];
  },
  'successful-only'(draft) {
    draft.letters['z'] = 1;
    draft.log.status = ['successful'];
  },
  'failed-only'(draft) {
    draft.letters['Z'] = 1;
    draft.log.status = ['failed'];
  },
  columns(draft, value = '', spelled) {
    draft.log.column = known(wholeNumber(value, 0x7fffffff), spelled, value);
  },
  abbrev: qualifier('abbrev'),
  verbose: qualifier('verbose'),
  raw: qualifier('raw'),
  read: qualifier('read'),
  write: qualifier('write'),
  quiet: qualifier('quiet', 'attach,personality'),
  silent: qualifier('quiet', 'attach,personality'),
  silence: qualifier('quiet', 'attach,personality'),
  kvm: qualifier('kvm'),
  'instruction-pointer'(draft) {
    draft.log.instructionPointer = true;
  },
  'stack-traces'(draft, value) {
    if (value !== undefined && value !== 'symbol' && value !== 'source') throw invalid('--stack-traces', value);
    draft.log.stacks = true;
  },
  'syscall-number'(draft) {
    draft.log.numbers = true;
  },
  'arg-names'(draft) {
    draft.log.argumentNames = true;
  },
  output(draft, value) {
    draft.output = value;
  },
  'output-append-mode'(draft) {
    draft.log.append = true;
  },
  'output-separately'(draft) {
    draft.log.separate = true;
  },
  q(draft) {
    const times = count(draft, 'q');
    draft.log.quiet = times === 1 ? ['attach', 'personality'] : times === 2 ? ['attach', 'personality', 'exit'] : QUIET;
  },
  'relative-timestamps'(draft, value = 'us', spelled) {
    draft.log.relative = known(precision(value), spelled, value);
  },
  'string-limit'(draft, value = '', spelled) {
    draft.log.strings = known(wholeNumber(value, 0x3fffffff), spelled, value);
  },
  'absolute-timestamps': (draft, value = 'time', spelled) => absoluteTimestamps(draft, value, spelled),
  timestamps: (draft, value = 'time', spelled) => absoluteTimestamps(draft, value, spelled),
  t(draft) {
    const times = count(draft, 't');
    draft.log.absolute = { format: times < 3 ? 'time' : 'unix', digits: times === 1 ? 0 : 6 };
  },
  'syscall-times'(draft, value = 'us', spelled) {
    draft.log.durations = true;
    draft.log.durationDigits = known(precision(value), spelled, value);
  },
  'no-abbrev'(draft) {
    draft.log.abbreviate = 'none';
  },
  'strings-in-hex'(draft, value, spelled) {
    if (spelled === '-x') draft.log.hex = count(draft, 'x') === 1 ? 'nonascii' : 'all';
    else draft.log.hex = known(value === undefined ? 'all' : HEX[value], spelled, value ?? '');
  },
  'const-print-style'(draft, value = '', spelled) {
    draft.log.constants = known(
      (['raw', 'abbrev', 'verbose'] as const).find((style) => style === value),
      spelled,
      value,
    );
  },
  'decode-fds'(draft, value, spelled) {
    if (spelled === '-y') {
      draft.log.decodeFds = true;
      if (count(draft, 'y') > 1) draft.log.fdDetails = true;
    } else QUALIFIERS['decode-fds']?.(draft, value ?? 'path');
  },
  Y(draft) {
    draft.log.decodePids = true;
  },
  'decode-pids': qualifier('decode-pids'),
  'summary-only'(draft) {
    draft.summaryAsked = true;
    draft.summary.only = true;
    draft.letters['c'] = 1;
  },
  summary(draft) {
    draft.summaryAsked = true;
    draft.letters['C'] = 1;
  },
  'summary-syscall-overhead'(draft, value = '', spelled) {
    draft.summary.overhead = known(duration(value), spelled, value);
  },
  'summary-sort-by'(draft, value = '') {
    const sort = value === 'none' || value === 'nothing' ? 'nothing' : column(value);
    if (!sort) throw new OptionError(`invalid sortby: '${value}'`, true);
    draft.summary.sort = sort;
  },
  'summary-columns'(draft, value = '') {
    draft.summary.columns = columns(value);
  },
  'summary-wall-clock'(draft) {
    draft.summary.wall = true;
  },
  inject: qualifier('inject'),
  fault: qualifier('fault'),
  debug: () => {},
  help(draft) {
    draft.help = true;
  },
  tips: () => {},
  version(draft) {
    draft.version = true;
  },
};
