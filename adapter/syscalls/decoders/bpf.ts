/**
 * bpf(2): union bpf_attr by command (linux/bpf.h), as long as the caller says it is. Instructions are in ebpf.ts.
 */
import { nameIn } from '../constants.ts';
import type { DecodeContext, Decoder } from '../context.ts';
import type { Decoded, StructNode } from '../decoded.ts';
import { call, decimal, low32, pointer } from '../nodes.ts';
import { arrayAt, bytesAt, cstringAt, pathAt } from '../reading.ts';
import { withAnswer, withAsked } from './bpfInfo.ts';
import { attachFlags, linkCreate } from './bpfLinks.ts';
import { ebpfProgram } from './ebpf.ts';
import { type FieldType, type Layout, layout, sizedStruct } from './layout.ts';

interface Command {
  readonly of: Layout;
  /** The structure stands inside another with this one field. */
  readonly wrap?: string;
  /** Fields that the kernel fills in. */
  readonly out?: readonly string[];
  /** The kernel writes so many bytes whatever the caller says. */
  readonly least?: bigint;
  /** Fields of the program's that the kernel changes: shown as `before => after`. */
  readonly changes?: readonly string[];
}

const eight = (node: FieldType['node']): FieldType => ({ size: () => 8, align: () => 8, node });
const four = (node: FieldType['node']): FieldType => ({ size: () => 4, align: () => 4, node });

/** A list of 32-bit values, as many as the field at `count` says. */
const list = (count: number, node: (context: DecodeContext, value: number) => Decoded): FieldType =>
  eight((context, fields, at) =>
    arrayAt(context, fields.u64(at), BigInt(fields.u32(count)), 4, (one) => node(context, one.u32(0))),
  );

const OWN: Readonly<Record<string, FieldType>> = {
  version: four((_context, fields, at) => {
    const version = fields.u32(at);
    const parts = [version >>> 16, (version >>> 8) & 0xff, version & 0xff];
    return call('KERNEL_VERSION', parts.map(decimal), BigInt(version));
  }),
  insns: eight((context, fields, at) => ebpfProgram(context, fields.u64(at), fields.u32(4))),
  log: eight((context, fields, at) =>
    cstringAt(context, fields.u64(at), Math.min(fields.u32(28), context.options.strings)),
  ),
  signature: eight((context, fields, at) => {
    const node = bytesAt(context, fields.u64(at), BigInt(fields.u32(160)));
    return node.kind === 'string' ? { ...node, form: 'hex' } : node;
  }),
  btf: eight((context, fields, at) => bytesAt(context, fields.u64(at), BigInt(fields.u32(16)))),
  tracepoint: eight((context, fields, at) =>
    cstringAt(context, fields.u64(at), Math.min(128, context.options.strings)),
  ),
  taskbuf: eight((context, fields, at) =>
    cstringAt(context, fields.u64(at), Math.min(fields.u32(12), context.options.strings)),
  ),
  stream: eight((context, fields, at) => bytesAt(context, fields.u64(at), BigInt(fields.u32(8)))),
  path: eight((context, fields, at) => pathAt(context, fields.u64(at))),
  ids: list(24, (_context, value) => decimal(value)),
  attachflags: list(24, (context, value) => attachFlags(context, value)),
};

const of = (text: string, more: Omit<Command, 'of'> = {}): Command => ({ of: layout(text, OWN), ...more });

const LOOKUP = of('map_fd:fd +p-:u32 +key:ptr64 +value:ptr64 flags:f64(bpf_lookup_flags)');
const PIN = of('pathname:path +bpf_fd:fd file_flags:f32(bpf_file_flags) path_fd:dirfd');
const ATTACH = of(
  'target_fd:fd +attach_bpf_fd:fd +attach_type:e32(bpf_attach_types) +attach_flags:f32(bpf_attach_flags) replace_bpf_fd:fd relative_fd:fd +expected_revision:u64',
);
const NEXT = of('start_id:u32 next_id:u32 open_flags:f32(bpf_file_modes)', { changes: ['next_id'], least: 8n });
const BATCH = 'keys:ptr64 +values:ptr64 +count:u32 +map_fd:fd +elem_flags:f64(bpf_lookup_flags) +flags:x64';
const LOOKUP_BATCH = of(`in_batch:ptr64 +out_batch:ptr64 +${BATCH}`, { wrap: 'batch', changes: ['count'] });

