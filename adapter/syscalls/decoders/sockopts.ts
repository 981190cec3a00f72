/**
 * Socket options: names by level, values by option.
 */
import type { Decoder } from '../context.ts';

export const SOCKOPTS: Readonly<Record<string, Decoder>> = {};
