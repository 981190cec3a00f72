/**
 * What is registered with a ring of io_uring, by operation (linux/io_uring.h). Must not know the call itself.
 */
import { bitsOf, nameIn, oneOf } from '../constants.ts';
import type { DecodeContext } from '../context.ts';
import type { Decoded } from '../decoded.ts';
import { array, decimal, hex, named, pending, pointer, struct, withField } from '../nodes.ts';
import { arrayAt, type Fields, fieldBeyond, fieldsAt, structAt } from '../reading.ts';
import { vector } from './aio.ts';
import { submissionAt } from './ioUringEntry.ts';
import { queries, RECEIVE_QUEUE, receiveControl } from './ioUringQuery.ts';
import { type FieldType, layout, structOf } from './layout.ts';
import { fdNode } from './scalars.ts';

/** linux/io_uring.h: IORING_REGISTER_FILES_SKIP. */
const SKIP = -2;

function updatedFd(context: DecodeContext, fields: Fields): Decoded {
  const fd = fields.i32(0);
  return fd === SKIP ? named('IORING_REGISTER_FILES_SKIP', fd) : fdNode(context, fd);
}

const descriptors = (context: DecodeContext, address: bigint, count: bigint): Decoded =>
  arrayAt(context, address, count, 4, (fields) => fdNode(context, fields.i32(0)));
const updatedFds = (context: DecodeContext, address: bigint, count: bigint): Decoded =>
  arrayAt(context, address, count, 4, (fields) => updatedFd(context, fields));
const tags = (context: DecodeContext, address: bigint, count: bigint): Decoded =>
  arrayAt(context, address, count, 8, (fields) => hex(fields.u64(0)));

/** Reads what is registered: `count` is the call's last argument. */
export type Register = (context: DecodeContext, address: bigint, count: bigint) => Decoded;

/** A structure whose size in the call is the number of arguments. */
const resources =
  (data: Register): Register =>
  (context, address, size) => {
    if (size < 32n) return pointer(address);
    return structAt(context, address, 32, (fields) => {
      const count = BigInt(fields.u32(0));
      const node = struct(address, [
        ['nr', decimal(count)],
        ['flags', bitsOf('io_uring_rsrc_flags', BigInt(fields.u32(4)), context.arch)],
        ['resv2', fields.u64(8) === 0n ? undefined : hex(fields.u64(8))],
        ['data', data(context, fields.u64(16), count)],
        ['tags', tags(context, fields.u64(24), count)],
      ]);
      return withField(node, fieldBeyond(context, address, 32, size));
    });
  };

const update =
  (data: Register): Register =>
  (context, address, size) => {
    if (size < 32n) return pointer(address);
    return structAt(context, address, 32, (fields) => {
      const count = BigInt(fields.u32(24));
      const node = struct(address, [
        ['offset', decimal(fields.u32(0))],
        ['resv', fields.u32(4) === 0 ? undefined : hex(fields.u32(4))],
        ['data', data(context, fields.u64(8), count)],
        ['tags', tags(context, fields.u64(16), count)],
        ['nr', decimal(count)],
        ['resv2', fields.u32(28) === 0 ? undefined : hex(fields.u32(28))],
      ]);
      return withField(node, fieldBeyond(context, address, 32, size));
    });
  };

const filesUpdate: Register = (context, address, count) =>
  structAt(context, address, 16, (fields) =>
    struct(address, [
      ['offset', decimal(fields.u32(0))],
      ['resv', fields.u32(4) === 0 ? undefined : hex(fields.u32(4))],
      ['fds', updatedFds(context, fields.u64(8), count)],
    ]),
  );

const RESTRICTED: ReadonlyMap<number, readonly [name: string, set: string]> = new Map([
  [0, ['register_op', 'io_uring_register_opcodes']],
  [1, ['sqe_op', 'io_uring_ops']],
  [2, ['sqe_flags', 'io_uring_sqe_flags']],
  [3, ['sqe_flags', 'io_uring_sqe_flags']],
]);

const restrictions: Register = (context, address, count) =>
  arrayAt(context, address, count, 16, (fields) => {
    const opcode = fields.u16(0);
    const what = RESTRICTED.get(opcode);
    const value = BigInt(fields.u8(2));
    const node = oneOf('io_uring_restrictions', BigInt(opcode), context.arch);
    const spare = [fields.u32(4), fields.u32(8), fields.u32(12)];
    return struct(fields.address, [
      ['opcode', what ? node : { ...node, comment: `op: ${value === 0n ? '0' : `0x${value.toString(16)}`}` }],
      what ? [what[0], (opcode > 1 ? bitsOf : oneOf)(what[1], value, context.arch)] : ['', undefined],
      ['resv', fields.u8(3) === 0 ? undefined : hex(fields.u8(3))],
      ['resv2', spare.every((one) => one === 0) ? undefined : array(fields.address + 4n, spare.map(hex))],
    ]);
  });

