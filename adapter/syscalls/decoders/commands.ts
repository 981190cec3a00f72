/**
 * Arguments of command calls: the command names the type, and a table (commandTables.ts) says it.
 */
import { bitsOf, nameIn, oneOf } from '../constants.ts';
import type { DecodeContext, Decoder } from '../context.ts';
import type { Decoded } from '../decoded.ts';
import { array, decimal, hex, low32, pending, pointer, struct } from '../nodes.ts';
import { arrayAt, structAt } from '../reading.ts';
import { COMMAND_TABLES, commandTypes } from './commandTables.ts';

function nameOfCommand(context: DecodeContext): string | undefined {
  const table = COMMAND_TABLES[context.signature.name];
  return table && nameIn(table.set, low32(context.args[table.command] ?? 0n), context.arch);
}

/** How many arguments the command uses, with those in front of the table's own; undefined: all. */
export function commandArity(context: DecodeContext): number | undefined {
  const table = COMMAND_TABLES[context.signature.name];
  const name = nameOfCommand(context);
  const types = name === undefined ? undefined : commandTypes(context.signature.name, name);
  if (!table || !types) return undefined;
  // linux/seccomp.h: SECCOMP_MODE_FILTER takes the program, strict mode nothing.
  if (name === 'PR_SET_SECCOMP' && low32(context.args[1] ?? 0n) !== 2n) return 2;
  return table.first + types.length;
}

/** The argument at `index` of the call, 0 for the first. */
function argumentAt(context: DecodeContext, value: bigint, index: number): Decoded {
  const table = COMMAND_TABLES[context.signature.name];
  const name = nameOfCommand(context);
  const type =
    name === undefined || !table ? undefined : commandTypes(context.signature.name, name)?.[index - table.first];
  if (!type) return hex(value);
  if (type.direction === 'out') return context.phase === 'entry' ? pending(value) : context.decode(type, value);
  return context.before ?? context.decode(type, value);
}

const indexed: Decoder = (context, value, params) => argumentAt(context, value, Number(params[1] ?? '1') - 1);
const at =
  (index: number): Decoder =>
  (context, value) =>
    argumentAt(context, value, index);

/** linux/filter.h: struct sock_filter; strace shows the instructions when not abbreviating. */
const BPF_MAXINSNS = 4096n;

const program: Decoder = (context, value) =>
  structAt(context, value, context.word * 2, (fields) => {
    const length = fields.u16(0);
    const address = fields.ulong(context.word);
    const count = BigInt(length) < BPF_MAXINSNS ? BigInt(length) : BPF_MAXINSNS;
    const instructions = context.options.abbreviate
      ? pointer(address)
      : arrayAt(context, address, count, 8, (one) =>
          struct(one.address, [
            ['code', hex(one.u16(0))],
            ['jt', hex(one.u8(2))],
            ['jf', hex(one.u8(3))],
            ['k', hex(one.u32(4))],
          ]),
        );
    return struct(value, [
      ['len', decimal(length)],
      ['filter', instructions],
    ]);
  });

const one = (set: string): Decoder => {
  return (context, value) =>
    structAt(context, value, 4, (fields) => array(value, [oneOf(set, BigInt(fields.u32(0)), context.arch)]));
};

const notifySizes: Decoder = (_context, value) =>
  structAt(_context, value, 6, (fields) =>
    struct(value, [
      ['seccomp_notif', decimal(fields.u16(0))],
      ['seccomp_notif_resp', decimal(fields.u16(2))],
      ['seccomp_data', decimal(fields.u16(4))],
    ]),
  );

/** seccomp(2): flags belong to SECCOMP_SET_MODE_FILTER (1). */
const seccompFlags: Decoder = (context, value, params) =>
  low32(context.argument(params[0] ?? '') ?? 0n) === 1n
    ? bitsOf('seccomp_flags', low32(value), context.arch)
    : hex(low32(value));

export const COMMANDS: Readonly<Record<string, Decoder>> = {
  prctl_arg: indexed,
  keyctl_arg: indexed,
  arch_prctl_arg: at(1),
  seccomp_arg: at(2),
  ptrace_addr: at(2),
  ptrace_data: at(3),
  seccomp_flags: seccompFlags,
  sock_fprog: program,
  prctl_tsc_ptr: one('prctl_tsc'),
  seccomp_action_ptr: one('seccomp_actions'),
  seccomp_sizes: notifySizes,
};
