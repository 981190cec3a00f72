/**
 * How one instruction is run so that the user sees everything it does: one that enters the kernel shows its entry-stop
 * and its exit-stop, and a caught signal shows its handler's first instruction.
 */
import { readMemorySome } from '../../native/ffi/memory.ts';
import { catches } from '../../native/tracer/procfs.ts';
import { getRegisters, RIP } from '../../native/tracer/registers.ts';
import { entersKernel, pushesFlags } from '../../native/tracer/step.ts';
import type { View } from './view.ts';

/** PTRACE_SYSCALL or PTRACE_SINGLESTEP for the next instruction, or for the delivery of `signal`. */
export function stepRequest(view: View, signal: number): 'syscall' | 'step' {
  const { tid } = view.tracee;
  view.pushesFlags = false;
  // Only SINGLESTEP stops on the handler's first instruction; without a handler the next instruction is what runs.
  if (signal > 0 && catches(tid, signal)) return 'step';
  const ip = getRegisters(tid)?.[RIP];
  const code = ip === undefined ? undefined : readMemorySome(tid, ip, 4);
  view.pushesFlags = pushesFlags(code);
  return entersKernel(code) ? 'syscall' : 'step';
}