const COMMANDS: Readonly<Record<string, Command>> = {
  BPF_MAP_CREATE: of(
    'map_type:e32(bpf_map_types) +key_size:u32 +value_size:u32 +max_entries:u32 map_flags:f32(bpf_map_flags) inner_map_fd:fd numa_node:u32 map_name:chars(16) map_ifindex:u32 btf_fd:fd +btf_key_type_id:u32 +btf_value_type_id:u32 btf_vmlinux_value_type_id:u32 map_extra:u64 value_type_btf_obj_fd:fd map_token_fd:fd excl_prog_hash:ptr64 +excl_prog_hash_size:u32 p-:u32',
  ),
  BPF_MAP_LOOKUP_ELEM: LOOKUP,
  BPF_MAP_LOOKUP_AND_DELETE_ELEM: LOOKUP,
  BPF_MAP_UPDATE_ELEM: of('map_fd:fd +p-:u32 +key:ptr64 +value:ptr64 +flags:e64(bpf_update_flags)'),
  BPF_MAP_DELETE_ELEM: of('map_fd:fd +p-:u32 +key:ptr64'),
  BPF_MAP_GET_NEXT_KEY: of('map_fd:fd +p-:u32 +key:ptr64 +next_key:ptr64'),
  BPF_MAP_FREEZE: of('map_fd:fd'),
  BPF_PROG_LOAD: of(
    'prog_type:e32(bpf_prog_types) +insn_cnt:u32 +insns:insns +license:str64 log_level:u32 +log_size:u32 +log_buf:log kern_version:version prog_flags:f32(bpf_prog_flags) prog_name:chars(16) prog_ifindex:u32 expected_attach_type:e32(bpf_attach_types) prog_btf_fd:fd +func_info_rec_size:u32 +func_info:ptr64 +func_info_cnt:u32 +line_info_rec_size:u32 +line_info:ptr64 +line_info_cnt:u32 attach_btf_id:u32 attach_prog_fd:fd core_relo_cnt:u32 fd_array:ptr64 core_relos:ptr64 core_relo_rec_size:u32 log_true_size:u32 prog_token_fd:fd fd_array_cnt:u32 signature:signature +signature_size:u32 +keyring_id:i32',
    { out: ['log_true_size'] },
  ),
  BPF_OBJ_PIN: PIN,
  BPF_OBJ_GET: PIN,
  BPF_PROG_ATTACH: ATTACH,
  BPF_PROG_DETACH: ATTACH,
  BPF_PROG_TEST_RUN: of(
    'prog_fd:fd +retval:u32 +data_size_in:u32 +data_size_out:u32 +data_in:ptr64 +data_out:ptr64 +repeat:u32 +duration:u32 ctx_size_in:u32 +ctx_size_out:u32 +ctx_in:ptr64 +ctx_out:ptr64 flags:f32(bpf_test_run_flags) +cpu:u32 batch_size:u32 p-:u32',
    { wrap: 'test' },
  ),
  BPF_PROG_GET_NEXT_ID: NEXT,
  BPF_MAP_GET_NEXT_ID: NEXT,
  BPF_BTF_GET_NEXT_ID: NEXT,
  BPF_LINK_GET_NEXT_ID: NEXT,
  BPF_PROG_GET_FD_BY_ID: of('prog_id:u32'),
  BPF_MAP_GET_FD_BY_ID: of('map_id:u32 next_id-:u32 open_flags:f32(bpf_file_modes)'),
  BPF_OBJ_GET_INFO_BY_FD: of('bpf_fd:fd +info_len:u32 +info:ptr64', { wrap: 'info', changes: ['info_len'] }),
  BPF_PROG_QUERY: of(
    'target_fd:fd +attach_type:e32(bpf_attach_types) +query_flags:f32(bpf_query_flags) +attach_flags:f32(bpf_attach_flags) +prog_ids:ids +prog_cnt:u32 p-:u32 prog_attach_flags:attachflags link_ids:ids +link_attach_flags:attachflags +revision:x64',
    {
      wrap: 'query',
      out: ['prog_ids', 'prog_attach_flags', 'link_ids', 'link_attach_flags', 'revision'],
      changes: ['prog_cnt'],
    },
  ),
  BPF_RAW_TRACEPOINT_OPEN: of('name:tracepoint +prog_fd:fd p-:u32 cookie:x64', { wrap: 'raw_tracepoint' }),
  BPF_BTF_LOAD: of(
    'btf:btf +btf_log_buf:ptr64 +btf_size:u32 +btf_log_size:u32 +btf_log_level:u32 btf_log_true_size:u32 btf_flags:f32(bpf_file_flags) +btf_token_fd:fd',
    { out: ['btf_log_true_size'] },
  ),
  BPF_BTF_GET_FD_BY_ID: of('btf_id:u32 next_id-:u32 open_flags:f32(bpf_file_modes) fd_by_id_token_fd:fd'),
  BPF_TASK_FD_QUERY: of(
    'pid:pid +fd:fd +flags:u32 +buf_len:u32 +buf:taskbuf +prog_id:u32 +fd_type:e32(bpf_task_fd_types) +probe_offset:x64 +probe_addr:x64',
    { wrap: 'task_fd_query', out: ['buf', 'prog_id', 'fd_type', 'probe_offset', 'probe_addr'], changes: ['buf_len'] },
  ),
  BPF_MAP_LOOKUP_BATCH: LOOKUP_BATCH,
  BPF_MAP_LOOKUP_AND_DELETE_BATCH: LOOKUP_BATCH,
  BPF_MAP_UPDATE_BATCH: of(`in-:ptr64 +out-:ptr64 +${BATCH}`, { wrap: 'batch', changes: ['count'] }),
  BPF_MAP_DELETE_BATCH: of(`in-:ptr64 +out-:ptr64 +${BATCH.replace('+values:', '+values-:')}`, {
    wrap: 'batch',
    changes: ['count'],
  }),
  BPF_LINK_UPDATE: of('link_fd:fd +new_prog_fd:fd +flags:f32(bpf_attach_flags) +old_prog_fd:fd', {
    wrap: 'link_update',
  }),
  BPF_LINK_GET_FD_BY_ID: of('link_id:u32'),
  BPF_ENABLE_STATS: of('type:e32(bpf_stats_types)', { wrap: 'enable_stats' }),
  BPF_ITER_CREATE: of('link_fd:fd +flags:x32', { wrap: 'iter_create' }),
  BPF_LINK_DETACH: of('link_fd:fd', { wrap: 'link_detach' }),
  BPF_PROG_BIND_MAP: of('prog_fd:fd +map_fd:fd +flags:x32', { wrap: 'prog_bind_map' }),
  BPF_TOKEN_CREATE: of('flags:x32 +bpffs_fd:fd', { wrap: 'token_create' }),
  BPF_PROG_STREAM_READ_BY_FD: of('stream_buf:stream +stream_buf_len:u32 +stream_id:u32 +prog_fd:fd +p-:u32', {
    wrap: 'prog_stream_read',
    out: ['stream_buf'],
  }),
};

