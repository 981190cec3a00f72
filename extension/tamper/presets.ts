/**
 * Faults that people want, as rules ready to use. A preset may ask one question; its answer goes into the rules. Calls
 * that this machine does not have are left out. Must not know of VS Code.
 */
import type { TamperRule } from '../../adapter/protocol/trapline.ts';
import type { CatalogIndex } from '../catalog/catalogIndex.ts';
import { timeProblem } from '../text/time.ts';
import { clockRules } from './clockRules.ts';

export interface PresetQuestion {
  readonly prompt: string;
  readonly value: string;
  /** What is wrong with an answer, in one sentence. */
  readonly problem: (answer: string) => string | undefined;
}

export interface Preset {
  readonly name: string;
  readonly description: string;
  readonly icon: string;
  readonly question?: PresetQuestion;
  readonly rules: (answer: string) => readonly TamperRule[];
}

/** On a file of a disk: not a socket, a pipe or a terminal. */
const ON_DISK = 'fdpath(fd) startsWith "/" && !(fdpath(fd) startsWith "/dev/")';
/** Without the C library nothing starts. */
const NO_LIBRARY = 'pathname !~ /\\.so(\\.|$)|ld\\.so/';
const NOT_A_LIBRARY = 'fdpath(fd) !~ /\\.so(\\.|$)/';

const count: PresetQuestion['problem'] = (answer) =>
  /^\s*[1-9]\d{0,8}\s*$/.test(answer) ? undefined : 'Write a whole number from 1 on.';

const PRESETS: readonly Preset[] = [
  {
    name: 'Disk full',
    description: 'writing to files fails with ENOSPC',
    icon: 'database',
    rules: () => [
      { catch: 'write,pwrite64,writev,pwritev,pwritev2,fallocate,ftruncate', condition: ON_DISK, fail: 'ENOSPC' },
      { catch: 'mkdir,mkdirat,symlink,symlinkat', fail: 'ENOSPC' },
    ],
  },
  {
    name: 'Connection refused',
    description: 'connect fails with ECONNREFUSED',
    icon: 'debug-disconnect',
    rules: () => [{ catch: 'connect', fail: 'ECONNREFUSED' }],
  },
  {
    name: 'Network hangs, then times out',
    description: 'connect takes 5 s and fails with ETIMEDOUT',
    icon: 'watch',
    rules: () => [{ catch: 'connect', fail: 'ETIMEDOUT', delayExit: '5s' }],
  },
  {
    name: 'Permission denied',
    description: 'opening files fails with EACCES, libraries excepted',
    icon: 'lock',
    rules: () => [{ catch: 'open,openat,openat2,creat', condition: NO_LIBRARY, fail: 'EACCES' }],
  },
  {
    name: 'Too many open files',
    description: 'from the n-th descriptor on: EMFILE',
    icon: 'files',
    question: { prompt: 'From which new descriptor on? The loader opens about two.', value: '10', problem: count },
    rules: (answer) => [
      {
        catch: 'open,openat,openat2,creat,socket,accept,accept4,dup,pipe,pipe2,eventfd2,epoll_create1',
        when: `${answer.trim()}+`,
        perProcess: true,
        fail: 'EMFILE',
      },
    ],
  },
  {
    name: 'Slow disk',
    description: 'reading and writing files takes longer',
    icon: 'dashboard',
    question: { prompt: 'How much longer does each call take?', value: '50ms', problem: timeProblem },
    rules: (answer) => [
      {
        catch: 'read,pread64,readv,write,pwrite64,writev,fsync,fdatasync',
        condition: ON_DISK,
        delayExit: answer.trim(),
      },
    ],
  },
  {
    name: 'Short reads',
    description: 'read gets one byte at a time, as sockets and pipes may',
    icon: 'fold-down',
    rules: () => [{ catch: 'read', condition: `count > 1 && ${NOT_A_LIBRARY}`, set: { count: 1 } }],
  },
  {
    name: 'EINTR storm',
    description: 'every second waiting call fails with EINTR',
    icon: 'zap',
    rules: () => [
      { catch: 'read,write', condition: NOT_A_LIBRARY, when: '1+2', fail: 'EINTR' },
      {
        catch:
          'recvfrom,recvmsg,sendto,sendmsg,accept,accept4,connect,wait4,poll,ppoll,select,pselect6,' +
          'epoll_wait,epoll_pwait,nanosleep,clock_nanosleep',
        when: '1+2',
        fail: 'EINTR',
      },
    ],
  },
  {
    name: 'Out of memory',
    description: 'from the n-th mmap on: ENOMEM',
    icon: 'chip',
    question: { prompt: 'From which mmap on? The loader makes about eight.', value: '20', problem: count },
    rules: (answer) => [{ catch: 'mmap,mmap2', when: `${answer.trim()}+`, perProcess: true, fail: 'ENOMEM' }],
  },
  {
    name: 'Clock at another time',
    description: 'the program sees a time of your choice, which stands still',
    icon: 'history',
    question: {
      prompt: 'Which time, in UTC? Programs that read the clock without a system call are not reached.',
      value: '2038-01-19 03:14:07',
      problem: (answer) =>
        clockRules(answer) ? undefined : 'Write a date, with or without a time: 2038-01-19 03:14:07.',
    },
    rules: (answer) => clockRules(answer) ?? [],
  },
];

/** The presets for this machine's calls. */
export function presetsFor(catalog: CatalogIndex): readonly Preset[] {
  return PRESETS.map((preset) => ({
    ...preset,
    rules: (answer: string) => preset.rules(answer).flatMap((rule) => knownCalls(rule, catalog)),
  })).filter(({ rules, question }) => rules(question?.value ?? '').length > 0);
}

function knownCalls(rule: TamperRule, catalog: CatalogIndex): TamperRule[] {
  const [, set = '', where = ''] = /^(.*?)(@\w+)?$/.exec(rule.catch) ?? [];
  const known = set.split(',').filter((name) => catalog.has(name));
  return known.length === 0 ? [] : [{ ...rule, catch: `${known.join(',')}${where}` }];
}
