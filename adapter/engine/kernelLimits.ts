/**
 * What the kernel at hand can't do to a call, each as the sentence that refuses a rule.
 */
import { release } from 'node:os';
import { canChangeCalls } from '../../native/tracer/setSyscall.ts';
import type { KernelLimits } from '../tamper/rule.ts';

/** A sentence for each thing that this kernel can't do. */
export function kernelLimits(can = canChangeCalls()): KernelLimits {
  if (can) return {};
  return { changing: `Changing a call needs Linux 6.16 on this machine; this is ${release()}.` };
}
