/**
 * perf_event_open: struct perf_event_attr.
 */
import type { Decoder } from '../context.ts';

export const PERF: Readonly<Record<string, Decoder>> = {};
