/**
 * Kernel AIO: control blocks and events.
 */
import type { Decoder } from '../context.ts';

export const AIO: Readonly<Record<string, Decoder>> = {};
