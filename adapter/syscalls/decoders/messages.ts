/**
 * struct msghdr with its vector and control messages (linux/socket.h; its 32-bit form for i386 and x32). Lengths are
 * the tracee's own claims: everything is bounded here.
 */
import { bitsOf, nameIn, oneOf } from '../constants.ts';
import type { DecodeContext, Decoder } from '../context.ts';
import type { Decoded } from '../decoded.ts';
import { array, decimal, pointer, signed32, struct, text } from '../nodes.ts';
import { type Fields, fieldsAt, parameter, structAt } from '../reading.ts';
import { fdNode } from './scalars.ts';
import { inetAddress, sockaddrAt } from './sockaddr.ts';
import { iovecNode } from './strings.ts';
import { timespecFields, timevalFields } from './times.ts';

/** Control bytes read at most; the kernel's own limit is net.core.optmem_max, 20 KiB as a rule. */
const CONTROL_MAX = 65_536;
const SOL_SOCKET = 1;
const SOL_IP = 0;

const headerSize = (context: DecodeContext): number => (context.word === 8 ? 56 : 28);

/** `filled`: bytes that the kernel put into the vector; undefined: the vector is sent as it is. */
function messageFields(
  context: DecodeContext,
  fields: Fields,
  filled: bigint | undefined,
): (readonly [string, Decoded | undefined])[] {
  const { word } = context;
  const at = (i: number): number => i * word;
  const nameLength = fields.i32(at(1));
  const control = fields.ulong(at(4));
  const controlLength = fields.ulong(at(5));
  return [
    ['msg_name', sockaddrAt(context, fields.ulong(0), BigInt(nameLength))],
    ['msg_namelen', decimal(nameLength)],
    ['msg_iov', iovecNode(context, fields.ulong(at(2)), fields.ulong(at(3)), filled)],
    ['msg_iovlen', decimal(fields.ulong(at(3)))],
    ['msg_control', controlLength === 0n ? undefined : controlNode(context, control, controlLength)],
    ['msg_controllen', decimal(controlLength)],
    ['msg_flags', bitsOf('msg_flags', BigInt(fields.u32(at(6))), context.arch)],
  ];
}

function controlNode(context: DecodeContext, address: bigint, length: bigint): Decoded {
  const size = length < BigInt(CONTROL_MAX) ? Number(length) : CONTROL_MAX;
  const fields = fieldsAt(context, address, size);
  if (!fields) return pointer(address);
  const { word } = context;
  const head = word + 8;
  const items: Decoded[] = [];
  const limit = context.options.abbreviate ? context.options.strings : CONTROL_MAX;
  let at = 0;
  while (at + head <= size && items.length < limit) {
    const claimed = fields.ulong(at);
    const own = claimed < BigInt(size - at) ? Number(claimed) : size - at;
    items.push(controlMessage(context, fields.at(at, Math.max(own, head)), claimed));
    if (own < head) break;
    at += Math.ceil(own / word) * word;
  }
  if (items.length === 0) return pointer(address);
  return array(address, items, at + head <= size || size < Number(length));
}

function controlMessage(context: DecodeContext, fields: Fields, claimed: bigint): Decoded {
  const { word } = context;
  const level = fields.i32(word);
  const type = fields.i32(word + 4);
  const data = fields.at(word + 8, fields.length - word - 8);
  const types = level === SOL_SOCKET ? 'cmsg_types_socket' : level === SOL_IP ? 'cmsg_types_ip' : '';
  const typeNode = types === '' ? decimal(type) : oneOf(types, BigInt(type), context.arch);
  return struct(fields.address, [
    ['cmsg_len', decimal(claimed)],
    ['cmsg_level', oneOf('socket_levels', BigInt(level), context.arch)],
    ['cmsg_type', typeNode],
    [
      'cmsg_data',
      data.length === 0 ? undefined : controlData(context, data, nameIn(types, BigInt(type), context.arch) ?? ''),
    ],
  ]);
}

