/**
 * Requests of trusted execution environments: a buffer with a structure and its parameters (linux/tee.h). Must not know
 * the other requests.
 */
import { bitsOf, nameIn, oneOf } from '../constants.ts';
import type { DecodeContext } from '../context.ts';
import type { Decoded } from '../decoded.ts';
import { array, decimal, type Field, hex, joined, pointer, struct, withField } from '../nodes.ts';
import { arrayAt, type Fields, fieldsAt } from '../reading.ts';
import { uuidNode } from './ioctlFields.ts';
import { layout, structIn } from './layout.ts';
import { idNode } from './scalars.ts';

type Special = (context: DecodeContext, address: bigint) => Decoded;

const OPTEE = 1;
const VERSION = layout('impl_id:e32(tee_implementations) impl_caps-:x32 gen_caps:f32(tee_capabilities)');

/** struct tee_ioctl_version_data: what the implementation can is its own. */
const version: Special = (context, address) => {
  const fields = fieldsAt(context, address, 12);
  if (!fields) return pointer(address);
  const capabilities = BigInt(fields.u32(4));
  const isOptee = fields.u32(0) === OPTEE;
  return withField(structIn(context, fields, VERSION), {
    name: 'impl_caps',
    node: isOptee ? bitsOf('tee_optee_capabilities', capabilities, context.arch) : hex(capabilities),
  });
};

/** struct tee_ioctl_param. */
const PARAMETER = 32;
const TYPE_MASK = 0xffn;
const MEMORY_FIRST = 5n;
const MEMORY_LAST = 7n;

function attribute(context: DecodeContext, value: bigint): Decoded {
  const type = oneOf('tee_parameter_types', value & TYPE_MASK, context.arch);
  const flags = value & ~TYPE_MASK;
  if (flags === 0n || nameIn('tee_parameter_types', value & TYPE_MASK, context.arch) === undefined)
    return oneOf('tee_parameter_types', value, context.arch);
  const known = bitsOf('tee_parameter_flags', flags, context.arch);
  return type.kind === 'enum' && known.kind === 'flags' ? joined(value, [type, known]) : hex(value);
}

function parameter(context: DecodeContext, fields: Fields): Decoded {
  const attr = fields.u64(0);
  const type = attr & TYPE_MASK;
  const [a, b, c] = [8, 16, 24].map((at) => fields.u64(at)) as [bigint, bigint, bigint];
  const isMemory = type >= MEMORY_FIRST && type <= MEMORY_LAST;
  const values: readonly Field[] = isMemory
    ? [
        ['shm_offs', hex(a)],
        ['size', hex(b)],
        ['shm_id', decimal(BigInt.asIntN(32, c))],
      ]
    : [
        ['a', hex(a)],
        ['b', hex(b)],
        ['c', hex(c)],
      ];
  return struct(fields.address, [['attr', attribute(context, attr)], ...(type === 0n ? [] : values)]);
}

/** TEE_IOCTL_LOGIN_GROUP and _GROUP_APPLICATION name a group. */
const GROUPS = new Set([2, 6]);

function client(context: DecodeContext, fields: Fields): Decoded | undefined {
  const login = fields.u32(32);
  if (GROUPS.has(login)) return idNode(BigInt(fields.u32(16)));
  if (nameIn('tee_logins', BigInt(login), context.arch) !== undefined) return undefined;
  return array(fields.address + 16n, [...fields.slice(16, 16)].map(hex));
}

/** One of the structures: how long it is in front of its parameters, and what it takes and gives. */
interface Buffer {
  readonly size: number;
  /** Where the number of parameters stands. */
  readonly countAt: number;
  readonly given: (context: DecodeContext, fields: Fields) => readonly Field[];
  readonly made: (context: DecodeContext, fields: Fields) => readonly Field[];
}

const count = (fields: Fields, at: number): Field => ['num_params', decimal(fields.u32(at))];
const outcome = (context: DecodeContext, fields: Fields, at: number): readonly Field[] => [
  ['ret', decimal(fields.u32(at))],
  ['ret_origin', oneOf('tee_origins', BigInt(fields.u32(at + 4)), context.arch)],
];

const OPEN: Buffer = {
  size: 56,
  countAt: 52,
  given: (context, fields) => [
    ['uuid', uuidNode(fields, 0)],
    ['clnt_login', oneOf('tee_logins', BigInt(fields.u32(32)), context.arch)],
    ['clnt_uuid', client(context, fields)],
    ['cancel_id', decimal(fields.u32(36))],
    count(fields, 52),
  ],
  made: (context, fields) => [['session', hex(fields.u32(40))], ...outcome(context, fields, 44)],
};

const INVOKE: Buffer = {
  size: 24,
  countAt: 20,
  given: (_context, fields) => [
    ['func', decimal(fields.u32(0))],
    ['session', hex(fields.u32(4))],
    ['cancel_id', decimal(fields.u32(8))],
    count(fields, 20),
  ],
  made: (context, fields) => outcome(context, fields, 12),
};

const RECEIVE: Buffer = {
  size: 8,
  countAt: 4,
  given: (_context, fields) => [['func', decimal(fields.u32(0))], count(fields, 4)],
  made: (_context, fields) => [count(fields, 4)],
};

const SEND: Buffer = {
  size: 8,
  countAt: 4,
  given: (_context, fields) => [count(fields, 4)],
  made: (_context, fields) => [['ret', decimal(fields.u32(0))]],
};

/** What is in a buffer of exactly the size that its parameters need; the kernel takes no other. */
function content(context: DecodeContext, address: bigint, length: bigint, of: Buffer): Decoded {
  const fields = length >= BigInt(of.size) ? fieldsAt(context, address, of.size) : undefined;
  const number = fields?.u32(of.countAt) ?? 0;
  if (!fields || BigInt(of.size) + BigInt(number) * BigInt(PARAMETER) !== length) return pointer(address);
  const start = number === 0 ? 0n : address + BigInt(of.size);
  const list = arrayAt(context, start, BigInt(number), PARAMETER, (one) => parameter(context, one));
  const fixed = (context.phase === 'entry' ? of.given : of.made)(context, fields);
  return struct(address, [...fixed, ['params', list]]);
}

/** struct tee_ioctl_buf_data. */
const buffer =
  (of: Buffer): Special =>
  (context, address) => {
    const fields = fieldsAt(context, address, 16);
    if (!fields) return pointer(address);
    const node = content(context, fields.u64(0), fields.u64(8), of);
    const { before } = context;
    const given = before?.kind === 'struct' ? before.fields[1]?.node : undefined;
    const isChanged = context.phase === 'exit' && given !== undefined && given.kind !== 'pointer';
    return struct(address, [
      ['buf_len', decimal(fields.u64(8))],
      ['buf_ptr', isChanged ? { kind: 'change', before: given, after: node } : node],
    ]);
  };

export const TEE_REQUESTS: Readonly<Record<string, Special>> = {
  tee_version: version,
  tee_open: buffer(OPEN),
  tee_invoke: buffer(INVOKE),
  tee_receive: buffer(RECEIVE),
  tee_send: buffer(SEND),
};
