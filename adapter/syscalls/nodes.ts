/**
 * Short constructors of decoded values, and the readings of a register value that every decoder needs. Must not read
 * memory: that is reading.ts.
 */
import type { DecodeOptions, Naming } from './context.ts';
import type {
  ArrayNode,
  CallNode,
  Decoded,
  EnumNode,
  FdNode,
  FieldNode,
  FlagsNode,
  IntNode,
  PointerNode,
  StringNode,
  StructNode,
} from './decoded.ts';

export const NO_BYTES = new Uint8Array(0);

/** Two's complement of the low 32 bits. */
export const signed32 = (value: bigint): bigint => BigInt.asIntN(32, value);
/** The low 32 bits. */
export const low32 = (value: bigint): bigint => value & 0xffffffffn;
/** 64 bits of a register as a signed number. */
export const signed64 = (value: bigint): bigint => BigInt.asIntN(64, value);
/** A register of the ABI's word as a signed number. */
export const signedWord = (value: bigint, word: 4 | 8): bigint => BigInt.asIntN(word * 8, value);
/** A register of the ABI's word as an unsigned number. */
export const unsignedWord = (value: bigint, word: 4 | 8): bigint => BigInt.asUintN(word * 8, value);

/** A whole number, shown in decimal. */
export const decimal = (value: bigint | number): IntNode => ({ kind: 'int', value: BigInt(value), radix: 10 });
/** A process or thread; its name comes along where it was asked for. */
export function processId(naming: Naming, value: bigint | number): Decoded {
  if (value <= 0) return decimal(value);
  const outer = naming.outerPid?.(Number(value));
  const comm = naming.comm?.(outer ?? Number(value));
  const node = comm === undefined ? decimal(value) : { ...decimal(value), comm };
  // strace's own words, which readers of logs know.
  return outer === undefined ? node : { ...node, comment: `${outer} in strace's PID NS` };
}
/** A whole number, shown in hexadecimal. */
export const hex = (value: bigint | number): IntNode => ({ kind: 'int', value: BigInt(value), radix: 16 });
/** `bytes` bytes in hexadecimal with all their digits, as strace's %#0Nx has them: 0x05, 0x000010, 00. */
export const padded = (value: bigint | number, bytes: number): IntNode => ({ ...hex(value), width: bytes * 2 });
/** A whole number, shown in octal. */
export const octal = (value: bigint | number): IntNode => ({ kind: 'int', value: BigInt(value), radix: 8 });
/** An address: 0 is NULL. */
export const pointer = (address: bigint): PointerNode => ({ kind: 'pointer', address });

/** At entry, for what the kernel fills in: its address until then. */
export const pending = (address: bigint): Decoded =>
  address === 0n ? pointer(address) : { kind: 'pointer', address, pending: true };

/** A constant by name; `value` is what it stands for. */
export const named = (name: string, value: bigint | number): Decoded => ({ kind: 'enum', value: BigInt(value), name });

/** Sets that share a number, `value`, in the order they are shown. */
export function joined(value: bigint, parts: readonly (EnumNode | FlagsNode | IntNode)[]): Decoded {
  const [first] = parts;
  if (parts.length === 1 && first) return { ...first, value };
  const names: string[] = [];
  let rest = 0n;
  for (const part of parts) {
    if (part.kind === 'flags') names.push(...part.names);
    if (part.kind === 'enum' && part.name !== undefined) names.push(part.name);
    else rest |= part.kind === 'flags' ? part.rest : part.value;
  }
  return { kind: 'flags', value, names, rest, parts };
}

/** A descriptor; its path comes with printing, where it was asked for. */
export const fd = (number: number): FdNode => ({ kind: 'fd', fd: number });

/** One field of a structure; `bare` prints without its name. */
export type Field = readonly [name: string, node: Decoded | undefined, bare?: 'bare'];

/** Fields in order; an undefined node leaves its field out. */
export function struct(address: bigint, fields: readonly Field[], more = false): StructNode {
  const kept: FieldNode[] = [];
  for (const [name, node, bare] of fields) if (node) kept.push(bare ? { name, node, label: 'none' } : { name, node });
  return { kind: 'struct', fields: kept, more, address };
}

/**
 * A structure that strace abbreviates: `brief` fields, then `, ...`. All fields when not abbreviating; with details the
 * left-out ones ride along unprinted.
 */
export function abbreviated(
  options: DecodeOptions,
  address: bigint,
  brief: readonly string[],
  fields: () => readonly Field[],
  short: () => readonly Field[],
): StructNode {
  if (!options.abbreviate) return struct(address, fields());
  if (!options.details) return struct(address, short(), true);
  const kept: { name: string; node: Decoded; detail?: true }[] = [];
  for (const [name, node] of fields()) {
    if (node) kept.push(brief.includes(name) ? { name, node } : { name, node, detail: true });
  }
  return { kind: 'struct', fields: kept, more: true, address };
}

/** Elements in brackets; `more`: there are others, which are not shown. */
export const array = (address: bigint, items: readonly Decoded[], more = false): ArrayNode => ({
  kind: 'array',
  items,
  more,
  address,
});

/** Where strace abbreviates, a list shows no more elements than a string shows bytes (-s). */
export const shortened = ({ abbreviate, strings }: DecodeOptions, node: ArrayNode): ArrayNode =>
  abbreviate && node.items.length > strings ? { ...node, brief: strings } : node;

/** A macro's form of a number: `makedev(0x8, 0x1)`; `value` is the number. */
export const call = (name: string, args: readonly Decoded[], value: bigint): CallNode => ({
  kind: 'call',
  name,
  args,
  value,
});

/** Bytes that a decoder made or copied: shown quoted. */
export const text = (bytes: Uint8Array, address = 0n, truncated = false): StringNode => ({
  kind: 'string',
  bytes,
  truncated,
  address,
  role: 'bytes',
});

/** A structure with one more field behind it, if there is one. */
export const withField = (node: StructNode, field: FieldNode | undefined): StructNode =>
  field ? { ...node, fields: [...node.fields, field] } : node;

/** The same node with a comment behind it. */
export const withComment = (node: Decoded, comment: string): Decoded => ({ ...node, comment });

/** A constant of which strace shows the number, and its name behind it. */
export const nameBehind = (value: bigint | number, name: string): Decoded => ({
  ...hex(value),
  comment: name,
  isName: true,
});
