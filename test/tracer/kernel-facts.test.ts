/**
 * What the kernel answers to ptrace requests at a stop, request by request: the facts that the tracer is built on. Those of
 * single-steps are in step-matrix.test.ts. Where a newer kernel answers otherwise, this is the test that says so.
 */
import { release } from 'node:os';
import { describe, expect, test } from 'vitest';
import { EINVAL, EIO, ESRCH } from '../../native/ffi/libc.ts';
import {
  PTRACE_CONT,
  PTRACE_EVENT_EXIT,
  PTRACE_GET_SYSCALL_INFO,
  PTRACE_GETSIGINFO,
  PTRACE_INTERRUPT,
  PTRACE_LISTEN,
  PTRACE_SET_SYSCALL_INFO,
  PTRACE_SETOPTIONS,
  PTRACE_SYSCALL,
  ptrace,
  ptraceBuffer,
} from '../../native/ffi/ptrace.ts';
import { __WALL, waitpid, waitStatus, wifStopped } from '../../native/ffi/wait.ts';
import { newestReader, readByEventMessage, readByToggling } from '../../native/tracer/readers.ts';
import { getRegisters, NUMBER, RESULT, setRegisters } from '../../native/tracer/registers.ts';
import { kill } from '../../native/tracer/signals.ts';
import { classify, hasLeftStop } from '../../native/tracer/stop.ts';
import { readSyscallInfo } from '../../native/tracer/syscallInfo.ts';
import { record } from './support/record.ts';
import { type Stopped, startStopped } from './support/stopped.ts';

const GETPPID = 110;
const [SIGTRAP, SIGKILL, SIGCONT, SIGSTOP] = [5, 9, 18, 19];
const PTRACE_EVENT_STOP = 128;
/** What wait(2) says of a syscall-stop with PTRACE_O_TRACESYSGOOD. */
const SYSCALL_STOP = 0x7f | ((SIGTRAP | 0x80) << 8);
const ERANGE = 34;
const WHOLE = 88;

const buffer = new Uint8Array(new ArrayBuffer(4096), 0, WHOLE);
const view = new DataView(buffer.buffer, 0, WHOLE);
const infoOf = ({ tracee }: Stopped): number => ptraceBuffer(PTRACE_GET_SYSCALL_INFO, tracee.tid, WHOLE, buffer);

/** The next report as wait(2) gives it: the stop's signal, and the event above it. */
function report({ tracee }: Stopped, request: number, data = 0): [signal: number, event: number] {
  expect(ptrace(request, tracee.tid, 0, data)).toBe(0);
  return next(tracee.tid);
}

function next(tid: number): [signal: number, event: number] {
  expect(waitpid(tid, __WALL)).toBe(tid);
  return [(waitStatus() >> 8) & 0xff, waitStatus() >> 16];
}

describe('PTRACE_GET_SYSCALL_INFO', () => {
  test('how many bytes there are at each stop', () => {
    const program = startStopped('seccomp-trace', [], { seccompStops: true });
    program.toCall(GETPPID);
    expect([infoOf(program), buffer[0]]).toEqual([80, 1]);
    program.to((stop) => stop.kind === 'seccomp');
    expect([infoOf(program), buffer[0]]).toEqual([84, 3]);
    program.to((stop) => stop.kind === 'syscall-exit');
    expect([infoOf(program), buffer[0]]).toEqual([33, 2]);
    program.to((stop) => stop.kind === 'signal');
    expect([infoOf(program), buffer[0]]).toEqual([24, 0]);
  });

  test('without PTRACE_O_TRACESYSGOOD a syscall-stop reads as none, and is a SIGTRAP', () => {
    const program = startStopped('checks-itself');
    program.toCall(GETPPID);
    expect(ptrace(PTRACE_SETOPTIONS, program.tracee.tid, 0, 0)).toBe(0);
    expect(report(program, PTRACE_SYSCALL)).toEqual([SIGTRAP, 0]);
    infoOf(program);
    expect(buffer[0]).toBe(0);
  });
});

