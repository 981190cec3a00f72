/**
 * Requests whose structures say themselves what they hold: commands to SCSI devices (scsi/sg.h), the PC speaker's
 * (linux/kd.h). Must not know the other requests.
 */
import { bitsOf, oneOf } from '../constants.ts';
import type { DecodeContext } from '../context.ts';
import type { Decoded, FieldNode } from '../decoded.ts';
import { array, decimal, hex, named, pointer, struct, unsignedWord, withComment } from '../nodes.ts';
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

const hex8 = (fields: Fields, at: number): Decoded => hex(fields.u8(at));
const hex16 = (fields: Fields, at: number): Decoded => hex(fields.u16(at));

/** The speaker's clock, of which the argument is a part. */
const SPEAKER_CLOCK = 1193180;

/** KIOCSOUND: how long a period is. */
export function speakerPeriod(context: DecodeContext, value: bigint): Decoded {
  const period = unsignedWord(value, context.word);
  const isOn = period > 0n && period < 0x10000n;
  return withComment(decimal(period), isOn ? `${Math.trunc(SPEAKER_CLOCK / Number(period))} Hz` : 'off');
}

/** KDMKTONE: for how long, and the period. */
export function speakerTone(value: bigint): Decoded {
  const period = Number(value & 0xffffn);
  const time = Number((value >> 16n) & 0xffffn);
  const tone = period > 0 ? `${Math.trunc(SPEAKER_CLOCK / period)} Hz, ${time} ms` : 'off';
  return withComment(named(`${time}<<16|${period}`, value & 0xffffffffn), tone);
}
