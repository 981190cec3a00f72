/**
 * io_uring: the parameters of a ring, what a program waits with, and which operation is registered (linux/io_uring.h).
 * What programs submit through the ring itself is no system call's argument.
 */
import { nameIn, oneOf } from '../constants.ts';
import type { DecodeContext, Decoder } from '../context.ts';
import { decimal, joined, low32, pointer, struct, unsignedWord } from '../nodes.ts';
import { parameter, structAt } from '../reading.ts';
import { ANSWERED, REGISTERS } from './ioUringRegister.ts';
import { layout, structOf, structType } from './layout.ts';
import { fdNode } from './scalars.ts';
import { sigsetAt } from './signals.ts';

const SQ = layout(
  'head:u32 tail:u32 ring_mask:u32 ring_entries:u32 flags:u32 dropped:u32 array:u32 resv1?:x32 user_addr:x64',
);
const CQ = layout(
  'head:u32 tail:u32 ring_mask:u32 ring_entries:u32 overflow:u32 cqes:u32 flags:u32 resv1?:x32 user_addr:x64',
);
const PARAMS = layout(
  'sq_entries>:u32 cq_entries>:u32 flags:f32(io_uring_setup_flags) sq_thread_cpu:x32 sq_thread_idle:u32 features>:f32(io_uring_features) wq_fd:fd resv?:x32[3] sq_off>:sq cq_off>:cq',
  { sq: structType(() => SQ), cq: structType(() => CQ) },
);
/** What the program says comes first, then what the kernel answers. */
const ORDER = ['flags', 'sq_thread_cpu', 'sq_thread_idle', 'wq_fd', 'resv'];
/** IORING_SETUP_ATTACH_WQ. */
const ATTACH_WQ = 0x20;

const params: Decoder = (context, value) => {
  const node = structOf(context, value, PARAMS, {
    hides: (name, fields) => name === 'wq_fd' && (fields.u32(8) & ATTACH_WQ) === 0,
  });
  if (node.kind !== 'struct') return node;
  const before = context.before?.kind === 'struct' ? context.before.fields : node.fields;
  const given = before.filter(({ name }) => ORDER.includes(name));
  return { ...node, fields: [...given, ...node.fields.filter(({ name }) => !ORDER.includes(name))] };
};

const USE_REGISTERED_RING = 0x80000000n;

const registerName = (context: DecodeContext): string =>
  nameIn('io_uring_register_opcodes', low32(context.args[1] ?? 0n) & ~USE_REGISTERED_RING, context.arch) ?? '';

const registered: Decoder = (context, value, parameters) => {
  const name = registerName(context);
  const read = REGISTERS[name];
  if (!read) return pointer(value);
  if (context.before && !ANSWERED.has(name)) return context.before;
  return read(context, value, low32(parameter(context, parameters[1]) ?? 0n));
};

/** Arguments that the log shows at exit. */
export const ioUringSetupShape = { defers: (name: string): boolean => name === 'p' };
export const ioUringRegisterShape = {
  defers: (name: string, context: DecodeContext): boolean => name === 'arg' && ANSWERED.has(registerName(context)),
};

/** The operation, and that the ring is given by its number among those that are registered. */
const opcode: Decoder = (context, value) => {
  const number = low32(value);
  const name = oneOf('io_uring_register_opcodes', number & ~USE_REGISTERED_RING, context.arch);
  if ((number & USE_REGISTERED_RING) === 0n) return name;
  return joined(number, [
    name,
    { kind: 'enum', value: USE_REGISTERED_RING, name: 'IORING_REGISTER_USE_REGISTERED_RING' },
  ]);
};

const ring: Decoder = (context, value) =>
  (low32(context.args[1] ?? 0n) & USE_REGISTERED_RING) === 0n ? fdNode(context, value) : decimal(low32(value));

/** IORING_ENTER_EXT_ARG, IORING_ENTER_EXT_ARG_REG. */
const EXTENDED = 0x8n;
const REGION = 0x40n;

/** A signal mask, a structure that has one and a time, or a place in a registered region. */
const entered: Decoder = (context, value, parameters) => {
  const kind = (context.argument('flags') ?? 0n) & (EXTENDED | REGION);
  if (kind === REGION) return decimal(value);
  if (kind !== EXTENDED) {
    return context.decode({ type: 'sigset', params: parameters, direction: 'in' }, value);
  }
  return structAt(context, value, 24, (fields) =>
    struct(value, [
      ['sigmask', sigsetAt(context, unsignedWord(fields.u64(0), context.word), BigInt(fields.u32(8)))],
      ['sigmask_sz', decimal(fields.u32(8))],
      ['min_wait_usec', decimal(fields.u32(12))],
      [
        'ts',
        context.decode({ type: 'timespec64', params: [], direction: 'in' }, unsignedWord(fields.u64(16), context.word)),
      ],
    ]),
  );
};

export const IO_URING: Readonly<Record<string, Decoder>> = {
  io_uring_params: params,
  io_uring_register_arg: registered,
  io_uring_register_opcode: opcode,
  io_uring_ring: ring,
  io_uring_enter_arg: entered,
};
