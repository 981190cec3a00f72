/**
 * What a hardware clock's time was beside the system's (linux/ptp_clock.h), and what a real time clock can be set to
 * (linux/rtc.h). Must not know the other requests.
 */
import { bitsOf, oneOf } from '../constants.ts';
import type { DecodeContext } from '../context.ts';
import type { Decoded } from '../decoded.ts';
import { array, decimal, type Field, hex, pointer, struct } from '../nodes.ts';
import { arrayAt, type Fields, fieldsAt } from '../reading.ts';
import { IOCTL_FIELDS } from './ioctlFields.ts';
import { layout, structIn, structOf } from './layout.ts';

const CLOCK = layout('n_samples:u32 rsv?:x32[3]');
const MOMENT = layout('time:ptp_moment', IOCTL_FIELDS);
const MOMENT_SIZE = 16;
const SAMPLES_MAX = 25n;

/** struct ptp_sys_offset: a system's time before each of the clock's and after the last; extended, three for each. */
export function clockSamples(context: DecodeContext, address: bigint, of: 1 | 3): Decoded {
  const head = structOf(context, address, CLOCK);
  if (head.kind !== 'struct' || context.phase === 'entry') return head;
  const given = BigInt(fieldsAt(context, address, 4)?.u32(0) ?? 0);
  const samples = given < SAMPLES_MAX ? given : SAMPLES_MAX;
  const moment = (fields: Fields): Decoded =>
    structIn(context, fields, MOMENT).fields[0]?.node ?? pointer(fields.address);
  const at = address + 16n;
  const list =
    of === 1
      ? arrayAt(context, at, samples * 2n + 1n, MOMENT_SIZE, moment)
      : arrayAt(context, at, samples, MOMENT_SIZE * 3, (fields) =>
          array(
            fields.address,
            [0, 1, 2].map((i) => moment(fields.at(i * MOMENT_SIZE, MOMENT_SIZE))),
          ),
        );
  return { ...head, fields: [...head.fields, { name: 'ts', node: list }] };
}

/** RTC_PARAM_*, whose values are of different kinds. */
const FEATURES = 0n;
const CORRECTION = 1n;
const BACKUP = 2n;

function parameterValue(context: DecodeContext, fields: Fields): Field {
  const value = fields.u64(8);
  switch (fields.u64(0)) {
    case FEATURES:
      return ['uvalue', bitsOf('rtc_features', value, context.arch)];
    case CORRECTION:
      return ['svalue', decimal(fields.i64(8))];
    case BACKUP:
      return ['uvalue', oneOf('rtc_backup_modes', value, context.arch)];
    default:
      return ['uvalue', hex(value)];
  }
}

/** struct rtc_param; `isAsked`: the value is the kernel's. */
export function clockParameter(context: DecodeContext, address: bigint, isAsked: boolean): Decoded {
  const fields = fieldsAt(context, address, 24);
  if (!fields) return pointer(address);
  const isMade = isAsked && context.phase === 'exit';
  const padding = fields.u32(20);
  return struct(address, [
    ['param', isMade ? undefined : oneOf('rtc_parameters', fields.u64(0), context.arch)],
    ...(isAsked && !isMade ? [] : [parameterValue(context, fields)]),
    ['index', isMade ? undefined : decimal(fields.u32(16))],
    ['__pad', padding === 0 ? undefined : hex(padding)],
  ]);
}
