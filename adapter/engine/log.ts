/**
 * The session's log in strace's format: which calls go in, decoded with the log's own options (not the editor's), and
 * the pure writer's lines to their output.
 */
import type { Arch } from '../../native/abi/arch.ts';
import { accountSystemTime } from '../../native/ffi/wait.ts';
import { machine } from '../../native/tracer/machine/index.ts';
import { fdPath } from '../../native/tracer/procfs.ts';
import type { SyscallInfo } from '../../native/tracer/syscallInfo.ts';
import type { Tracee } from '../../native/tracer/tracee.ts';
import type { DecodedCall } from '../syscalls/call.ts';
import type { Naming } from '../syscalls/context.ts';
import { usesFd, usesPath } from '../syscalls/log/filters.ts';
import { createSummary, isWall } from '../syscalls/log/summary.ts';
import type { LogPlan } from './api.ts';
import { atEntry, atExit, printed } from './calls.ts';
import { createLogClock } from './logClock.ts';
import { callTest, logDecoding } from './logDecoding.ts';
import { dumpOf, lineMark, modeText } from './logExtras.ts';
import { createLogNames } from './logNames.ts';
import { writerOptions } from './logOptions.ts';
import { type LogReaders, openLogOutput } from './logOutput.ts';
import { type Vcpu, vcpuNow, vcpuText } from './logVcpu.ts';
import { syscallText } from './names.ts';
import { NO_LOG, type SessionLog } from './sessionLog.ts';
import { askedNamingOf, namingOf } from './tracedMemory.ts';

interface Begun {
  /** Absent when only the table is made. */
  readonly call: DecodedCall | undefined;
  /** performance.now() at the entry-stop, 0 when nobody wants it. */
  readonly entered: number;
  /** Nanoseconds that the kernel had worked for the process then. */
  readonly systemTime: number;
  /** Taken at the entry: afterwards there is nothing to take. */
  readonly stack: string | undefined;
  readonly vcpu?: Vcpu;
}

const EXECVE = /^execve(at)?$/;

/** Calls that leave no stack behind. */
const STACK_AT_ENTRY = new Set(['exit', 'exit_group']);

/** What the log needs of the session. */
export interface LogSurroundings extends LogReaders {
  /** Whole lines: the stack of a stopped tracee (strace -k). */
  stack?(tracee: Tracee, options: { sources: boolean; limit?: number }): string;
  /** As many calls as were asked for are in the log. */
  full?(): void;
}

