/**
 * One submission of io_uring, struct io_uring_sqe of linux/io_uring.h, where a call carries it itself. What its fields
 * mean depends on the operation.
 */
import { bitsOf, nameIn, oneOf } from '../constants.ts';
import type { DecodeContext } from '../context.ts';
import type { Decoded } from '../decoded.ts';
import { array, decimal, hex, struct } from '../nodes.ts';
import { type Fields, fieldsAt, structAt } from '../reading.ts';
import { layout, structOf } from './layout.ts';
import { fdNode } from './scalars.ts';

const SIZE = 64;

const ATTRIBUTE = layout('flags:x16 app_tag:x16 len:u32 addr:x64 seed:x64 rsvd:x64');
/** IORING_RW_ATTR_FLAG_PI. */
const HAS_INTEGRITY = 1n;

/** Operations whose priority is flags of their own. */
const PRIORITY_FLAGS: Readonly<Record<string, string>> = {
  IORING_OP_ACCEPT: 'io_uring_accept_flags',
  IORING_OP_SEND: 'io_uring_recvsend_flags',
  IORING_OP_SENDMSG: 'io_uring_recvsend_flags',
  IORING_OP_SEND_ZC: 'io_uring_recvsend_flags',
  IORING_OP_SENDMSG_ZC: 'io_uring_recvsend_flags',
  IORING_OP_RECV: 'io_uring_recvsend_flags',
  IORING_OP_RECVMSG: 'io_uring_recvsend_flags',
  IORING_OP_RECV_ZC: 'io_uring_recvsend_flags',
};

/** The union of flags by operation. */
const OWN_FLAGS: Readonly<Record<string, readonly [name: string, set: string]>> = {
  IORING_OP_NOP: ['nop_flags', 'io_uring_nop_flags'],
  IORING_OP_NOP128: ['nop_flags', 'io_uring_nop_flags'],
  IORING_OP_FIXED_FD_INSTALL: ['install_fd_flags', 'io_uring_fixed_fd_flags'],
  IORING_OP_MSG_RING: ['msg_ring_flags', 'io_uring_msg_ring_flags'],
};

/** Operations that can carry attributes. */
const WITH_ATTRIBUTES =
  /^IORING_OP_((READ|WRITE)V?(_FIXED)?|SEND|RECV|SENDMSG|RECVMSG|SEND_ZC|RECV_ZC|READ_MULTISHOT)$/;
/** Submissions twice as long, with a command behind. */
const LONG = /^IORING_OP_(NOP|URING_CMD)128$/;

function last(context: DecodeContext, name: string, fields: Fields): (readonly [string, Decoded])[] {
  const pointer = fields.u64(48);
  const mask = fields.u64(56);
  if (mask === 0n || !WITH_ATTRIBUTES.test(name)) return [['optval', hex(pointer)]];
  return [
    ['attr_type_mask', bitsOf('io_uring_attribute_flags', mask, context.arch)],
    ['attr_ptr', (mask & HAS_INTEGRITY) === 0n ? hex(pointer) : structOf(context, pointer, ATTRIBUTE)],
  ];
}

/** The submission at an address. */
export function submissionAt(context: DecodeContext, address: bigint): Decoded {
  return structAt(context, address, SIZE, (fields) => {
    const opcode = oneOf('io_uring_ops', BigInt(fields.u8(0)), context.arch);
    const name = nameIn('io_uring_ops', BigInt(fields.u8(0)), context.arch) ?? '';
    const priority = PRIORITY_FLAGS[name];
    const own = OWN_FLAGS[name];
    const command = LONG.test(name) ? fieldsAt(context, address + BigInt(SIZE), 64) : undefined;
    return struct(address, [
      ['opcode', { ...opcode, radix: 10 }],
      ['flags', bitsOf('io_uring_sqe_flags', BigInt(fields.u8(1)), context.arch)],
      ['ioprio', priority ? bitsOf(priority, BigInt(fields.u16(2)), context.arch) : decimal(fields.u16(2))],
      ['fd', fdNode(context, fields.i32(4))],
      ['off', hex(fields.u64(8))],
      ['addr', hex(fields.u64(16))],
      ['len', decimal(fields.u32(24))],
      own ? [own[0], bitsOf(own[1], BigInt(fields.u32(28)), context.arch)] : ['rw_flags', hex(fields.u32(28))],
      ['user_data', hex(fields.u64(32))],
      ['buf_index', hex(fields.u16(40))],
      ['personality', decimal(fields.u16(42))],
      ['file_index', hex(fields.u32(44))],
      ...last(context, name, fields),
      ['cmd', command && array(command.address, [...command.bytes].map(hex))],
    ]);
  });
}
