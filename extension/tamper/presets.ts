/**
 * Faults that people want, as rules ready to use. A preset may ask one question; its answer goes into the rules. Calls
 * that this machine does not have are left out. Must not know of VS Code.
 */
import type { TamperRule } from '../../adapter/protocol/trapline.ts';
import type { CatalogIndex } from '../catalog/catalogIndex.ts';
import { timeProblem } from '../text/time.ts';
import { clockRules, shiftRules } from './clockRules.ts';

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

/** On a file of a disk: not a socket, a pipe, a terminal or the kernel's own. */
const onDisk = (fd = 'fd'): string =>
  `fdpath(${fd}) startsWith "/" && fdpath(${fd}) !~ /^\\/(dev\\/|proc\\/|sys\\/|memfd:)/`;
/** Without the C library, and an interpreter's own files, nothing starts. */
const NOT_THE_SYSTEM = 'pathname !~ /^\\/(usr|lib\\w*|proc|sys|dev)(\\/|$)|\\.so(\\.|$)|ld\\.so/';
const NOT_A_LIBRARY = 'fdpath(fd) !~ /\\.so(\\.|$)/';

const count: PresetQuestion['problem'] = (answer) =>
  /^\s*[1-9]\d{0,8}\s*$/.test(answer) ? undefined : 'Write a whole number from 1 on.';

const PRESETS: readonly Preset[] = [
  {
    name: 'Disk full',
    description: 'writing to files fails with ENOSPC',
    icon: 'database',
    rules: () => [
      { catch: 'write,pwrite64,writev,pwritev,pwritev2,fallocate,ftruncate', condition: onDisk(), fail: 'ENOSPC' },
      { catch: 'copy_file_range,splice', condition: onDisk('fd_out'), fail: 'ENOSPC' },
      { catch: 'sendfile,sendfile64', condition: onDisk('out_fd'), fail: 'ENOSPC' },
      { catch: 'ioctl', condition: 'args[1] == FICLONE || args[1] == FICLONERANGE', fail: 'ENOSPC' },
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
    description: 'opening files fails with EACCES, the system’s own excepted',
    icon: 'lock',
    rules: () => [{ catch: 'open,openat,openat2,creat', condition: NOT_THE_SYSTEM, fail: 'EACCES' }],
  },
  {
    name: 'Too many open files',
    description: 'from the n-th descriptor on: EMFILE',
    icon: 'files',
    question: { prompt: 'From which new descriptor on? The loader opens about two.', value: '10', problem: count },
    rules: (answer) => [
      {
        catch:
          'open,openat,openat2,creat,socket,socketpair,accept,accept4,dup,pipe,pipe2,eventfd2,epoll_create1,' +
          'memfd_create,timerfd_create,signalfd4,inotify_init1,pidfd_open',
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
        catch: 'read,pread64,readv,preadv,preadv2,write,pwrite64,writev,pwritev,pwritev2,fsync,fdatasync',
        condition: onDisk(),
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
    rules: (answer) => [
      { catch: 'mmap,mmap2,mremap', when: `${answer.trim()}+`, perProcess: true, fail: 'ENOMEM' },
      // malloc takes the heap where mmap fails: it gets its first piece, and the old end when it asks for another one.
      { catch: 'brk', condition: 'args[0] != 0', when: '2+', perProcess: true, set: { addr: 0 } },
    ],
  },
  {
    name: 'Clock shifted',
    description: 'the program’s clock goes on, some hours or days away from now',
    icon: 'history',
    question: {
      prompt: 'How far? The next start of the program sees it; one that runs already may not.',
      value: '+1d',
      problem: (answer) =>
        shiftRules(answer) ? undefined : 'Write a time with its units (s, m, h, d, y): +1h, -30d, 2d 12h.',
    },
    rules: (answer) => shiftRules(answer) ?? [],
  },
  {
    name: 'Clock at another time',
    description: 'the program sees a time of your choice, which stands still',
    icon: 'watch',
    question: {
      prompt: 'Which time, in UTC? The next start of the program sees it; one that runs already may not.',
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