function controlData(context: DecodeContext, data: Fields, type: string): Decoded {
  const enough = (size: number): boolean => data.length >= size;
  switch (type) {
    case 'SCM_RIGHTS': {
      const items: Decoded[] = [];
      for (let at = 0; at + 4 <= data.length && items.length < 256; at += 4) items.push(fdNode(context, data.i32(at)));
      return array(data.address, items);
    }
    case 'SCM_CREDENTIALS':
      if (enough(12)) return credentials(data);
      break;
    case 'SCM_TIMESTAMP_OLD':
    case 'SCM_TIMESTAMP':
      if (enough(16)) return timevalFields(data, 0, 8);
      break;
    case 'SCM_TIMESTAMPNS_OLD':
    case 'SCM_TIMESTAMPNS':
      if (enough(16)) return timespecFields(data, 0, 8);
      break;
    case 'IP_PKTINFO':
      if (enough(12)) {
        return struct(data.address, [
          ['ipi_ifindex', decimal(data.u32(0))],
          ['ipi_spec_dst', inetAddress(data, 4)],
          ['ipi_addr', inetAddress(data, 8)],
        ]);
      }
      break;
    case 'IP_TTL':
    case 'IP_CHECKSUM':
      if (enough(4)) return array(data.address, [decimal(data.i32(0))]);
      break;
    case 'IP_TOS':
      if (enough(1)) return array(data.address, [decimal(data.u8(0))]);
      break;
    default:
  }
  const shown = Math.min(data.length, context.options.strings);
  return text(data.slice(0, shown).slice(), data.address, shown < data.length);
}

/** struct ucred. */
export function credentials(fields: Fields): Decoded {
  return struct(fields.address, [
    ['pid', decimal(fields.i32(0))],
    ['uid', decimal(fields.i32(4))],
    ['gid', decimal(fields.i32(8))],
  ]);
}

const sent: Decoder = (context, value) =>
  structAt(context, value, headerSize(context), (fields) => struct(value, messageFields(context, fields, undefined)));

/** After recvmsg; when it failed strace shows only the length of the name's room. */
const received: Decoder = (context, value, params) =>
  structAt(context, value, headerSize(context), (fields) => {
    if (context.result?.isError) return struct(value, [['msg_namelen', decimal(fields.i32(context.word))]]);
    return struct(value, messageFields(context, fields, parameter(context, params[0]) ?? 0n));
  });

/** UIO_MAXIOV bounds sendmmsg and recvmmsg as well (net/socket.c). */
const MESSAGES_MAX = 1024;

function messages(context: DecodeContext, address: bigint, count: bigint, incoming: boolean): Decoded {
  if (address === 0n || count <= 0n) return address === 0n ? pointer(address) : array(address, []);
  const size = context.word === 8 ? 64 : 32;
  const limit = context.options.abbreviate ? context.options.strings : MESSAGES_MAX;
  const shown = Number(count < BigInt(limit) ? count : BigInt(limit));
  const done = context.phase === 'exit' && context.result && !context.result.isError ? context.result.value : 0n;
  const items: Decoded[] = [];
  for (let i = 0; i < shown; i++) {
    const fields = fieldsAt(context, address + BigInt(i * size), size);
    if (!fields) return items.length === 0 ? pointer(address) : array(address, items, true);
    const length = fields.u32(headerSize(context));
    const message = fields.at(0, headerSize(context));
    items.push(
      struct(fields.address, [
        ['msg_hdr', struct(fields.address, messageFields(context, message, incoming ? BigInt(length) : undefined))],
        ['msg_len', BigInt(i) < done ? decimal(length) : undefined],
      ]),
    );
  }
  const node = array(address, items, BigInt(shown) < count);
  // The kernel writes the lengths: the log shows them at exit.
  return context.phase === 'entry' ? { ...node, pending: true } : node;
}

const isIncoming = (context: DecodeContext): boolean => context.signature.name.startsWith('recvmmsg');

const sentMessages: Decoder = (context, value, params) =>
  messages(context, value, signed32(parameter(context, params[0]) ?? 0n), false);
const receivedMessages: Decoder = (context, value, params) =>
  messages(context, value, signed32(parameter(context, params[0]) ?? 0n), isIncoming(context));

export const MESSAGES: Readonly<Record<string, Decoder>> = {
  msghdr: sent,
  msghdr_out: received,
  mmsghdr: sentMessages,
  mmsghdr_out: receivedMessages,
};
