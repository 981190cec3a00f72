/**
 * A fixture run under the tracer loop on the test's own thread, every stop written down as a plain value. For tests of
 * what the kernel reports, below the engine; the fixtures set an alarm, so a lost stop ends the run and the test fails.
 */
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AUDIT_ARCH_I386, AUDIT_ARCH_X86_64 } from '../../../native/abi/arch.ts';
import { closeFd, makePipe, spawnShim } from '../../../native/ffi/spawn.ts';
import { __WALL, WNOHANG, WUNTRACED, waitpid } from '../../../native/ffi/wait.ts';
import { attach } from '../../../native/tracer/attach.ts';
import { launch } from '../../../native/tracer/launch.ts';
import { runLoop } from '../../../native/tracer/loop.ts';
import { threadsOf } from '../../../native/tracer/procfs.ts';
import type { End, Stop } from '../../../native/tracer/stop.ts';
import { SyscallInfo, type SyscallInfoReader } from '../../../native/tracer/syscallInfo.ts';
import { LISTEN, RESUME_CONTINUE, RESUME_SYSCALL, type Resume, type Tracee } from '../../../native/tracer/tracee.ts';
import { type TraceOptions, Tracer } from '../../../native/tracer/tracer.ts';
import { buildFixtures } from '../../../scripts/fixtures.ts';
import { fixture } from './session.ts';

/** What one report said. Plain values, because the tracer's own records are used again for the next stop. */
export type Seen = { readonly tid: number } & (
  | { readonly kind: 'entry' | 'seccomp'; readonly arch: string; readonly nr: number; readonly args: readonly bigint[] }
  | {
      readonly kind: 'exit';
      readonly arch: string;
      readonly nr: number;
      readonly result: bigint;
      readonly isError: boolean;
    }
  | { readonly kind: 'signal' | 'group-stop'; readonly signal: number; readonly code: number }
  | { readonly kind: 'event-stop' | 'vfork-done' | 'appeared' | 'vanished' }
  | { readonly kind: 'fork' | 'vfork' | 'clone'; readonly child: number }
  | { readonly kind: 'exec' | 'replaced'; readonly former: number }
  | { readonly kind: 'exit-event'; readonly status: number }
  | { readonly kind: 'ended'; readonly end: End }
);

export type SeenOf<Kind extends Seen['kind']> = Seen & { readonly kind: Kind };

export interface RecordOptions {
  readonly args?: readonly string[];
  readonly readInfo?: SyscallInfoReader;
  readonly options?: Partial<TraceOptions>;
  /** Attached to at its gate (gate.inc), instead of launched. */
  readonly attached?: boolean;
  /** Another way to go on than the debugger's; undefined leaves it to that. */
  readonly decide?: (tracer: Tracer, tracee: Tracee, stop: Stop, seen: readonly Seen[]) => Resume | undefined;
}

export interface Recorded {
  readonly pid: number;
  readonly seen: readonly Seen[];
  readonly output: string;
  /** Reports of one kind, of all tracees. */
  of<Kind extends Seen['kind']>(kind: Kind): SeenOf<Kind>[];
}

export const archName = (arch: number): string =>
  arch === AUDIT_ARCH_X86_64 ? 'x86_64' : arch === AUDIT_ARCH_I386 ? 'i386' : `arch ${arch.toString(16)}`;

/** Compiles the fixture when its source is newer, and gives its path. */
export function built(name: string): string {
  if (buildFixtures([name]).length > 0) throw new Error(`${name}.c does not compile`);
  return fixture(name);
}

const PLAN = { env: ['PATH=/usr/bin:/bin'], cwd: '/', newProcessGroup: true, closeOthers: true };

