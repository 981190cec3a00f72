/**
 * Decoding the call of a stopped tracee: hands the pure decoders their memory, descriptors and options.
 */
import { type Arch, archOf } from '../../native/abi/arch.ts';
import { errnoName, isRestart } from '../../native/abi/constants/index.ts';
import { argumentRegisters, getRegisters, RESULT_IS_ARGUMENT } from '../../native/tracer/registers.ts';
import type { SyscallInfo } from '../../native/tracer/syscallInfo.ts';
import { firstArgument, type Tracee } from '../../native/tracer/tracee.ts';
import type { DecodedCall, Marks } from '../syscalls/call.ts';
import type { DecodeOptions } from '../syscalls/context.ts';
import { decodeEntry, decodeExit } from '../syscalls/decode.ts';
import { printCall, printNode } from '../syscalls/print.ts';
import { escapeText } from '../syscalls/quote.ts';
import { describeSyscall } from './describe.ts';
import { memoryOf, namingOf, shortNamingOf } from './tracedMemory.ts';
import type { View } from './view.ts';

/** What the editor shows: longer strings than a log's, structures whole. */
const OPTIONS: DecodeOptions = { strings: 256, abbreviate: true, details: true, decodeFds: true };

/** Decodes at a syscall-entry-stop, for the editor. */
export const callAtEntry = (view: View, info: SyscallInfo): DecodedCall =>
  atEntry(view.tracee, info, OPTIONS, shortNamingOf(view.tracee.tid));

/** Decodes at a syscall-exit-stop, for the editor; `entry` is what callAtEntry made of it, if it was watched then. */
export const callAtExit = (view: View, entry: DecodedCall | undefined, info: SyscallInfo): DecodedCall =>
  atExit(view.tracee, entry, info, OPTIONS, shortNamingOf(view.tracee.tid), view.marks);

/** Decodes at a syscall-entry-stop. */
export function atEntry(
  { tid }: Tracee,
  info: SyscallInfo,
  options: DecodeOptions,
  naming = namingOf(tid),
): DecodedCall {
  const { nr, arch, stackPointer } = info;
  const inputs = { arch: archOf(arch, nr), nr, args: info.args(), memory: memoryOf(tid), naming, options };
  return decodeEntry({ ...inputs, stackPointer });
}

/** Decodes at a syscall-exit-stop. */
export function atExit(
  tracee: Tracee,
  entry: DecodedCall | undefined,
  info: SyscallInfo,
  options: DecodeOptions,
  naming = namingOf(tracee.tid),
  marks?: Marks,
): DecodedCall {
  const { tid, auditArch, nr } = tracee;
  const { rval, isError } = info;
  const result = { value: rval, isError, errno: isError ? Number(-rval) : 0 };
  return decodeExit(entry, {
    arch: archOf(auditArch, nr),
    nr,
    args: entry?.raw ?? argumentsAtExit(tracee),
    memory: memoryOf(tid),
    naming,
    options,
    result: marks ? { ...result, ...marks } : result,
  });
}

/** Decodes a call that is under way from the registers alone, as at its entry, for the editor. */
export function callOfRegisters(view: View, arch: Arch, nr: number, auditArch: number): DecodedCall {
  const { tid } = view.tracee;
  const args = argumentsNow(tid, auditArch);
  return decodeEntry({ arch, nr, args, memory: memoryOf(tid), naming: shortNamingOf(tid), options: OPTIONS });
}

/** The arguments as they still are at the exit: the kernel keeps all registers but the result's. */
export function argumentsAtExit(tracee: Tracee): bigint[] {
  const args = argumentsNow(tracee.tid, tracee.auditArch);
  if (RESULT_IS_ARGUMENT) args[0] = firstArgument(tracee);
  return args;
}

function argumentsNow(tid: number, auditArch: number): bigint[] {
  const registers = getRegisters(tid);
  return argumentRegisters(auditArch).map((index) => registers?.[index] ?? 0n);
}

/** The call as one line in strace's notation. */
export const printed = (call: DecodedCall): string => printCall(call);

/** The kernel runs the call again after ERESTART*: the program sees no failure. */
export function failed(call: DecodedCall): boolean {
  return call.result?.isError === true && !isRestart(call.result.errno);
}

/** `ENOENT` of a failed call. */
export function errnoOf(call: DecodedCall): string | undefined {
  if (!call.result?.isError) return undefined;
  return errnoName(call.result.errno) ?? `errno ${call.result.errno}`;
}

/** `openat entry`, `openat failed: ENOENT`, `openat returned 3`. */
export function describeCall(call: DecodedCall): string {
  const { result } = call;
  if (!result) return describeSyscall(call.name);
  const errno = errnoOf(call);
  return describeSyscall(call.name, {
    isError: result.isError,
    text: printNode(result.node),
    ...(errno ? { errnoName: errno } : {}),
  });
}

/** Text that came from the tracee, printable. */
export const quoted = (text: string): string => escapeText(text);
