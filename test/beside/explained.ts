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
    name: 'parent',
    reason: 'the parent of the program is the tracer, another process each time',
    covers: (difference) => both(difference, /^getppid\(\)/),
  },
];

export const EXPLAINED_UNSTEADY: readonly Explained[] = [
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
];

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
    .replace(/\b(?:0x[0-9a-f]+|\d+|ADDRESS|PID|PORT|N)\b/g, '#')
    .replace(/(?:, (?:#|TEXT|\{iov_base=TEXT, iov_len=#\}))+/g, ', …');

export function explanation(
  difference: Difference,
  steady: boolean,
  known: { readonly strace: ReadonlySet<string>; readonly ours: ReadonlySet<string> },
): Explained | undefined {
  const alike =
    (difference.strace === undefined || known.ours.has(skeleton(difference.strace))) &&
    (difference.ours === undefined || known.strace.has(skeleton(difference.ours)));
  return [...EXPLAINED, ...(steady ? [] : EXPLAINED_UNSTEADY)].find((one) => one.covers(difference, alike));
}
