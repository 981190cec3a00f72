/**
 * Socket addresses of CAN, TIPC, RxRPC, QRTR, MCTP, IPX and X.25. Layouts: linux/can.h, tipc.h, rxrpc.h, qrtr.h,
 * mctp.h, x25.h; IPX's left the kernel's headers with its sockets.
 */
import { oneOf } from '../constants.ts';
import type { DecodeContext } from '../context.ts';
import type { Decoded } from '../decoded.ts';
import { array, call, decimal, type Field, hex, padded, struct, text } from '../nodes.ts';
import type { Fields } from '../reading.ts';
import { INET6_LEAST, inet6Fields, inetFields, shortNode } from './inet.ts';
import { interfaceNode } from './interfaceIndex.ts';
import { commented, type SocketFamily, terminated } from './sockaddrParts.ts';

/** The union's meaning is the socket's protocol, which the address does not say: its first form, of ISO-TP, is shown. */
const can: SocketFamily = {
  least: 16,
  body: (context, fields) => [
    ['can_ifindex', interfaceNode(context, fields.u32(4))],
    [
      'can_addr',
      struct(fields.address + 8n, [
        [
          'tp',
          struct(fields.address + 8n, [
            ['rx_id', hex(fields.u32(8))],
            ['tx_id', hex(fields.u32(12))],
          ]),
        ],
      ]),
    ],
  ],
};

/** linux/tipc.h: TIPC_SERVICE_RANGE, TIPC_SERVICE_ADDR, TIPC_SOCKET_ADDR. */
function tipcAddress(fields: Fields): Decoded {
  const at = fields.address + 4n;
  const number = (offset: number): Decoded => decimal(fields.u32(offset));
  switch (fields.u8(2)) {
    case 1: {
      const range: readonly Field[] = [
        ['type', number(4)],
        ['lower', number(8)],
        ['upper', number(12)],
      ];
      return struct(at, [['nameseq', struct(at, range)]]);
    }
    case 2: {
      const name: readonly Field[] = [
        ['type', number(4)],
        ['instance', number(8)],
      ];
      const whole: readonly Field[] = [
        ['name', struct(at, name)],
        ['domain', hex(fields.u32(12))],
      ];
      return struct(at, [['name', struct(at, whole)]]);
    }
    case 3: {
      const id: readonly Field[] = [
        ['ref', number(4)],
        ['node', hex(fields.u32(8))],
      ];
      return struct(at, [['id', struct(at, id)]]);
    }
    default:
      return text(fields.slice(4, 12).slice(), at);
  }
}

const tipc: SocketFamily = {
  least: 16,
  body: (context, fields) => [
    ['addrtype', oneOf('tipc_address_types', BigInt(fields.u8(2)), context.arch)],
    ['scope', oneOf('tipc_scopes', BigInt(fields.u8(3)), context.arch)],
    ['addr', tipcAddress(fields)],
  ],
};

const AF_INET = 2;
const AF_INET6 = 10;
const TRANSPORT = 8;

function transport(context: DecodeContext, fields: Fields, length: number): Decoded {
  const inner = fields.at(TRANSPORT, fields.length - TRANSPORT);
  const claimed = fields.u16(6);
  const there = Math.min(claimed, length - TRANSPORT);
  const family = inner.u16(0);
  const familyNode = oneOf('address_families', BigInt(family), context.arch);
  const rest: Field = [
    'data',
    there > 2 ? text(inner.slice(2, there - 2).slice(), inner.address + 2n) : undefined,
    'bare',
  ];
  if (family === AF_INET) {
    const body = claimed >= 16 ? inetFields(context, inner) : [rest];
    return struct(inner.address, [['sin', struct(inner.address, [['sin_family', familyNode], ...body])]]);
  }
  if (family === AF_INET6) {
    const body = claimed >= INET6_LEAST ? inet6Fields(context, inner, there) : [rest];
    return struct(inner.address, [['sin6', struct(inner.address, [['sin6_family', familyNode], ...body])]]);
  }
  return struct(inner.address, [['family', familyNode], rest]);
}

const rxrpc: SocketFamily = {
  least: 36,
  body: (context, fields, length) => [
    ['srx_service', commented(context, 'rxrpc_services', fields.u16(2), '???_SERVICE')],
    ['transport_type', oneOf('socket_types', BigInt(fields.u16(4)), context.arch)],
    ['transport_len', decimal(fields.u16(6))],
    ['transport', transport(context, fields, length)],
  ],
};

const qrtr: SocketFamily = {
  least: 12,
  body: (context, fields) => [
    ['sq_node', oneOf('qrtr_nodes', BigInt(fields.u32(4)), context.arch)],
    ['sq_port', oneOf('qrtr_ports', BigInt(fields.u32(8)), context.arch)],
  ],
};

const mctp: SocketFamily = {
  least: 12,
  body: (context, fields) => [
    ['__smctp_pad0', fields.u16(2) === 0 ? undefined : hex(fields.u16(2))],
    ['smctp_network', oneOf('mctp_networks', BigInt(fields.u32(4)), context.arch)],
    [
      'smctp_addr',
      struct(fields.address + 8n, [['s_addr', oneOf('mctp_addresses', BigInt(fields.u8(8)), context.arch)]]),
    ],
    ['smctp_type', hex(fields.u8(9))],
    ['smctp_tag', hex(fields.u8(10))],
    ['__smctp_pad1', fields.u8(11) === 0 ? undefined : hex(fields.u8(11))],
  ],
};

const ipx: SocketFamily = {
  least: 16,
  body: (_context, fields) => [
    ['sipx_port', shortNode(fields, 2)],
    ['sipx_network', call('htonl', [hex(fields.u32be(4))], BigInt(fields.u32(4)))],
    [
      'sipx_node',
      array(
        fields.address + 8n,
        [...fields.slice(8, 6)].map((byte) => padded(byte, 1)),
      ),
    ],
    ['sipx_type', padded(fields.u8(14), 1)],
    ['sipx_zero', fields.u8(15) === 0 ? undefined : hex(fields.u8(15))],
  ],
};

const x25: SocketFamily = {
  least: 18,
  body: (_context, fields) => [['sx25_addr', struct(fields.address + 2n, [['x25_addr', terminated(fields, 2, 16)]])]],
};

/** By AF_*. */
export const RARE_FAMILIES: Readonly<Record<number, SocketFamily>> = {
  4: ipx,
  9: x25,
  29: can,
  30: tipc,
  33: rxrpc,
  42: qrtr,
  45: mctp,
};
