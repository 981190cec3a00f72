/**
 * Requests of the device mapper: what of struct dm_ioctl each uses (linux/dm-ioctl.h). What follows the structure is
 * ioctlMapperData.ts's. Must not know the other requests.
 */
import { bitsOf } from '../constants.ts';
import type { DecodeContext } from '../context.ts';
import type { Decoded } from '../decoded.ts';
import { array, decimal, pointer, struct, withComment } from '../nodes.ts';
import { fieldsAt } from '../reading.ts';
import { hasMapperData, MAPPER_DATA, type MapperData } from './ioctlMapperData.ts';
import { deviceNode } from './scalars.ts';
import { terminated } from './sockaddrParts.ts';

/** The words of a list. */
const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));

/** Requests without anything behind the header, those on no device, and what the kernel reads and answers there. */
const PLAIN = set(
  'DM_VERSION DM_REMOVE_ALL DM_DEV_CREATE DM_DEV_REMOVE DM_DEV_SUSPEND DM_DEV_STATUS DM_TABLE_CLEAR DM_DEV_ARM_POLL',
);
const NO_DEVICE = set('DM_REMOVE_ALL DM_LIST_DEVICES DM_LIST_VERSIONS');
const EVENTS = set('DM_DEV_RENAME DM_DEV_REMOVE DM_DEV_WAIT');
const COUNTED = set(
  'DM_DEV_CREATE DM_DEV_RENAME DM_DEV_SUSPEND DM_DEV_STATUS DM_DEV_WAIT DM_TABLE_LOAD DM_TABLE_CLEAR DM_TABLE_DEPS DM_TABLE_STATUS DM_TARGET_MSG',
);
const TAKES: ReadonlyMap<string, MapperData> = new Map([
  ['DM_DEV_RENAME', 'string'],
  ['DM_DEV_SET_GEOMETRY', 'string'],
  ['DM_TABLE_LOAD', 'targets'],
  ['DM_TARGET_MSG', 'message'],
]);
const GIVES: ReadonlyMap<string, MapperData> = new Map([
  ['DM_LIST_DEVICES', 'names'],
  ['DM_DEV_WAIT', 'targets'],
  ['DM_TABLE_DEPS', 'dependencies'],
  ['DM_TABLE_STATUS', 'targets'],
  ['DM_LIST_VERSIONS', 'versions'],
  ['DM_GET_TARGET_VERSION', 'versions'],
]);

/** struct dm_ioctl: without the 7 bytes of `data` at its end it is as small as it may be. */
const DM = { size: 312, least: 305, name: 48, nameSize: 128, uuid: 176, uuidSize: 129, major: 4, suspend: 1n << 1n };

/** struct dm_ioctl as a request uses it, then what follows it: `...` when abbreviating. */
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
  const size = decimal(fields.u32(12));
  if (fields.u32(12) < DM.least) {
    const tooSmall = withComment(size, 'data_size too small');
    return array(address, [
      struct(address, [
        ['version', version],
        ['data_size', tooSmall],
      ]),
    ]);
  }
  const hasDevice = !NO_DEVICE.has(request);
  const device = fields.u64(40);
  const flags = BigInt(fields.u32(28));
  const named = (at: number, length: number): Decoded | undefined =>
    hasDevice && fields.u8(at) !== 0 ? terminated(fields, at, length) : undefined;
  const isCounted = !isEntry && COUNTED.has(request);
  const hasEvent = EVENTS.has(request) || (request === 'DM_DEV_SUSPEND' && (flags & DM.suspend) === 0n);
  const header = struct(address, [
    ['version', version],
    ['data_size', size],
    ['data_start', PLAIN.has(request) ? undefined : decimal(fields.u32(16))],
    ['dev', hasDevice && device !== 0n ? deviceNode(device) : undefined],
    ['name', named(DM.name, DM.nameSize)],
    ['uuid', named(DM.uuid, DM.uuidSize)],
    ['target_count', isCounted || (isEntry && request === 'DM_TABLE_LOAD') ? decimal(fields.u32(20)) : undefined],
    ['open_count', isCounted ? decimal(fields.u32(24)) : undefined],
    ['event_nr', isCounted || (isEntry && hasEvent) ? decimal(fields.u32(32)) : undefined],
    ['flags', bitsOf('device_mapper_flags', flags, context.arch)],
  ]);
  const kind = (isEntry ? TAKES : GIVES).get(request);
  if (kind === undefined || !hasMapperData(fields, kind)) return array(address, [header]);
  const { abbreviate, details } = context.options;
  if (abbreviate && !details) return array(address, [header], true);
  const data = MAPPER_DATA[kind](context, fields);
  if (!abbreviate) return array(address, [header, ...data]);
  const whole = { ...header, fields: [...header.fields, { name: 'data', node: array(address, data), detail: true }] };
  return array(address, [whole as Decoded], true);
}
