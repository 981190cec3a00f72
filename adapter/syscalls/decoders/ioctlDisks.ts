/**
 * Commands to disks: SCSI's, whose structure says itself what it holds (scsi/sg.h, linux/bsg.h), and ATA's
 * (linux/hdreg.h). Must not know the other requests.
 */
import { bitsOf, oneOf } from '../constants.ts';
import type { DecodeContext } from '../context.ts';
import type { Decoded, FieldNode } from '../decoded.ts';
import { array, decimal, hex, named, pointer, struct } from '../nodes.ts';
import { bytesAt, type Fields, fieldsAt } from '../reading.ts';
import { iovecNode } from './strings.ts';

const hexBytes = (context: DecodeContext, address: bigint, length: number): Decoded => {
  const node = bytesAt(context, address, BigInt(length));
  return node.kind === 'string' ? { ...node, form: 'hex' } : node;
};

const TO_DEVICE = -2;
const FROM_DEVICE = -3;
const BOTH_WAYS = -4;

/** struct sg_io_hdr: pointers and what follows them by the ABI's word. */
const SG = (word: number) => ({
  data: 16,
  command: word === 8 ? 24 : 20,
  sense: word === 8 ? 32 : 24,
  timeout: word === 8 ? 40 : 28,
  status: word === 8 ? 64 : 44,
  size: word === 8 ? 88 : 64,
});

/** What the device was given, and behind it, once it answered, what it gave. */
export function scsiCommand(context: DecodeContext, address: bigint): Decoded {
  const id = fieldsAt(context, address, 4);
  if (!id) return pointer(address);
  const at = SG(context.word);
  if (id.u32(0) === 'Q'.charCodeAt(0)) return genericCommand(context, address);
  const fields = id.u32(0) === 'S'.charCodeAt(0) ? fieldsAt(context, address, at.size) : undefined;
  if (!fields) return array(address, [decimal(id.u32(0))]);
  const direction = fields.i32(4);
  const count = fields.u16(10);
  const length = fields.u32(12);
  const data = fields.ulong(at.data);
  const transfer = (filled: number): Decoded =>
    count > 0 ? iovecNode(context, data, BigInt(count), BigInt(filled)) : hexBytes(context, data, filled);
  const request: FieldNode[] = struct(address, [
    ['interface_id', named("'S'", id.u32(0))],
    ['dxfer_direction', oneOf('sg_directions', BigInt(fields.u32(4)), context.arch)],
    ['cmd_len', decimal(fields.u8(8))],
    ['cmdp', hexBytes(context, fields.ulong(at.command), fields.u8(8))],
    ['mx_sb_len', decimal(fields.u8(9))],
    ['iovec_count', decimal(count)],
    ['dxfer_len', decimal(length)],
    ['timeout', decimal(fields.u32(at.timeout))],
    ['flags', bitsOf('sg_flags', BigInt(fields.u32(at.timeout + 4)), context.arch)],
    ['dxferp', direction === TO_DEVICE || direction === BOTH_WAYS ? transfer(length) : undefined],
  ]).fields as FieldNode[];
  if (context.phase === 'entry') return { kind: 'struct', address, more: false, fields: request };
  const { before } = context;
  const given = before?.kind === 'struct' ? before.fields : request;
  const to = at.status;
  const answer = struct(address, [
    ['dxferp', direction === FROM_DEVICE || direction === BOTH_WAYS ? transfer(length) : undefined],
    ['status', hex8(fields, to)],
    ['masked_status', hex8(fields, to + 1)],
    ['msg_status', hex8(fields, to + 2)],
    ['sb_len_wr', decimal(fields.u8(to + 3))],
    ['sbp', hexBytes(context, fields.ulong(at.sense), fields.u8(to + 3))],
    ['host_status', hex16(fields, to + 4)],
    ['driver_status', hex16(fields, to + 6)],
    ['resid', decimal(fields.i32(to + 8))],
    ['duration', decimal(fields.u32(to + 12))],
    ['info', bitsOf('sg_info', BigInt(fields.u32(to + 16)), context.arch)],
  ]).fields;
  return { kind: 'struct', address, more: false, fields: [...given, ...answer] };
}

/** struct sg_io_v4, the same in every ABI. */
const GENERIC_SIZE = 160;

