/**
 * The differences that stay, each with its reason: what the installed strace does otherwise than later ones, and what
 * no tracer can repeat. Whatever no row here covers is a defect, ours until shown otherwise. Pure.
 */
import { callOf, type Difference } from './compare.ts';

export interface Explained {
  readonly name: string;
  readonly reason: string;
  /** `alike`: the lines are the same but for numbers and the text of strings. */
  covers(difference: Difference, alike: boolean): boolean;
}

const both = ({ strace, ours }: Difference, pattern: RegExp): boolean =>
  pattern.test(strace ?? '') || pattern.test(ours ?? '');

export const EXPLAINED: readonly Explained[] = [
  {
    name: 'eventfd',
    reason: 'strace 6.10 and later say the counter of an eventfd with -yy; 6.1 gives its path',
    covers: ({ strace, ours }) =>
      strace?.replaceAll('anon_inode:[eventfd]', 'E') === ours?.replace(/\{eventfd-[^}]*\}/g, 'E'),
  },
  {
    name: 'newer constants',
    reason: 'constants and fields of kernels after strace 6.1: numbers or nothing there, names here',
    covers: ({ strace, ours }) =>
      strace !== undefined && ours !== undefined && strace !== ours && constantless(strace) === constantless(ours),
  },
  {
    name: 'newer attributes',
    reason: 'strace 6.1 shows the address protocol of a netlink message as bytes',
    covers: ({ strace, ours }) => strace?.replace(IFA_PROTO, 'P') === ours?.replace(IFA_PROTO, 'P'),
  },
  {
    name: 'parent',
    reason: 'the parent of the program is the tracer, another process each time',
    covers: (difference) => both(difference, /^getppid\(\)/),
  },
];

export const EXPLAINED_UNSTEADY: readonly Explained[] = [
  {
    name: 'cut off',
    reason: 'a call that another thread or SIGKILL ended has no end in one log or in both, or `= ?`, as it comes',
    covers: ({ strace, ours }) => {
      const cut = [strace, ours].filter((line) => CUT_OFF.test(line ?? '= ?')).length;
      return cut === 2 || (cut === 1 && madeCall(strace) !== undefined && madeCall(strace) === madeCall(ours));
    },
  },
  {
    name: 'values',
    reason: 'numbers and contents that the program made up anew: random bytes, times, timeouts, lengths',
    covers: (_difference, alike) => alike,
  },
  {
    name: 'contention',
    reason: 'which thread waits for which is decided anew in every run',
    covers: ({ strace, ours }) =>
      (strace === undefined || CONTENDED.has(callOf(strace))) && (ours === undefined || CONTENDED.has(callOf(ours))),
  },
  {
    name: 'preemption',
    reason: 'what a signal interrupts is chance, and the Go runtime sends itself many',
    covers: ({ strace, ours }) => PREEMPTED.test(strace ?? 'SIGURG') && PREEMPTED.test(ours ?? 'SIGURG'),
  },
  {
    name: 'not ready',
    reason: 'whether data is there already when a program asks for it',
    covers: ({ strace, ours }) => NOT_READY.test(strace ?? '= -1 EAGAIN') && NOT_READY.test(ours ?? '= -1 EAGAIN'),
  },
];

const PREEMPTED = /SIGURG|^rt_sigreturn|= \? ERESTART|= -1 EINTR|^restart_syscall/;
const NOT_READY = /= -1 EAGAIN|^p?poll\(/;
const IFA_PROTO = /(?<=nla_type=IFA_PROTO\}, )(?:"[^"]*"|\w+)/g;

/** Sets of constants, named or not, taken out. */
const CONSTANT = /(?:[A-Z][A-Z0-9]*_[A-Z0-9_]+|0x[0-9a-f]+(?: \/\* \w+_\?\?\? \*\/)?)/;
const CONSTANTS = new RegExp(`${CONSTANT.source}(?:\\|${CONSTANT.source})*`, 'g');
const constantless = (line: string): string => line.replace(CONSTANTS, 'C').replaceAll(', user_addr=0', '');

const CUT_OFF = /<unfinished \.\.\.>$|= \?$/;

/** The name of the call that a line is of, also of its end alone. */
const madeCall = (line: string | undefined): string | undefined =>
  /^(?:<\.\.\. )?(\w+)(?:\(| resumed>)/.exec(line ?? '')?.[1];

const CONTENDED = new Set([
  'futex',
  'sched_yield',
  'epoll_wait',
  'epoll_pwait',
  'nanosleep',
  'madvise',
  'mprotect',
  'munmap',
  'mmap',
  'restart_syscall',
]);

/** The line with numbers and texts taken out. */
export const skeleton = (line: string): string =>
  line
    .replace(/"(?:[^"\\]|\\.)*"(?:\.\.\.)?/g, 'TEXT')
    .replace(/<anon_inode:\[eventfd\]>|<\{eventfd-[^}]*\}>/g, '<E>')
    .replace(/\b(?:0x[0-9a-f]+|\d+|ADDRESS|PID|PORT|N)\b/g, '#')
    .replace(/(?:, (?:#|TEXT|\{iov_base=TEXT, iov_len=#\}))+/g, ', …');

/** Without what stands behind descriptors, for lines that have no partner. */
export const coarse = (line: string): string =>
  skeleton(line.replace(/(?<=\d)<[^<>]*(?:<[^<>]*>)?>(?:\(deleted\))?/g, ''));

export function explanation(
  difference: Difference,
  steady: boolean,
  known: { readonly strace: ReadonlySet<string>; readonly ours: ReadonlySet<string> },
): Explained | undefined {
  const { strace, ours } = difference;
  const alike =
    strace !== undefined && ours !== undefined
      ? known.ours.has(skeleton(strace)) && known.strace.has(skeleton(ours))
      : known.ours.has(coarse(strace ?? '')) || known.strace.has(coarse(ours ?? ''));
  return [...EXPLAINED, ...(steady ? [] : EXPLAINED_UNSTEADY)].find((one) => one.covers(difference, alike));
}
