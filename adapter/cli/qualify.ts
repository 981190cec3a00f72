/**
 * The qualifying expressions of -e, and the long options that say the same: `trace=SET`, `signal=SET` and so on, one
 * function each. Must not know of other options.
 */
import type { CallStatus, QuietWord } from '../engine/api.ts';
import { straceRule, straceWarning } from '../tamper/straceInject.ts';
import { TamperError } from '../tamper/values.ts';
import type { Apply, Draft } from './draft.ts';
import { OptionError } from './getopt.ts';
import { callSet, fdSet, signalSet, wordSet } from './values.ts';

const STATUSES: readonly CallStatus[] = ['successful', 'failed', 'unfinished', 'unavailable', 'detached'];
export const QUIET: readonly QuietWord[] = [
  'attach',
  'exit',
  'path-resolution',
  'personality',
  'thread-execve',
  'superseded',
];
const FD_DETAILS = ['path', 'dev', 'socket', 'pidfd', 'eventfd', 'signalfd'] as const;
type FdWord = (typeof FD_DETAILS)[number];
const isDetail = (word: FdWord): word is Exclude<FdWord, 'path'> => word !== 'path';

function rule(draft: Draft, option: 'inject' | 'fault', value: string): void {
  try {
    draft.tamper.push(straceRule(option, value));
    const warning = straceWarning(value);
    if (warning !== undefined) draft.notes.push(warning);
  } catch (error) {
    if (!(error instanceof TamperError)) throw error;
    const set = value.split(':')[0] ?? '';
    callSet(set);
    throw new OptionError(error.message);
  }
}

export const QUALIFIERS: Readonly<Record<string, (draft: Draft, value: string) => void>> = {
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
    const words = wordSet(value, 'decode-fds', FD_DETAILS);
    draft.log.decodeFds = words.includes('path');
    draft.log.fdDetails = words.filter(isDetail);
  },
  'decode-pids': (draft, value) => {
    const words = wordSet(value, 'decode-pids', ['comm', 'pidns'] as const);
    draft.log.decodePids = words.includes('comm');
    draft.log.decodePidns = words.includes('pidns');
  },
  namespace: (draft, value) => {
    if (value !== 'new') throw new OptionError(`invalid -e namespace= argument: '${value}'`);
    draft.log.namespaces = true;
  },
  secontext: () => {
    throw new OptionError('option --secontext is not supported');
  },
  kvm: (draft, value) => {
    if (value !== 'vcpu' && value !== 'vcpu+') throw new OptionError(`invalid -e kvm= argument: '${value}'`);
    draft.log.vcpuExits = true;
    draft.log.vcpuState = value === 'vcpu+';
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
export const qualify: Apply = (draft, value = '') => {
  const equals = value.indexOf('=');
  const written = equals < 0 ? '' : value.slice(0, equals);
  const name = Object.hasOwn(ALIASES, written) ? (ALIASES[written] as string) : written;
  const own = Object.hasOwn(QUALIFIERS, name) ? QUALIFIERS[name] : undefined;
  if (own) own(draft, value.slice(equals + 1));
  else QUALIFIERS['trace']?.(draft, value);
};

export const qualifier =
  (name: string, otherwise = ''): Apply =>
  (draft, value = otherwise) =>
    QUALIFIERS[name]?.(draft, value);
