/**
 * futex by operation (linux/futex.h): which argument is a timeout, a count or a packed operation depends on the command.
 */
import { bitsOf, oneOf } from '../constants.ts';
import type { DecodeContext, Decoder } from '../context.ts';
import type { Decoded } from '../decoded.ts';
import { decimal, hex, low32, pointer, struct, unsignedWord } from '../nodes.ts';
import { arrayAt, parameter } from '../reading.ts';

const commandOf = (context: DecodeContext, params: readonly string[]): number =>
  Number(low32(context.argument(params[0] ?? '') ?? 0n) & 0x7fn);

const REQUEUE = 3;
const CMP_REQUEUE = 4;
const WAKE_OP = 5;
const WAIT_BITSET = 9;
const WAKE_BITSET = 10;
const CMP_REQUEUE_PI = 12;
/** FUTEX_LOCK_PI2, the last one. */
const LAST = 13;

/** Operations whose fourth register is a second count and not a timeout. */
const SECOND_COUNT: ReadonlySet<number> = new Set([REQUEUE, CMP_REQUEUE, WAKE_OP, CMP_REQUEUE_PI]);

/** A count or what the word should hold: strace shows both unsigned. */
const value: Decoder = (_context, register) => decimal(low32(register));

const timeout =
  (word: 'timespec' | 'timespec64'): Decoder =>
  (context, register, params) => {
    const command = commandOf(context, params);
    if (SECOND_COUNT.has(command)) return decimal(unsignedWord(register, context.word));
    if (command > LAST) return pointer(register);
    return context.decode({ type: word, params: [], direction: 'in' }, register);
  };

/** FUTEX_OP: operation, comparison and two twelve-bit arguments in one number. */
function packedOperation(context: DecodeContext, number: bigint): Decoded {
  const op = (number >> 28n) & 7n;
  const shifted = (number & 0x80000000n) !== 0n;
  const compare = (number >> 24n) & 0xfn;
  const opNode = oneOf('futex_wake_ops', op, context.arch);
  const compareNode = oneOf('futex_wake_cmps', compare, context.arch);
  const part = (bits: bigint): string => (bits === 0n ? '0' : `0x${bits.toString(16)}`);
  const names = [
    ...(shifted ? ['FUTEX_OP_OPARG_SHIFT<<28'] : []),
    opNode.name ? `${opNode.name}<<28` : `${part(op)}<<28 /* FUTEX_OP_??? */`,
    `${part((number >> 12n) & 0xfffn)}<<12`,
    compareNode.name ? `${compareNode.name}<<24` : `${part(compare)}<<24 /* FUTEX_OP_CMP_??? */`,
    part(number & 0xfffn),
  ];
  return { kind: 'flags', value: number, names, rest: 0n };
}

const value3: Decoder = (context, register, params) => {
  const number = low32(register);
  switch (commandOf(context, params)) {
    case WAIT_BITSET:
    case WAKE_BITSET:
      return number === 0xffffffffn ? { kind: 'enum', value: number, name: 'FUTEX_BITSET_MATCH_ANY' } : hex(number);
    case WAKE_OP:
      return packedOperation(context, number);
    default:
      return commandOf(context, params) > LAST ? hex(number) : decimal(number);
  }
};

/** struct futex_waitv: value, address, flags. */
const waitv: Decoder = (context, address, params) =>
  arrayAt(context, address, parameter(context, params[0]) ?? 0n, 24, (fields) =>
    struct(fields.address, [
      ['val', hex(fields.u64(0))],
      ['uaddr', pointer(fields.u64(8))],
      ['flags', futex2Flags(context, BigInt(fields.u32(16)))],
      ['__reserved', fields.u32(20) === 0 ? undefined : hex(fields.u32(20))],
    ]),
  );

/** linux/futex.h, FUTEX2_*: the size of the word in the low two bits. */
function futex2Flags(context: DecodeContext, number: bigint): Decoded {
  const size = oneOf('futex2_sizes', number & 3n, context.arch);
  if (size.name === undefined) return bitsOf('futex2_flags', number, context.arch);
  return bitsOf('futex2_flags', number, context.arch, { names: [size.name], mask: 3n });
}

export const FUTEX: Readonly<Record<string, Decoder>> = {
  futex_val: value,
  futex_timeout: timeout('timespec'),
  futex_timeout64: timeout('timespec64'),
  futex_addr2: (_context, register) => pointer(register),
  futex_val3: value3,
  futex_waitv: waitv,
  futex2_flags: (context, register) => futex2Flags(context, low32(register)),
};
