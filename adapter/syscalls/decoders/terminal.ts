/**
 * Terminal settings: struct termios and its older and newer forms, as asm-generic/termbits.h and ioctls.h have them
 * (the kernel's, not libc's). Must not know which request takes which.
 */
import { bitsOf, nameIn, oneOf } from '../constants.ts';
import type { DecodeContext } from '../context.ts';
import type { Decoded, EnumNode, FlagsNode } from '../decoded.ts';
import { array, hex, joined } from '../nodes.ts';
import type { Fields } from '../reading.ts';
import { type FieldType, layout, unsignedAt } from './layout.ts';

/** Delay bits of c_oflag: mask, then the name by value. */
const DELAYS: readonly (readonly [mask: bigint, names: Readonly<Record<string, string>>])[] = [
  [0o400n, { '0': 'NL0', '256': 'NL1' }],
  [0o3000n, { '0': 'CR0', '512': 'CR1', '1024': 'CR2', '1536': 'CR3' }],
  [0o14000n, { '0': 'TAB0', '2048': 'TAB1', '4096': 'TAB2', '6144': 'TAB3' }],
  [0o20000n, { '0': 'BS0', '8192': 'BS1' }],
  [0o40000n, { '0': 'VT0', '16384': 'VT1' }],
  [0o100000n, { '0': 'FF0', '32768': 'FF1' }],
];

function outputFlags(context: DecodeContext, value: bigint): Decoded {
  const parts: (EnumNode | FlagsNode)[] = [];
  let mask = 0n;
  for (const [bits, of] of DELAYS) {
    mask |= bits;
    parts.push({ kind: 'enum', value: value & bits, name: of[(value & bits).toString()] as string });
  }
  return joined(value, [...parts, withZero(bitsOf('termios_oflag', value & ~mask, context.arch))]);
}

/** strace has nothing where no flag is set: `c_iflag=`, and `FF0|` where flags follow a delay. */
const withZero = (node: FlagsNode): FlagsNode => (node.value === 0n ? { ...node, names: [''] } : node);

const CBAUD = 0x100fn;
const CSIZE = 0x30n;
const CIBAUD = 0x100f0000n;
const IBSHIFT = 16n;

const baud = (context: DecodeContext, value: bigint): EnumNode => oneOf('baud_rates', value, context.arch);

function controlFlags(context: DecodeContext, value: bigint): Decoded {
  const parts: (EnumNode | FlagsNode)[] = [baud(context, value & CBAUD)];
  const input = (value & CIBAUD) >> IBSHIFT;
  if (input !== 0n) {
    const rate = baud(context, input);
    const name = rate.name ?? `0x${input.toString(16)} /* ${rate.unknown ?? 'B???'} */`;
    parts.push({ kind: 'enum', value: value & CIBAUD, name: `${name}<<IBSHIFT` });
  }
  parts.push(oneOf('termios_csize', value & CSIZE, context.arch));
  const rest = value & ~(CBAUD | CSIZE | CIBAUD);
  return joined(value, [...parts, withZero(bitsOf('termios_cflag', rest, context.arch))]);
}

type Reading = (context: DecodeContext, value: bigint) => Decoded;

const word = (size: 2 | 4, read: Reading): FieldType => ({
  size: () => size,
  align: () => size,
  node: (context, fields, at) => read(context, unsignedAt(fields, at, size)),
});

const plain =
  (set: string): Reading =>
  (context, value) => {
    const { unknown: _, ...node } = bitsOf(set, value, context.arch);
    return withZero(node);
  };

function controlChars(count: number): FieldType {
  return {
    size: () => count,
    align: () => 1,
    node: (context: DecodeContext, fields: Fields, at: number) => {
      const items: Decoded[] = [];
      const labels: string[] = [];
      for (let i = 0; i < count; i++) {
        items.push(hex(fields.u8(at + i)));
        labels.push(nameIn('termios_control_chars', BigInt(i), context.arch) ?? i.toString());
      }
      return { ...array(fields.address + BigInt(at), items), labels };
    },
  };
}

const types = (size: 2 | 4): Readonly<Record<string, FieldType>> => ({
  iflag: word(size, plain('termios_iflag')),
  oflag: word(size, outputFlags),
  cflag: word(size, controlFlags),
  lflag: word(size, plain('termios_lflag')),
  line: {
    size: () => 1,
    align: () => 1,
    node: (context, fields, at) => oneOf('termios_lines', BigInt(fields.u8(at)), context.arch),
  },
  cc8: controlChars(8),
  cc19: controlChars(19),
});

const FLAGS = 'c_iflag:iflag c_oflag:oflag c_cflag:cflag c_lflag:lflag c_line*:line';

export const TERMIOS = layout(`${FLAGS} c_cc*:cc19`, types(4));
export const TERMIOS2 = layout(`${FLAGS} c_cc*:cc19 c_ispeed*:u32 c_ospeed*:u32`, types(4));
export const TERMIO = layout(`${FLAGS} c_cc*:cc8`, types(2));
