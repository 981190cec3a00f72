/**
 * prctl and arch_prctl: the arguments by operation.
 */
import type { Decoder } from '../context.ts';

export const PRCTL: Readonly<Record<string, Decoder>> = {};
