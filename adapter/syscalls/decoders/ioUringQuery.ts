/**
 * What is asked of io_uring itself (linux/io_uring/query.h) and how it receives without copies: chained questions, and
 * the queues of an interface. Must not know how it is registered: ioUring.ts does.
 */
import { oneOf } from '../constants.ts';
import type { DecodeContext } from '../context.ts';
import type { Decoded, FieldNode } from '../decoded.ts';
import { array, decimal, hex, pointer, struct } from '../nodes.ts';
import { fieldsAt } from '../reading.ts';
import { type Layout, layout, structOf, structType } from './layout.ts';

const OPCODES = layout(
  'nr_request_opcodes:u32 nr_register_opcodes:u32 feature_flags:f64(io_uring_features) ring_setup_flags:f64(io_uring_setup_flags) enter_flags:f64(io_uring_enter_flags) sqe_flags:f64(io_uring_sqe_flags) nr_query_opcodes:u32 __pad?:x32',
);
const RECEIVE = layout(
  'register_flags:f64(io_uring_zcrx_flags) area_flags:f64(io_uring_zcrx_area_flags) nr_ctrl_opcodes:u32 features:x32 rq_hdr_size:u32 rq_hdr_alignment:u32 __resv2?:x64',
);
const QUEUES = layout('hdr_size:u64 hdr_alignment:u64');
const ANSWERS: Readonly<Record<number, Layout>> = { 0: OPCODES, 1: RECEIVE, 2: QUEUES };

const HEAD = 40;
/** A chain is followed as far as strace follows it in full. */
const CHAIN_MAX = 1000;

/** Questions that each point to the next. */
export function queries(context: DecodeContext, address: bigint, count = 0): Decoded {
  const fields = fieldsAt(context, address, HEAD);
  if (!fields) return pointer(address);
  const limit = context.options.abbreviate ? context.options.strings : CHAIN_MAX;
  if (count >= Math.min(limit, CHAIN_MAX)) return { ...pointer(address), comment: '...' };
  const data = fields.u64(8);
  const size = fields.u32(20);
  const answer = ANSWERS[fields.u32(16)];
  const spare = [fields.u32(28), fields.u32(32), fields.u32(36)];
  return struct(address, [
    ['query_data', pointer(data)],
    ['query_op', oneOf('io_uring_query_ops', BigInt(fields.u32(16)), context.arch)],
    ['size', decimal(size)],
    ['result', decimal(fields.i32(24))],
    ['__resv', spare.every((one) => one === 0) ? undefined : array(address + 28n, spare.map(hex))],
    ['query_data', data === 0n || size === 0 ? undefined : answer ? structOf(context, data, answer) : pointer(data)],
    ['next_entry', queries(context, fields.u64(0), count + 1)],
  ]);
}

const OFFSETS = layout('head:u32 tail:u32 rqes:u32 __resv2?:x32 __resv?:x64[2]');
export const RECEIVE_QUEUE = layout(
  'if_idx:u32 if_rxq:u32 rq_entries:u32 flags:f32(io_uring_zcrx_flags) area_ptr:ptr64 region_ptr:ptr64 offsets:offsets zcrx_id:u32 rx_buf_len:u32 event_desc:ptr64 __resv?:x64[2]',
  { offsets: structType(() => OFFSETS) },
);

const CONTROL = layout('zcrx_id:u32 op:e32(io_uring_zcrx_ctrl_ops) __resv?:x64[2]');
const FLUSH = layout('__resv?:x64[6]');
const EXPORT = layout('zcrx_fd:fd __resv1?:x32[11]');
const ARM = layout('event_type:e32(io_uring_zcrx_events) __resv?:x32[11]');
/** By operation: the field of the union, and whether the kernel fills it in. */
const CONTROLS: Readonly<Record<number, readonly [name: string, of: Layout, isAnswer: boolean]>> = {
  0: ['zc_flush', FLUSH, false],
  1: ['zc_export', EXPORT, true],
  2: ['zc_arm_event', ARM, false],
};

/** An operation on the queue of an interface. */
export function receiveControl(context: DecodeContext, address: bigint): Decoded {
  const node = structOf(context, address, CONTROL);
  const operation = fieldsAt(context, address + 4n, 4)?.u32(0);
  const control = operation === undefined ? undefined : CONTROLS[operation];
  if (node.kind !== 'struct' || !control) return node;
  const [name, of, isAnswer] = control;
  if (isAnswer && context.phase === 'entry') return { ...node, pending: true };
  const field: FieldNode = { name, node: structOf(context, address + 24n, of) };
  return { ...node, fields: [...node.fields, field] };
}
