/**
 * What the kernel answers to PTRACE_SINGLESTEP around system calls on x86, request by request: the facts that stepping
 * in the engine is built on. Where a newer kernel answers otherwise, this is the test that says so.
 */
import { expect, test } from 'vitest';
import { readMemory } from '../../native/ffi/memory.ts';
import { PTRACE_SINGLESTEP, PTRACE_SYSCALL } from '../../native/ffi/ptrace.ts';
import { getRegisters, NUMBER, PC, RESULT, SP } from '../../native/tracer/registers.ts';
import type { Stop } from '../../native/tracer/stop.ts';
import { OP_NONE, readSyscallInfo, SyscallInfo } from '../../native/tracer/syscallInfo.ts';
import { type Stopped, startStopped } from './support/stopped.ts';

const GETPID = 39;
const CLOSE = 3;
const GETPPID = 110;
const RT_SIGRETURN = 15;
const SYSCALL = [0x0f, 0x05];
const INT_80 = [0xcd, 0x80];
const PUSHF = [0x9c];
const TRAP_BRKPT = 1;
const TRAP_TRACE = 2;
const TRAP_UNK = 5;
/** The first call of a function goes through the loader. */
const MOST_STEPS = 20_000;

/** How it stands after one request: `SIGTRAP code N`, or the kind of stop. */
function one({ to }: Stopped, request = PTRACE_SINGLESTEP): string {
  return said(to(() => true, request));
}

function said(stop: Stop | undefined): string {
  if (stop?.kind !== 'signal') return stop?.kind ?? 'ended';
  const code = new DataView(stop.siginfo.buffer, stop.siginfo.byteOffset).getInt32(8, true);
  return stop.signal === 5 ? `SIGTRAP code ${code}` : `signal ${stop.signal}`;
}

function registersOf({ tracee }: Stopped): BigUint64Array {
  const registers = getRegisters(tracee.tid);
  if (!registers) throw new Error('gone');
  return registers;
}

const ip = (program: Stopped): bigint => registersOf(program)[PC] ?? 0n;
const number = (program: Stopped, register: number): number =>
  Number(BigInt.asIntN(64, registersOf(program)[register] ?? 0n));

/** Single-steps until the next instruction begins with these bytes. */
function before(program: Stopped, bytes: readonly number[]): bigint {
  for (let step = 0; step < MOST_STEPS; step++) {
    const at = ip(program);
    const code = readMemory(program.tracee.tid, at, bytes.length);
    if (code && bytes.every((byte, index) => code[index] === byte)) return at;
    expect(one(program)).toMatch(/^SIGTRAP/);
  }
  throw new Error('no such instruction came');
}

function op({ tracee }: Stopped): number {
  const info = new SyscallInfo();
  expect(readSyscallInfo(tracee.tid, info, false)).toBe(0);
  return info.op;
}

/** `steps` behind close(-1001): from here on its code is straight. */
function marked(): Stopped {
  const program = startStopped('steps');
  do program.toCall(CLOSE);
  while (BigInt.asIntN(32, registersOf(program)[14] ?? 0n) !== -1001n);
  program.toCall(CLOSE, 'syscall-exit');
  return program;
}

test('before a syscall instruction: it runs, and no syscall-stop comes', () => {
  const program = marked();
  const at = before(program, SYSCALL);
  expect(one(program)).toBe(`SIGTRAP code ${TRAP_BRKPT}`);
  expect(ip(program)).toBe(at + 2n);
  expect(number(program, RESULT)).toBe(program.tracee.tid);
  expect(number(program, NUMBER)).toBe(GETPID);
  expect(op(program)).toBe(OP_NONE);
});

test('before int 0x80: the same', () => {
  const program = marked();
  const at = before(program, INT_80);
  expect(one(program)).toBe(`SIGTRAP code ${TRAP_BRKPT}`);
  expect(ip(program)).toBe(at + 2n);
  expect(number(program, RESULT)).toBe(program.tracee.tid);
});

test('from an entry-stop: the call runs, and its exit-stop does not come', () => {
  const program = marked();
  program.toCall(GETPID);
  const at = ip(program);
  expect(one(program)).toBe(`SIGTRAP code ${TRAP_BRKPT}`);
  expect(ip(program)).toBe(at);
  expect(number(program, RESULT)).toBe(program.tracee.tid);
});

test('from an exit-stop: exactly one instruction of the program', () => {
  const program = marked();
  const at = ip(program);
  expect(one(program)).toBe(`SIGTRAP code ${TRAP_TRACE}`);
  // nop
  expect(ip(program)).toBe(at + 1n);
});

test('with a filter that asks the tracer: the seccomp-stop, and from it as from an entry-stop', () => {
  const program = startStopped('seccomp-trace', [], { seccompStops: true });
  const PRCTL = 157;
  program.toCall(PRCTL, 'syscall-exit');
  program.toCall(PRCTL, 'syscall-exit');
  const at = before(program, SYSCALL);
  expect(number(program, RESULT)).toBe(GETPPID);
  expect(one(program)).toBe('seccomp');
  expect(ip(program)).toBe(at + 2n);
  expect(one(program)).toBe(`SIGTRAP code ${TRAP_BRKPT}`);
  expect(number(program, RESULT)).toBe(process.pid);
});

test('with such a filter from an entry-stop: entry, seccomp and exit with PTRACE_SYSCALL', () => {
  const program = startStopped('seccomp-trace', [], { seccompStops: true });
  program.toCall(GETPPID);
  expect(one(program, PTRACE_SYSCALL)).toBe('seccomp');
  expect(one(program, PTRACE_SYSCALL)).toBe('syscall-exit');
});

test('from a signal-delivery-stop: the handler’s first instruction, which PTRACE_SYSCALL does not show', () => {
  const stepped = marked();
  stepped.to((stop) => stop.kind === 'signal' && stop.signal === 10);
  const at = ip(stepped);
  expect(one(stepped)).toBe(`SIGTRAP code ${TRAP_UNK}`);
  expect(op(stepped)).toBe(OP_NONE);
  expect(ip(stepped)).not.toBe(at);
  // Its argument.
  expect(number(stepped, 14)).toBe(10);
  const run = marked();
  run.to((stop) => stop.kind === 'signal' && stop.signal === 10);
  expect(one(run, PTRACE_SYSCALL)).toBe('syscall-entry');
  expect(number(run, NUMBER)).toBe(RT_SIGRETURN);
});

test('pushf saves the trap flag', () => {
  const program = marked();
  before(program, PUSHF);
  expect(one(program)).toBe(`SIGTRAP code ${TRAP_TRACE}`);
  const top = readMemory(program.tracee.tid, registersOf(program)[SP] ?? 0n, 2);
  expect((top?.[1] ?? 0) & 1).toBe(1);
});
