/**
 * prctl and arch_prctl: the arguments by operation.
 */
import type { Decoder } from '../context.ts';
import { genericDecoder } from './generic.ts';

export const PRCTL: Readonly<Record<string, Decoder>> = {
  prctl_arg: genericDecoder,
  arch_prctl_arg: genericDecoder,
  prctl_result: genericDecoder,
};
