/**
 * Kernel AIO: control blocks and events.
 */
import type { Decoder } from '../context.ts';
import { pointer } from '../nodes.ts';

/** Under way. */
const underWay: Decoder = (_context, value) => pointer(value);

export const AIO: Readonly<Record<string, Decoder>> = {
  io_event: underWay,
  iocb_ptrs: underWay,
  iocb: underWay,
};
