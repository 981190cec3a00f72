/**
 * io_uring: setup parameters and what is registered.
 */
import type { Decoder } from '../context.ts';

export const IO_URING: Readonly<Record<string, Decoder>> = {};