/** Runs a fixture to the end of its last tracee. */
export function record(name: string, options: RecordOptions = {}): Recorded {
  const program = built(name);
  const folder = mkdtempSync(join(tmpdir(), 'trapline-test-'));
  const file = join(folder, 'output');
  const out = openSync(file, 'w');
  const tracer = new Tracer();
  tracer.options = { followForks: true, followThreads: true, exitEvents: true, exitKill: true, ...options.options };
  if (options.readInfo) tracer.readInfo = options.readInfo;
  const seen: Seen[] = [];
  try {
    const begin = options.attached ? attached : launched;
    const pid = begin(tracer, program, [program, ...(options.args ?? [])], out);
    runLoop(tracer, {
      appeared: ({ tid }) => void seen.push({ tid, kind: 'appeared' }),
      vanished: ({ tid }) => void seen.push({ tid, kind: 'vanished' }),
      replaced: (former, leader) => void seen.push({ tid: leader.tid, kind: 'replaced', former: former.tid }),
      ended: ({ tid }, end) => void seen.push({ tid, kind: 'ended', end }),
      stopped(tracee, stop) {
        seen.push(plain(tracee, stop));
        return options.decide?.(tracer, tracee, stop, seen) ?? usual(stop);
      },
      pending: () => false,
      poll: (idle) => !idle,
    });
    return {
      pid,
      seen,
      output: readFileSync(file, 'latin1'),
      of: <Kind extends Seen['kind']>(kind: Kind) => seen.filter((one): one is SeenOf<Kind> => one.kind === kind),
    };
  } finally {
    closeSync(out);
    rmSync(folder, { recursive: true });
  }
}

function launched(tracer: Tracer, program: string, argv: readonly string[], out: number): number {
  const tracee = launch(tracer, { ...PLAN, program, argv, stdio: [null, out, out] });
  if (typeof tracee === 'number') throw new Error(`${program}: errno ${-tracee}`);
  tracer.resume(tracee, RESUME_SYSCALL);
  return tracee.tid;
}

/** Starts it untraced, attaches where it waits at its gate, and opens that. */
function attached(tracer: Tracer, program: string, argv: readonly string[], out: number): number {
  const [input, gate] = makePipe();
  const env = [...PLAN.env, 'GATE=1'];
  const pid = spawnShim({ ...PLAN, env, program, argv, stdio: [input, out, out] });
  if (pid < 0 || waitpid(pid, __WALL | WUNTRACED) !== pid) throw new Error(`${program}: errno ${-pid}`);
  process.kill(pid, 'SIGCONT');
  while (!threadsOf(pid).some(waitsForByte)) if (waitpid(pid, WNOHANG) !== 0) throw new Error(`${program} ended`);
  const tracees = attach(tracer, pid);
  if (typeof tracees === 'number') throw new Error(`${program}: errno ${-tracees}`);
  writeSync(gate, '\n');
  closeFd(gate);
  closeFd(input);
  return pid;
}

/** Does the thread block in a read from stdin (proc(5), /proc/PID/syscall: number and first argument)? */
function waitsForByte(tid: number): boolean {
  try {
    return /^[03] 0x0 /.test(readFileSync(`/proc/${tid}/syscall`, 'latin1'));
  } catch {
    return false;
  }
}

function usual(stop: Stop): Resume {
  switch (stop.kind) {
    case 'signal':
      return { how: 'syscall', signal: stop.signal };
    case 'group-stop':
      return LISTEN;
    case 'exit':
      return RESUME_CONTINUE;
    default:
      return RESUME_SYSCALL;
  }
}

function plain({ tid, nr }: Tracee, stop: Stop): Seen {
  switch (stop.kind) {
    case 'syscall-entry':
    case 'seccomp': {
      const { info } = stop;
      const kind = stop.kind === 'seccomp' ? 'seccomp' : 'entry';
      return { tid, kind, arch: archName(info.arch), nr: info.nr, args: info.args() };
    }
    case 'syscall-exit': {
      const { info } = stop;
      return { tid, kind: 'exit', arch: archName(info.arch), nr, result: info.rval, isError: info.isError };
    }
    case 'signal': {
      const code = new DataView(stop.siginfo.buffer, stop.siginfo.byteOffset).getInt32(8, true);
      return { tid, kind: 'signal', signal: stop.signal, code };
    }
    case 'group-stop':
      return { tid, kind: 'group-stop', signal: stop.signal, code: 0 };
    case 'event-stop':
    case 'vfork-done':
      return { tid, kind: stop.kind };
    case 'fork':
    case 'vfork':
    case 'clone':
      return { tid, kind: stop.kind, child: stop.child };
    case 'exec':
      return { tid, kind: 'exec', former: stop.formerTid };
    case 'exit':
      return { tid, kind: 'exit-event', status: stop.status };
    default:
      return stop satisfies never;
  }
}

