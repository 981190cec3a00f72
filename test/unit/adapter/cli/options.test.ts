import { expect, test } from 'vitest';
import { APPLY } from '../../../../adapter/cli/apply.ts';
import { OptionError } from '../../../../adapter/cli/getopt.ts';
import { helpText, spellings } from '../../../../adapter/cli/help.ts';
import { parseOptions, parseSettings, type TraceOptions } from '../../../../adapter/cli/options.ts';
import { OPTIONS } from '../../../../adapter/cli/table.ts';

function parsed(...argv: string[]): TraceOptions {
  const options = parseOptions(argv);
  if (options.kind !== 'trace') throw new Error(JSON.stringify(options));
  return options;
}

test('options end where the program begins', () => {
  expect(parsed('-f', '-o', 'log', '-e', 'trace=openat,%net', 'ls', '-f', '--', 'x')).toMatchObject({
    followForks: true,
    output: 'log',
    log: { catch: 'openat,%net' },
    program: 'ls',
    args: ['-f', '--', 'x'],
  });
});

test('letters come in clusters, values are attached or apart', () => {
  expect(parsed('-ftto', 'log', '-s200', '-eopenat', 'ls')).toMatchObject({
    followForks: true,
    output: 'log',
    log: { strings: 200, catch: 'openat', absolute: { format: 'time', digits: 6 } },
  });
});

test('long names may be shortened, their values attached or apart', () => {
  expect(parsed('--follow', '--output=log', '--string-limit', '5', '--trace=%file', '--', '-weird')).toMatchObject({
    followForks: true,
    output: 'log',
    log: { catch: '%file', strings: 5 },
    program: '-weird',
  });
});

test('the last set wins, as with strace, and a bare SET means trace=', () => {
  expect(parsed('-e', 'open', '-e', 'trace=close', 'ls').log.catch).toBe('close');
  expect(parsed('-e', '!open,close', 'ls').log.catch).toBe('!open,close');
});

test.each([
  [['-t'], { absolute: { format: 'time', digits: 0 } }],
  [['-ttt'], { absolute: { format: 'unix', digits: 6 } }],
  [['--absolute-timestamps=unix,ns'], { absolute: { format: 'unix', digits: 9 } }],
  [['--timestamps=precision:ms'], { absolute: { format: 'time', digits: 3 } }],
  [['-r'], { relative: 6 }],
  [['--relative-timestamps=s'], { relative: 0 }],
  [['-T'], { durations: true, durationDigits: 6 }],
  [['-x'], { hex: 'nonascii' }],
  [['-xx'], { hex: 'all' }],
  [['--strings-in-hex=non-ascii-chars'], { hex: 'chars' }],
  [['-v'], { abbreviate: 'none' }],
  [['-y'], { decodeFds: true }],
  [['-yy'], { decodeFds: true, fdDetails: ['dev', 'socket', 'pidfd', 'eventfd', 'signalfd'] }],
  [['-z'], { status: ['successful'] }],
  [['-Z'], { status: ['failed'] }],
  [['-e', 'status=!failed'], { status: ['successful', 'unfinished', 'unavailable', 'detached'] }],
  [['-e', 'signal=int,SIGTERM,9'], { signals: [2, 9, 15] }],
  [['-e', 'signal=none'], { signals: [] }],
  [['-e', 'write=1,2'], { writeFds: { not: false, fds: [1, 2] } }],
  [['-e', 'read=all'], { readFds: { not: true, fds: [] } }],
  [['-e', 'trace-fds=!0,1'], { traceFds: { not: true, fds: [0, 1] } }],
  [['-q'], { quiet: ['attach', 'personality'] }],
  [['-e', 'quiet=exit'], { quiet: ['exit'] }],
  [['-P', '/a', '--trace-path=/b'], { paths: ['/a', '/b'] }],
  [['-X', 'raw'], { constants: 'raw' }],
  [['-ff', '-o', 'x'], { separate: true }],
  [['-n', '-i', '-k', '-N'], { numbers: true, instructionPointer: true, stacks: true, argumentNames: true }],
  [['-e', 'kvm=vcpu+'], { vcpuExits: true, vcpuState: true }],
  [['-c'], { summary: { only: true, sort: 'time-percent', wall: false, overhead: 0 } }],
  [
    ['-Cw', '-S', 'calls', '-U', 'name,count', '-O', '2ms'],
    { summary: { only: false, sort: 'calls', wall: true, columns: ['name', 'calls'], overhead: 2e6 } },
  ],
  [
    ['-c', '-S', 'wall-avg', '-U', 'time-total,wall-total'],
    { summary: { sort: 'wall-avg', wall: false, columns: ['total-time', 'wall-total', 'name'] } },
  ],
])('%j says %j', (argv, log) => {
  expect(parsed(...argv, 'ls').log).toMatchObject(log);
});

test('processes come one by one or as a list, beside a program or alone', () => {
  expect(parsed('-p', '1,2 3', '-p', '4')).toMatchObject({ pids: [1, 2, 3, 4], program: undefined });
  expect(parsed('-p', '7', 'ls')).toMatchObject({ pids: [7], program: 'ls' });
});

