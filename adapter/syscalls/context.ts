/**
 * What a decoder may ask for. Decoders are pure over this: the memory and the descriptors of the tracee come in
 * through interfaces, so that they are tested over byte arrays and never see ptrace.
 */
import type { Arch } from '../../native/abi/arch.ts';
import type { Argument, ArgumentType } from '../../native/abi/signature.ts';
import type { FdDetail, FdDetailKind } from '../../native/tracer/fdDetail.ts';
import type { Decoded } from './decoded.ts';

/** A tracee's memory. Reads never throw; what can't be read is absent. */
export interface Memory {
  /** Exactly `length` bytes, or undefined when any of them can't be read. Callers bound `length`. */
  read(address: bigint, length: number): Uint8Array | undefined;
  /** The readable part of [address, address+max), at least one byte, or undefined. */
  readSome(address: bigint, max: number): Uint8Array | undefined;
}

/** What a tracee's descriptors and ids mean. All answers may be undefined: unknown, gone, or not asked for. */
export interface Naming {
  /** The link text of /proc/PID/fd/N. */
  fdPath(fd: number): string | undefined;
  cwd(): string | undefined;
  /** What is behind a descriptor with this link text, of the kinds that are asked for. */
  fdDetail?(fd: number, path: string, kinds: ReadonlySet<FdDetailKind>): FdDetail | undefined;
  /** What the descriptors of the process behind a pidfd mean. */
  behindPidfd?(fd: number): Naming | undefined;
  /** The command name of a process, where ids are shown with it (strace -Y). */
  comm?(pid: number): string | undefined;
  /** Our own id of a process whose id the tracee has in another namespace (--decode-pids=pidns). */
  outerPid?(pid: number): number | undefined;
  /** `NETLINK_ROUTE` of a netlink socket. */
  netlinkProtocol?(fd: number): string | undefined;
  /** A family of generic netlink by its number: `ethtool`. */
  genericFamily?(id: number): string | undefined;
  /** Where the state of a KVM vcpu is mapped, where its exits are asked for (strace -e kvm=vcpu). */
  vcpuState?(fd: number): bigint | undefined;
  /** The tracee's own namespace of a kind, or that of a child of it, where they are asked for: `net:[4026531840]`. */
  namespace?(kind: string, child?: number): string | undefined;
  /** A network interface by its number: `lo`. */
  interfaceName?(index: number): string | undefined;
}

export interface DecodeOptions {
  /** Bytes of a string shown at most (strace -s, 32). */
  readonly strings: number;
  /** strace's abbreviated structures and environments (off: -v). */
  readonly abbreviate: boolean;
  /** Decode what the abbreviated notation leaves out as well (for expressions and trees; costs time in a log). */
  readonly details?: boolean;
  /** Descriptors with their path (strace -y). */
  readonly decodeFds: boolean;
  /** Descriptors with what they are (strace -yy, --decode-fds). */
  readonly fdDetails?: ReadonlySet<FdDetailKind>;
}

export interface Result {
  /** The raw return value, sign-extended. */
  readonly value: bigint;
  readonly isError: boolean;
  /** Positive errno when isError (may be a restart code 512..516); 0 otherwise. */
  readonly errno: number;
}

export interface DecodeContext {
  readonly arch: Arch;
  /** 4 or 8: size of long and pointers in the call's ABI. */
  readonly word: 4 | 8;
  readonly memory: Memory;
  readonly naming: Naming;
  readonly options: DecodeOptions;
  readonly phase: 'entry' | 'exit';
  /** Register values, zero-extended from the ABI's word. */
  readonly args: readonly bigint[];
  readonly signature: { readonly name: string; readonly args: readonly Argument[] };
  /** Present at exit. */
  readonly result?: Result | undefined;
  /** At exit, for an in-out argument that was decoded at entry: what it was then. */
  readonly before?: Decoded | undefined;
  /** At exit: what an argument was decoded as at entry, by its name. */
  entry?(name: string): Decoded | undefined;
  /** The raw value of another argument by its name; undefined when the call has no such argument. */
  argument(name: string): bigint | undefined;
  /** Decodes a value with another type, for decoders that contain others. */
  decode(type: ArgumentType, value: bigint): Decoded;
}

/** One decoder: a register value (or the address of a structure) and the type's parameters to a value. */
export type Decoder = (context: DecodeContext, value: bigint, params: readonly string[]) => Decoded;
