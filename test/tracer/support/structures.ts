/**
 * What calls point to: which arguments the decoders follow to the tracee's memory, found by having them decode calls
 * whose memory keeps what is asked of it. Where an operation says what an argument is, each operation has its own. Must
 * not know of logs.
 */
import type { DecodedCall } from '../../../adapter/syscalls/call.ts';
import type { Memory, Naming } from '../../../adapter/syscalls/context.ts';
import { DEFAULT_OPTIONS, decodeEntry, decodeExit } from '../../../adapter/syscalls/decode.ts';
import { requestTakes } from '../../../adapter/syscalls/decoders/ioctl.ts';
import { printNode } from '../../../adapter/syscalls/print.ts';
import { constantSet } from '../../../native/abi/constants/index.ts';
import { allNames, syscallNumber } from '../../../native/abi/numbers/index.ts';
import { describedOptions } from './describedOptions.ts';

export interface Structure {
  /** `stat.statbuf`, `fcntl(F_SETLK).arg`, `ioctl(> winsize).argp`. */
  readonly key: string;
  readonly call: string;
  /** Its place among the printed arguments. */
  readonly at: number;
  /** It is read at entry. */
  readonly isGiven: boolean;
  /** The operations that it is the argument of, as printed, and their places. */
  readonly operation?: { readonly at: readonly number[]; readonly texts: ReadonlySet<string> };
}

/** The argument that says what the others are, and its constants. */
const OPERATIONS: Readonly<Record<string, readonly [at: number, set: string, shift?: bigint]>> = {
  fcntl: [1, 'fcntl_cmds'],
  prctl: [0, 'prctl_ops'],
  arch_prctl: [0, 'arch_prctl_ops'],
  keyctl: [0, 'keyctl_ops'],
  bpf: [0, 'bpf_cmds'],
  ptrace: [0, 'ptrace_ops'],
  quotactl: [0, 'quota_cmds', 8n],
  quotactl_fd: [1, 'quota_cmds', 8n],
  futex: [1, 'futex_ops'],
  semctl: [2, 'semctl_cmds'],
  shmctl: [1, 'shmctl_cmds'],
  msgctl: [1, 'msgctl_cmds'],
  seccomp: [0, 'seccomp_ops'],
  landlock_add_rule: [1, 'landlock_rule_types'],
  io_uring_register: [1, 'io_uring_register_opcodes'],
  fsconfig: [1, 'fsconfig_cmds'],
  ioctl: [1, 'ioctl_cmds'],
};

/** What the other arguments are while one is looked at: addresses, sizes, counts, flags that make it a pointer or not. */
const OTHER_ADDRESS = 0x700000n;
const OTHERS = [OTHER_ADDRESS, 0n, 1n, 2n, 8n, 16n, 24n, 64n, 128n];
const ADDRESS = 0x10000n;
const PAGE = 0x1000n;
const REGISTERS = 6;
const LENGTH = 16;

interface Looked {
  readonly call: DecodedCall;
  readonly isGiven: boolean;
}

const naming: Naming = { fdPath: () => undefined, cwd: () => undefined };

/** The call when an argument is an address, if its decoder looks there. */
function look(name: string, args: readonly bigint[]): Looked | undefined {
  let reads = 0;
  const read = (address: bigint, length: number): Uint8Array | undefined => {
    if (address >= ADDRESS && address < ADDRESS + PAGE) reads++;
    // Lengths stand there.
    if (address < OTHER_ADDRESS || address + BigInt(length) > OTHER_ADDRESS + PAGE) return undefined;
    return Uint8Array.from({ length }, (_, i) => (i % 8 === 0 ? LENGTH : 0));
  };
  const memory: Memory = { read, readSome: read };
  const nr = syscallNumber('x86_64', name) ?? 0;
  const inputs = { arch: 'x86_64', nr, args, memory, naming, options: DEFAULT_OPTIONS } as const;
  const entry = decodeEntry(inputs);
  const isGiven = reads > 0;
  const call = decodeExit(entry, { ...inputs, result: { value: 1n, isError: false, errno: 0 } });
  return reads > 0 ? { call, isGiven } : undefined;
}

/** The same with whatever the others have to be; `operation` is one of them. */
function lookFor(name: string, index: number, operation?: readonly [at: number, value: bigint]): Looked | undefined {
  for (const other of OTHERS) {
    const args = Array<bigint>(REGISTERS).fill(other);
    if (operation) args[operation[0]] = operation[1];
    args[index] = ADDRESS;
    const looked = look(name, args);
    if (looked) return looked;
  }
  return undefined;
}

const placeOf = (call: DecodedCall, index: number): number => call.args.findIndex((one) => one.index === index);

/** An operation's name as a line has it, without what goes with it. */
export const operationText = (text: string): string =>
  text.replace(/^QCMD\((\w+),.*$/, '$1').replace(/_PRIVATE\b|\|FUTEX_CLOCK_REALTIME\b/g, '');

/** Requests that take the same are one structure. */
function groupOf(call: string, text: string): string {
  if (call !== 'ioctl') return text;
  return (
    text
      .split(' or ')
      .map(requestTakes)
      .find((takes) => takes !== undefined) ?? text
  );
}

function* ofOperations(name: string, always: ReadonlySet<number>): Iterable<Structure> {
  const [at, set, shift = 0n] = OPERATIONS[name] ?? [0, ''];
  const groups = new Map<string, Structure & { operation: { texts: Set<string> } }>();
  for (const [, number] of constantSet(set)?.values ?? []) {
    for (let index = 0; index < REGISTERS; index++) {
      if (index === at || always.has(index)) continue;
      const looked = lookFor(name, index, [at, number << shift]);
      const argument = looked?.call.args.find((one) => one.index === index);
      const operation = looked?.call.args.find((one) => one.index === at);
      if (!looked || !argument || !operation) continue;
      const text = operationText(printNode(operation.node));
      const key = `${name}(${groupOf(name, text)}).${argument.name}`;
      const known = groups.get(key);
      known?.operation.texts.add(text);
      if (known) continue;
      const place = { at: [placeOf(looked.call, at)], texts: new Set([text]) };
      groups.set(key, {
        key,
        call: name,
        at: placeOf(looked.call, index),
        isGiven: looked.isGiven,
        operation: place,
      });
    }
  }
  yield* groups.values();
}

/** What one call points to. */
function ofCall(name: string): Structure[] {
  const operation = OPERATIONS[name];
  const always = new Set<number>();
  const found: Structure[] = [];
  for (let index = 0; index < REGISTERS; index++) {
    // With a number that is no operation.
    const looked = lookFor(name, index, operation && [operation[0], 0x7ffffffn]);
    const argument = looked?.call.args.find((one) => one.index === index);
    if (!looked || !argument) continue;
    always.add(index);
    const { isGiven } = looked;
    found.push({ key: `${name}.${argument.name}`, call: name, at: placeOf(looked.call, index), isGiven });
  }
  return operation ? [...found, ...ofOperations(name, always)] : found;
}

/** Values of socket options, by level and name. */
function ofOptions(): Structure[] {
  return describedOptions().map(({ call, text }) => ({
    key: `${call}(${text}).optval`,
    call,
    at: 3,
    isGiven: call === 'setsockopt',
    operation: { at: [1, 2], texts: new Set([text]) },
  }));
}

let all: readonly Structure[] | undefined;

/** All of x86_64. */
export function structures(): readonly Structure[] {
  all ??= [...allNames('x86_64').flatMap(ofCall), ...ofOptions()];
  return all;
}
