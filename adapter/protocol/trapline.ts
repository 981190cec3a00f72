/**
 * What the adapter says to the extension beyond DAP, as DAP custom events and requests, and nothing else: types only.
 * The extension imports from this folder alone. Every text here that holds tracee bytes is already quoted in strace's
 * notation (printable ASCII), so it can't carry ANSI, markdown or control characters.
 */

/** A row of the Stops tree: one stop that somebody watched, in strace's notation. */
export interface StopRow {
  /** Increases over the session; a row sent again with the same id replaces the first (an entry that got its result). */
  readonly id: number;
  readonly pid: number;
  readonly tid: number;
  readonly comm: string;
  /** Seconds since the epoch. */
  readonly time: number;
  readonly phase: 'entry' | 'exit' | 'signal' | 'event' | 'step' | 'log';
  /** The system call's name, for syscall stops. */
  readonly syscall?: string;
  /** `openat(AT_FDCWD, "x", O_RDONLY) = -1 ENOENT (No such file or directory)`; `--- SIGINT {…} ---`; … */
  readonly text: string;
  readonly failed: boolean;
  /** Errno name of a failed call. */
  readonly errno?: string;
  /** The source line of the call where known. */
  readonly source?: { readonly path: string; readonly line: number };
}

/** A node of a decoded value for trees: one line of text, children bounded. */
export interface ValueRow {
  readonly name: string;
  readonly text: string;
  readonly children: readonly ValueRow[];
}

export interface StopDetail {
  readonly row: StopRow;
  readonly arguments: readonly ValueRow[];
  readonly result?: ValueRow;
  readonly frames: readonly { readonly text: string; readonly path?: string; readonly line?: number }[];
}

/** A process or thread in the Tracees tree. */
export interface TraceeRow {
  readonly pid: number;
  readonly tid: number;
  readonly comm: string;
  /** Parent process, 0 when unknown. */
  readonly parent: number;
  /** What a person reads: `running`, `in openat entry`, `group-stop (SIGSTOP)`, `exited 1`, `killed by SIGSEGV`. */
  readonly state: string;
  readonly kind: 'running' | 'stopped' | 'group-stop' | 'ended';
}

export interface TraceeRows {
  readonly tracees: readonly TraceeRow[];
  readonly more: number;
}

/**
 * A tamper rule as users write it, in launch.json's `tamper` and here. Any number may be for one system call; they are
 * applied in order, and a later one wins where two want the same thing. Values in `set` are expressions of the
 * expression language, as texts (`"O_RDONLY|O_CLOEXEC"`, `"'/tmp/other'"`, `"count / 2"`), or plain numbers.
 */
export interface TamperRule {
  /** SET[@entry|@exit]. At exit the kernel has done the call, and `fail` and `return` change what the program is told. */
  readonly catch: string;
  /** An expression over the call as the program made it. */
  readonly condition?: string;
  /** Which hits of the condition, in the grammar of hit conditions: `3`, `2..5`, `3+`, `2+3`, `2..9+3`, `>=3`, `%2`. */
  readonly when?: string;
  /** Count `when` for each process by itself. */
  readonly perProcess?: boolean;
  /** Count `when` for each thread by itself. With perSyscall it is how strace counts. */
  readonly perThread?: boolean;
  /** Count `when` for each system call of the set by itself. */
  readonly perSyscall?: boolean;
  /** The call is not made and fails with this errno: `ENOENT`, or its number. */
  readonly fail?: string | number;
  /** The call is not made and returns this. */
  readonly return?: string | number;
  /** The call is not made and returns 0. */
  readonly skip?: boolean;
  /**
   * New values by argument name, or by a part of a structure: `addr.sin_port`, `fds[0].events`; at exit such a part is
   * what the program reads. `syscall` makes it another call, `result` changes what the program is told.
   */
  readonly set?: Readonly<Record<string, string | number>>;
  /** Sent to the thread as the call begins (at exit: as it ends): `SIGTERM`. */
  readonly signal?: string | number;
  /** `10ms`, `2s`, `500us`; a number is milliseconds. */
  readonly delayEntry?: string | number;
  readonly delayExit?: string | number;
  /** Bytes in hexadecimal that are written where an argument points to. */
  readonly poke?: {
    readonly entry?: Readonly<Record<string, string>>;
    readonly exit?: Readonly<Record<string, string>>;
  };
  /** Printed at each application, with {expression} parts. */
  readonly log?: string;
  /** false: kept in the list, counted as 0, never applied. */
  readonly enabled?: boolean;
  /**
   * As strace's own options mean it: only for calls that it traces (`-e trace=`, `-P`); of several such rules for a call
   * the last one alone; calls that the vDSO answers stay there; and with `asValue` a failure is shown as the number it is.
   */
  readonly strace?: { readonly trace?: string; readonly paths?: readonly string[]; readonly asValue?: true };
}

/** A rule of the list in use, with what became of it. */
export interface TamperRuleState {
  readonly rule: TamperRule;
  /** What it does in a few words: `openat: fail ENOENT`. */
  readonly label: string;
  /** Can be used; otherwise `message` says why not, in one sentence. */
  readonly verified: boolean;
  readonly message?: string;
  /** Calls for which its condition was true, since the session began or the rule changed. */
  readonly hits: number;
  /** Calls that it changed: hits that `when` let through. */
  readonly applied: number;
}

/** Bodies of the custom events, by event name. Sent at most ten times a second, in batches. */
export interface TraplineEvents {
  /** The session's program begins again (restart): what was told before is of another run, and ids start anew. */
  'trapline/newRun': Record<string, never>;
  /** Newest last. `dropped`: rows of this session that came too fast to be sent. */
  'trapline/stops': { readonly rows: readonly StopRow[]; readonly dropped: number };
  /** Hits since the session began, by system call name: all stops that a breakpoint or watch of it saw. */
  'trapline/hits': { readonly hits: Readonly<Record<string, number>> };
  /**
   * The whole list (ended ones are kept until the session ends, at most 200). Of thousands the stopped ones come first,
   * and `more` counts those that are left out.
   */
  'trapline/tracees': TraceeRows;
  /** The whole list of tamper rules in order: when it was set, and when counts have changed. */
  'trapline/tamper': { readonly rules: readonly TamperRuleState[] };
}

/** Custom requests: arguments and bodies by command. */
export interface TraplineRequests {
  'trapline/stopDetail': { arguments: { id: number }; body: StopDetail };
  /** Send SIGCONT to the process, or let its group-stop end. */
  'trapline/continueGroup': { arguments: { pid: number }; body: undefined };
  /**
   * Replaces all tamper rules, the configuration's too, at any time from `initialized` on, and for runs after a restart;
   * unchanged ones keep their counts. Answers in their order.
   */
  'trapline/setTamperRules': {
    arguments: { rules: readonly TamperRule[] };
    body: { rules: readonly TamperRuleState[] };
  };
  /**
   * One command at a stopped thread, as in the debug console: `skip ENOENT`, `fail EACCES`, `return 0`, `retry`,
   * `set flags = O_RDONLY`, `signal SIGTERM`, `delay 100ms`, `call getpid()`. `text` says what will happen.
   */
  'trapline/command': { arguments: { threadId: number; command: string }; body: { text: string } };
}

/**
 * A function breakpoint's `name`: `SET[@WHEN][ log: MESSAGE]`, for example `openat@exit log: {pathname} = {ret}`.
 * VS Code sends name, condition and hitCondition of a function breakpoint and drops its logMessage, so a logpoint's
 * message travels at the end of the name: everything behind the first ` log:` (spaces around it are not part of it).
 */
export type SyscallBreakpointName = string;
