/**
 * perf_event_open: struct perf_event_attr.
 */
import type { Decoder } from '../context.ts';
import { genericDecoder } from './generic.ts';

export const PERF: Readonly<Record<string, Decoder>> = {
  perf_event_attr: genericDecoder,
};
