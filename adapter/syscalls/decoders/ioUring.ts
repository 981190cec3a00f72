/**
 * io_uring: setup parameters and what is registered.
 */
import type { Decoder } from '../context.ts';
import { pointer } from '../nodes.ts';

/** Under way. */
const underWay: Decoder = (_context, value) => pointer(value);

export const IO_URING: Readonly<Record<string, Decoder>> = {
  io_uring_params: underWay,
  io_uring_register_arg: underWay,
};
