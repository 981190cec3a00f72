/**
 * Requests on network interfaces: struct ifreq, whose union's meaning is the request's, and SIOCGIFCONF's list of them.
 * Layouts: linux/if.h, linux/sockios.h.
 */
import { bitsOf, oneOf } from '../constants.ts';
import type { DecodeContext } from '../context.ts';
import type { Decoded } from '../decoded.ts';
import { decimal, hex, pointer, struct, withComment } from '../nodes.ts';
import { arrayAt, type Fields, fieldsAt } from '../reading.ts';
import { addressLength, hardwareAddress } from './hardwareAddress.ts';
import { interfaceNode } from './interfaceIndex.ts';
import { sockaddrNode } from './sockaddr.ts';
import { terminated } from './sockaddrParts.ts';

const NAME = 16;
/** sa_data of struct sockaddr. */
const ADDRESS_ROOM = 14;
/** The union holds struct ifmap, whose first two fields are longs. */
const sizeOf = (context: DecodeContext): number => (context.word === 8 ? 40 : 32);

type Field = readonly [name: string, read: (context: DecodeContext, fields: Fields) => Decoded];

const string = (fields: Fields, at: number): Decoded => terminated(fields, at, NAME);
const address = (context: DecodeContext, fields: Fields): Decoded => sockaddrNode(context, fields.at(NAME, 16));
const number = (_context: DecodeContext, fields: Fields): Decoded => decimal(fields.i32(NAME));

/** linux/if_arp.h: ARPHRD_ETHER, ARPHRD_LOOPBACK and others have six bytes. */
const hardware = (context: DecodeContext, fields: Fields): Decoded =>
  struct(fields.address + BigInt(NAME), [
    ['sa_family', oneOf('arp_hardware_types', BigInt(fields.u16(NAME)), context.arch)],
    ['sa_data', hardwareAddress(fields, NAME + 2, addressLength(fields.u16(NAME), ADDRESS_ROOM), ADDRESS_ROOM)],
  ]);

const map = (context: DecodeContext, fields: Fields): Decoded => {
  const { word } = context;
  const at = NAME + word * 2;
  return struct(fields.address + BigInt(NAME), [
    ['mem_start', hex(fields.ulong(NAME))],
    ['mem_end', hex(fields.ulong(NAME + word))],
    ['base_addr', hex(fields.u16(at))],
    ['irq', hex(fields.u8(at + 2))],
    ['dma', hex(fields.u8(at + 3))],
    ['port', hex(fields.u8(at + 4))],
  ]);
};

const flags = (context: DecodeContext, fields: Fields): Decoded =>
  bitsOf('interface_flags', BigInt(fields.u16(NAME)), context.arch);

const BOTH: Readonly<Record<string, Field>> = {
  ADDR: ['ifr_addr', address],
  DSTADDR: ['ifr_dstaddr', address],
  BRDADDR: ['ifr_broadaddr', address],
  NETMASK: ['ifr_netmask', address],
  HWADDR: ['ifr_hwaddr', hardware],
  FLAGS: ['ifr_flags', flags],
  METRIC: ['ifr_metric', number],
  MTU: ['ifr_mtu', number],
  SLAVE: ['ifr_slave', (_context, fields) => string(fields, NAME)],
  TXQLEN: ['ifr_qlen', number],
  MAP: ['ifr_map', map],
};

const FIELDS: ReadonlyMap<string, Field> = new Map([
  ...Object.entries(BOTH).flatMap(([name, field]): [string, Field][] => [
    [`SIOCGIF${name}`, field],
    [`SIOCSIF${name}`, field],
  ]),
  ['SIOCADDMULTI', ['ifr_hwaddr', hardware]],
  ['SIOCDELMULTI', ['ifr_hwaddr', hardware]],
  ['SIOCSIFHWBROADCAST', ['ifr_hwaddr', hardware]],
  ['SIOCGIFINDEX', ['ifr_ifindex', number]],
  ['SIOCSIFNAME', ['ifr_newname', (_context, fields) => string(fields, NAME)]],
  ['SIOCGIFNAME', ['ifr_name', (_context, fields) => string(fields, 0)]],
]);

/** `40 /* 1 * sizeof(struct ifreq) *\/`. */
function listLength(context: DecodeContext, length: number): Decoded {
  const size = sizeOf(context);
  const node = decimal(length);
  return length > 0 && length % size === 0 ? withComment(node, `${length / size} * sizeof(struct ifreq)`) : node;
}

/** With a NULL buffer the kernel says how much it would need, else what it filled in. */
function list(context: DecodeContext, value: bigint): Decoded {
  const { word } = context;
  const fields = fieldsAt(context, value, word * 2);
  if (!fields) return pointer(value);
  const buffer = fields.ulong(word);
  const now = listLength(context, fields.i32(0));
  if (context.phase === 'entry') {
    return struct(value, [
      ['ifc_len', now],
      ['ifc_buf', pointer(buffer)],
    ]);
  }
  const before = context.before?.kind === 'struct' ? context.before.fields[0]?.node : undefined;
  const changed = before?.kind === 'int' && before.value !== BigInt(fields.i32(0));
  const size = sizeOf(context);
  return struct(value, [
    ['ifc_len', changed && buffer !== 0n ? { kind: 'change', before, after: now } : now],
    [
      'ifc_buf',
      buffer === 0n
        ? pointer(buffer)
        : arrayAt(context, buffer, BigInt(Math.trunc(fields.i32(0) / size)), size, (one) =>
            struct(one.address, [
              ['ifr_name', string(one, 0)],
              ['ifr_addr', address(context, one)],
            ]),
          ),
    ],
  ]);
}

/** SIOCBRADDIF names the interface by its index only. */
function bridgeRequest(context: DecodeContext, value: bigint): Decoded {
  const fields = fieldsAt(context, value, sizeOf(context));
  return fields ? struct(value, [['ifr_ifindex', interfaceNode(context, fields.i32(NAME))]]) : pointer(value);
}

/** The argument of a request on interfaces, or undefined when the request is none. */
export function interfaceRequest(context: DecodeContext, request: string, value: bigint): Decoded | undefined {
  if (request === 'SIOCGIFCONF') return list(context, value);
  if (request === 'SIOCBRADDIF' || request === 'SIOCBRDELIF') return bridgeRequest(context, value);
  const field = FIELDS.get(request);
  if (!field) return undefined;
  const fields = fieldsAt(context, value, sizeOf(context));
  if (!fields) return pointer(value);
  const isGet = request.startsWith('SIOCG');
  const first: readonly [string, Decoded] =
    request === 'SIOCGIFNAME' ? ['ifr_ifindex', decimal(fields.i32(NAME))] : ['ifr_name', string(fields, 0)];
  if (isGet && context.phase === 'entry') return struct(value, [first]);
  if (!isGet && context.before) return context.before;
  return struct(value, [first, [field[0], field[1](context, fields)]]);
}
