/** What a hardware clock's time was beside the system's (linux/ptp_clock.h). Must not know the other requests. */
import type { DecodeContext } from '../context.ts';
import type { Decoded } from '../decoded.ts';
import { array, pointer } from '../nodes.ts';
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
