/**
 * What BPF_OBJ_GET_INFO_BY_FD says of a map or a program (linux/bpf.h: struct bpf_map_info, struct bpf_prog_info), of
 * which a program's has counts that the caller gives and the kernel changes. Must not know the other commands.
 */
import { bitsOf, oneOf } from '../constants.ts';
import type { DecodeContext } from '../context.ts';
import type { Decoded, FieldNode, StructNode } from '../decoded.ts';
import { decimal, hex, pointer, struct, text } from '../nodes.ts';
import { arrayAt, charsIn, Fields, fieldsAt } from '../reading.ts';
import { ebpfProgram } from './ebpf.ts';
import { deviceNode } from './scalars.ts';

/** A field: its offset, and how it is shown; `count`: where the number of what it points to stands. */
type Row = readonly [name: string, at: number, node: Shown];
type Shown = (context: DecodeContext, fields: Fields, at: number, asked: Fields | undefined) => Decoded | undefined;

const u32: Shown = (_context, fields, at) => decimal(fields.u32(at));
const u64: Shown = (_context, fields, at) => decimal(fields.u64(at));
const address: Shown = (_context, fields, at) => pointer(fields.u64(at));
const device: Shown = (_context, fields, at) => deviceNode(fields.u64(at));
const name: Shown = (_context, fields, at) => charsIn(fields, at, 16);
const ifAny =
  (shown: Shown): Shown =>
  (context, fields, at, asked) =>
    fields.u64(at) === 0n ? undefined : shown(context, fields, at, asked);

/** A number that the caller gives: for what there is room, then how many there are. */
const count: Shown = (_context, fields, at, asked) => {
  const after = decimal(fields.u32(at));
  const before = asked?.u32(at);
  return before === undefined || before === fields.u32(at) ? after : { kind: 'change', before: decimal(before), after };
};

/** As many as there are and there was room for. */
const listed =
  (countAt: number, list: (context: DecodeContext, start: bigint, count: number) => Decoded): Shown =>
  (context, fields, at, asked) =>
    list(context, fields.u64(at), Math.min(fields.u32(countAt), asked?.u32(countAt) ?? 0));

const MAP: readonly Row[] = [
  ['type', 0, (context, fields, at) => oneOf('bpf_map_types', BigInt(fields.u32(at)), context.arch)],
  ['id', 4, u32],
  ['key_size', 8, u32],
  ['value_size', 12, u32],
  ['max_entries', 16, u32],
  ['map_flags', 20, (context, fields, at) => bitsOf('bpf_map_flags', BigInt(fields.u32(at)), context.arch)],
  ['name', 24, name],
  ['ifindex', 40, u32],
  ['btf_vmlinux_value_type_id', 44, u32],
  ['netns_dev', 48, device],
  ['netns_ino', 56, u64],
  ['btf_id', 64, u32],
  ['btf_key_type_id', 68, u32],
  ['btf_value_type_id', 72, u32],
  ['map_extra', 80, ifAny((_context, fields, at) => hex(fields.u64(at)))],
];

/** The tag is a hash of 8 bytes. */
const tag: Shown = (_context, fields, at) => ({
  ...text(fields.slice(at, 8).slice(), fields.address + BigInt(at)),
  form: 'hex',
});
/** An instruction is 8 bytes; the length is in bytes. */
const INSTRUCTION = 8;