test('the environment is changed in order', () => {
  expect(parsed('-E', 'A=b=c', '--env=B', 'ls').environment).toEqual([
    ['A', 'b=c'],
    ['B', null],
  ]);
});

test('signals end the tracing unless a program writes to a file', () => {
  expect(parsed('ls').interruptible).toBe(2);
  expect(parsed('-o', 'x', 'ls').interruptible).toBe(3);
  expect(parsed('-o', 'x', '-p', '1').interruptible).toBe(2);
  expect(parsed('-I', 'never_tstp', 'ls').interruptible).toBe(4);
});

test('tampering becomes rules', () => {
  expect(parsed('-e', 'inject=openat:error=ENOENT:when=3', '-e', 'fault=close', 'ls').tamper).toMatchObject([
    { catch: 'openat', fail: 'ENOENT', when: '3' },
    { catch: 'close', fail: 'ENOSYS' },
  ]);
});

test.each([
  [[], 'must have PROG [ARGS] or -p PID', true],
  [['-Q', 'ls'], "invalid option -- 'Q'", true],
  [['--nope', 'ls'], "unrecognized option '--nope'", true],
  [['--nope=1', 'ls'], "unrecognized option '--nope=1'", true],
  [['--tra', 'ls'], "option '--tra' is ambiguous; possibilities: '--trace' '--trace-fds' '--trace-path'", true],
  [['-o'], "option requires an argument -- 'o'", true],
  [['--output'], "option '--output' requires an argument", true],
  [['--summary=foo', 'ls'], "option '--summary' doesn't allow an argument", true],
  [['-p', 'x'], "Invalid process id: 'x'", false],
  [['-p', '0'], "Invalid process id: '0'", false],
  [['-s', '-1', 'ls'], "invalid -s argument: '-1'", true],
  [['--string-limit=3x', 'ls'], "invalid --string-limit argument: '3x'", true],
  [['-e', 'signal=foo', 'ls'], "invalid signal 'foo'", false],
  [['-e', 'quiet=foo', 'ls'], "invalid quiet 'foo'", false],
  [['-e', 'status=foo', 'ls'], "invalid status 'foo'", false],
  [['-e', 'read=x', 'ls'], "invalid descriptor 'x'", false],
  [['-e', '', 'ls'], "invalid system call ''", false],
  [['-e', 'inject=open', 'ls'], "invalid inject argument 'open'", false],
  [['-I', '9', 'ls'], "invalid -I argument: '9'", true],
  [['-S', 'foo', 'ls'], "invalid sortby: 'foo'", true],
  [['-cU', 'foo', 'ls'], "unknown column name: 'foo'", true],
  [['-b', 'foo', 'ls'], "Syscall 'foo' for -b isn't supported", false],
  [['-cC', 'ls'], '-c/--summary-only and -C/--summary are mutually exclusive', true],
  [['-q', '-e', 'quiet=exit', 'ls'], '-q and -e quiet/--quiet cannot be provided simultaneously', false],
  [['-o', '|cat', '-ff', 'ls'], 'piping the output and -ff/--output-separately are mutually exclusive', true],
  [['-DDDD', 'ls'], "Too many -D's (4), maximum supported -D count is 3", true],
])('%j is an error in strace’s words', (argv, message, hint) => {
  expect(parseOptions(argv)).toEqual({ kind: 'error', message, hint });
});

test.each([
  [['-e', 'trace=opennat', 'ls'], /^invalid system call 'opennat' .*openat/],
  [['--secontext', 'ls'], /option --secontext is not supported/],
  [['-e', 'secontext=full', 'ls'], /option --secontext is not supported/],
  [['-e', 'kvm=vcpu++', 'ls'], /invalid -e kvm= argument: 'vcpu\+\+'/],
])('%j is an error that names it', (argv, message) => {
  expect(parseOptions(argv)).toMatchObject({ kind: 'error', message: expect.stringMatching(message) });
});

test('options without effect are told', () => {
  expect(parsed('-ckT', 'ls').notes).toEqual([
    '-k/--stack-trace has no effect with -c/--summary-only',
    '-T/--syscall-times has no effect with -c/--summary-only',
  ]);
  expect(parsed('-zZ', 'ls').notes[0]).toMatch(/^Only the last of -z/);
});

test('a launch configuration has options and no program', () => {
  expect(parseSettings(['-f', '-yy', '-s', '200'])).toMatchObject({ followForks: true, log: { strings: 200 } });
  expect(() => parseSettings(['ls'])).toThrow(OptionError);
  expect(() => parseSettings(['-p', '1'])).toThrow(/-p is for the command line/);
});

test('every option of the table is read and stands in the help', () => {
  for (const row of OPTIONS) {
    expect(APPLY[row.id], row.id).toBeTypeOf('function');
    expect(helpText()).toContain(spellings(row));
  }
  const names = OPTIONS.flatMap(({ short, long }) => [short, long]).filter((name) => name !== undefined);
  expect(new Set(names).size).toBe(names.length);
});
