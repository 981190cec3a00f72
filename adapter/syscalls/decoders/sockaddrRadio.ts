/**
 * Socket addresses of radio networks: AX.25, IEEE 802.15.4, NFC. Layouts: linux/ax25.h, nfc.h, net/af_ieee802154.h.
 */
import { oneOf } from '../constants.ts';
import type { DecodeContext } from '../context.ts';
import type { Decoded } from '../decoded.ts';
import { array, decimal, type Field, hex, named, shortened, struct, text, withComment } from '../nodes.ts';
import type { Fields } from '../reading.ts';
import { hardwareAddress } from './hardwareAddress.ts';
import { interfaceNode } from './interfaceIndex.ts';
import { commented, namedBytes, type SocketFamily } from './sockaddrParts.ts';

const CALL_SIZE = 7;
const SPACE = 0x20;

/** A call sign and a station number, each character shifted left by one; `*` is everybody. */
function callSignText(bytes: Uint8Array): string {
  const characters = [...bytes.subarray(0, 6)].map((byte) => byte >> 1);
  while (characters.at(-1) === SPACE) characters.pop();
  const station = ((bytes[6] as number) >> 1) & 0xf;
  return characters.length === 0 && station === 0 ? '*' : `${String.fromCharCode(...characters)}-${station}`;
}

const isSafe = (character: number): boolean =>
  character >= SPACE && character <= 0x7e && character !== 0x2a && character !== 0x2f;

/** A sound one as it is written; a doubtful one as bytes with the writing behind it; bytes alone if it can't be written. */
function callSign(fields: Fields, offset: number): Decoded {
  const bytes = fields.slice(offset, CALL_SIZE);
  const sign = bytes.subarray(0, 6);
  const characters = String.fromCharCode(...[...sign].map((byte) => byte >> 1));
  const raw = struct(fields.address + BigInt(offset), [['ax25_call', namedBytes(fields, offset, CALL_SIZE)]]);
  if (![...sign].every((byte) => isSafe(byte >> 1))) return raw;
  const last = bytes[6] as number;
  const isSound =
    /^[0-9A-Z]* *$/.test(characters) &&
    sign.every((byte) => (byte & 1) === 0) &&
    (last & ~0x1e) === 0 &&
    (characters.trim() !== '' || last === 0);
  const written = callSignText(bytes);
  if (!isSound) return withComment(raw, written);
  return named(
    written,
    bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n),
  );
}

/** sizeof(struct sockaddr_ax25); up to eight digipeaters follow it. */
const AX25_SIZE = 16;
const DIGIPEATERS = 8;

const ax25: SocketFamily = {
  least: AX25_SIZE,
  body: ({ options }, fields, length) => {
    const count = fields.i32(12);
    const station: readonly Field[] = [
      ['sax25_call', callSign(fields, 2)],
      ['sax25_ndigis', decimal(count)],
    ];
    if (count === 0 && length <= AX25_SIZE) return station;
    const there = Math.min(Math.trunc((length - AX25_SIZE) / CALL_SIZE), DIGIPEATERS);
    const wanted = Math.min(Math.max(count, 0), DIGIPEATERS);
    const shown = Array.from({ length: Math.min(there, wanted) }, (_, i) =>
      callSign(fields, AX25_SIZE + i * CALL_SIZE),
    );
    return [
      ['fsa_ax25', struct(fields.address, station)],
      [
        'fsa_digipeater',
        wanted === 0 ? undefined : shortened(options, array(fields.address + 16n, shown, wanted > there)),
      ],
    ];
  },
  more: (_context, fields, length) => {
    if (fields.i32(12) === 0 && length <= AX25_SIZE) return false;
    const there = Math.min(Math.trunc((length - AX25_SIZE) / CALL_SIZE), DIGIPEATERS);
    return length > there * CALL_SIZE + AX25_SIZE;
  },
};

const lowRate: SocketFamily = {
  least: 20,
  body: (context, fields) => {
    const type = fields.u32(4);
    const address: Field =
      type === 0
        ? ['short_addr', undefined]
        : type === 2
          ? ['short_addr', commented(context, 'ieee802154_addresses', fields.u16(10))]
          : ['hwaddr', hardwareAddress(fields, 10, 8)];
    const parts: readonly Field[] = [
      ['addr_type', commented(context, 'ieee802154_address_types', type, 'IEEE802154_ADDR_???')],
      ['pan_id', commented(context, 'ieee802154_networks', fields.u16(8))],
      address,
    ];
    return [['addr', struct(fields.address + 4n, parts)]];
  },
};

const NFC_SIZE = 16;
const SERVICE_NAME = 63;
/** struct sockaddr_nfc_llcp. */
const nfcWhole = (context: DecodeContext): number => (context.word === 8 ? 96 : 88);

function nfcService(context: DecodeContext, fields: Fields): readonly Field[] {
  const length = context.word === 8 ? fields.u64(88) : BigInt(fields.u32(84));
  const shown = length < BigInt(SERVICE_NAME) ? Number(length) : SERVICE_NAME;
  return [
    ['dsap', commented(context, 'nfc_service_points', fields.u8(16))],
    ['ssap', commented(context, 'nfc_service_points', fields.u8(17))],
    ['service_name', text(fields.slice(18, shown).slice(), fields.address + 18n)],
    ['service_name_len', decimal(length)],
  ];
}

const nfc: SocketFamily = {
  least: NFC_SIZE,
  body: (context, fields, length) => {
    return [
      ['dev_idx', interfaceNode(context, fields.u32(4))],
      ['target_idx', hex(fields.u32(8))],
      ['nfc_protocol', oneOf('nfc_sockaddr_protocols', BigInt(fields.u32(12)), context.arch)],
      ...(length >= nfcWhole(context) ? nfcService(context, fields) : []),
    ];
  },
  more: (context, _fields, length) => length > NFC_SIZE && length < nfcWhole(context),
};

/** By AF_*. */
export const RADIO_FAMILIES: Readonly<Record<number, SocketFamily>> = { 3: ax25, 36: lowRate, 39: nfc };
