/** Changing calls and making extra ones in a stopped tracee, by both ways the kernel has. */
import { expect, test } from 'vitest';
import { readMemory, writeMemory } from '../../native/ffi/memory.ts';
import { PTRACE_CONT, PTRACE_INTERRUPT, ptrace } from '../../native/ffi/ptrace.ts';
import { tgkill } from '../../native/ffi/signals.ts';
import { __WALL, waitpid } from '../../native/ffi/wait.ts';
import { mappingsOf } from '../../native/tracer/mappings.ts';
import { getRegisters, SP } from '../../native/tracer/registers.ts';
import { remoteSyscall } from '../../native/tracer/remoteSyscall.ts';
import { giveScratchBack, takeScratch } from '../../native/tracer/scratch.ts';
import { byRegisters } from '../../native/tracer/setByRegisters.ts';
import { bySyscallInfo, newestSetter } from '../../native/tracer/setSyscall.ts';
import { classify } from '../../native/tracer/stop.ts';
import { canBuild32 } from './stoppedProgram.ts';
import { startStopped } from './support/stopped.ts';

const GETPID = 39;
const GETPPID = 110;
const WAYS = [
  ['PTRACE_SET_SYSCALL_INFO', bySyscallInfo],
  ['registers', byRegisters],
] as const;

for (const [name, way] of WAYS) {
  test(`a skipped call is not executed and returns what was chosen, by ${name}`, () => {
    const program = startStopped('checks-itself');
    program.toCall(GETPPID);
    expect(way.entry(program.tracee.tid, { nr: -1, auditArch: program.tracee.auditArch })).toBe(0);
    const exit = program.to((stop) => stop.kind === 'syscall-exit');
    expect(exit?.kind === 'syscall-exit' && exit.info.rval).toBe(-38n);
    expect(way.exit(program.tracee.tid, { rval: 4711n, isError: false })).toBe(0);
    expect(program.finish()).toBe('result 4711\n');
  });

  test(`a failure is told at the exit-stop, by ${name}`, () => {
    const program = startStopped('checks-itself');
    program.toCall(GETPPID, 'syscall-exit');
    expect(way.exit(program.tracee.tid, { rval: -2n, isError: true })).toBe(0);
    expect(program.finish()).toBe('result -2\n');
  });

  test(`another call with other arguments, by ${name}`, () => {
    const program = startStopped('checks-itself');
    program.toCall(GETPPID);
    const { tid, auditArch } = program.tracee;
    // getpgid(0), whose result differs from getppid's: the program runs in our group.
    expect(way.entry(tid, { nr: 121, args: [BigInt(tid), 0n, 0n, 0n, 0n, 0n], auditArch })).toBe(0);
    const exit = program.to((stop) => stop.kind === 'syscall-exit');
    expect(exit?.kind === 'syscall-exit' && exit.info.rval > 0n).toBe(true);
    // The registers of the arguments are the caller's to put back: here nobody did.
    expect(program.finish()).toMatch(/^r8 is 0.*rdi is .*result \d+\n$/s);
  });
}

test.each(
  WAYS.flatMap(([name, way]) => (['syscall-entry', 'seccomp'] as const).map((kind) => [kind, name, way] as const)),
)('at a %s stop a call is skipped, told otherwise and made another, by %s', (kind, _name, way) => {
  const at = (change: { readonly nr: number; readonly args?: readonly bigint[] }) => {
    const program = startStopped('seccomp-trace', [], { seccompStops: true });
    const { tracee } = program;
    const { tid } = tracee;
    program.to((stop) => stop.kind === kind && 'info' in stop && stop.info.nr === GETPPID);
    expect(way.entry(tid, { ...change, auditArch: tracee.auditArch })).toBe(0);
    const exit = program.to((stop) => stop.kind === 'syscall-exit');
    const rval = exit?.kind === 'syscall-exit' ? exit.info.rval : undefined;
    return { rval, tell: (result: bigint) => way.exit(tid, { rval: result, isError: true }), finish: program.finish };
  };
  const skipped = at({ nr: -1 });
  expect(skipped.rval).toBe(-38n);
  expect(skipped.tell(-13n)).toBe(0);
  expect(skipped.finish()).toBe('getppid EACCES\ntrapped 102\n');
  // close(-1).
  const other = at({ nr: 3, args: [0xffffffffn, 0n, 0n, 0n, 0n, 0n] });
  expect(other.rval).toBe(-9n);
  expect(other.finish()).toBe('getppid EBADF\ntrapped 102\n');
});

