/**
 * poll and epoll. What poll's entries got is the result's comment, as strace has it; the argument shows what was asked.
 */

import { bitsOf } from '../constants.ts';
import type { DecodeContext, Decoder } from '../context.ts';
import type { ArrayNode, Decoded, FieldNode } from '../decoded.ts';
import { array, decimal, fd, hex, low32, pointer, struct } from '../nodes.ts';
import { arrayAt, type Fields, fieldsAt, parameter, structAt } from '../reading.ts';
import { fdNode } from './scalars.ts';

/** linux/poll.h: struct pollfd is int, short, short. */
const POLLFD_SIZE = 8;
/** fs/select.c: more entries than RLIMIT_NOFILE are refused. */
const POLLFD_MAX = 65_536;

const pollfd: Decoder = (context, value, params) => {
  const { before } = context;
  if (before) return context.options.details && before.kind === 'array' ? withReturned(context, before) : before;
  const count = parameter(context, params[0]) ?? 0n;
  return arrayAt(context, value, low32(count), POLLFD_SIZE, (fields) => {
    const fd = fields.i32(0);
    return struct(fields.address, [
      ['fd', fdNode(context, fd)],
      ['events', fd < 0 ? undefined : events(context, fields.u16(4))],
    ]);
  });
};

/** What was asked, with what came of each entry: for expressions and trees, the notation has that at the result. */
function withReturned(context: DecodeContext, asked: ArrayNode): ArrayNode {
  const items = asked.items.map((item) => {
    const fields = item.kind === 'struct' ? fieldsAt(context, item.address, POLLFD_SIZE) : undefined;
    if (item.kind !== 'struct' || !fields) return item;
    const returned: FieldNode = { name: 'revents', node: events(context, fields.u16(6)), detail: true };
    return { ...item, fields: [...item.fields, returned] };
  });
  return { ...asked, items };
}

const events = (context: DecodeContext, value: number): Decoded => bitsOf('poll_events', BigInt(value), context.arch);

/** In a comment there is no other. */
function bareEvents(context: DecodeContext, value: number): Decoded {
  const { unknown: _, ...node } = bitsOf('poll_events', BigInt(value), context.arch);
  return node;
}

/** The entries of a poll that returned events: `[{fd=3, revents=POLLIN}]`. */
export function returnedEvents(context: DecodeContext): ArrayNode | undefined {
  const address = context.argument('fds') ?? 0n;
  const wanted = low32(context.argument('nfds') ?? 0n);
  if (address === 0n || wanted === 0n || address + wanted * 8n > 1n << 64n) return undefined;
  const count = wanted < BigInt(POLLFD_MAX) ? Number(wanted) : POLLFD_MAX;
  const limit = context.options.abbreviate ? context.options.strings : POLLFD_MAX;
  const whole = count === 0 ? undefined : fieldsAt(context, address, count * POLLFD_SIZE);
  const items: Decoded[] = [];
  let more = false;
  for (let i = 0; i < count; i++) {
    const at = address + BigInt(i * POLLFD_SIZE);
    const fields = whole?.at(i * POLLFD_SIZE, POLLFD_SIZE) ?? fieldsAt(context, at, POLLFD_SIZE);
    if (!fields) {
      items.push(pointer(at));
      break;
    }
    const returned = fields.u16(6);
    if (returned === 0) continue;
    if (items.length >= limit) {
      more = true;
      break;
    }
    items.push(
      struct(fields.address, [
        ['fd', fd(fields.i32(0))],
        ['revents', bareEvents(context, returned)],
      ]),
    );
  }
  return array(address, items, more);
}

/** linux/eventpoll.h: packed on x86, where the data follows the events directly. */
const isPacked = (context: DecodeContext): boolean => context.arch !== 'aarch64';

function epollEvent(context: DecodeContext, fields: Fields): Decoded {
  const at = isPacked(context) ? 4 : 8;
  const low = fields.u32(at);
  return struct(fields.address, [
    ['events', bitsOf('epoll_events', BigInt(fields.u32(0)), context.arch)],
    [
      'data',
      struct(fields.address + BigInt(at), [
        ['u32', decimal(low)],
        ['u64', decimal(fields.u64(at))],
      ]),
    ],
  ]);
}

const eventSize = (context: DecodeContext): number => (isPacked(context) ? 12 : 16);

const event: Decoder = (context, value) => {
  // linux/eventpoll.h: EPOLL_CTL_DEL ignores the event.
  if (low32(context.argument('op') ?? 0n) === 2n) return pointer(value);
  return structAt(context, value, eventSize(context), (fields) => epollEvent(context, fields));
};

const eventList: Decoder = (context, value, params) => {
  const count = parameter(context, params[0]);
  if (count === undefined) return pointer(value);
  return arrayAt(context, value, count, eventSize(context), (fields) => epollEvent(context, fields));
};

const params: Decoder = (context, value) =>
  structAt(context, value, 8, (fields) =>
    struct(value, [
      ['busy_poll_usecs', decimal(fields.u32(0))],
      ['busy_poll_budget', decimal(fields.u16(4))],
      ['prefer_busy_poll', decimal(fields.u8(6))],
      ['__pad', fields.u8(7) === 0 ? undefined : hex(fields.u8(7))],
    ]),
  );

export const POLLING: Readonly<Record<string, Decoder>> = {
  pollfd,
  epoll_event: event,
  epoll_events: eventList,
  epoll_params: params,
};
