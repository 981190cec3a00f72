/**
 * The command line's options as data: spelling, argument, meaning. The parser, `--help` and the manual page all come
 * from this one table. Spellings and meanings are strace's (strace(1)). Must not know what an option does.
 */

export type ArgumentKind = 'none' | 'required' | 'optional';

export type Group =
  | 'General'
  | 'Startup'
  | 'Tracing'
  | 'Filtering'
  | 'Output format'
  | 'Statistics'
  | 'Tampering'
  | 'Miscellaneous';

export interface OptionRow {
  /** What the reader of the options sees: the long name, or the letter where there is no long one. */
  readonly id: string;
  readonly short?: string;
  readonly long?: string;
  /** Other spellings of the long name. */
  readonly also?: readonly string[];
  readonly argument: ArgumentKind;
  /** The argument's name in texts: FILE, SET. */
  readonly value?: string;
  readonly group: Group;
  readonly meaning: string;
}

type Row = readonly [short: string, names: string, value: string, meaning: string];

/**
 * `names`: the long name, and behind it other spellings. `value`: `X` a required argument, `[X]` an optional one, empty
 * for none.
 */
function group(name: Group, rows: readonly Row[]): OptionRow[] {
  return rows.map(([short, names, value, meaning]) => {
    const [long = '', ...also] = names.split(' ');
    return {
      id: long || short,
      ...(short && { short }),
      ...(long && { long }),
      ...(also.length > 0 && { also }),
      argument: value === '' ? 'none' : value.startsWith('[') ? 'optional' : 'required',
      ...(value && { value: value.startsWith('[') ? value.slice(1, -1) : value }),
      group: name,
      meaning,
    };
  });
}

export const GROUPS: readonly Group[] = [
  'General',
  'Startup',
  'Tracing',
  'Filtering',
  'Output format',
  'Statistics',
  'Tampering',
  'Miscellaneous',
];

