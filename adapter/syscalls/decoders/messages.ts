/**
 * struct msghdr and struct mmsghdr with their vectors (linux/socket.h; the 32-bit form for i386 and x32). Lengths are
 * the tracee's own claims: everything is bounded here. Control messages are controlMessages.ts's.
 */
import { bitsOf } from '../constants.ts';
import type { DecodeContext, Decoder } from '../context.ts';
import type { ArrayNode, Decoded } from '../decoded.ts';
import { array, decimal, low32, pointer, signed32, struct } from '../nodes.ts';
import { type Fields, fieldsAt, parameter } from '../reading.ts';
import { controlNode } from './controlMessages.ts';
import { sockaddrAt } from './sockaddr.ts';
import { iovecNode } from './strings.ts';

const headerSize = (context: DecodeContext): number => (context.word === 8 ? 56 : 28);

/** What the kernel did to a message: the bytes that it put into the vector, and the name's room before. */
interface Received {
  readonly filled: bigint;
  readonly room: number | undefined;
}

/** `received` undefined: the message is sent as it is. */
function messageNode(context: DecodeContext, fields: Fields, received: Received | undefined): Decoded {
  const { word } = context;
  const at = (i: number): number => i * word;
  const nameLength = fields.i32(at(1));
  const control = fields.ulong(at(4));
  const controlLength = fields.ulong(at(5));
  const room = received?.room ?? nameLength;
  const length = decimal(nameLength);
  return struct(fields.address, [
    ['msg_name', sockaddrAt(context, fields.ulong(0), BigInt(Math.min(nameLength, room)))],
    ['msg_namelen', room === nameLength ? length : { kind: 'change', before: decimal(room), after: length }],
    ['msg_iov', iovecNode(context, fields.ulong(at(2)), fields.ulong(at(3)), received?.filled)],
    ['msg_iovlen', decimal(fields.ulong(at(3)))],
    ['msg_control', controlLength === 0n ? undefined : controlNode(context, control, controlLength)],
    ['msg_controllen', decimal(controlLength)],
    ['msg_flags', bitsOf('msg_flags', BigInt(fields.u32(at(6))), context.arch)],
  ]);
}

const sent: Decoder = (context, value) => {
  const fields = fieldsAt(context, value, headerSize(context));
  return fields ? messageNode(context, fields, undefined) : pointer(value);
};

/** The room that a message had for a name, out of what was decoded at entry. */
function roomOf(node: Decoded | undefined): number | undefined {
  if (node?.kind !== 'struct') return undefined;
  const length = node.fields.find(({ name }) => name === 'msg_namelen' || name === 'msg_hdr')?.node;
  return length?.kind === 'int' ? Number(length.value) : roomOf(length);
}

const roomNode = (context: DecodeContext, fields: Fields): Decoded =>
  struct(fields.address, [['msg_namelen', decimal(fields.i32(context.word))]]);

/** At entry, and when it failed, strace shows only the length of the name's room. */
const received: Decoder = (context, value, params) => {
  const fields = fieldsAt(context, value, headerSize(context));
  if (!fields) return pointer(value);
  if (context.phase === 'entry') return { ...roomNode(context, fields), pending: true };
  const filled = parameter(context, params[0]) ?? 0n;
  return messageNode(context, fields, { filled, room: roomOf(context.before) });
};

/** UIO_MAXIOV bounds sendmmsg and recvmmsg as well (net/socket.c). */
const MESSAGES_MAX = 1024n;

type One = (fields: Fields, index: number) => Decoded;

/** `count` messages; with strace's bound where `isBounded`. */
function messages(context: DecodeContext, address: bigint, count: bigint, one: One, isBounded = true): Decoded {
  if (address === 0n) return pointer(address);
  if (count <= 0n) return array(address, []);
  const size = context.word === 8 ? 64 : 32;
  const limit = isBounded && context.options.abbreviate ? BigInt(context.options.strings) : MESSAGES_MAX;
  const shown = Number(count < limit ? count : limit);
  const items: Decoded[] = [];
  for (let i = 0; i < shown; i++) {
    const at = address + BigInt(i * size);
    const fields = fieldsAt(context, at, size);
    if (!fields) return items.length === 0 ? pointer(address) : { ...array(address, items, true), unreadable: at };
    items.push(one(fields, i));
  }
  return array(address, items, BigInt(shown) < count);
}

const lengthOf = (context: DecodeContext, fields: Fields): number => fields.u32(headerSize(context));

/** What was given, with how much of each message went. */
function withSent(context: DecodeContext, given: ArrayNode): Decoded {
  const done = context.result?.isError ? 0n : (context.result?.value ?? 0n);
  const { pending: _, ...node } = given as ArrayNode & { pending?: true };
  const items = node.items.map((item, i) => {
    const header = item.kind === 'struct' && BigInt(i) < done ? item : undefined;
    const fields = header && fieldsAt(context, header.address, headerSize(context) + 4);
    if (!header || !fields) return item;
    return { ...header, fields: [...header.fields, { name: 'msg_len', node: decimal(lengthOf(context, fields)) }] };
  });
  return { ...node, items };
}

/** The kernel writes how much of each was sent: the log shows them at exit. */
const sentMessages: Decoder = (context, value, params) => {
  const { before } = context;
  if (context.phase === 'exit' && before?.kind === 'array') return withSent(context, before);
  const node = messages(context, value, low32(parameter(context, params[0]) ?? 0n), (fields) =>
    struct(fields.address, [['msg_hdr', messageNode(context, fields.at(0, headerSize(context)), undefined)]]),
  );
  if (context.phase === 'entry') return { ...node, pending: true };
  return node.kind === 'array' ? withSent(context, node) : node;
};

/** At entry the rooms for names alone; at exit as many messages as came. */
const receivedMessages: Decoder = (context, value, params) => {
  if (context.phase === 'entry') {
    const count = low32(context.argument('vlen') ?? 0n);
    const node = messages(
      context,
      value,
      count,
      (fields) => struct(fields.address, [['msg_hdr', roomNode(context, fields)]]),
      false,
    );
    return { ...node, pending: true };
  }
  const rooms = context.before?.kind === 'array' ? context.before.items : [];
  return messages(context, value, signed32(parameter(context, params[0]) ?? 0n), (fields, i) => {
    const length = lengthOf(context, fields);
    const state = { filled: BigInt(length), room: roomOf(rooms[i]) };
    return struct(fields.address, [
      ['msg_hdr', messageNode(context, fields.at(0, headerSize(context)), state)],
      ['msg_len', decimal(length)],
    ]);
  });
};

export const MESSAGES: Readonly<Record<string, Decoder>> = {
  msghdr: sent,
  msghdr_out: received,
  mmsghdr: sentMessages,
  mmsghdr_out: receivedMessages,
};
