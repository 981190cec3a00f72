/**
 * x86 segment descriptors: struct user_desc of asm/ldt.h, and the calls that set and read them.
 */
import { errnoMessage, errnoName } from '../../../native/abi/constants/index.ts';
import type { DecodeContext, Decoder } from '../context.ts';
import type { Decoded } from '../decoded.ts';
import { decimal, hex, named, pointer, struct, unsignedWord } from '../nodes.ts';
import { fieldsAt, structAt } from '../reading.ts';
import { idNode } from './scalars.ts';

const SIZE = 16;

/** Unsigned ints with all their digits. */
const padded = (value: number): Decoded => ({ ...hex(value), width: 8 });

/** The bit fields are one word; `lm` is only there for 64-bit programs. */
const userDesc: Decoder = (context, value) =>
  structAt(context, value, SIZE, (fields) => {
    const bits = fields.u32(12);
    const bit = (at: number, width = 1): Decoded => decimal((bits >> at) & ((1 << width) - 1));
    return struct(value, [
      ['entry_number', idNode(BigInt(fields.u32(0)))],
      ['base_addr', padded(fields.u32(4))],
      ['limit', padded(fields.u32(8))],
      ['seg_32bit', bit(0)],
      ['contents', bit(1, 2)],
      ['read_exec_only', bit(3)],
      ['limit_in_pages', bit(4)],
      ['seg_not_present', bit(5)],
      ['useable', bit(6)],
      ['lm', context.arch === 'i386' ? undefined : bit(7)],
    ]);
  });

/** modify_ldt: the commands that write take one descriptor; those that read fill in as many bytes as there is room. */
const table: Decoder = (context, value, params) => {
  const func = (context.argument(params[0] ?? '') ?? 0n) & 0xffffffffn;
  const count = unsignedWord(context.argument(params[1] ?? '') ?? 0n, context.word);
  const writes = func === 1n || func === 0x11n;
  return writes && count === BigInt(SIZE) ? userDesc(context, value, []) : pointer(value);
};

const numberOf = (node: Decoded): bigint | undefined => (node.kind === 'int' ? node.value : undefined);

/** get_thread_area: which entry is asked for, and what the kernel says about it. */
const threadArea: Decoder = (context, value) => {
  if (context.phase === 'exit' && !context.result?.isError) {
    const node = userDesc(context, value, []);
    const { before } = context;
    const [now, then] = [node, before].map((one) => (one?.kind === 'struct' ? one.fields[0] : undefined));
    if (node.kind !== 'struct' || !now || !then || numberOf(now.node) === numberOf(then.node)) return node;
    const entry = { ...now, node: { kind: 'change' as const, before: then.node, after: now.node } };
    return { ...node, fields: [entry, ...node.fields.slice(1)] };
  }
  const entry = fieldsAt(context, value, 4);
  if (!entry) return pointer(value);
  return { ...struct(value, [['entry_number', idNode(BigInt(entry.u32(0)))]], true), pending: true };
};

/** What stands behind set_thread_area's result: the entry that the kernel chose. */
export function chosenEntry(context: DecodeContext): string | undefined {
  const entry = fieldsAt(context, context.args[0] ?? 0n, 4);
  return entry && `entry_number=${entry.u32(0)}`;
}

/** On x86_64 modify_ldt's errors lose their upper half: they are no errors to the program (arch/x86/kernel/ldt.c). */
export function clippedError(context: DecodeContext, value: bigint): { node: Decoded; comment: string } | undefined {
  if (context.word !== 8 || value < 0xfffff001n || value > 0xffffffffn) return undefined;
  const errno = Number(0x100000000n - value);
  const name = errnoName(errno);
  return name === undefined
    ? undefined
    : { node: named(`${value} ${name}`, value), comment: errnoMessage(errno) ?? '' };
}

export const SEGMENTS: Readonly<Record<string, Decoder>> = {
  user_desc: (context, value, params) => context.before ?? userDesc(context, value, params),
  ldt_entry: table,
  thread_area: threadArea,
  clone_tls: (context, value, params) => (context.arch === 'i386' ? userDesc(context, value, params) : pointer(value)),
};