describe('a group-stop of a seized tracee', () => {
  function groupStopped(): Stopped {
    const program = startStopped('all-stops', [], { followForks: false });
    expect(program.to((stop) => stop.kind === 'group-stop')).toBeDefined();
    return program;
  }

  test('has a siginfo and registers; LISTEN keeps both away, INTERRUPT brings it back, SIGCONT ends it', () => {
    const program = groupStopped();
    const { tid } = program.tracee;
    const siginfo = new Int32Array(32);
    expect(ptraceBuffer(PTRACE_GETSIGINFO, tid, 0, siginfo)).toBe(0);
    expect(siginfo[2]).toBe((PTRACE_EVENT_STOP << 8) | SIGSTOP);
    expect(getRegisters(tid)).toBeDefined();
    expect(ptrace(PTRACE_LISTEN, tid, 0, 0)).toBe(0);
    expect(getRegisters(tid)).toBeUndefined();
    expect(ptraceBuffer(PTRACE_GETSIGINFO, tid, 0, siginfo)).toBe(-ESRCH);
    expect(report(program, PTRACE_INTERRUPT)).toEqual([SIGSTOP, PTRACE_EVENT_STOP]);
    expect(ptrace(PTRACE_LISTEN, tid, 0, 0)).toBe(0);
    expect(kill(tid, SIGCONT)).toBe(0);
    expect(next(tid)).toEqual([SIGTRAP, PTRACE_EVENT_STOP]);
    expect(report(program, PTRACE_CONT)).toEqual([SIGCONT, 0]);
    expect(report(program, PTRACE_CONT)).toEqual([SIGTRAP, 4]);
  });

  test('resumed by CONT it never was: the program goes on, and SIGCONT comes to nothing', () => {
    const program = groupStopped();
    // Its execve.
    expect(report(program, PTRACE_CONT)).toEqual([SIGTRAP, 4]);
    program.finish();
  });

  test('LISTEN is for it alone', () => {
    const program = startStopped('checks-itself');
    program.toCall(GETPPID);
    expect(ptrace(PTRACE_LISTEN, program.tracee.tid, 0, 0)).toBe(-EIO);
  });
});

const [major = 0, minor = 0] = release().split('.').map(Number);

describe.skipIf(major < 6 || (major === 6 && minor < 16))('PTRACE_SET_SYSCALL_INFO (Linux 6.16)', () => {
  /** At the stop, its own description with a change; the answer. */
  function set(program: Stopped, change: () => void, size = WHOLE): number {
    buffer.fill(0);
    infoOf(program);
    change();
    return ptraceBuffer(PTRACE_SET_SYSCALL_INFO, program.tracee.tid, size, buffer);
  }

  function at(kind: 'syscall-entry' | 'syscall-exit'): Stopped {
    const program = startStopped('checks-itself');
    program.toCall(GETPPID, kind);
    return program;
  }

  test.each<[string, () => void, number]>([
    ['as it was', () => {}, 0],
    ['reserved not 0', () => view.setUint8(1, 1), -EINVAL],
    ['flags not 0', () => view.setUint16(2, 1, true), -EINVAL],
    ['the op of another stop', () => view.setUint8(0, 2), -EINVAL],
    ['no op', () => view.setUint8(0, 0), -EINVAL],
    ['a number that is no int', () => view.setBigUint64(24, 0xffff_ffffn, true), -ERANGE],
    ['no call', () => view.setBigInt64(24, -1n, true), 0],
  ])('at an entry: %s', (_what, change, answer) => {
    const program = at('syscall-entry');
    expect(set(program, change)).toBe(answer);
  });

  test('behind a seccomp-stop the filter is asked again about the new call', () => {
    const program = startStopped('seccomp-trace', [], { seccompStops: true });
    program.to((stop) => stop.kind === 'seccomp');
    // getuid, which it traps.
    expect(set(program, () => view.setBigUint64(24, 102n, true))).toBe(0);
    expect(program.to((stop) => stop.kind === 'signal')).toMatchObject({ signal: 31 });
    expect(program.finish()).toMatch(/trapped 102\n$/);
  });

  test('fewer bytes than the whole are refused, more are taken', () => {
    const program = at('syscall-entry');
    expect(set(program, () => {}, WHOLE - 1)).toBe(-EINVAL);
    expect(set(program, () => {}, WHOLE + 8)).toBe(0);
  });

  test('what is ignored is not written', () => {
    const program = at('syscall-entry');
    infoOf(program);
    const before = buffer.slice(0, 24);
    expect(set(program, () => [4, 8, 16].map((to) => view.setUint32(to, 1)))).toBe(0);
    infoOf(program);
    expect(buffer.slice(0, 24)).toEqual(before);
  });

  test('a call that is none is skipped, its arguments are not written, its result is ENOSYS', () => {
    const program = at('syscall-entry');
    const rdi = getRegisters(program.tracee.tid)?.[14];
    set(program, () => {
      view.setBigInt64(24, -1n, true);
      view.setBigUint64(32, 4711n, true);
    });
    expect(getRegisters(program.tracee.tid)?.[14]).toBe(rdi);
    const exit = program.to((stop) => stop.kind === 'syscall-exit');
    expect(exit?.kind === 'syscall-exit' && exit.info.rval).toBe(-38n);
  });

  // An error need not be one of the kernel's: it is what the program's register gets.
  test.each<[string, bigint, number]>([
    ['a value', 4711n, 0],
    ['an errno', -2n, 1],
    ['an error that is no errno', 4711n, 1],
    ['an error beyond the last errno', -5000n, 1],
  ])('at an exit: %s', (_what, value, isError) => {
    const program = at('syscall-exit');
    const change = (): void => {
      view.setBigInt64(24, value, true);
      view.setUint8(32, isError);
    };
    expect(set(program, change)).toBe(0);
    expect(program.finish()).toBe(`result ${value}\n`);
  });
});

