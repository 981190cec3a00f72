/**
 * Socket options: values by name, and the argument block of i386's socketcall. What strace decodes comes first
 * (sockoptValues.ts), then what is described as data (sockoptLayouts.ts); else a value is an int when it is as long as
 * one, or bytes.
 */
import type { DecodeContext, Decoder } from '../context.ts';
import type { Decoded } from '../decoded.ts';
import { array, decimal, hex, low32, pointer, signed32 } from '../nodes.ts';
import { arrayAt, bytesAt, fieldsAt, lengthBehind } from '../reading.ts';
import { cutStruct, layoutSize, structIn } from './layout.ts';
import { roomOf, sockaddrAt } from './sockaddr.ts';
import { keyOf, type OptionType, optionType } from './sockoptLayouts.ts';
import { optionName, sockoptName } from './sockoptNames.ts';
import { structuredOption } from './sockoptValues.ts';

const INT_SIZE = 4;

const cipherAt = (context: DecodeContext, address: bigint): number => fieldsAt(context, address, 4)?.u16(2) ?? 0;

/** A value as its type says; undefined where it is too short for it. */
function described(context: DecodeContext, address: bigint, length: number, type: OptionType): Decoded | undefined {
  switch (type.kind) {
    case 'text':
      return bytesAt(context, address, BigInt(length));
    case 'hex': {
      const node = bytesAt(context, address, BigInt(length));
      return node.kind === 'string' ? { ...node, form: 'hex' } : node;
    }
    case 'address':
      return sockaddrAt(context, address, BigInt(length));
    case 'key':
      return length < 4 ? undefined : cutStruct(context, address, length, keyOf(cipherAt(context, address)));
    case 'struct':
      return length === INT_SIZE ? undefined : cutStruct(context, address, length, type.of);
    case 'scalar': {
      const size = layoutSize(context, type.of);
      if (length < size) return undefined;
      const fields = fieldsAt(context, address, size);
      const node = fields && structIn(context, fields, type.of).fields[0]?.node;
      return node ? array(address, [node]) : pointer(address);
    }
    case 'list': {
      const size = layoutSize(context, type.of);
      if (length < size) return undefined;
      return arrayAt(context, address, BigInt(Math.trunc(length / size)), size, (fields) => {
        const node = structIn(context, fields, type.of);
        return node.fields.length === 1 ? (node.fields[0]?.node ?? node) : node;
      });
    }
    default:
      return type satisfies never;
  }
}

function optionNode(context: DecodeContext, address: bigint, params: readonly string[], length: number): Decoded {
  if (address === 0n) return pointer(address);
  const level = context.argument(params[0] ?? '') ?? 0n;
  const option = optionName(context, level, context.argument(params[1] ?? '') ?? 0n);
  const structured = structuredOption(context, low32(level), option?.name, address, length);
  if (structured) return structured;
  const type = option && length > 0 ? optionType(option.set, option.name) : undefined;
  const known = type && described(context, address, length, type);
  if (known) return known;
  if (length === INT_SIZE) {
    const fields = fieldsAt(context, address, INT_SIZE);
    return fields ? array(address, [decimal(fields.i32(0))]) : pointer(address);
  }
  // A negative length is an enormous one.
  return bytesAt(context, address, BigInt(length >>> 0));
}

const given: Decoder = (context, value, params) =>
  optionNode(context, value, params, Number(signed32(context.argument(params[2] ?? '') ?? 0n)));

/** As long as the kernel says it made it. */
const got: Decoder = (context, value, params) => {
  const name = params[2] ?? '';
  const length = lengthBehind(context, context.argument(name));
  const isNone =
    length === undefined || length === 0 || length > 0x7fffffff || (roomOf(context.entry?.(name)) ?? 1) <= 0;
  return isNone ? pointer(value) : optionNode(context, value, params, length);
};

/** linux/net.h: how many words each call of the i386 socketcall reads. */
const SOCKETCALL_WORDS = [0, 3, 3, 3, 2, 3, 3, 3, 4, 4, 4, 6, 6, 2, 5, 5, 3, 3, 4, 5, 4];

const socketcall: Decoder = (context, value, params) => {
  if (context.before) return context.before;
  const number = Number(low32(context.argument(params[0] ?? '') ?? 0n));
  const count = SOCKETCALL_WORDS[number];
  const fields = count ? fieldsAt(context, value, count * 4) : undefined;
  if (!count || !fields) return pointer(value);
  return array(
    value,
    Array.from({ length: count }, (_, i) => hex(fields.u32(i * 4))),
  );
};

export const SOCKOPT: Readonly<Record<string, Decoder>> = {
  sockopt_name: sockoptName,
  sockopt: given,
  sockopt_out: got,
  socketcall_args: socketcall,
};
