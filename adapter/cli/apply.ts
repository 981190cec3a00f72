/**
 * What each option does to the draft: one function an option, by the table's ids. Must not know in which order the
 * words came, beyond what later ones replace.
 */
import type { LogPlan } from '../engine/api.ts';
import { type Apply, type Draft, invalid, known } from './draft.ts';
import { OptionError } from './getopt.ts';
import { QUALIFIERS, QUIET, qualifier, qualify } from './qualify.ts';
import { column, columns } from './summaryColumns.ts';
import { duration, precision, wholeNumber } from './values.ts';

/** The letter's count, for options that mean more when they come twice. */
function count(draft: Draft, letter: string): number {
  const times = (draft.letters[letter] ?? 0) + 1;
  draft.letters[letter] = times;
  return times;
}

const INTERRUPTIBLE = ['anywhere', 'waiting', 'never', 'never_tstp'];
const DAEMONIZE = ['grandchild', 'pgroup', 'session'];

function interruptible(value: string): 1 | 2 | 3 | 4 | undefined {
  const named = value === 'always' ? 1 : INTERRUPTIBLE.indexOf(value) + 1;
  const number = named || Number(/^[1-4]$/.exec(value)?.[0] ?? 0);
  return number === 0 ? undefined : (number as 1 | 2 | 3 | 4);
}

function absoluteTimestamps(draft: Draft, value: string, spelled: string): void {
  let format: string = 'time';
  let digits = precision('s');
  const parts = value.toLowerCase().split(',');
  for (const part of parts.filter((one) => one !== '')) {
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
    // An empty word is nothing, blanks are a process id that is none, as under strace.
    const words = value.split(/[\s,]+/).filter((one) => one !== '');
    if (value !== '' && words.length === 0) throw new OptionError("Invalid process id: ''");
    for (const word of words) {
      const pid = wholeNumber(word, 0x7fffffff);
      if (!pid) throw new OptionError(`Invalid process id: '${word}'`);
      if (!draft.pids.includes(pid)) draft.pids.push(pid);
    }
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
  daemonize(draft, value = 'grandchild', spelled) {
    if (spelled === '-D') draft.daemonize++;
    else
      draft.daemonizeLong = known(DAEMONIZE.indexOf(value.replace('pgrp', 'pgroup')) + 1 || undefined, spelled, value);
  },
  'follow-forks'(draft, _value, spelled) {
    if (spelled === '-f' && count(draft, 'f') > 1) draft.log.separate = true;
    draft.followForks = true;
  },
  F(draft) {
    count(draft, 'F');
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
    count(draft, 'z');
    draft.log.status = ['successful'];
  },
  'failed-only'(draft) {
    count(draft, 'z');
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
  'stack-trace'(draft, value, spelled) {
    const times = spelled === '-k' ? count(draft, 'k') : 0;
    if (times > 2) throw new OptionError('Too many -k options');
    if (value !== undefined && value !== 'symbol' && value !== 'source') throw invalid(spelled, value);
    draft.log.stacks = true;
    draft.log.stackSources = times === 2 || value === 'source';
  },
  'stack-trace-frame-limit'(draft, value = '', spelled) {
    draft.log.stackFrames = known(wholeNumber(value, 0x7fffffff) || undefined, spelled, value);
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
    const short = spelled === '-y' && count(draft, 'y') > 1 ? 'all' : 'path';
    QUALIFIERS['decode-fds']?.(draft, value ?? short);
  },
  Y(draft) {
    draft.log.decodePids = true;
  },
  'decode-pids': qualifier('decode-pids'),
  'pidns-translation'(draft) {
    draft.log.decodePidns = true;
  },
  json(draft) {
    draft.log.json = true;
  },
  'always-show-pid'(draft) {
    draft.log.alwaysPid = true;
  },
  color(draft, value = '', spelled) {
    const mode = (['never', 'auto', 'always'] as const).find((one) => one === value);
    draft.color = known(mode, spelled, value);
  },
  secontext: qualifier('secontext'),
  namespace: qualifier('namespace'),
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
  debug(draft) {
    draft.debug = true;
  },
  help(draft) {
    draft.help = true;
  },
  tips(draft, value = '', spelled) {
    const tip = /^(id:)?(random|\d+)$|^(format:)?(none|compact|full)$/i;
    if (!value.split(',').every((one) => one === '' || tip.test(one))) throw invalid(spelled, value);
    draft.tips = true;
  },
  version(draft) {
    draft.version = true;
  },
};
