/**
 * bpf(2): union bpf_attr by command.
 */
import type { Decoder } from '../context.ts';
import { pointer } from '../nodes.ts';

/** Under way. */
const underWay: Decoder = (_context, value) => pointer(value);

export const BPF: Readonly<Record<string, Decoder>> = {
  bpf_attr: underWay,
};
