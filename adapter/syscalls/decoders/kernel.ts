/**
 * The whole system: kexec segments, LSM contexts, flags of swap and memfd, capabilities, old argument blocks.
 */
import type { Decoder } from '../context.ts';
import { genericDecoder } from './generic.ts';

export const KERNEL: Readonly<Record<string, Decoder>> = {
  lsm_ctx: genericDecoder,
  kexec_segments: genericDecoder,
  kexec_flags: genericDecoder,
  nfs_arg: genericDecoder,
  memfd_flags: genericDecoder,
  swap_flags: genericDecoder,
  commented: genericDecoder,
  statx_flags: genericDecoder,
  user_cap_header: genericDecoder,
  user_cap_data: genericDecoder,
  cpu_ptr: genericDecoder,
};