const PROBE_HEAD = 16;
const PROBE_MAX = 256n;

const probe: Register = (context, address, count) => {
  if (count > PROBE_MAX) return pointer(address);
  const fields = fieldsAt(context, address, PROBE_HEAD + Number(count) * 8);
  if (!fields) return pointer(address);
  const isEntry = context.phase === 'entry';
  // What the program hands over must be zero, and is shown only when it is not.
  if (isEntry && fields.bytes.every((byte) => byte === 0)) return pending(address);
  const filled = fields.u8(1);
  const shown = isEntry ? count : count < BigInt(filled) ? count : BigInt(filled);
  const ops = arrayAt(context, address + BigInt(PROBE_HEAD), shown, 8, (one) =>
    struct(one.address, [
      ['op', { ...oneOf('io_uring_ops', BigInt(one.u8(0)), context.arch), radix: 10 }],
      ['resv', one.u8(1) === 0 ? undefined : hex(one.u8(1))],
      ['flags', bitsOf('io_uring_op_flags', BigInt(one.u16(2)), context.arch)],
      ['resv2', one.u32(4) === 0 ? undefined : hex(one.u32(4))],
    ]),
  );
  const spare = [fields.u32(4), fields.u32(8), fields.u32(12)];
  const after = struct(address, [
    ['last_op', { ...oneOf('io_uring_ops', BigInt(fields.u8(0)), context.arch), radix: 10 }],
    ['ops_len', decimal(filled)],
    ['resv', fields.u16(2) === 0 ? undefined : hex(fields.u16(2))],
    ['resv2', spare.every((one) => one === 0) ? undefined : array(address + 4n, spare.map(hex))],
    ['ops', ops.kind === 'array' && !isEntry && count < BigInt(filled) ? { ...ops, more: true } : ops],
  ]);
  return context.before?.kind === 'struct' ? { kind: 'change', before: context.before, after } : after;
};

const ringDescriptors: Register = (context, address, count) =>
  arrayAt(context, address, count, 16, (fields) =>
    struct(fields.address, [
      ['offset', decimal(fields.u32(0) === 0xffffffff ? -1 : fields.u32(0))],
      ['resv', fields.u32(4) === 0 ? undefined : hex(fields.u32(4))],
      ['data', fdNode(context, BigInt.asIntN(32, fields.u64(8)))],
    ]),
  );

const formerDescriptors: Register = (context, address, count) =>
  arrayAt(context, address, count, 16, (fields) =>
    struct(fields.address, [
      ['offset', decimal(fields.u32(0))],
      ['resv', fields.u32(4) === 0 ? undefined : hex(fields.u32(4))],
      ['data', fields.u64(8) === 0n ? undefined : hex(fields.u64(8))],
    ]),
  );

const workers: Register = (context, address, count) => {
  const node = arrayAt(context, address, count, 4, (fields) => decimal(fields.u32(0)));
  if (node.kind !== 'array') return node;
  const labels = node.items.map((_, i) => nameIn('io_uring_worker_kinds', BigInt(i)) ?? `${i} /* IO_WQ_??? */`);
  const now = { ...node, labels };
  return context.before?.kind === 'array' ? { kind: 'change', before: context.before, after: now } : now;
};

const OWN: Readonly<Record<string, FieldType>> = {
  timeout: {
    size: () => 16,
    align: () => 8,
    node: (_context, fields, at) =>
      struct(fields.address + BigInt(at), [
        ['tv_sec', decimal(fields.i64(at))],
        ['tv_nsec', decimal(fields.i64(at + 8))],
      ]),
  },
};

const simple = (text: string, wanted = 1n): Register => {
  const of = layout(text, OWN);
  return (context, address, count) => (count === wanted ? structOf(context, address, of) : pointer(address));
};

/** The answer is known at exit. */
const late =
  (read: Register): Register =>
  (context, address, count) =>
    context.phase === 'entry' ? pending(address) : read(context, address, count);

const BUFFER_RING = simple('ring_addr:ptr64 ring_entries:u32 bgid:u16 flags:x16 min_left:u32 resv?:x32[5]');

const NAPI = layout(
  'busy_poll_to:x32 prefer_busy_poll:x8 opcode:e8(io_uring_napi_ops) pad?:x8[2] op_param:param resv?:x32',
  {
    param: {
      size: () => 4,
      align: () => 4,
      // With the first operation it says how what is polled is found.
      node: (context, fields, at) =>
        fields.u8(5) === 0
          ? oneOf('io_uring_napi_strategies', BigInt(fields.u32(at)), context.arch)
          : hex(fields.u32(at)),
    },
  },
);

/** What was registered before is in the same memory afterwards. */
const napi: Register = (context, address, count) => {
  if (count !== 1n) return pointer(address);
  const after = structOf(context, address, NAPI);
  return context.before?.kind === 'struct' ? { kind: 'change', before: context.before, after } : after;
};

