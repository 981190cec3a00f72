/**
 * Every way of changing a call through the registers, with what the program must print. The same on each processor: where
 * one has a call that another has not, the rule names both.
 */
import { machine } from '../../native/tracer/machine/index.ts';
import type { Run } from '../tracer/support/inThread.ts';

export interface Case {
  readonly what: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly how: Run;
  readonly output: string;
  /** What a command that may be refused answers. */
  readonly answer?: RegExp;
}

const MKDIR = '/^mkdir(at)?$/';
const ACCESS = '/^(access|faccessat)$/';
const PATH = '/tmp/trapline-made';

const made = (what: string, how: Run, output: string): Case => ({
  what,
  program: 'does-calls',
  args: [`mkdir=${PATH}`, `access=${PATH}`],
  how,
  output,
});
const NOT_THERE = 'access: ENOENT\n';
const does = (what: string, args: readonly string[], how: Run, output: string): Case => ({
  what,
  program: 'does-calls',
  args,
  how,
  output,
});
const itself = (what: string, how: Run, output = 'result 3\n', args: readonly string[] = []): Case => ({
  what,
  program: 'checks-itself',
  args,
  how,
  output,
});
const restarted = (what: string, args: readonly string[], how: Run, output: string): Case => ({
  what,
  program: 'restarted',
  args,
  how,
  output,
});

const AT_SIGNAL: Run = { signals: true, mayRefuse: true, commands: [['call getpid()']] };

