/**
 * The names that expressions know beside arguments and kernel constants.
 */

/** Names of every system call's stops (at an exit all of them). `hits` is `count` where an argument is called count. */
export const BUILT_IN_NAMES: readonly string[] = [
  ...['args', 'ret', 'errno', 'syscall', 'nr', 'phase', 'pid', 'tid', 'comm', 'exe', 'arch', 'duration'],
  ...['count', 'hits', 'vdso'],
];

/** Names that have a value once the call has returned. */
export const AT_EXIT: ReadonlySet<string> = new Set(['ret', 'errno', 'duration']);
