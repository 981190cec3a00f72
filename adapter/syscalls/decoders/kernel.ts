/**
 * The whole system: kexec segments, LSM contexts, flags of swap and memfd, capabilities, old argument blocks.
 */
import type { Decoder } from '../context.ts';
import { pointer } from '../nodes.ts';

/** Under way. */
const underWay: Decoder = (_context, value) => pointer(value);

export const KERNEL: Readonly<Record<string, Decoder>> = {
  lsm_ctx: underWay,
  kexec_segments: underWay,
  kexec_flags: underWay,
  nfs_arg: underWay,
  memfd_flags: underWay,
  swap_flags: underWay,
  commented: underWay,
  statx_flags: underWay,
  user_cap_header: underWay,
  user_cap_data: underWay,
  cpu_ptr: underWay,
};