test('the older way is taken where the newer one is missing, once', () => {
  let asked = 0;
  const missing = {
    entry: () => {
      asked++;
      return -5;
    },
    exit: () => -5,
  };
  const setter = newestSetter([missing, byRegisters]);
  const program = startStopped('checks-itself');
  program.toCall(GETPPID);
  const { tid, auditArch } = program.tracee;
  expect(setter.entry(tid, { nr: -1, auditArch })).toBe(0);
  expect(setter.entry(tid, { nr: -1, auditArch })).toBe(0);
  expect(asked).toBe(1);
});

for (const [at, args] of [
  ['entry', []],
  ['exit', []],
  ['entry', ['page-end']],
  ['exit', ['page-end']],
] as const) {
  test(`an extra call at the ${at}-stop leaves everything as it was ${args.join()}`, () => {
    const program = startStopped('checks-itself', args);
    program.toCall(GETPPID, `syscall-${at}`);
    const { tracer, tracee } = program;
    for (let round = 0; round < 3; round++) {
      const result = remoteSyscall(tracer, tracee, { at }, { nr: GETPID, args: [] });
      expect(result).toEqual({ kind: 'returned', value: BigInt(tracee.tid) });
    }
    const scratch = takeScratch(tracer, tracee, { at }, 5000);
    if (typeof scratch !== 'object') throw new Error(`no scratch: ${scratch}`);
    expect(scratch.length).toBe(8192);
    expect(writeMemory(tracee.tid, scratch.address, Buffer.from('written'))).toBe(7);
    expect(Buffer.from(readMemory(tracee.tid, scratch.address, 7) ?? []).toString()).toBe('written');
    expect(giveScratchBack(tracer, tracee, { at }, scratch)).toBe(true);
    expect(readMemory(tracee.tid, scratch.address, 7)).toBeUndefined();
    expect(program.finish()).toBe('result 0\n');
  });
}

test('an extra call outside of any call finds an instruction by itself', () => {
  const program = startStopped('checks-itself');
  program.toCall(GETPPID, 'syscall-exit');
  const { tracer, tracee } = program;
  ptrace(PTRACE_INTERRUPT, tracee.tid, 0, 0);
  program.to((stop) => stop.kind === 'event-stop');
  const result = remoteSyscall(tracer, tracee, { at: 'event' }, { nr: GETPID, args: [] });
  expect(result).toEqual({ kind: 'returned', value: BigInt(tracee.tid) });
  expect(program.finish()).toBe('result 0\n');
});

test('without a vDSO the instruction is found in the program’s libraries', () => {
  const program = startStopped('checks-itself');
  program.toCall(GETPPID, 'syscall-exit');
  const { tracer, tracee } = program;
  const vdso = mappingsOf(tracee.tid).filter(({ name }) => name === '[vdso]');
  expect(vdso).toHaveLength(1);
  for (const { start, end } of vdso) {
    const gone = remoteSyscall(tracer, tracee, { at: 'exit' }, { nr: 11, args: [start, end - start] });
    expect(gone).toEqual({ kind: 'returned', value: 0n });
  }
  ptrace(PTRACE_INTERRUPT, tracee.tid, 0, 0);
  program.to((stop) => stop.kind === 'event-stop');
  const result = remoteSyscall(tracer, tracee, { at: 'event' }, { nr: GETPID, args: [] });
  expect(result).toEqual({ kind: 'returned', value: BigInt(tracee.tid) });
  expect(program.finish()).toMatch(/^the mappings differ\n/);
});

test('a signal about to be delivered is delivered after the extra call, with what it said', () => {
  const program = startStopped('signalled');
  const stop = program.to((each) => each.kind === 'signal' && each.signal === 10);
  if (stop?.kind !== 'signal') throw new Error('no signal');
  const { tracer, tracee } = program;
  // One more that comes meanwhile, with a lower number.
  tgkill(tracee.tid, tracee.tid, 1);
  const result = remoteSyscall(tracer, tracee, { at: 'signal', signal: 10 }, { nr: GETPID, args: [] });
  expect(result).toEqual({ kind: 'returned', value: BigInt(tracee.tid) });
  expect(program.finish()).toBe('queued 10 value 42\nsent 1\n');
});

