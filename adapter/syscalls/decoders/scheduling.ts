/**
 * Scheduling parameters. struct sched_attr says its own size: linux/sched/types.h.
 */
import { bitsOf, nameIn, oneOf } from '../constants.ts';
import type { DecodeContext, Decoder } from '../context.ts';
import type { Decoded } from '../decoded.ts';
import { array, decimal, low32, pointer, struct } from '../nodes.ts';
import { Fields, fieldsAt, structAt } from '../reading.ts';

const schedParam: Decoder = (context, value) =>
  structAt(context, value, 4, (fields) => array(value, [decimal(fields.i32(0))]));

/** sched.h: SCHED_RESET_ON_FORK, which only sched_setscheduler takes with a policy and sched_getscheduler gives. */
const schedPolicy: Decoder = (context, value) => {
  const policy = low32(value);
  if (!context.signature.name.endsWith('scheduler')) return oneOf('sched_policies', policy, context.arch);
  const reset = 0x40000000n;
  if ((policy & reset) === 0n) return oneOf('sched_policies', policy, context.arch);
  const name = nameIn('sched_policies', policy & ~reset, context.arch);
  const names = name === undefined ? [] : [name];
  return {
    kind: 'flags',
    value: policy,
    names: [...names, 'SCHED_RESET_ON_FORK'],
    rest: name === undefined ? policy & ~reset : 0n,
  };
};

/** SCHED_ATTR_SIZE_VER0, and VER1 with utilization clamps. */
const SIZE_0 = 48;
const SIZE_1 = 56;

/** SCHED_FLAG_KEEP_POLICY, SCHED_FLAG_KEEP_PARAMS. */
const KEEP_POLICY = 0x8n;
const KEEP_PARAMS = 0x10n;

function attributes(context: DecodeContext, fields: Fields, size: number, more: boolean, isSet: boolean): Decoded {
  const first = ['size', decimal(fields.u32(0))] as const;
  if (size < SIZE_0) return struct(fields.address, [first], more);
  const policy = BigInt(fields.u32(4));
  const flags = fields.u64(8);
  const kept = (bits: bigint): boolean => isSet && (flags & bits) !== 0n;
  const hasPolicy = !kept(KEEP_POLICY | KEEP_PARAMS) || policy > 0x7fffffffn;
  const parameter = (node: Decoded): Decoded | undefined => (kept(KEEP_PARAMS) ? undefined : node);
  const hasClamps = size >= SIZE_1;
  return struct(
    fields.address,
    [
      first,
      ['sched_policy', hasPolicy ? schedPolicy(context, policy, []) : undefined],
      ['sched_flags', bitsOf('sched_attr_flags', flags, context.arch)],
      ['sched_nice', parameter(decimal(fields.i32(16)))],
      ['sched_priority', parameter(decimal(fields.u32(20)))],
      ['sched_runtime', parameter(decimal(fields.u64(24)))],
      ['sched_deadline', parameter(decimal(fields.u64(32)))],
      ['sched_period', parameter(decimal(fields.u64(40)))],
      ['sched_util_min', hasClamps ? decimal(fields.u32(48)) : undefined],
      ['sched_util_max', hasClamps ? decimal(fields.u32(52)) : undefined],
    ],
    more,
  );
}

/** `length` bytes of the structure, zeros behind them. */
function prefix(context: DecodeContext, address: bigint, length: number): Fields | undefined {
  const fields = fieldsAt(context, address, length);
  if (!fields) return undefined;
  const whole = new Uint8Array(SIZE_1);
  whole.set(fields.bytes);
  return new Fields(whole, address, context.word);
}

/** sched_getattr: as much as the kernel says that it wrote. */
function got(context: DecodeContext, address: bigint, room: number): Decoded {
  const fields = room === 0 ? undefined : prefix(context, address, Math.min(room, SIZE_1));
  if (!fields) return pointer(address);
  const size = fields.u32(0);
  return attributes(context, fields, size, false, false);
}

/** sched_setattr: as much as the program says there is; 0 is the first size. */
function given(context: DecodeContext, address: bigint): Decoded {
  const head = prefix(context, address, 4);
  if (!head) return pointer(address);
  const said = head.u32(0) === 0 ? SIZE_0 : head.u32(0);
  const size = Math.min(said, SIZE_1);
  const fields = size < SIZE_0 ? head : prefix(context, address, size);
  return fields ? attributes(context, fields, size, said > size, true) : pointer(address);
}

/** The kernel answers E2BIG with the size that it knows. */
function answered(context: DecodeContext, address: bigint, before: Decoded): Decoded {
  const head = context.result?.isError ? fieldsAt(context, address, 4) : undefined;
  return head ? { kind: 'change', before, after: struct(address, [['size', decimal(head.u32(0))]]) } : before;
}

const schedAttr: Decoder = (context, value, params) => {
  if (params[0] !== undefined) return got(context, value, Number(low32(context.argument(params[0]) ?? 0n)));
  return context.before ? answered(context, value, context.before) : given(context, value);
};

export const SCHEDULING: Readonly<Record<string, Decoder>> = {
  sched_policy: schedPolicy,
  sched_param: schedParam,
  sched_attr: schedAttr,
};
