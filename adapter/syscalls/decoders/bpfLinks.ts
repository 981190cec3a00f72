/**
 * BPF_LINK_CREATE of bpf(2): what follows the common fields depends on the type of attachment (linux/bpf.h).
 */
import { bitsOf, nameIn, oneOf } from '../constants.ts';
import type { DecodeContext } from '../context.ts';
import type { Decoded } from '../decoded.ts';
import { decimal, hex, pointer, struct } from '../nodes.ts';
import { arrayAt, cstringAt, Fields, fieldsAt, pathAt } from '../reading.ts';
import { fdNode } from './scalars.ts';

/** How a BPF program is attached, by the names of its flags. */
export const attachFlags = (context: DecodeContext, value: number): Decoded =>
  bitsOf('bpf_attach_flags', BigInt(value), context.arch);

const KNOWN = 64;

/** linux/bpf.h: BPF_F_ID. */
const BY_ID = 0x20;

type Field = readonly [name: string, node: Decoded | undefined];

function relative(context: DecodeContext, fields: Fields): Field[] {
  const isId = (fields.u32(12) & BY_ID) !== 0;
  return [
    isId ? ['relative_id', decimal(fields.u32(16))] : ['relative_fd', fdNode(context, fields.i32(16))],
    ['expected_revision', hex(fields.u64(24))],
  ];
}

const numbers = (context: DecodeContext, address: bigint, count: number): Decoded =>
  arrayAt(context, address, BigInt(count), 8, (one) => hex(one.u64(0)));

function union(context: DecodeContext, fields: Fields, type: string): Field | undefined {
  const at = (offset: number): bigint => fields.address + BigInt(offset);
  switch (type) {
    case 'BPF_PERF_EVENT':
      return ['perf_event', struct(at(16), [['bpf_cookie', hex(fields.u64(16))]])];
    case 'BPF_TRACE_FENTRY':
    case 'BPF_TRACE_FEXIT':
    case 'BPF_MODIFY_RETURN':
    case 'BPF_LSM_MAC':
      return [
        'tracing',
        struct(at(16), [
          ['target_btf_id', decimal(fields.u32(16))],
          ['cookie', hex(fields.u64(24))],
        ]),
      ];
    case 'BPF_NETFILTER':
      return [
        'netfilter',
        struct(at(16), [
          ['pf', decimal(fields.u32(16))],
          ['hooknum', decimal(fields.u32(20))],
          ['priority', decimal(fields.i32(24))],
          ['flags', bitsOf('bpf_netfilter_flags', BigInt(fields.u32(28)), context.arch)],
        ]),
      ];
    case 'BPF_TCX_INGRESS':
    case 'BPF_TCX_EGRESS':
      return ['tcx', struct(at(16), relative(context, fields))];
    case 'BPF_NETKIT_PRIMARY':
    case 'BPF_NETKIT_PEER':
      return ['netkit', struct(at(16), relative(context, fields))];
    case 'BPF_TRACE_KPROBE_MULTI': {
      const count = fields.u32(20);
      return [
        'kprobe_multi',
        struct(at(16), [
          ['flags', bitsOf('bpf_kprobe_multi_flags', BigInt(fields.u32(16)), context.arch)],
          ['cnt', decimal(count)],
          [
            'syms',
            arrayAt(context, fields.u64(24), BigInt(count), context.word, (one) => cstringAt(context, one.ulong(0))),
          ],
          ['addrs', numbers(context, fields.u64(32), count)],
          ['cookies', numbers(context, fields.u64(40), count)],
        ]),
      ];
    }
    case 'BPF_TRACE_UPROBE_MULTI': {
      const count = fields.u32(48);
      return [
        'uprobe_multi',
        struct(at(16), [
          ['path', pathAt(context, fields.u64(16))],
          ['offsets', numbers(context, fields.u64(24), count)],
          ['ref_ctr_offsets', numbers(context, fields.u64(32), count)],
          ['cookies', numbers(context, fields.u64(40), count)],
          ['cnt', decimal(count)],
          ['flags', bitsOf('bpf_uprobe_multi_flags', BigInt(fields.u32(52)), context.arch)],
          ['pid', decimal(fields.i32(56))],
        ]),
      ];
    }
    default:
      return type.startsWith('BPF_CGROUP_') && fields.u32(16) !== 0
        ? ['target_btf_id', decimal(fields.u32(16))]
        : undefined;
  }
}

const BY_INDEX = new Set(['BPF_TCX_INGRESS', 'BPF_TCX_EGRESS', 'BPF_NETKIT_PRIMARY', 'BPF_NETKIT_PEER', 'BPF_XDP']);

/** `{link_create={prog_fd=3, …}}`. */
export function linkCreate(context: DecodeContext, address: bigint, size: bigint): Decoded {
  const length = Math.min(Number(size), 4096);
  const read = fieldsAt(context, address, length);
  if (!read) return pointer(address);
  const whole = new Uint8Array(Math.max(KNOWN, length));
  whole.set(read.bytes);
  const fields = new Fields(whole, address, context.word);
  const kind = BigInt(fields.u32(8));
  const type = nameIn('bpf_attach_types', kind, context.arch) ?? '';
  const isIter = type === 'BPF_TRACE_ITER' && length > 16;
  const body = struct(address, [
    ['prog_fd', fdNode(context, fields.i32(0))],
    BY_INDEX.has(type) ? ['target_ifindex', decimal(fields.u32(4))] : ['target_fd', fdNode(context, fields.i32(4))],
    ['attach_type', oneOf('bpf_attach_types', kind, context.arch)],
    ['flags', attachFlags(context, fields.u32(12))],
    [
      'iter_info',
      isIter
        ? arrayAt(context, fields.u64(16), BigInt(fields.u32(24)), 4, (one) =>
            struct(one.address, [['map', struct(one.address, [['map_fd', fdNode(context, one.i32(0))]])]]),
          )
        : undefined,
    ],
    ['iter_info_len', isIter ? decimal(fields.u32(24)) : undefined],
    ...(length > 16 ? [union(context, fields, type) ?? (['', undefined] as const)] : []),
  ]);
  const known = type === '' || length <= 16 ? 16 : KNOWN;
  return struct(
    address,
    [['link_create', body]],
    whole.subarray(known).some((byte) => byte !== 0),
  );
}
