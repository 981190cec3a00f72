/**
 * Signals and ends of tracees in strace's notation, from what the tracer fetched. Must not know of lines or columns.
 */

import { type Arch, wordSize } from '../../native/abi/arch.ts';
import { signalName } from '../../native/abi/constants/index.ts';
import type { DecodeContext, Memory, Naming } from './context.ts';
import { DEFAULT_OPTIONS } from './decode.ts';
import type { Decoded } from './decoded.ts';
import { siginfoOfBytes } from './decoders/siginfo.ts';
import { decimal } from './nodes.ts';
import { type PrintOptions, printNode } from './print.ts';

const NO_MEMORY: Memory = { read: () => undefined, readSome: () => undefined };
const NO_NAMING: Naming = { fdPath: () => undefined, cwd: () => undefined };

/** What PTRACE_GETSIGINFO gave, decoded. `arch` is the tracee's (for SIGSYS); the layout is the tracer's own. */
export function decodeSiginfo(siginfo: Uint8Array, arch: Arch = 'x86_64', naming: Naming = NO_NAMING): Decoded {
  const context: DecodeContext = {
    arch,
    word: wordSize(arch),
    memory: NO_MEMORY,
    naming,
    options: DEFAULT_OPTIONS,
    phase: 'exit',
    args: [],
    signature: { name: '', args: [] },
    argument: () => undefined,
    decode: (_type, value) => decimal(value),
  };
  return siginfoOfBytes(context, siginfo);
}

/** A signal number as strace names it. */
export function signalText(signal: number): string {
  return signalName(signal) ?? signal.toString();
}

/** `--- SIGCHLD {si_signo=SIGCHLD, …} ---`. */
export function printSignal(siginfo: Uint8Array, options?: PrintOptions, comm?: Naming['comm']): string {
  const signal = new DataView(siginfo.buffer, siginfo.byteOffset, siginfo.byteLength).getInt32(0, true);
  const naming = comm ? { ...NO_NAMING, comm } : NO_NAMING;
  return `--- ${signalText(signal)} ${printNode(decodeSiginfo(siginfo, 'x86_64', naming), options)} ---`;
}

/** `--- stopped by SIGSTOP ---`: a group-stop. */
export function printGroupStop(signal: number): string {
  return `--- stopped by ${signalText(signal)} ---`;
}

/** `+++ exited with 0 +++`. */
export function printExited(code: number): string {
  return `+++ exited with ${code} +++`;
}

/** `+++ killed by SIGSEGV (core dumped) +++`. */
export function printKilled(signal: number, coreDumped: boolean): string {
  return `+++ killed by ${signalText(signal)}${coreDumped ? ' (core dumped)' : ''} +++`;
}

/** execve from a thread that is not the leader: `+++ superseded by execve in pid 42 +++`. */
export function printSuperseded(tid: number): string {
  return `+++ superseded by execve in pid ${tid} +++`;
}
