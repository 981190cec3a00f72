/**
 * keyctl: the arguments by operation.
 */
import type { Decoder } from '../context.ts';
import { genericDecoder } from './generic.ts';

export const KEYCTL: Readonly<Record<string, Decoder>> = {
  keyctl_arg: genericDecoder,
};
