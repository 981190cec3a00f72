/**
 * seccomp: filter programs and the operations' arguments.
 */
import type { Decoder } from '../context.ts';
import { genericDecoder } from './generic.ts';

export const SECCOMP: Readonly<Record<string, Decoder>> = {
  seccomp_arg: genericDecoder,
  seccomp_flags: genericDecoder,
};