/** What a device is given through bsg, and what it gave. strace has response_len twice. */
function genericCommand(context: DecodeContext, address: bigint): Decoded {
  const fields = fieldsAt(context, address, GENERIC_SIZE);
  if (!fields) return pointer(address);
  const { arch, before } = context;
  const number = (at: number): Decoded => decimal(fields.u32(at));
  const data = (at: number, count: number, length: number): Decoded =>
    count > 0
      ? iovecNode(context, fields.u64(at), BigInt(count), BigInt(length))
      : hexBytes(context, fields.u64(at), length);
  if (context.phase === 'entry') {
    return struct(address, [
      ['guard', named("'Q'", fields.u32(0))],
      ['protocol', oneOf('bsg_protocols', BigInt(fields.u32(4)), arch)],
      ['subprotocol', oneOf('bsg_subprotocols', BigInt(fields.u32(8)), arch)],
      ['request_len', number(12)],
      ['request', hexBytes(context, fields.u64(16), fields.u32(12))],
      ['request_tag', hex(fields.u64(24))],
      ['request_attr', number(32)],
      ['request_priority', number(36)],
      ['request_extra', number(40)],
      ['max_response_len', number(44)],
      ['dout_iovec_count', number(56)],
      ['dout_xfer_len', number(60)],
      ['din_iovec_count', number(64)],
      ['din_xfer_len', number(68)],
      ['dout_xferp', data(72, fields.u32(56), fields.u32(60))],
      ['timeout', number(88)],
      ['flags', bitsOf('bsg_flags', BigInt(fields.u32(92)), arch)],
      ['usr_ptr', pointer(fields.u64(96))],
    ]);
  }
  const wanted = fields.u32(68);
  const missing = fields.i32(136);
  const got = missing > 0 && missing <= wanted ? wanted - missing : wanted;
  const answer = struct(address, [
    ['response_len', number(132)],
    ['response', hexBytes(context, fields.u64(48), fields.u32(132))],
    ['din_xferp', data(80, fields.u32(64), got)],
    ['driver_status', hex(fields.u32(108))],
    ['transport_status', hex(fields.u32(112))],
    ['device_status', hex(fields.u32(116))],
    ['retry_delay', number(120)],
    ['info', bitsOf('sg_info', BigInt(fields.u32(124)), arch)],
    ['duration', number(128)],
    ['response_len', number(132)],
    ['din_resid', decimal(missing)],
    ['dout_resid', decimal(fields.i32(140))],
    ['generated_tag', decimal(fields.u64(144))],
  ]).fields;
  const given = before?.kind === 'struct' ? before.fields : [];
  return { kind: 'struct', address, more: false, fields: [...given, ...answer] };
}

const hex8 = (fields: Fields, at: number): Decoded => hex(fields.u8(at));
const hex16 = (fields: Fields, at: number): Decoded => hex(fields.u16(at));

/** HDIO_DRIVE_CMD: four bytes of a command become three of its state, and its sectors follow. */
const DRIVE = { head: 4, sector: 512 };

/** What HDIO_DRIVE_CMD is given; an address when it can't be read. */
export function driveCommand(context: DecodeContext, address: bigint): Decoded {
  const fields = fieldsAt(context, address, DRIVE.head);
  if (!fields) return pointer(address);
  return struct(address, [
    ['command', oneOf('ata_commands', BigInt(fields.u8(0)), context.arch)],
    ['sector_number', decimal(fields.u8(1))],
    ['feature', decimal(fields.u8(2))],
    ['sector_count', decimal(fields.u8(3))],
  ]);
}

/** What HDIO_DRIVE_CMD gives back, with the sectors that were read; an address when it can't be read. */
export function driveState(context: DecodeContext, address: bigint): Decoded {
  const fields = fieldsAt(context, address, DRIVE.head);
  if (!fields) return pointer(address);
  const sectors = fields.u8(3);
  return struct(address, [
    ['status', hex8(fields, 0)],
    ['error', decimal(fields.u8(1))],
    ['nsector', decimal(fields.u8(2))],
    ['buf', sectors > 0 ? hexBytes(context, address + BigInt(DRIVE.head), sectors * DRIVE.sector) : undefined],
  ]);
}
