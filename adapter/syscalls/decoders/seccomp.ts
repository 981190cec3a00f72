/**
 * seccomp: the operations' flags and arguments. Programs are in filter.ts.
 */
import { bitsOf, oneOf } from '../constants.ts';
import type { DecodeContext, Decoder } from '../context.ts';
import { array, hex, low32, pending, pointer } from '../nodes.ts';
import { structAt } from '../reading.ts';
import { filterProgram } from './filter.ts';
import { layout, structOf } from './layout.ts';

/** linux/seccomp.h. */
const SET_MODE_FILTER = 1n;
const GET_ACTION_AVAIL = 2n;
const GET_NOTIF_SIZES = 3n;

const SIZES = layout('seccomp_notif:u16 seccomp_notif_resp:u16 seccomp_data:u16');

const operation = (context: DecodeContext, params: readonly string[]): bigint =>
  low32(context.argument(params[0] ?? '') ?? 0n);

const flags: Decoder = (context, value, params) =>
  operation(context, params) === SET_MODE_FILTER
    ? bitsOf('seccomp_flags', low32(value), context.arch)
    : hex(low32(value));

const argument: Decoder = (context, value, params) => {
  switch (operation(context, params)) {
    case SET_MODE_FILTER:
      return context.before ?? filterProgram(context, value, true);
    case GET_ACTION_AVAIL:
      return (
        context.before ??
        structAt(context, value, 4, (fields) =>
          array(value, [oneOf('seccomp_actions', BigInt(fields.u32(0)), context.arch)]),
        )
      );
    case GET_NOTIF_SIZES:
      return context.phase === 'entry' ? pending(value) : structOf(context, value, SIZES);
    default:
      return pointer(value);
  }
};

export const SECCOMP: Readonly<Record<string, Decoder>> = {
  seccomp_flags: flags,
  seccomp_arg: argument,
};