test('a call that blocks is interrupted, and the one at hand is made afterwards', () => {
  const program = startStopped('checks-itself');
  program.toCall(GETPPID);
  const { tracer, tracee } = program;
  // pause(2) never returns by itself.
  const result = remoteSyscall(tracer, tracee, { at: 'entry' }, { nr: 34, args: [], patience: 5 });
  expect(result).toEqual({ kind: 'interrupted' });
  expect(program.finish()).toBe('result 0\n');
});

test('a tracee that is killed meanwhile is told to the loop', () => {
  const program = startStopped('checks-itself');
  program.toCall(GETPPID);
  const { tracer, tracee } = program;
  // kill(self, SIGKILL): dies inside the extra call.
  const result = remoteSyscall(tracer, tracee, { at: 'entry' }, { nr: 62, args: [BigInt(tracee.tid), 9n] });
  expect(result).toEqual({ kind: 'gone' });
  expect(tracer.pushedBack).toHaveLength(1);
});

test('a sleep that was interrupted goes on after an extra call at its exit', () => {
  const program = startStopped('sleeps-once');
  program.toCall(230);
  const { tracer, tracee } = program;
  // Pending from the start, so that the sleep is interrupted at once.
  ptrace(PTRACE_INTERRUPT, tracee.tid, 0, 0);
  const exit = program.to((stop) => stop.kind === 'syscall-exit');
  expect(exit?.kind === 'syscall-exit' && exit.info.rval).toBe(-516n);
  const result = remoteSyscall(tracer, tracee, { at: 'exit' }, { nr: GETPID, args: [] });
  expect(result).toEqual({ kind: 'returned', value: BigInt(tracee.tid) });
  expect(program.finish()).toBe('slept: 0\n');
});

test.runIf(canBuild32())('a 32-bit program: skipped, changed, and with extra calls of its own ABI', () => {
  for (const [, way] of WAYS) {
    const program = startStopped('checks-itself-32');
    program.toCall(64);
    const { tracer, tracee } = program;
    const extra = remoteSyscall(tracer, tracee, { at: 'entry' }, { nr: 20, args: [] });
    expect(extra).toEqual({ kind: 'returned', value: BigInt(tracee.tid) });
    const scratch = takeScratch(tracer, tracee, { at: 'entry' }, 10);
    if (typeof scratch !== 'object') throw new Error(`no scratch: ${scratch}`);
    expect(scratch.address < 0x1_0000_0000n).toBe(true);
    expect(giveScratchBack(tracer, tracee, { at: 'entry' }, scratch)).toBe(true);
    expect(way.entry(tracee.tid, { nr: -1, auditArch: tracee.auditArch })).toBe(0);
    program.to((stop) => stop.kind === 'syscall-exit');
    expect(way.exit(tracee.tid, { rval: -13n, isError: true })).toBe(0);
    ptrace(PTRACE_INTERRUPT, tracee.tid, 0, 0);
    program.to((stop) => stop.kind === 'event-stop');
    expect(remoteSyscall(tracer, tracee, { at: 'event' }, { nr: 20, args: [] })).toEqual(extra);
    expect(program.finish()).toBe('getppid: -13\n');
  }
});

test('a thread that executes a program meanwhile is told to the loop, and its program left alone', () => {
  const program = startStopped('exec-beside', [], { followThreads: true });
  const { tracer, tracee } = program;
  const clone = program.to((stop) => stop.kind === 'clone');
  const thread = clone?.kind === 'clone' ? clone.child : 0;
  expect(waitpid(thread, __WALL)).toBe(thread);
  ptrace(PTRACE_CONT, thread, 0, 0);
  program.toCall(GETPPID);
  const sp = getRegisters(tracee.tid)?.[SP] ?? 0n;
  const call = { nr: 0, args: [100n, sp, 1n], patience: 10_000 };
  expect(remoteSyscall(tracer, tracee, { at: 'entry' }, call)).toEqual({ kind: 'gone' });
  expect(tracer.pushedBack).toHaveLength(1);
  expect(classify(tracee.tid, tracer.pushedBack[0]?.status ?? 0, true, tracer.readInfo)).toEqual({
    kind: 'exec',
    formerTid: thread,
  });
});
