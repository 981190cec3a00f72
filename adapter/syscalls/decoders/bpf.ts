/**
 * bpf(2): union bpf_attr by command.
 */
import type { Decoder } from '../context.ts';
import { genericDecoder } from './generic.ts';

export const BPF: Readonly<Record<string, Decoder>> = {
  bpf_attr: genericDecoder,
};
