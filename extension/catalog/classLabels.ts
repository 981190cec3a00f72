/**
 * What people call strace's classes. A class that isn't here is shown under its own name. Must not know the members.
 */

const LABELS: Readonly<Record<string, string>> = {
  file: 'File names',
  desc: 'File descriptors',
  net: 'Network',
  network: 'Network',
  process: 'Processes',
  signal: 'Signals',
  ipc: 'System V IPC',
  memory: 'Memory',
  stat: 'stat',
  lstat: 'lstat',
  fstat: 'fstat',
  '%stat': 'stat, lstat, fstat and statx',
  stat_like: 'stat, lstat, fstat and statx',
  statfs: 'statfs',
  fstatfs: 'fstatfs',
  '%statfs': 'statfs, fstatfs and ustat',
  statfs_like: 'statfs, fstatfs and ustat',
  clock: 'Clocks',
  creds: 'Credentials',
  pure: 'Calls that never fail',
};

/** `File names` for `file`. */
export function classLabel(name: string): string {
  return LABELS[name] ?? `%${name}`;
}
