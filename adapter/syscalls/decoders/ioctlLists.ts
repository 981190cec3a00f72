/**
 * Requests with a number and a list of as many: a virtual machine's (linux/kvm.h), a flash volume's (mtd/ubi-user.h), an
 * event's (linux/perf_event.h). Must not know the other requests.
 */
import type { DecodeContext } from '../context.ts';
import type { Decoded } from '../decoded.ts';
import { array, decimal, pointer, struct } from '../nodes.ts';
import { arrayAt, fieldsAt } from '../reading.ts';
import { layout, layoutSize, structIn } from './layout.ts';
import { terminated } from './sockaddrParts.ts';

const ENTRY = layout(
  'function:x32 index:x32 flags:f32(kvm_cpuid_flags) eax:x32 ebx:x32 ecx:x32 edx:x32 padding-:u32[3]',
);
const HEAD = 8;
/** KVM_MAX_CPUID_ENTRIES. */
const MOST = 256;

/** struct kvm_cpuid2: its entries are left out when abbreviating. */
export function processorFeatures(context: DecodeContext, address: bigint): Decoded {
  const fields = fieldsAt(context, address, HEAD);
  if (!fields) return pointer(address);
  const count = fields.u32(0);
  const start = address + BigInt(HEAD);
  const { abbreviate, details } = context.options;
  const entries =
    abbreviate && !details
      ? array(start, [], count > 0)
      : arrayAt(
          context,
          start,
          BigInt(count),
          layoutSize(context, ENTRY),
          (one) => structIn(context, one, ENTRY),
          MOST,
        );
  return struct(address, [
    ['nent', decimal(count)],
    ['entries', abbreviate && entries.kind === 'array' ? { ...entries, brief: 0 } : entries],
  ]);
}

/** struct ubi_rnvol_req: at most 32 volumes. */
const VOLUMES = { most: 32, start: 16, size: 136, name: 8, nameMost: 127 };

/** struct ubi_rnvol_req with its volumes; an address when it can't be read. */
export function renamedVolumes(context: DecodeContext, address: bigint): Decoded {
  const fields = fieldsAt(context, address, VOLUMES.start + VOLUMES.most * VOLUMES.size);
  if (!fields) return pointer(address);
  const count = fields.i32(0);
  const volumes = arrayAt(
    context,
    address + BigInt(VOLUMES.start),
    BigInt(Math.min(Math.max(count, 0), VOLUMES.most)),
    VOLUMES.size,
    (one) => {
      const length = Math.min(Math.max(one.i16(4), 0), VOLUMES.nameMost);
      return struct(one.address, [
        ['vol_id', decimal(one.i32(0))],
        ['name_len', decimal(one.i16(4))],
        ['name', terminated(one, VOLUMES.name, length + 1)],
      ]);
    },
  );
  return struct(address, [
    ['count', decimal(count)],
    ['ents', volumes],
  ]);
}

/** struct perf_event_query_bpf: how many there is room for, then which there are. */
export function eventPrograms(context: DecodeContext, address: bigint): Decoded {
  const fields = fieldsAt(context, address, HEAD);
  if (!fields) return pointer(address);
  const room = decimal(fields.u32(0));
  if (context.phase === 'entry') return struct(address, [['ids_len', room]], true);
  const count = fields.u32(4);
  return struct(address, [
    ['ids_len', room],
    ['prog_cnt', decimal(count)],
    ['ids', arrayAt(context, address + BigInt(HEAD), BigInt(count), 4, (one) => decimal(one.u32(0)))],
  ]);
}
