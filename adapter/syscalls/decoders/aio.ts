/**
 * Kernel AIO: control blocks and events.
 */
import type { Decoder } from '../context.ts';
import { genericDecoder } from './generic.ts';

export const AIO: Readonly<Record<string, Decoder>> = {
  io_event: genericDecoder,
  iocb_ptrs: genericDecoder,
  iocb: genericDecoder,
};