test('orig_rax of -1 with a result at the entry: no exit-stop is needed', () => {
  const program = startStopped('checks-itself');
  program.toCall(GETPPID);
  const registers = getRegisters(program.tracee.tid) as BigUint64Array;
  registers[NUMBER] = BigInt.asUintN(64, -1n);
  registers[RESULT] = 4711n;
  expect(setRegisters(program.tracee.tid, registers)).toBe(0);
  program.to(() => true, PTRACE_CONT);
  expect(program.finish()).toBe('result 4711\n');
});

describe.each(['launched', 'attached'] as const)('%s', (how) => {
  test('an execve of a seized tracee brings its event and no SIGTRAP behind it', () => {
    const { pid, seen } = record('vfork-exec', { attached: how === 'attached' });
    expect(seen.some(({ tid, kind }) => tid !== pid && kind === 'exec')).toBe(true);
    expect(seen.filter((one) => one.kind === 'signal' && one.signal === SIGTRAP)).toEqual([]);
  });

  test('a call that user dispatch hands to the program makes no syscall-stop, only its SIGSYS', () => {
    const recorded = record('dispatch', { attached: how === 'attached' });
    expect(recorded.output).toBe('110 102 code 2, got 77 77\n');
    const calls = recorded.of('entry').map(({ nr }) => nr);
    expect(calls).not.toContain(GETPPID);
    expect(calls).not.toContain(102);
    const place = recorded.seen.findIndex((one) => one.kind === 'signal');
    const kinds = recorded.seen
      .slice(place, place + 6)
      .map((one) => ('signal' in one ? `signal ${one.signal}` : one.kind));
    // Each with the handler's rt_sigreturn between.
    expect(kinds).toEqual(['signal 31', 'entry', 'exit', 'signal 31', 'entry', 'exit']);
  });
});

test('SIGKILL ends a stop; at its end the thread answers again', () => {
  const { tracee, to, toCall } = startStopped('checks-itself', [], { exitEvents: true });
  const { tid } = tracee;
  for (const kind of ['syscall-entry', 'syscall-exit'] as const) {
    toCall(GETPPID, kind);
    expect(hasLeftStop(tid)).toBe(false);
  }
  kill(tid, SIGKILL);
  expect(next(tid)).toEqual([SIGTRAP, PTRACE_EVENT_EXIT]);
  expect(getRegisters(tid)).toBeDefined();
  expect(hasLeftStop(tid)).toBe(true);
  expect(to(() => true)).toBeUndefined();
  expect(hasLeftStop(tid)).toBe(true);
});

test.each(['fork', 'exec', 'signal'] as const)(
  'a %s that was reported before SIGKILL is not read from the end behind it',
  (kind) => {
    const program = startStopped('all-stops', [], { exitEvents: true });
    const { tid } = program.tracee;
    const stop = program.to((each) => each.kind === kind);
    const reported = waitStatus();
    const again = (): unknown => classify(tid, reported, false, readSyscallInfo)?.kind;
    expect(again()).toBe(kind);
    kill(tid, SIGKILL);
    // It answers again where it ends.
    while (getRegisters(tid) === undefined || !hasLeftStop(tid));
    expect(again()).toBeUndefined();
    expect(next(tid)).toEqual([SIGTRAP, PTRACE_EVENT_EXIT]);
    expect(program.to(() => true)).toBeUndefined();
    if (stop?.kind !== 'fork') return;
    kill(stop.child, SIGKILL);
    while (waitpid(stop.child, __WALL) > 0 && wifStopped(waitStatus())) ptrace(PTRACE_CONT, stop.child, 0, 0);
  },
);

test.each([
  ['the newest way', readSyscallInfo],
  ['event messages', readByEventMessage],
  ['toggling', readByToggling],
])('nor is a call, by %s, and the way stays the same', (_name, way) => {
  const program = startStopped('all-stops', [], { exitEvents: true });
  const { tid } = program.tracee;
  const readInfo = newestReader([way, () => -EIO]);
  const again = (): unknown => classify(tid, SYSCALL_STOP, program.tracee.inSyscall, readInfo)?.kind;
  program.to(({ kind }) => kind === 'syscall-entry');
  program.tracee.inSyscall = false;
  expect(again()).toBe('syscall-entry');
  kill(tid, SIGKILL);
  while (getRegisters(tid) === undefined || !hasLeftStop(tid));
  expect(again()).toBeUndefined();
  expect(next(tid)).toEqual([SIGTRAP, PTRACE_EVENT_EXIT]);
  expect(program.to(() => true)).toBeUndefined();
  const other = startStopped('all-stops');
  other.to(({ kind }) => kind === 'syscall-entry');
  expect(classify(other.tracee.tid, SYSCALL_STOP, false, readInfo)?.kind).toBe('syscall-entry');
  kill(other.tracee.tid, SIGKILL);
  expect(other.to(() => true)).toBeUndefined();
});
