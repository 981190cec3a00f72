/**
 * bpf(2): union bpf_attr by command.
 */
import type { Decoder } from '../context.ts';

export const BPF: Readonly<Record<string, Decoder>> = {};
