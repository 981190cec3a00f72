/**
 * Kernel AIO (linux/aio_abi.h): control blocks and events.
 */
import { bitsOf, nameIn, oneOf } from '../constants.ts';
import type { DecodeContext, Decoder } from '../context.ts';
import type { Decoded } from '../decoded.ts';
import { decimal, hex, pointer, signedWord, struct } from '../nodes.ts';
import { arrayAt, bytesAt, type Fields, fieldsAt, parameter, structAt } from '../reading.ts';
import { ioprio } from './constants.ts';
import { fdNode } from './scalars.ts';
import { iovecNode } from './strings.ts';

const IOCB_SIZE = 64;
const EVENT_SIZE = 32;

/** IOCB_FLAG_RESFD, IOCB_FLAG_IOPRIO. */
const RESFD = 1;
const IOPRIO = 2;

type Field = readonly [name: string, node: Decoded | undefined];

function head(context: DecodeContext, fields: Fields): Field[] {
  const key = fields.u32(8);
  const rw = fields.u32(12);
  const command = fields.u16(16);
  const priority = fields.i16(18);
  const hasPriority = (fields.u32(56) & IOPRIO) !== 0;
  return [
    ['aio_data', hex(fields.u64(0))],
    ['aio_key', key === 0 ? undefined : decimal(key)],
    ['aio_rw_flags', rw === 0 ? undefined : bitsOf('rwf_flags', BigInt(rw), context.arch)],
    ['aio_lio_opcode', { ...oneOf('aio_cmds', BigInt(command), context.arch), radix: 10 }],
    [
      'aio_reqprio',
      hasPriority ? ioprio(context, BigInt(fields.u16(18)), []) : priority === 0 ? undefined : decimal(priority),
    ],
    ['aio_fildes', fdNode(context, fields.i32(20))],
  ];
}

function tail(context: DecodeContext, fields: Fields): Field[] {
  const flags = fields.u32(56);
  const fd = fields.u32(60);
  return [
    ['aio_flags', flags === 0 ? undefined : bitsOf('aio_iocb_flags', BigInt(flags), context.arch)],
    ['aio_resfd', (flags & RESFD) !== 0 ? fdNode(context, fd | 0) : fd === 0 ? undefined : hex(fd)],
  ];
}

function iocbNode(context: DecodeContext, fields: Fields): Decoded {
  const command = nameIn('aio_cmds', BigInt(fields.u16(16)), context.arch) ?? '';
  const buffer = fields.u64(24);
  const length = fields.u64(32);
  const offset: Field = ['aio_offset', decimal(fields.i64(40))];
  const fits = length < 1n << BigInt(context.word * 8 - 1);
  switch (command) {
    case 'IOCB_CMD_PREAD':
    case 'IOCB_CMD_PWRITE':
      return struct(fields.address, [
        ...head(context, fields),
        ['aio_buf', command === 'IOCB_CMD_PWRITE' && fits ? bytesAt(context, buffer, length) : hex(buffer)],
        ['aio_nbytes', decimal(length)],
        offset,
        ...tail(context, fields),
      ]);
    case 'IOCB_CMD_PREADV':
    case 'IOCB_CMD_PWRITEV':
      return struct(fields.address, [
        ...head(context, fields),
        ['aio_buf', vector(context, buffer, length, command === 'IOCB_CMD_PWRITEV')],
        offset,
        ...tail(context, fields),
      ]);
    case 'IOCB_CMD_POLL':
      return struct(fields.address, [
        ...head(context, fields),
        ['aio_buf', bitsOf('poll_events', buffer, context.arch)],
        ...tail(context, fields),
      ]);
    default:
      return struct(fields.address, head(context, fields));
  }
}

/** What is to be written is shown as strings, room for reading as addresses. */
export function vector(context: DecodeContext, address: bigint, count: bigint, strings: boolean): Decoded {
  if (strings) return iovecNode(context, address, count);
  const { word } = context;
  const bounded = count < 1024n ? count : 1024n;
  return arrayAt(context, address, bounded, word * 2, (fields) =>
    struct(fields.address, [
      ['iov_base', pointer(fields.ulong(0))],
      ['iov_len', decimal(fields.ulong(word))],
    ]),
  );
}

const list: Decoder = (context, value, params) => {
  const count = signedWord(parameter(context, params[0]) ?? 0n, context.word);
  if (count < 0n) return pointer(value);
  return arrayAt(context, value, count, context.word, (fields) => {
    const address = fields.ulong(0);
    const iocb = fieldsAt(context, address, IOCB_SIZE);
    return iocb ? iocbNode(context, iocb) : pointer(address);
  });
};

const eventNode = (fields: Fields): Decoded =>
  struct(fields.address, [
    ['data', hex(fields.u64(0))],
    ['obj', hex(fields.u64(8))],
    ['res', decimal(fields.i64(16))],
    ['res2', decimal(fields.i64(24))],
  ]);

const events: Decoder = (context, value, params) => {
  if (context.signature.name === 'io_cancel') return structAt(context, value, EVENT_SIZE, eventNode);
  return arrayAt(context, value, parameter(context, params[0]) ?? 0n, EVENT_SIZE, eventNode);
};

/** io_cancel: the block that io_submit took, as far as it identifies it. */
const one: Decoder = (context, value) =>
  structAt(context, value, IOCB_SIZE, (fields) => struct(value, head(context, fields)));

export const AIO: Readonly<Record<string, Decoder>> = {
  iocb_ptrs: list,
  iocb: one,
  io_event: events,
};
