/**
 * ptrace: address and data by request.
 */
import type { Decoder } from '../context.ts';
import { genericDecoder } from './generic.ts';

export const PTRACE: Readonly<Record<string, Decoder>> = {
  ptrace_addr: genericDecoder,
  ptrace_data: genericDecoder,
};