/** A ring to become another size: what the program says of it. */
const resized: Register = (context, address, count) => {
  const fields = count === 1n ? fieldsAt(context, address, 120) : undefined;
  if (!fields) return pointer(address);
  const queue = (at: number): Decoded | undefined =>
    fields.u64(at) === 0n ? undefined : struct(address, [['user_addr', hex(fields.u64(at))]]);
  const spare = [fields.u32(28), fields.u32(32), fields.u32(36)];
  return struct(address, [
    ['sq_entries', decimal(fields.u32(0))],
    ['cq_entries', decimal(fields.u32(4))],
    ['flags', bitsOf('io_uring_setup_flags', BigInt(fields.u32(8)), context.arch)],
    ['sq_off', queue(72)],
    ['cq_off', queue(112)],
    ['resv', spare.every((one) => one === 0) ? undefined : array(address + 28n, spare.map(hex))],
  ]);
};

const onlyWith =
  (wanted: bigint, read: (context: DecodeContext, address: bigint) => Decoded): Register =>
  (context, address, count) =>
    count === wanted ? read(context, address) : pointer(address);

/** What each operation registers. */
export const REGISTERS: Readonly<Record<string, Register>> = {
  IORING_REGISTER_BUFFERS: (context, address, count) => vector(context, address, count, false),
  IORING_REGISTER_FILES: descriptors,
  IORING_REGISTER_EVENTFD: descriptors,
  IORING_REGISTER_EVENTFD_ASYNC: descriptors,
  IORING_REGISTER_FILES_UPDATE: filesUpdate,
  IORING_REGISTER_PROBE: probe,
  IORING_REGISTER_RESTRICTIONS: restrictions,
  IORING_REGISTER_FILES2: resources(descriptors),
  IORING_REGISTER_BUFFERS2: resources((context, address, count) => vector(context, address, count, false)),
  IORING_REGISTER_FILES_UPDATE2: update(updatedFds),
  IORING_REGISTER_BUFFERS_UPDATE: update((context, address, count) => vector(context, address, count, false)),
  IORING_REGISTER_IOWQ_AFF: (context, address, count) =>
    context.decode({ type: 'cpu_set', params: [count.toString()], direction: 'in' }, address),
  IORING_REGISTER_IOWQ_MAX_WORKERS: workers,
  IORING_REGISTER_RING_FDS: ringDescriptors,
  IORING_UNREGISTER_RING_FDS: formerDescriptors,
  IORING_REGISTER_PBUF_RING: BUFFER_RING,
  IORING_UNREGISTER_PBUF_RING: BUFFER_RING,
  IORING_REGISTER_SYNC_CANCEL: simple(
    'addr:ptr64 fd:fd flags:f32(io_uring_cancel_flags) timeout:timeout opcode:e8(io_uring_ops) pad?:x8[7] pad2?:x64[3]',
  ),
  IORING_REGISTER_FILE_ALLOC_RANGE: simple('off:u32 len:u32 resv?:x64'),
  IORING_REGISTER_PBUF_STATUS: late(simple('buf_group:x32 head:x32 resv?:x32[8]')),
  IORING_REGISTER_NAPI: napi,
  IORING_UNREGISTER_NAPI: late((context, address, count) =>
    count === 1n ? structOf(context, address, NAPI) : pointer(address),
  ),
  IORING_REGISTER_CLOCK: simple('clockid:e32(clockids) __resv?:x32[3]', 0n),
  IORING_REGISTER_CLONE_BUFFERS: simple(
    'src_fd:fd flags:f32(io_uring_clone_flags) src_off:u32 dst_off:u32 nr:u32 pad?:x32[3]',
  ),
  IORING_REGISTER_SEND_MSG_RING: onlyWith(1n, submissionAt),
  IORING_REGISTER_ZCRX_IFQ: onlyWith(1n, (context, address) => structOf(context, address, RECEIVE_QUEUE)),
  IORING_REGISTER_ZCRX_CTRL: onlyWith(1n, receiveControl),
  IORING_REGISTER_RESIZE_RINGS: resized,
  IORING_REGISTER_QUERY: onlyWith(0n, queries),
  IORING_REGISTER_MEM_REGION: simple('region_uptr:ptr64 flags:f64(io_uring_region_flags) __resv?:x64[2]'),
};

/** Those that the kernel answers in the same memory. */
export const ANSWERED = new Set([
  'IORING_REGISTER_PROBE',
  'IORING_REGISTER_IOWQ_MAX_WORKERS',
  'IORING_REGISTER_PBUF_STATUS',
  'IORING_REGISTER_NAPI',
  'IORING_REGISTER_ZCRX_CTRL',
  'IORING_UNREGISTER_NAPI',
]);