/** First argument of the close(2) calls that fixtures use as marks: nothing else closes such descriptors. */
export const BEGIN = -1001;
export const END = -1002;

/** What one tracee did between the two marks, as `ARCH NR RESULT` lines: calls, and signals as `signal NR`. */
export function between(recorded: Recorded, tid = recorded.pid): string[] {
  const lines: string[] = [];
  let inside = false;
  for (const one of recorded.seen) {
    if (one.tid !== tid) continue;
    if (one.kind === 'entry' && one.nr === (one.arch === 'i386' ? 6 : 3)) {
      const mark = Number(BigInt.asIntN(32, one.args[0] ?? 0n));
      if (mark === END) return lines;
      if (mark === BEGIN) inside = true;
      else if (inside) lines.push(`entry ${one.arch} ${one.nr}`);
    } else if (one.kind === 'entry' && inside) lines.push(`entry ${one.arch} ${one.nr}`);
    else if (one.kind === 'exit' && inside) lines.push(`exit ${one.arch} ${one.nr} ${one.result}`);
    else if (one.kind === 'signal' && inside) lines.push(`signal ${one.signal}`);
    else if (one.kind === 'group-stop' && inside) lines.push(`group-stop ${one.signal}`);
  }
  // The first exit is the mark's own.
  return lines;
}

/**
 * A reader that asks several at each stop and complains where they differ. The first one's answer counts. Calls on the
 * same stop change nothing in the tracee, so one run tests them all on the same facts.
 */
export function crossChecked(
  readers: Readonly<Record<string, SyscallInfoReader>>,
  complaints: string[],
): SyscallInfoReader & { stops: number } {
  const [first, ...others] = Object.entries(readers);
  if (!first) throw new Error('no readers');
  const other = new SyscallInfo();
  const reader = (tid: number, info: SyscallInfo, inSyscall: boolean, seccomp?: boolean): number => {
    const result = first[1](tid, info, inSyscall, seccomp);
    if (result < 0) return result;
    reader.stops++;
    for (const [name, read] of others) {
      const got = read(tid, other, inSyscall, seccomp);
      const differs = got < 0 ? `errno ${-got}` : difference(info, other);
      if (differs) complaints.push(`${name} at ${describe(info)}: ${differs}`);
    }
    return result;
  };
  reader.stops = 0;
  return reader;
}

function describe(info: SyscallInfo): string {
  return info.op === 2 ? `exit = ${info.rval}` : `entry of ${archName(info.arch)} ${info.nr}`;
}

function difference(one: SyscallInfo, two: SyscallInfo): string | undefined {
  if (one.op !== two.op) return `op ${two.op}`;
  if (one.arch !== two.arch) return `arch ${two.arch.toString(16)}`;
  if (one.instructionPointer !== two.instructionPointer) return 'ip';
  if (one.stackPointer !== two.stackPointer) return 'sp';
  if (one.op === 2) {
    if (one.rval !== two.rval) return `result ${two.rval}`;
    return one.isError === two.isError ? undefined : `isError ${two.isError}`;
  }
  if (one.nr !== two.nr) return `nr ${two.nr}`;
  const wrong = two.args().findIndex((value, index) => value !== one.args()[index]);
  return wrong < 0 ? undefined : `args[${wrong}] ${two.args()[wrong]}, not ${one.args()[wrong]}`;
}