export const OPTIONS: readonly OptionRow[] = [
  ...group('General', [
    [
      'e',
      '',
      'EXPR',
      'a qualifying expression, NAME=[!]VALUE[,VALUE]…; NAME is one of trace, abbrev, verbose, raw, signal, read, write, fault, inject, status, quiet, trace-fds, decode-fds, decode-pids, kvm, namespace; without NAME= it is trace',
    ],
  ]),
  ...group('Startup', [
    ['E', 'env', 'VAR[=VAL]', 'put VAR=VAL into the environment of the program; without =VAL take VAR out of it'],
    [
      'p',
      'attach',
      'PID',
      'trace the process PID, which keeps running when the command ends; may be repeated and be a list; together with PROGRAM both are traced',
    ],
    [
      'u',
      'user',
      'USERNAME',
      'run the program with the user, the group and the supplementary groups of USERNAME, or of UID:GID; for root only; set-user-ID programs get their privileges then',
    ],
    ['', 'argv0', 'NAME', 'the program sees NAME as its argv[0]'],
  ]),
  ...group('Tracing', [
    ['b', 'detach-on', 'execve', 'let a process go when it executes another program'],
    [
      'D',
      'daemonize daemonized daemonised',
      '[WHERE]',
      'the program runs in the place of the command and the tracer as its detached grandchild; -DD, pgroup: in a process group of its own; -DDD, session: in a session of its own',
    ],
    ['f', 'follow-forks', '', 'trace children as well'],
    ['F', '', '', 'the same as -f (deprecated)'],
    [
      'I',
      'interruptible',
      'WHEN',
      'when SIGINT, SIGQUIT, SIGTERM and SIGHUP end the tracing: 1 anywhere, 2 waiting (default), 3 never (default with -o FILE PROGRAM), 4 never_tstp (neither does SIGTSTP stop it)',
    ],
    ['', 'kill-on-exit', '', 'kill the tracees when the command ends instead of letting them go'],
    ['', 'syscall-limit', 'N', 'let all tracees go after N calls were printed'],
    [
      '',
      'seccomp-bpf',
      '',
      'accepted with -f; filtering in the kernel is not done yet: every call stops, the output is the same',
    ],
  ]),
  ...group('Filtering', [
    [
      '',
      'trace',
      'SET',
      'trace only these calls: names, classes (%file, %desc, %net, …), /regular expressions/, numbers, all, none; ! in front negates the list; @64, @32, @x32 behind a name choose an ABI; ? in front forgives an unknown name',
    ],
    ['', 'signal signals', 'SET', 'print only these signals'],
    ['', 'status', 'SET', 'print only calls with these ends: successful, failed, unfinished, unavailable, detached'],
    ['', 'trace-fds', 'SET', 'print only calls that use these file descriptors'],
    ['P', 'trace-path', 'PATH', 'print only calls that use PATH; may be repeated'],
    ['z', 'successful-only', '', 'print only calls that returned without an error'],
    ['Z', 'failed-only failing-only', '', 'print only calls that returned an error'],
  ]),
  ...group('Output format', [
    ['a', 'columns', 'COLUMN', 'where results begin (default 40)'],
    ['', 'abbrev', 'SET', 'abbreviate structures of these calls (default all)'],
    ['', 'verbose', 'SET', 'follow pointers to structures of these calls (default all)'],
    ['', 'raw', 'SET', 'print the arguments of these calls as hexadecimal numbers'],
    ['', 'read', 'SET', 'dump everything that is read from these descriptors'],
    ['', 'write', 'SET', 'dump everything that is written to these descriptors'],
    [
      '',
      'quiet',
      '[SET]',
      'keep back messages: attach, exit, path-resolution, personality, thread-execve, superseded, all',
    ],
    ['', 'silent', '[SET]', 'the same as --quiet'],
    ['', 'silence', '[SET]', 'the same as --quiet'],
    ['', 'kvm', 'vcpu[+]', 'print why a KVM vcpu stopped, behind KVM_RUN; with +, its state in a line of its own'],
    ['i', 'instruction-pointer', '', 'print the instruction pointer at each call'],
    [
      'k',
      'stack-trace stack-traces',
      '[MODE]',
      'print the stack behind each call; -kk, source: with source files and lines; MODE is symbol or source',
    ],
    ['', 'stack-trace-frame-limit', 'N', 'frames of a stack printed at most (default 256)'],
    ['n', 'syscall-number', '', 'print the number of each call'],
    ['N', 'arg-names', '', 'print the names of arguments'],
    [
      'o',
      'output',
      'FILE',
      'write to FILE instead of standard error; to a command when it begins with | or ! (then nothing else goes there)',
    ],
    ['A', 'output-append-mode', '', 'open the file of -o for appending'],
    ['', 'output-separately', '', 'write each process to a file of its own, FILE.PID (-ff is -f with this)'],
    [
      'q',
      '',
      '',
      'keep back messages about attaching, detaching and personalities; -qq also those about exits, -qqq all of them',
    ],
    ['r', 'relative-timestamps', '[PRECISION]', 'print the time since the last line; PRECISION is s, ms, us or ns'],
    ['s', 'string-limit', 'SIZE', 'bytes of a string printed at most (default 32)'],
    [
      '',
      'absolute-timestamps',
      '[FORMAT]',
      'print the time: [format:]none|time|unix and [precision:]s|ms|us|ns, with a comma between them',
    ],
    ['', 'timestamps', '[FORMAT]', 'the same as --absolute-timestamps'],
    ['t', '', '', 'print the time of day; -tt with microseconds, -ttt as seconds since the epoch'],
    ['T', 'syscall-times', '[PRECISION]', 'print how long each call took; PRECISION is s, ms, us or ns'],
    ['v', 'no-abbrev', '', 'print structures and environments whole'],
    [
      'x',
      'strings-in-hex',
      '[WHICH]',
      'print strings with unprintable bytes in hexadecimal; -xx all of them; WHICH is none, non-ascii-chars, non-ascii or all',
    ],
    ['X', 'const-print-style', 'FORMAT', 'constants as numbers (raw), names (abbrev) or both (verbose)'],
    [
      'y',
      'decode-fds',
      '[SET]',
      'print the path behind each file descriptor; -yy also what sockets and devices are; SET is all, none, path, dev, socket, pidfd, eventfd, signalfd',
    ],
    ['Y', '', '', 'print the command name behind each process id'],
    [
      '',
      'decode-pids',
      'SET',
      'what to print behind process ids: comm, the command name; pidns, the id in the namespace of the tracer where it is another one; all, none',
    ],
    ['', 'pidns-translation', '', 'the same as --decode-pids=pidns'],
    [
      '',
      'json',
      '',
      "one JSON object a line for each stop instead of strace's notation, with decoded values and arguments by name; see JSON",
    ],
    ['', 'always-show-pid', '', 'print the process id in front of each line, also of a single process'],
    [
      '',
      'color',
      'WHEN',
      'print the log in colours: auto (default; on a terminal, unless NO_COLOR is in the environment), always or never; STRACE_COLORS chooses them, a list of KIND=SGR with colons between: syscall, argname, argval, const, comment, punct, retval, error',
    ],
    ['', 'secontext', '[FORMAT]', 'print SELinux contexts; not supported'],
    ['', 'namespace', 'new', 'print the namespaces that clone, clone3, setns and unshare have entered'],
  ]),
  ...group('Statistics', [
    [
      'c',
      'summary-only',
      '',
      'count time, calls and errors of each call, and print nothing but a table of them at the end',
    ],
    ['C', 'summary', '', 'the table after the regular output'],
    [
      'O',
      'summary-syscall-overhead',
      'TIME',
      'what is taken off each call for the tracing: NUMBER with s, ms, us or ns',
    ],
    [
      'S',
      'summary-sort-by',
      'COLUMN',
      'sort the table by time, min-time, max-time, avg-time, calls, errors, name or nothing',
    ],
    [
      'U',
      'summary-columns',
      'COLUMNS',
      'the columns of the table: a list of time-percent, total-time, min-time, max-time, avg-time, wall-total, wall-min, wall-max, wall-avg (always the time that passed), calls, errors, name',
    ],
    ['w', 'summary-wall-clock', '', 'count the time that passed, not the time the kernel worked for the process'],
  ]),
  ...group('Tampering', [
    [
      '',
      'inject',
      'SET:WHAT',
      'change these calls: :error=ERRNO :retval=VALUE :signal=SIGNAL :syscall=NAME :delay_enter=TIME :delay_exit=TIME :poke_enter=… :poke_exit=… :when=FIRST[..LAST][+STEP]',
    ],
    ['', 'fault', 'SET[:WHAT]', 'let these calls fail, with ENOSYS when no :error= is given'],
  ]),
  ...group('Miscellaneous', [
    ['d', 'debug', '', 'say on standard error what the command runs on, and which threads come and go'],
    ['h', 'help', '', 'print this text'],
    ['', 'tips', '[FORMAT]', 'accepted; there are no tips'],
    ['V', 'version', '', 'print the version'],
  ]),
];
