/**
 * keyctl: the arguments by operation.
 */
import type { Decoder } from '../context.ts';

export const KEYCTL: Readonly<Record<string, Decoder>> = {};