const PROGRAM: readonly Row[] = [
  ['type', 0, (context, fields, at) => oneOf('bpf_prog_types', BigInt(fields.u32(at)), context.arch)],
  ['id', 4, u32],
  ['tag', 8, tag],
  ['jited_prog_len', 16, count],
  ['jited_prog_insns', 24, address],
  ['xlated_prog_len', 20, count],
  [
    'xlated_prog_insns',
    32,
    listed(20, (context, start, bytes) => ebpfProgram(context, start, Math.floor(bytes / INSTRUCTION))),
  ],
  ['load_time', 40, u64],
  ['created_by_uid', 48, u32],
  ['nr_map_ids', 52, count],
  [
    'map_ids',
    56,
    listed(52, (context, start, ids) => arrayAt(context, start, BigInt(ids), 4, (one) => decimal(one.u32(0)))),
  ],
  ['name', 64, name],
  ['ifindex', 80, u32],
  ['gpl_compatible', 84, (_context, fields, at) => decimal(fields.u32(at) & 1)],
  ['netns_dev', 88, device],
  ['netns_ino', 96, u64],
  ['nr_jited_ksyms', 104, count],
  ['nr_jited_func_lens', 108, count],
  ['jited_ksyms', 112, address],
  ['jited_func_lens', 120, address],
  ['btf_id', 128, u32],
  ['func_info_rec_size', 132, count],
  ['func_info', 136, address],
  ['nr_func_info', 144, count],
  ['nr_line_info', 148, count],
  ['line_info', 152, address],
  ['jited_line_info', 160, address],
  ['nr_jited_line_info', 168, count],
  ['line_info_rec_size', 172, count],
  ['jited_line_info_rec_size', 176, count],
  ['nr_prog_tags', 180, count],
  ['prog_tags', 184, address],
  ['run_time_ns', 192, u64],
  ['run_cnt', 200, u64],
  ['recursion_misses', 208, u64],
  ['verified_insns', 216, u32],
];

const MAP_SIZE = 88;
const PROGRAM_SIZE = 232;

interface Kind {
  readonly rows: readonly Row[];
  readonly size: number;
}

/** By what the link of a descriptor says it is. */
const KINDS: ReadonlyMap<string, Kind> = new Map([
  ['anon_inode:bpf-map', { rows: MAP, size: MAP_SIZE }],
  ['anon_inode:bpf-prog', { rows: PROGRAM, size: PROGRAM_SIZE }],
]);

/** Bytes that are there, with zeros up to the structure's size. */
function padded(context: DecodeContext, at: bigint, length: number, size: number): Fields | undefined {
  const fields = length > 0 ? fieldsAt(context, at, Math.min(length, size)) : undefined;
  if (!fields) return undefined;
  const whole = new Uint8Array(size);
  whole.set(fields.bytes);
  return new Fields(whole, at, context.word);
}

/** What the caller asked for, kept until the answer is there; never shown. */
const ASKED = 'asked';

const numberOf = (node: StructNode, field: string): bigint | undefined => {
  const found = node.fields.find((one) => one.name === field)?.node;
  if (found?.kind === 'int') return found.value;
  if (found?.kind === 'pointer') return found.address;
  if (found?.kind === 'fd') return BigInt(found.fd);
  return found?.kind === 'change' && found.after.kind === 'int' ? found.after.value : undefined;
};

function kindOf(context: DecodeContext, node: StructNode): Kind | undefined {
  const fd = numberOf(node, 'bpf_fd');
  return fd === undefined ? undefined : KINDS.get(context.naming.fdPath(Number(fd)) ?? '');
}

/** The inner structure at entry, with what the caller gives. */
export function withAsked(context: DecodeContext, node: StructNode): StructNode {
  const kind = kindOf(context, node);
  const length = Number(numberOf(node, 'info_len') ?? 0n);
  const fields = kind && padded(context, numberOf(node, 'info') ?? 0n, length, kind.size);
  if (!fields) return node;
  const kept: FieldNode = { name: ASKED, node: text(fields.bytes), detail: true };
  return { ...node, fields: [...node.fields, kept] };
}

/** The same at exit, with the answer in place of its address. */
export function withAnswer(context: DecodeContext, node: StructNode, before: StructNode): StructNode {
  const kind = kindOf(context, node);
  const at = numberOf(node, 'info') ?? 0n;
  const length = Number(numberOf(node, 'info_len') ?? 0n);
  const fields = kind && padded(context, at, length, kind.size);
  if (!fields) return node;
  const then = before.fields.find((one) => one.name === ASKED)?.node;
  const asked = then?.kind === 'string' ? new Fields(then.bytes, at, context.word) : undefined;
  const shown = struct(
    at,
    kind.rows.map(([field, offset, show]) => [
      field,
      offset < length ? show(context, fields, offset, asked) : undefined,
    ]),
  );
  return { ...node, fields: node.fields.map((one) => (one.name === 'info' ? { ...one, node: shown } : one)) };
}
