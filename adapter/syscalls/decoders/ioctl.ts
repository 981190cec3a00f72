/**
 * ioctl: requests by name or as _IOC, and what their argument points to.
 */
import type { Decoder } from '../context.ts';

export const IOCTL: Readonly<Record<string, Decoder>> = {};