/** A rule of `made` must leave no trace: the call was never made. */
export const CASES: readonly Case[] = [
  made('rule: fail', { rules: [{ catch: MKDIR, fail: 'EACCES' }] }, `mkdir: EACCES\n${NOT_THERE}`),
  made('rule: return', { rules: [{ catch: MKDIR, return: 5 }] }, `mkdir: 5\n${NOT_THERE}`),
  made('rule: skip', { rules: [{ catch: MKDIR, skip: true }] }, `mkdir: 0\n${NOT_THERE}`),
  made('rule: the largest errno', { rules: [{ catch: MKDIR, fail: 4095 }] }, `mkdir: (null)\n${NOT_THERE}`),
  made('rule: a large result', { rules: [{ catch: MKDIR, return: '0x7fffffff' }] }, `mkdir: 2147483647\n${NOT_THERE}`),
  made('hand: skip', { breakpoint: MKDIR, commands: [['skip EIO']] }, `mkdir: EIO\n${NOT_THERE}`),
  made(
    'hand: return, then fail',
    { breakpoint: MKDIR, commands: [['return 3', 'fail ENOSPC']] },
    `mkdir: ENOSPC\n${NOT_THERE}`,
  ),
  made(
    'hand: an argument after skip keeps its result',
    { breakpoint: MKDIR, commands: [['skip EIO', 'set mode = 0755']] },
    `mkdir: EIO\n${NOT_THERE}`,
  ),
  made(
    'hand: another call and its result',
    { breakpoint: MKDIR, commands: [['set syscall = getegid', 'set result = 8']] },
    `mkdir: 8\n${NOT_THERE}`,
  ),
  does(
    'rule: the first argument',
    ['zeros'],
    { rules: [{ catch: 'read', condition: 'count == 4', set: { fd: 99 } }] },
    'read: EBADF\nbytes 9 9 9 9\n',
  ),
  does(
    'rule: a number',
    ['zeros'],
    { rules: [{ catch: 'read', condition: 'count == 4', set: { count: 2 } }] },
    'read: 2\nbytes 0 0 9 9\n',
  ),
  does(
    'rule: another call',
    ['zeros'],
    { rules: [{ catch: 'read', condition: 'count == 4', set: { syscall: 'getegid' } }] },
    'read: 0\nbytes 9 9 9 9\n',
  ),
  does(
    'rule: bytes at the exit',
    ['zeros'],
    { rules: [{ catch: 'read', condition: 'count == 4', poke: { exit: { buf: '0102' } } }] },
    'read: 4\nbytes 1 2 0 0\n',
  ),
  does(
    'rule: a text in place, in memory of its own, and a signal',
    ['access=/nonexistent/x', 'fixed', 'usr1'],
    {
      rules: [
        { catch: ACCESS, condition: 'pathname == "/nonexistent/x"', set: { pathname: '"/etc"' } },
        {
          catch: ACCESS,
          condition: 'pathname == "/nonexistent"',
          set: { pathname: '"/proc/self/maps"' },
          signal: 'USR1',
        },
      ],
    },
    'access: 0\nfixed: 0\nusr1: 1\n',
  ),
  made(
    'rule: told otherwise at the exit',
    { rules: [{ catch: `${MKDIR}@exit`, fail: 'EIO' }] },
    'mkdir: EIO\naccess: 0\n',
  ),
  does(
    'rule: the second time',
    ['getppid', 'getppid', 'getppid'],
    {
      rules: [
        { catch: 'getppid', return: 6 },
        { catch: 'getppid', when: '2', return: 7 },
      ],
    },
    'getppid: 6\ngetppid: 7\ngetppid: 6\n',
  ),
  does(
    'rule: a signal that ends a nap early',
    ['nap', 'usr1'],
    { rules: [{ catch: 'clock_nanosleep', signal: 'USR1' }] },
    'nap: 4\nusr1: 1\n',
  ),
  made('hand: made again', { breakpoint: `${MKDIR}@exit`, commands: [['retry'], []] }, 'mkdir: EEXIST\naccess: 0\n'),
  made(
    'hand: made again, told otherwise',
    { breakpoint: `${MKDIR}@exit`, commands: [['retry'], ['call getpid()', 'fail EPERM'], []] },
    'mkdir: EPERM\naccess: 0\n',
  ),
  made(
    'hand: extra calls with texts',
    { breakpoint: MKDIR, commands: [[`call mkdirat(-100, "${PATH}", 0700)`, `call unlinkat(-100, "${PATH}", 0x200)`]] },
    'mkdir: 0\naccess: 0\n',
  ),
  ...[{ '@arg1': 1, '@arg6': -1 }, { syscall: 'close', '@arg1': 99 }, { '@arg3': 'x"616263"' }].map((set) =>
    itself(
      `nothing leaks: ${Object.keys(set).join(', ')}`,
      { rules: [{ catch: 'getppid', set: { ...set, result: 3 } }] },
      'result 0\n',
    ),
  ),
  itself('nothing leaks: skip', { rules: [{ catch: 'getppid', when: '1', return: 3 }] }),
  itself('nothing leaks: extra calls at the entry', {
    breakpoint: 'getppid',
    commands: [['call getpid()', 'call faccessat(-100, "/proc", 0)', 'set result = 3']],
  }),
  itself('nothing leaks: a changed argument, then an extra call', {
    rules: [{ catch: 'getppid', set: { '@arg1': 5, '@arg2': 6 } }],
    breakpoint: 'getppid',
    commands: [['call getpid()', 'set result = 3']],
  }),
  itself('nothing leaks: skipped, then an extra call', {
    breakpoint: 'getppid',
    commands: [['skip 3', 'call getpid()']],
  }),
  itself('nothing leaks: extra calls at the exit', {
    breakpoint: 'getppid@exit',
    commands: [['call getpid()', 'call faccessat(-100, "/proc", 0)', 'return 3']],
  }),
  itself('nothing leaks: made again', { breakpoint: 'getppid@exit', commands: [['retry'], ['return 3'], []] }),
  itself(
    'nothing leaks: at the end of a page',
    { breakpoint: 'getppid', commands: [['call getpid()', 'set result = 3']] },
    'result 3\n',
    ['page-end'],
  ),
  restarted(
    'the kernel makes it again',
    [],
    { rules: [{ catch: 'read', condition: 'count == 2', set: { count: 1 } }] },
    'read 1 - a, handled 1\n',
  ),
  restarted(
    'the kernel makes it again with its first argument, after an extra call',
    [],
    { breakpoint: 'read@exit', commands: [['call getpid()'], []] },
    'read 2 - ab, handled 1\n',
  ),
  restarted(
    'a handler ends it',
    ['eintr'],
    { breakpoint: 'read@exit', commands: [['call getpid()'], []] },
    'read -1 EINTR , handled 1\n',
  ),
  restarted(
    'a changed first argument, made again',
    [],
    { rules: [{ catch: 'read', condition: 'count == 2', set: { fd: 'args[0]' } }] },
    'read 2 - ab, handled 1\n',
  ),
  {
    ...itself('a register that the kernel puts back', {
      breakpoint: 'getppid',
      mayRefuse: true,
      commands: [[`set $${machine.ofStop ?? 'orig_rax'} = ${machine.ofStop ? 1 : 39}`, 'set result = 3']],
    }),
    answer: machine.ofStop ? /^\$x7 can't be set at a call/ : /^\$orig_rax is 0x27 now/,
  },
  // The kernel has decided already how the call goes on: what an extra call would undo must not be undone.
  ...[
    { args: [], output: 'read 2 - ab, handled 1\n' },
    { args: ['eintr'], output: 'read -1 EINTR , handled 1\n' },
  ].map(({ args, output }) => ({
    ...restarted(`an extra call at the signal ${args.join()}`, args, AT_SIGNAL, output),
    answer: machine.restartsEarly ? /the kernel would forget how read goes on\.$/ : /^getpid\(\) = \d+$/,
  })),
  {
    what: 'Step Out of the second of frames that return to the same place',
    program: 'recurses',
    args: [],
    // The second frame's call, its exit, the wrapper's return, the frame's return.
    how: {
      breakpoint: 'getppid',
      hitCondition: '2',
      commands: [[], [], [], [`set $${machine.names[machine.result]} = 100`]],
      modes: ['out', 'out', 'out'],
    },
    output: 'frames 101\n',
  },
  {
    what: 'a child begins with what its parent had',
    program: 'forks',
    args: [],
    how: { rules: [{ catch: '/^(clone|fork|vfork)$/', set: { '@arg6': 77 } }] },
    output: 'child: parent known\nparent: child 3\n',
  },
];
