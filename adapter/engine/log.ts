/**
 * The session's log in strace's format: which calls go in, decoded with the log's own options (not the editor's), and
 * the pure writer's lines to their sink.
 */
import { archOf } from '../../native/abi/arch.ts';
import type { End } from '../../native/tracer/stop.ts';
import type { SyscallInfo } from '../../native/tracer/syscallInfo.ts';
import type { Tracee } from '../../native/tracer/tracee.ts';
import { nativeCatalog } from '../breakpoints/nativeCatalog.ts';
import { lookup, matchTable, parseSet, SetError } from '../breakpoints/set.ts';
import type { DecodedCall, Marks } from '../syscalls/call.ts';
import type { DecodeOptions } from '../syscalls/context.ts';
import { createLogWriter } from '../syscalls/log/writer.ts';
import { type LogPlan, UserError } from './api.ts';
import { atEntry, atExit } from './calls.ts';
import { openSink } from './logSink.ts';
import { namingOf } from './tracedMemory.ts';
import { tableNumber } from './watches.ts';

export interface SessionLog {
  wantsSyscalls(): boolean;
  wants(auditArch: number, nr: number): boolean;
  /** Its entry is in the log and waits for the result. */
  has(tid: number): boolean;
  appeared(tracee: Tracee): void;
  entry(tracee: Tracee, info: SyscallInfo): void;
  /** `marks`: what was changed or held up of the call. */
  exit(tracee: Tracee, info: SyscallInfo, marks?: Marks): void;
  signal(tracee: Tracee, siginfo: Uint8Array): void;
  groupStop(tracee: Tracee, signal: number): void;
  superseded(former: number, leader: number): void;
  /** PTRACE_EVENT_EXIT. */
  ending(tracee: Tracee): void;
  ended(tracee: Tracee, end: End): void;
  detached(tracee: Tracee): void;
  flush(): void;
  close(): void;
}

const nothing = (): void => {};
const NONE: SessionLog = {
  wantsSyscalls: () => false,
  wants: () => false,
  has: () => false,
  appeared: nothing,
  entry: nothing,
  exit: nothing,
  signal: nothing,
  groupStop: nothing,
  superseded: nothing,
  ending: nothing,
  ended: nothing,
  detached: nothing,
  flush: nothing,
  close: nothing,
};

interface Begun {
  readonly call: DecodedCall;
  /** performance.now() at the entry-stop. */
  readonly entered: number;
}

/** Opens the log, or none. `followForks` gives every line its pid, as in `strace -f -o`. Throws a UserError. */
export function createLog(
  plan: LogPlan | undefined,
  followForks: boolean,
  complain: (text: string) => void,
): SessionLog {
  if (!plan) return NONE;
  const table = watchTable(plan.catch);
  const sink = openSink(plan.file, complain);
  const options: DecodeOptions = {
    strings: plan.strings ?? 32,
    abbreviate: true,
    decodeFds: plan.decodeFds ?? false,
  };
  const writer = createLogWriter({
    prefix: followForks ? (typeof plan.file === 'number' ? 'terminal' : 'file') : 'none',
    timestamps: plan.timestamps ?? 'none',
    durations: plan.durations ?? false,
    clock: () => (performance.timeOrigin + performance.now()) * 1000,
  });
  const begun = new Map<number, Begun>();
  return {
    wantsSyscalls: () => true,
    wants: (auditArch, nr) => lookup(table(auditArch, nr), tableNumber(auditArch, nr)) !== 0,
    has: (tid) => begun.has(tid),
    appeared: ({ tid }) => writer.appeared(tid),
    entry(tracee, info) {
      const call = atEntry(tracee, info, options);
      begun.set(tracee.tid, { call, entered: performance.now() });
      sink.write(writer.entry(tracee.tid, call));
    },
    exit(tracee, info, marks) {
      const pending = begun.get(tracee.tid);
      begun.delete(tracee.tid);
      const seconds = pending ? (performance.now() - pending.entered) / 1000 : undefined;
      const call = atExit(tracee, pending?.call, info, options, namingOf(tracee.tid), marks);
      sink.write(writer.exit(tracee.tid, call, seconds));
    },
    signal: ({ tid }, siginfo) => sink.write(writer.signal(tid, siginfo)),
    groupStop: ({ tid }, signal) => sink.write(writer.groupStop(tid, signal)),
    superseded(former, leader) {
      const pending = begun.get(former);
      begun.delete(former);
      begun.delete(leader);
      if (pending) begun.set(leader, pending);
      sink.write(writer.superseded(former, leader));
    },
    ending({ tid }) {
      begun.delete(tid);
      sink.write(writer.ending(tid));
    },
    ended({ tid }, end) {
      begun.delete(tid);
      sink.write(end.kind === 'exited' ? writer.exited(tid, end.code) : writer.killed(tid, end.signal, end.coreDumped));
    },
    detached({ tid }) {
      begun.delete(tid);
      sink.write(writer.detached(tid));
    },
    flush: () => sink.flush(),
    close() {
      sink.write(writer.finish());
      sink.close();
    },
  };
}

/** The calls of a SET by number, one table an ABI. */
function watchTable(text: string | undefined): (auditArch: number, nr: number) => Uint8Array {
  let set: ReturnType<typeof parseSet>;
  try {
    set = parseSet(text ?? 'all', nativeCatalog);
  } catch (error) {
    if (error instanceof SetError) throw new UserError(error.message);
    throw error;
  }
  const tables = new Map<string, Uint8Array>();
  return (auditArch, nr) => {
    const arch = archOf(auditArch, nr);
    let table = tables.get(arch);
    if (!table) {
      table = matchTable(set, arch, nativeCatalog);
      tables.set(arch, table);
    }
    return table;
  };
}
