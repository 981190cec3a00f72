/**
 * Contexts of security modules (linux/lsm.h: lsm_get_self_attr, lsm_set_self_attr): records of a length each, in one
 * buffer.
 */
import { bitsOf, oneOf } from '../constants.ts';
import type { DecodeContext, Decoder } from '../context.ts';
import type { Decoded } from '../decoded.ts';
import { array, decimal, pointer, struct } from '../nodes.ts';
import { bytesAt, type Fields, fieldsAt } from '../reading.ts';

/** struct lsm_ctx without its context. */
const HEAD = 32;
/** A page holds every context that a module makes. */
const SIZE_MAX = 4096;

function record(context: DecodeContext, fields: Fields): Decoded {
  const room = BigInt(fields.length - HEAD);
  const length = fields.u64(24) < room ? fields.u64(24) : room;
  return struct(fields.address, [
    ['id', oneOf('lsm_ids', fields.u64(0), context.arch)],
    ['flags', bitsOf('lsm_flags', fields.u64(8), context.arch)],
    ['len', decimal(fields.u64(16))],
    ['ctx_len', decimal(fields.u64(24))],
    ['ctx', bytesAt(context, fields.address + BigInt(HEAD), length)],
  ]);
}

/** The size is a register for the setting call and behind a pointer for the getting one. */
function sizeOf(context: DecodeContext): number {
  const value = context.argument('size') ?? 0n;
  const isGet = context.signature.name === 'lsm_get_self_attr';
  const size = isGet ? (fieldsAt(context, value, 4)?.u32(0) ?? 0) : Number(value & 0xffffffffn);
  return Math.min(size, SIZE_MAX);
}

const contexts: Decoder = (context, value) => {
  const size = sizeOf(context);
  const fields = size < HEAD ? undefined : fieldsAt(context, value, size);
  if (!fields) return pointer(value);
  const items: Decoded[] = [];
  for (let at = 0; at + HEAD <= size; ) {
    const claimed = fields.u64(at + 16);
    if (claimed < BigInt(HEAD) || claimed > BigInt(size - at)) break;
    items.push(record(context, fields.at(at, Number(claimed))));
    at += Number(claimed);
  }
  return items.length === 0 ? pointer(value) : array(value, items);
};

export const LSM: Readonly<Record<string, Decoder>> = { lsm_ctx: contexts };
