/**
 * seccomp: filter programs and the operations' arguments.
 */
import type { Decoder } from '../context.ts';

export const SECCOMP: Readonly<Record<string, Decoder>> = {};
