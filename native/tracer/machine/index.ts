/**
 * Which machine this is: found out once, at the start.
 */
import { aarch64 } from './aarch64.ts';
import type { Machine } from './machine.ts';
import { x86_64 } from './x86_64.ts';

export type { Machine, Registers } from './machine.ts';

/** By process.arch; undefined for a processor that nobody has written down. */
export function machineOf(processor: string): Machine | undefined {
  switch (processor) {
    case 'x64':
      return x86_64;
    case 'arm64':
      return aarch64;
    default:
      return undefined;
  }
}

/** The one at hand. Elsewhere nothing can be traced, and whoever tries is told so at the launch (shim.ts). */
export const machine: Machine = machineOf(process.arch) ?? x86_64;
