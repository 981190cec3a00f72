/**
 * Requests whose structures say themselves what they hold: commands to SCSI devices (scsi/sg.h), the device mapper's
 * (linux/dm-ioctl.h), the PC speaker's (linux/kd.h). Must not know the other requests.
 */
import { bitsOf, oneOf } from '../constants.ts';
import type { DecodeContext } from '../context.ts';
import type { Decoded, FieldNode } from '../decoded.ts';
import { array, decimal, hex, named, pointer, struct, unsignedWord, withComment } from '../nodes.ts';
import { bytesAt, type Fields, fieldsAt } from '../reading.ts';
import { deviceNode } from './scalars.ts';
import { terminated } from './sockaddrParts.ts';
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

/** Requests without anything behind the header, those on no device, and what the kernel reads and answers there. */
const PLAIN = new Set(
  'DM_VERSION DM_REMOVE_ALL DM_DEV_CREATE DM_DEV_REMOVE DM_DEV_SUSPEND DM_DEV_STATUS DM_TABLE_CLEAR DM_DEV_ARM_POLL'.split(
    ' ',
  ),
);
const NO_DEVICE = new Set('DM_REMOVE_ALL DM_LIST_DEVICES DM_LIST_VERSIONS'.split(' '));
const EVENTS = new Set('DM_DEV_RENAME DM_DEV_REMOVE DM_DEV_WAIT'.split(' '));
const COUNTED = new Set(
  'DM_DEV_CREATE DM_DEV_RENAME DM_DEV_SUSPEND DM_DEV_STATUS DM_DEV_WAIT DM_TABLE_LOAD DM_TABLE_CLEAR DM_TABLE_DEPS DM_TABLE_STATUS DM_TARGET_MSG'.split(
    ' ',
  ),
);
const TAKES = new Set('DM_DEV_RENAME DM_TABLE_LOAD DM_TARGET_MSG DM_DEV_SET_GEOMETRY'.split(' '));
const GIVES = new Set('DM_LIST_DEVICES DM_DEV_WAIT DM_TABLE_DEPS DM_TABLE_STATUS DM_LIST_VERSIONS'.split(' '));

/** struct dm_ioctl; data_start says where the payload would begin, sizeof the structure to its end 312. */
const DM = { size: 312, name: 48, nameSize: 128, uuid: 176, uuidSize: 129, major: 4, suspend: 1n << 1n };

/** struct dm_ioctl as a request uses it; what follows it is `...`. */
export function deviceMapper(context: DecodeContext, address: bigint, request: string): Decoded {
  const fields = fieldsAt(context, address, DM.size);
  if (!fields) return pointer(address);
  const isEntry = context.phase === 'entry';
  const version = array(
    address,
    [0, 4, 8].map((at) => decimal(fields.u32(at))),
  );
  if (fields.u32(0) !== DM.major)
    return array(address, [
      struct(address, [['version', withComment(version, 'unsupported device mapper ABI version')]]),
    ]);
  const hasDevice = !NO_DEVICE.has(request);
  const device = fields.u64(40);
  const flags = BigInt(fields.u32(28));
  const named = (at: number, size: number): Decoded | undefined =>
    hasDevice && fields.u8(at) !== 0 ? terminated(fields, at, size) : undefined;
  const isCounted = !isEntry && COUNTED.has(request);
  const hasEvent = EVENTS.has(request) || (request === 'DM_DEV_SUSPEND' && (flags & DM.suspend) === 0n);
  const header = struct(address, [
    ['version', version],
    ['data_size', decimal(fields.u32(12))],
    ['data_start', PLAIN.has(request) ? undefined : decimal(fields.u32(16))],
    ['dev', hasDevice && device !== 0n ? deviceNode(device) : undefined],
    ['name', named(DM.name, DM.nameSize)],
    ['uuid', named(DM.uuid, DM.uuidSize)],
    ['target_count', isCounted || (isEntry && request === 'DM_TABLE_LOAD') ? decimal(fields.u32(20)) : undefined],
    ['open_count', isCounted ? decimal(fields.u32(24)) : undefined],
    ['event_nr', isCounted || (isEntry && hasEvent) ? decimal(fields.u32(32)) : undefined],
    ['flags', bitsOf('device_mapper_flags', flags, context.arch)],
  ]);
  return array(address, [header], (isEntry ? TAKES : GIVES).has(request));
}

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
