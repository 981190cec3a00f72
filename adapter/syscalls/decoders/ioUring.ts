/**
 * io_uring: setup parameters and what is registered.
 */
import type { Decoder } from '../context.ts';
import { genericDecoder } from './generic.ts';

export const IO_URING: Readonly<Record<string, Decoder>> = {
  io_uring_params: genericDecoder,
  io_uring_register_arg: genericDecoder,
};
