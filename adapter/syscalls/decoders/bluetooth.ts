/**
 * Bluetooth socket addresses, which their length tells apart: HCI, SCO, RFCOMM and L2CAP (net/bluetooth of the kernel).
 */
import { nameIn, oneOf } from '../constants.ts';
import type { DecodeContext } from '../context.ts';
import type { Decoded } from '../decoded.ts';
import { call, decimal, type Field, nameBehind, named, text } from '../nodes.ts';
import type { Fields } from '../reading.ts';
import { hardwareAddress } from './hardwareAddress.ts';

/** struct sockaddr_hci before its channel (Linux 2.6.38). */
const HCI_OLD_SIZE = 4;
const HCI_SIZE = 6;
const SCO_SIZE = 8;
const RFCOMM_SIZE = 10;
/** struct sockaddr_l2 before its address type (Linux 3.12). */
const L2CAP_OLD_SIZE = 12;
const L2CAP_SIZE = 14;

/** net/bluetooth/l2cap.h: named numbers, and ranges shown as a start and an offset. */
function ranged(
  set: string,
  value: number,
  unknown: string,
  ranges: readonly (readonly [start: number, end: number, name: string])[],
): Decoded {
  const name = nameIn(set, BigInt(value));
  if (name !== undefined) return named(name, value);
  const range = ranges.find(([start, end]) => value >= start && value <= end);
  if (!range) return nameBehind(value, unknown);
  return named(value === range[0] ? range[2] : `${range[2]}+${value - range[0]}`, value);
}

const psm = (value: number): Decoded =>
  ranged('l2cap_services', value, 'L2CAP_PSM_???', [
    [0x80, 0xff, 'L2CAP_PSM_LE_DYN_START'],
    [0x1001, 0xffff, 'L2CAP_PSM_DYN_START'],
  ]);
const cid = (value: number): Decoded =>
  ranged('l2cap_channels', value, 'L2CAP_CID_???', [[0x40, 0xffff, 'L2CAP_CID_DYN_START']]);

const swapped = (node: Decoded, value: number): Decoded => call('htobs', [node], BigInt(value));

/** What follows the family, by the length of the address. */
export function bluetoothFields(context: DecodeContext, fields: Fields, length: number): readonly Field[] {
  const device: Field = ['hci_dev', swapped(decimal(fields.u16(2)), fields.u16(2))];
  switch (length) {
    case HCI_OLD_SIZE:
      return [device];
    case HCI_SIZE:
      return [device, ['hci_channel', oneOf('hci_channels', BigInt(fields.u16(4)), context.arch)]];
    case SCO_SIZE:
      return [['sco_bdaddr', hardwareAddress(fields, 2, 6)]];
    case RFCOMM_SIZE:
      return [
        ['rc_bdaddr', hardwareAddress(fields, 2, 6)],
        ['rc_channel', decimal(fields.u8(8))],
      ];
    case L2CAP_OLD_SIZE:
    case L2CAP_SIZE: {
      const type = BigInt(fields.u8(12));
      return [
        ['l2_psm', swapped(psm(fields.u16(2)), fields.u16(2))],
        ['l2_bdaddr', hardwareAddress(fields, 4, 6)],
        ['l2_cid', swapped(cid(fields.u16(10)), fields.u16(10))],
        ['l2_bdaddr_type', length === L2CAP_SIZE ? oneOf('bluetooth_address_types', type, context.arch) : undefined],
      ];
    }
    default:
      return [['sa_data', text(fields.slice(2, length - 2).slice(), fields.address + 2n)]];
  }
}
