/**
 * perf_event_open: struct perf_event_attr.
 */
import type { Decoder } from '../context.ts';
import { pointer } from '../nodes.ts';

/** Under way. */
const underWay: Decoder = (_context, value) => pointer(value);

export const PERF: Readonly<Record<string, Decoder>> = {
  perf_event_attr: underWay,
};
