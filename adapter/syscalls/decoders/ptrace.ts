/**
 * ptrace: address and data by request.
 */
import type { Decoder } from '../context.ts';

export const PTRACE: Readonly<Record<string, Decoder>> = {};
