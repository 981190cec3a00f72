/**
 * The whole system: kexec segments, LSM contexts, flags of swap and memfd, capabilities, old argument blocks.
 */
import type { Decoder } from '../context.ts';

export const KERNEL: Readonly<Record<string, Decoder>> = {};