/** Opens the log, or none. `followForks` gives every line its pid, as in `strace -f -o`. Throws a UserError. */
export function createLog(plan: LogPlan | undefined, followForks: boolean, around: LogSurroundings): SessionLog {
  if (!plan) return NO_LOG;
  const inSet = callTest(plan.catch ?? 'all');
  const decoding = logDecoding(plan);
  const marks = new Map<number, string>();
  const clock = createLogClock();
  const names = createLogNames();
  const output = openLogOutput(plan, writerOptions(plan, followForks, marks, clock, names.of), clock, around);
  const paths = plan.paths && new Set(plan.paths);
  const signals = plan.signals && new Set(plan.signals);
  const quiet = new Set(plan.quiet);
  const summary = plan.summary && createSummary(plan.summary);
  const tableOnly = plan.summary?.only ?? false;
  accountSystemTime(plan.summary !== undefined && !plan.summary.wall);
  /** An entry that is over stays as undefined until its tracee ends: a map that only changes is not made anew. */
  const begun = new Map<number, Begun | undefined>();
  const hidden = new Set<number>();
  /** In the first execve of one that was hidden. */
  const becoming = new Set<number>();
  let calls = 0;

  const mark = (tracee: Tracee, gone = false): void => {
    if (plan.numbers || plan.instructionPointer) marks.set(tracee.tid, lineMark(plan, tracee, gone));
  };
  const notice = (tid: number, text: string): void => {
    if (quiet.has('attach')) return;
    if (plan.json) output.write(tid, (writer) => writer.note(tid, text));
    else say(text);
  };
  const say = (text: string): void => {
    if (!plan.notices) return;
    const line = `trapline: ${text}`;
    if (plan.file === 2) output.append(`${line}\n`);
    else around.complain(line);
  };
  const stackOptions = {
    sources: plan.stackSources ?? false,
    ...(plan.stackFrames !== undefined && { limit: plan.stackFrames }),
  };
  const stackOf = (tracee: Tracee): string => (plan.stacks ? (around.stack?.(tracee, stackOptions) ?? '') : '');
  const asksMore = plan.decodePids || plan.decodePidns || plan.vcpuExits || plan.namespaces;
  const naming = (tid: number): Naming => (asksMore ? askedNamingOf(tid, plan) : namingOf(tid));
  const isThere = (tid: number): void =>
    output.write(tid, (writer) => {
      writer.appeared(tid);
      if (plan.decodePids) names.of(tid);
      return '';
    });
  const modes = new Map<number, Arch>();
  const modeNotice = (tid: number, arch: Arch): void => {
    if (arch === (modes.get(tid) ?? machine.arch)) return;
    modes.set(tid, arch);
    if (quiet.has('personality')) return;
    output.write(tid, (writer) => writer.note(tid, modeText(tid, arch)));
  };
  const uses = (call: DecodedCall, tid: number): boolean => {
    if (!paths && !plan.traceFds) return true;
    if (paths && usesPath(call, paths, (fd) => fdPath(tid, fd))) return true;
    return plan.traceFds !== undefined && usesFd(call, plan.traceFds);
  };
  /** Its last line was written: what was put off is put into words before anything of it is forgotten. */
  const over = (tid: number): void => {
    output.ended(tid);
    marks.delete(tid);
    modes.delete(tid);
    names.forget(tid);
  };
  const { wall = false } = plan.summary ?? {};
  const hasWall = wall || (plan.summary !== undefined && [...plan.summary.columns, plan.summary.sort].some(isWall));
  const timed = plan.durations || plan.json || hasWall;
  const timeNow = (): number => (timed ? performance.now() : 0);
  const decodes = !tableOnly || paths !== undefined || plan.traceFds !== undefined;
  const count = (tracee: Tracee, info: SyscallInfo, pending: Begun, now: number): void => {
    const passed = (now - pending.entered) * 1e6;
    const time = wall ? passed : tracee.systemTime - pending.systemTime;
    summary?.count(syscallText(tracee), tracee.meant, info.isError, time, passed);
  };
  return {
    wantsSyscalls: () => true,
    wants: inSet,
    has: (tid) => begun.get(tid) !== undefined,
    hide: (tid) => void hidden.add(tid),
    executed(tid) {
      hidden.delete(tid);
      if (plan.decodePids) names.of(tid);
    },
    appeared({ tid }) {
      notice(tid, `Process ${tid} attached`);
      isThere(tid);
    },
    present: ({ tid }) => isThere(tid),
    entry(tracee, info) {
      const { tid, meant, auditArch, systemTime } = tracee;
      const first = hidden.size > 0 && hidden.has(tid);
      if (first && !EXECVE.test(syscallText(tracee))) return;
      if (first) hidden.delete(tid);
      if (first) becoming.add(tid);
      let call: DecodedCall | undefined;
      if (decodes) {
        const decoded = atEntry(tracee, info, decoding.options(auditArch, meant), naming(tid));
        if (!uses(decoded, tid)) return;
        call = decoded;
      }
      const stack = call && plan.stacks && STACK_AT_ENTRY.has(call.name) ? stackOf(tracee) : undefined;
      const vcpu = call && plan.vcpuState ? vcpuNow(tid, call) : undefined;
      begun.set(tid, { call, entered: timeNow(), systemTime, stack, ...(vcpu && { vcpu }) });
      if (tableOnly || !call) return;
      modeNotice(tid, call.arch);
      mark(tracee);
      const shown = decoding.shown(call, auditArch, meant);
      output.write(tid, (writer) => writer.entry(tid, shown, stack));
    },
    exit(tracee, info, callMarks) {
      const { tid, meant, auditArch } = tracee;
      const now = timeNow();
      // It is not the program after all.
      if (becoming.delete(tid) && info.isError) hidden.add(tid);
      const pending = begun.get(tid);
      if (pending) begun.set(tid, undefined);
      if (summary && pending) count(tracee, info, pending, now);
      if (tableOnly) return;
      const seconds = pending ? (now - pending.entered) / 1000 : undefined;
      const options = decoding.options(auditArch, meant);
      const call = atExit(tracee, pending?.call, info, options, naming(tid), callMarks);
      const behind = dumpOf(plan, tracee, call) + vcpuText(tid, call, pending?.vcpu);
      const after = behind + (pending?.stack ?? stackOf(tracee));
      mark(tracee);
      const shown = decoding.shown(call, auditArch, meant);
      output.write(tid, (writer) => writer.exit(tid, shown, seconds, after));
      if (++calls === plan.limit) around.full?.();
    },
    entryChanged(tracee, info) {
      const { tid, meant, auditArch } = tracee;
      const pending = begun.get(tid);
      if (!pending?.call) return;
      const call = atEntry(tracee, info, decoding.options(auditArch, meant), naming(tid));
      if (printed(call) === printed(pending.call)) return;
      begun.set(tid, { ...pending, call });
      output.write(tid, (writer) => writer.entry(tid, decoding.shown(call, auditArch, meant), pending.stack));
    },
    exitChanged(tracee, info, callMarks) {
      if (tableOnly || !inSet(tracee.auditArch, tracee.meant)) return;
      const { tid, meant, auditArch } = tracee;
      const call = atExit(tracee, undefined, info, decoding.options(auditArch, meant), naming(tid), callMarks);
      const shown = decoding.shown(call, auditArch, meant);
      if (uses(call, tid)) output.write(tid, (writer) => writer.again(tid, shown));
    },
    signal(tracee, siginfo) {
      const signal = new DataView(siginfo.buffer, siginfo.byteOffset, siginfo.byteLength).getInt32(0, true);
      if (tableOnly || hidden.has(tracee.tid) || (signals && !signals.has(signal))) return;
      mark(tracee);
      const after = stackOf(tracee);
      output.write(tracee.tid, (writer) => writer.signal(tracee.tid, siginfo) + after);
    },
    groupStop(tracee, signal) {
      if (tableOnly || hidden.has(tracee.tid) || (signals && !signals.has(signal))) return;
      mark(tracee);
      output.write(tracee.tid, (writer) => writer.groupStop(tracee.tid, signal));
    },
    superseded(former, leader) {
      const pending = begun.get(former);
      begun.delete(former);
      begun.delete(leader);
      if (pending) begun.set(leader, pending);
      if (!tableOnly) output.write(leader, (writer) => writer.superseded(former, leader));
      over(former);
    },
    ending(tracee) {
      begun.delete(tracee.tid);
      mark(tracee);
      if (!tableOnly) output.write(tracee.tid, (writer) => writer.ending(tracee.tid));
    },
    ended(tracee, end) {
      const { tid } = tracee;
      begun.delete(tid);
      if (!tableOnly) {
        mark(tracee, true);
        output.write(tid, (writer) => {
          if (end.kind === 'exited') return writer.exited(tid, end.code);
          return writer.killed(tid, end.signal, end.coreDumped, signals?.has(end.signal) === false);
        });
      }
      over(tid);
    },
    detached({ tid }) {
      begun.delete(tid);
      if (!plan.json) notice(tid, `Process ${tid} detached`);
      if (!tableOnly) output.write(tid, (writer) => writer.detached(tid));
      over(tid);
    },
    startFailed: (message) => say(`exec: ${message}`),
    attached(pid, threads) {
      notice(pid, `Process ${pid} attached${threads > 1 ? ` with ${threads} threads` : ''}`);
    },
    settle: () => output.settle(),
    waiting: () => output.waiting(),
    flush: () => output.flush(),
    close() {
      output.append(summary?.text() ?? '');
      output.close();
    },
  };
}
