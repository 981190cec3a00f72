/**
 * Bluetooth socket addresses, which their length tells apart: HCI, SCO, RFCOMM and L2CAP (net/bluetooth of the kernel).
 */
import { nameIn, oneOf } from '../constants.ts';
import type { DecodeContext } from '../context.ts';
import type { Decoded } from '../decoded.ts';
import { call, decimal, hex, named } from '../nodes.ts';
import type { Fields } from '../reading.ts';
import { hardwareAddress } from './hardwareAddress.ts';

type Field = readonly [name: string, node: Decoded | undefined];

const HCI_SIZE = 6;
const SCO_SIZE = 8;
const RFCOMM_SIZE = 10;

/** net/bluetooth/l2cap.h: named numbers, and ranges shown as a start and an offset. */
function ranged(
  set: string,
  value: number,
  ranges: readonly (readonly [start: number, end: number, name: string])[],
): Decoded {
  const name = nameIn(set, BigInt(value));
  if (name !== undefined) return named(name, value);
  const range = ranges.find(([start, end]) => value >= start && value <= end);
  if (!range) return hex(value);
  return named(value === range[0] ? range[2] : `${range[2]} + ${value - range[0]}`, value);
}

const psm = (value: number): Decoded =>
  ranged('l2cap_services', value, [
    [0x80, 0xff, 'L2CAP_PSM_LE_DYN_START'],
    [0x1001, 0xffff, 'L2CAP_PSM_DYN_START'],
  ]);
const cid = (value: number): Decoded => ranged('l2cap_channels', value, [[0x40, 0xffff, 'L2CAP_CID_DYN_START']]);

const swapped = (node: Decoded, value: number): Decoded => call('htobs', [node], BigInt(value));

/** What follows the family. */
export function bluetoothFields(context: DecodeContext, fields: Fields): readonly Field[] {
  switch (fields.length) {
    case HCI_SIZE:
      return [
        ['hci_dev', swapped(decimal(fields.u16(2)), fields.u16(2))],
        ['hci_channel', oneOf('hci_channels', BigInt(fields.u16(4)), context.arch)],
      ];
    case SCO_SIZE:
      return [['sco_bdaddr', hardwareAddress(fields, 2, 6)]];
    case RFCOMM_SIZE:
      return [
        ['rc_bdaddr', hardwareAddress(fields, 2, 6)],
        ['rc_channel', decimal(fields.u8(8))],
      ];
    default: {
      const type = fields.length >= 13 ? fields.u8(12) : undefined;
      return [
        ['l2_psm', swapped(psm(fields.u16(2)), fields.u16(2))],
        ['l2_bdaddr', hardwareAddress(fields, 4, 6)],
        ['l2_cid', fields.length >= 12 ? swapped(cid(fields.u16(10)), fields.u16(10)) : undefined],
        [
          'l2_bdaddr_type',
          type === undefined ? undefined : oneOf('bluetooth_address_types', BigInt(type), context.arch),
        ],
      ];
    }
  }
}
