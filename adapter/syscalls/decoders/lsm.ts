/**
 * Contexts of security modules (linux/lsm.h: lsm_get_self_attr, lsm_set_self_attr): records of a length each, in one
 * buffer. The kernel says how much room it wants also when it refuses.
 */
import { nameIn, oneOf } from '../constants.ts';
import type { DecodeContext, Decoder } from '../context.ts';
import type { Decoded } from '../decoded.ts';
import { array, decimal, hex, pending, pointer, struct, text } from '../nodes.ts';
import { arrayAt, type Fields, fieldsAt, parameter } from '../reading.ts';

/** struct lsm_ctx without its context. */
const HEAD = 32;
/** A page holds every context that a module makes. */
const SIZE_MAX = 4096;
const LSM_FLAG_SINGLE = 1n;

/** A module by name, else its bare number. */
function moduleNode(context: DecodeContext, id: bigint): Decoded {
  return nameIn('lsm_ids', id, context.arch) === undefined ? hex(id) : oneOf('lsm_ids', id, context.arch);
}

/** One record, of which `fields` holds what is there. */
function record(context: DecodeContext, fields: Fields): Decoded {
  const claimed = fields.u64(16);
  const end = claimed < BigInt(fields.length) ? Number(claimed) : fields.length;
  const room = end > HEAD ? end - HEAD : 0;
  const length = fields.u64(24) < BigInt(room) ? Number(fields.u64(24)) : room;
  const shown = Math.min(length, context.options.strings);
  const start = fields.address + BigInt(HEAD);
  return struct(fields.address, [
    ['id', moduleNode(context, fields.u64(0))],
    ['flags', hex(fields.u64(8))],
    ['len', decimal(claimed)],
    ['ctx_len', decimal(fields.u64(24))],
    [
      'ctx',
      length === 0 ? undefined : { ...text(fields.slice(HEAD, shown).slice(), start, shown < length), form: 'hex' },
    ],
  ]);
}

function sequence(context: DecodeContext, value: bigint, size: number): Decoded {
  const fields = size < HEAD ? undefined : fieldsAt(context, value, Math.min(size, SIZE_MAX));
  if (!fields) return pointer(value);
  const items: Decoded[] = [];
  for (let at = 0; at + HEAD <= fields.length; ) {
    items.push(record(context, fields.at(at, fields.length - at)));
    const claimed = fields.u64(at + 16);
    if (claimed < BigInt(HEAD) || claimed > BigInt(fields.length - at)) break;
    at += Number(claimed);
  }
  return array(value, items);
}

const sizeBehind = (context: DecodeContext): number | undefined =>
  fieldsAt(context, context.argument('size') ?? 0n, 4)?.u32(0);

/** With LSM_FLAG_SINGLE the program says of which module. */
const contexts: Decoder = (context, value) => {
  const size = sizeBehind(context);
  const isSingle = ((context.argument('flags') ?? 0n) & LSM_FLAG_SINGLE) !== 0n;
  if (context.phase === 'entry') {
    const asked = isSingle && size !== undefined ? fieldsAt(context, value, HEAD) : undefined;
    return asked ? { ...struct(value, [['id', moduleNode(context, asked.u64(0))]]), pending: true } : pending(value);
  }
  const after = context.result?.isError || size === undefined ? pointer(value) : sequence(context, value, size);
  return isSingle && context.before?.kind === 'struct' ? { kind: 'change', before: context.before, after } : after;
};

/** The one that a program sets. */
const given: Decoder = (context, value, params) => {
  const size = Number((parameter(context, params[0]) ?? 0n) & 0xffffffffn);
  const fields = size < HEAD ? undefined : fieldsAt(context, value, Math.min(size, SIZE_MAX));
  return fields ? record(context, fields) : pointer(value);
};

const size: Decoder = (context, value) => {
  const fields = fieldsAt(context, value, 4);
  if (!fields) return pointer(value);
  const now = decimal(fields.u32(0));
  if (context.phase === 'entry') return { ...array(value, [now]), pending: true };
  const then = context.before?.kind === 'array' ? context.before.items[0] : undefined;
  if (then?.kind !== 'int' || then.value === now.value) return array(value, [now]);
  return array(value, [{ kind: 'change', before: then, after: now }]);
};

export const LSM: Readonly<Record<string, Decoder>> = {
  lsm_contexts: contexts,
  lsm_ctx: given,
  lsm_size: size,
  lsm_id_array: (context, value, params) => {
    const count = parameter(context, params[0]);
    if (count === undefined) return pointer(value);
    return arrayAt(context, value, count, 8, (fields) => oneOf('lsm_ids', fields.u64(0), context.arch));
  },
};
