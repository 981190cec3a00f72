/**
 * fcntl: the argument by command: locks, owners, leases, seals, hints.
 */
import type { Decoder } from '../context.ts';

export const FCNTL: Readonly<Record<string, Decoder>> = {};
