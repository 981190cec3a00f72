/**
 * ptrace(2): requests, options, events, and one call. Numbers from linux/ptrace.h and asm/ptrace-abi.h (Linux 6.18).
 * Must not know what a stop means.
 */
import { FixedWords, kernelResult, libc } from './libc.ts';

export const PTRACE_CONT = 7;
export const PTRACE_SINGLESTEP = 9;
export const PTRACE_GETREGS = 12;
export const PTRACE_SETREGS = 13;
export const PTRACE_DETACH = 17;
export const PTRACE_SYSCALL = 24;
export const PTRACE_PEEKUSER = 3;
export const PTRACE_POKEUSER = 6;
export const PTRACE_SETOPTIONS = 0x4200;
export const PTRACE_GETEVENTMSG = 0x4201;
export const PTRACE_GETSIGINFO = 0x4202;
export const PTRACE_SETSIGINFO = 0x4203;
export const PTRACE_SEIZE = 0x4206;
export const PTRACE_INTERRUPT = 0x4207;
export const PTRACE_LISTEN = 0x4208;
export const PTRACE_GETSIGMASK = 0x420a;
export const PTRACE_SETSIGMASK = 0x420b;
export const PTRACE_GET_SYSCALL_INFO = 0x420e;
export const PTRACE_SET_SYSCALL_INFO = 0x4212;

export const PTRACE_O_TRACESYSGOOD = 1;
export const PTRACE_O_TRACEFORK = 1 << 1;
export const PTRACE_O_TRACEVFORK = 1 << 2;
export const PTRACE_O_TRACECLONE = 1 << 3;
export const PTRACE_O_TRACEEXEC = 1 << 4;
export const PTRACE_O_TRACEEXIT = 1 << 6;
export const PTRACE_O_TRACESECCOMP = 1 << 7;
export const PTRACE_O_EXITKILL = 1 << 20;

export const PTRACE_EVENT_FORK = 1;
export const PTRACE_EVENT_VFORK = 2;
export const PTRACE_EVENT_CLONE = 3;
export const PTRACE_EVENT_EXEC = 4;
export const PTRACE_EVENT_VFORK_DONE = 5;
export const PTRACE_EVENT_EXIT = 6;
export const PTRACE_EVENT_SECCOMP = 7;
export const PTRACE_EVENT_STOP = 128;

const call = libc.func('long ptrace(long request, int pid, intptr_t address, intptr_t data)');
const callBuffer = libc.func('long ptrace(long request, int pid, intptr_t address, void *data)');

/** One request with plain numbers. Returns the kernel's result, or a negative errno (ESRCH: the tracee is not in a
 *  ptrace-stop, or is dead; ptrace(2) “Death under ptrace”). */
export function ptrace(request: number, tid: number, address: number | bigint, data: number | bigint): number {
  return kernelResult(Number(call(request, tid, address, data)));
}

/** One request with a buffer the kernel reads or fills. */
export function ptraceBuffer(request: number, tid: number, address: number | bigint, buffer: ArrayBufferView): number {
  return kernelResult(Number(callBuffer(request, tid, address, buffer)));
}

const message = new FixedWords(1);

/** PTRACE_GETEVENTMSG: the message of the current event-stop, or undefined when the tracee is gone. */
export function eventMessage(tid: number): bigint | undefined {
  return ptrace(PTRACE_GETEVENTMSG, tid, 0, message.address) < 0 ? undefined : (message.words[0] as bigint);
}
