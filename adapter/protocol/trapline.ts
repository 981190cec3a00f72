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

/** Bodies of the custom events, by event name. Sent at most ten times a second, in batches. */
export interface TraplineEvents {
  /** Newest last. `dropped`: older rows that no longer can be asked for in detail. */
  'trapline/stops': { readonly rows: readonly StopRow[]; readonly dropped: number };
  /** Hits since the session began, by system call name: all stops that a breakpoint or watch of it saw. */
  'trapline/hits': { readonly hits: Readonly<Record<string, number>> };
  /** The whole list (ended ones are kept until the session ends, at most 200). */
  'trapline/tracees': { readonly tracees: readonly TraceeRow[] };
}

/** Custom requests: arguments and bodies by command. */
export interface TraplineRequests {
  'trapline/stopDetail': { arguments: { id: number }; body: StopDetail };
  /** Send SIGCONT to the process, or let its group-stop end. */
  'trapline/continueGroup': { arguments: { pid: number }; body: undefined };
}

/**
 * A function breakpoint's `name`: `SET[@WHEN][ log: MESSAGE]`, for example `openat@exit log: {pathname} = {ret}`.
 * VS Code sends name, condition and hitCondition of a function breakpoint and drops its logMessage, so a logpoint's
 * message travels at the end of the name: everything behind the first ` log:` (spaces around it are not part of it).
 */
export type SyscallBreakpointName = string;
