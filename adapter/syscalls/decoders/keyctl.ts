/**
 * keyctl: the arguments by operation.
 */
import type { Decoder } from '../context.ts';
import { pointer } from '../nodes.ts';

/** Under way. */
const underWay: Decoder = (_context, value) => pointer(value);

export const KEYCTL: Readonly<Record<string, Decoder>> = {
  keyctl_arg: underWay,
};