/** linux/bpf.h: BPF_F_NUMA_NODE, BPF_F_REPLACE. */
const NUMA_NODE = 4;
const REPLACE = 4;

/** What was read at entry, with the fields that the kernel wrote as they are now. */
function merged(before: StructNode, now: StructNode, { out, changes }: Command): StructNode {
  const fields = now.fields.map((field) => {
    const then = before.fields.find(({ name }) => name === field.name)?.node;
    if (!then || out?.includes(field.name)) return field;
    if (!changes?.includes(field.name)) return { ...field, node: then };
    const isSame = then.kind === 'int' && field.node.kind === 'int' && then.value === field.node.value;
    return isSame ? field : { ...field, node: { kind: 'change' as const, before: then, after: field.node } };
  });
  return { ...now, fields };
}

function inner(node: Decoded, { wrap }: Command): StructNode | undefined {
  const body = wrap === undefined ? node : node.kind === 'struct' ? node.fields[0]?.node : undefined;
  return body?.kind === 'struct' ? body : undefined;
}

function wrapped(node: StructNode, { wrap }: Command): Decoded {
  if (wrap === undefined) return node;
  // Bytes behind the inner structure belong to the outer one.
  return { ...node, fields: [{ name: wrap, node: { ...node, more: false } }] };
}

/** fs/bpf: more than a page is refused. */
const SIZE_MAX = 4096n;

const attributes: Decoder = (context, value, params) => {
  const name = nameIn('bpf_cmds', low32(context.argument(params[0] ?? '') ?? 0n), context.arch) ?? '';
  const size = low32(context.argument(params[1] ?? '') ?? 0n);
  if (size === 0n || size > SIZE_MAX) return pointer(value);
  if (name === 'BPF_LINK_CREATE') return context.before ?? linkCreate(context, value, size);
  const command = COMMANDS[name];
  if (!command) return pointer(value);
  const least = command.least ?? 0n;
  const node = sizedStruct(context, value, least > size ? least : size, command.of, {
    briefly: true,
    hides: (field, fields) =>
      (field === 'numa_node' && (fields.u32(16) & NUMA_NODE) === 0) ||
      (field === 'old_prog_fd' && (fields.u32(8) & REPLACE) === 0),
  });
  if (node.kind !== 'struct') return node;
  const before = context.before && inner(context.before, command);
  const now = before ? merged(before, node, command) : node;
  if (name !== 'BPF_OBJ_GET_INFO_BY_FD' || context.options.abbreviate) return wrapped(now, command);
  if (!before) return wrapped(withAsked(context, now), command);
  return wrapped(context.result?.isError ? now : withAnswer(context, now, before), command);
};

/** Whether the command has anything that is known at exit only. */
export const bpfShape = {
  defers: (name: string, context: DecodeContext): boolean => {
    if (name !== 'attr') return false;
    const command = COMMANDS[nameIn('bpf_cmds', low32(context.args[0] ?? 0n), context.arch) ?? ''];
    return (command?.out ?? command?.changes) !== undefined;
  },
};

export const BPF: Readonly<Record<string, Decoder>> = { bpf_attr: attributes };
