/**
 * Extended attributes: their values, the lists of their names, and the arguments of the calls that take a directory
 * (linux/xattr.h).
 */
import { bitsOf } from '../constants.ts';
import type { DecodeContext, Decoder } from '../context.ts';
import type { Decoded } from '../decoded.ts';
import { decimal, pointer, struct, unsignedWord, withField } from '../nodes.ts';
import { bytesAt, fieldBeyond, parameter, structAt } from '../reading.ts';

/** linux/limits.h. */
const XATTR_SIZE_MAX = 65_536n;

/** A value: text mostly, and its last NUL is none of it, but where strings are in hexadecimal. */
function valueAt(context: DecodeContext, address: bigint, size: bigint): Decoded {
  if (size < 0n || size > XATTR_SIZE_MAX) return pointer(address);
  const node = bytesAt(context, address, size);
  if (node.kind !== 'string' || node.bytes.at(-1) !== 0) return node;
  const ended = { bytes: node.bytes, truncated: node.truncated };
  return { ...node, bytes: node.bytes.slice(0, -1), truncated: false, ended };
}

/** What the call says it filled in: nothing where it was only asked for the size. */
function filled(context: DecodeContext, name: string | undefined): bigint | undefined {
  const isAsked = name === 'ret' && context.argument('size') === 0n;
  return isAsked ? undefined : parameter(context, name);
}

const value: Decoder = (context, address, params) => {
  // A value of no bytes is one, however much room there is.
  const size = parameter(context, params[0]) === 0n ? 0n : filled(context, params[0]);
  return size === undefined ? pointer(address) : valueAt(context, address, size);
};

/** Names that end in NUL each. */
const list: Decoder = (context, address, params) => {
  const size = filled(context, params[0]);
  return size === undefined ? pointer(address) : bytesAt(context, address, size);
};

const KNOWN = 16;

const args: Decoder = (context, address, params) => {
  const total = parameter(context, params[0]) ?? 0n;
  if (total < BigInt(KNOWN)) return pointer(address);
  return structAt(context, address, KNOWN, (fields) => {
    const isGet = context.signature.name === 'getxattrat';
    const room = fields.u32(8);
    const size = isGet ? context.result?.value : BigInt(room);
    const buffer = fields.u64(0);
    const isKnown = size !== undefined && !(isGet && room === 0) && !context.result?.isError;
    const node = struct(address, [
      ['value', isKnown ? valueAt(context, unsignedWord(buffer, context.word), size) : pointer(buffer)],
      ['size', decimal(room)],
      ['flags', bitsOf('xattr_flags', BigInt(fields.u32(12)), context.arch)],
    ]);
    const whole = withField(node, fieldBeyond(context, address, KNOWN, total));
    return isGet && room !== 0 && context.phase === 'entry' ? { ...whole, pending: true } : whole;
  });
};

export const XATTR: Readonly<Record<string, Decoder>> = { xattr_value: value, xattr_list: list, xattr_args: args };
