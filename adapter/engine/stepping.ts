/**
 * How one instruction is run so that the user sees everything it does: one that enters the kernel shows its entry-stop
 * and its exit-stop, and a caught signal shows its handler's first instruction.
 */
import { readMemorySome } from '../../native/ffi/memory.ts';
import { machine } from '../../native/tracer/machine/index.ts';
import { catches } from '../../native/tracer/procfs.ts';
import { getRegisters, PC } from '../../native/tracer/registers.ts';
import { isInterruptedCall } from './interrupted.ts';
import type { View } from './view.ts';

/** PTRACE_SYSCALL or PTRACE_SINGLESTEP for the next instruction, or for the delivery of `signal`. */
export function stepRequest(view: View, signal: number): 'syscall' | 'step' {
  const { tid } = view.tracee;
  view.pushesFlags = false;
  // Only SINGLESTEP stops on the handler's first instruction; without a handler the next instruction is what runs.
  if (signal > 0 && catches(tid, signal)) return 'step';
  const registers = getRegisters(tid);
  // The kernel sets the instruction pointer back to the call only when the tracee goes on.
  if (registers && isInterruptedCall(tid, registers)) return 'syscall';
  const code = registers && readMemorySome(tid, registers[PC] ?? 0n, machine.instructionBytes);
  if (!code) return 'step';
  const is32 = machine.is32(registers);
  view.pushesFlags = machine.showsTrapFlag(code, is32);
  return machine.entersKernel(code, is32) ? 'syscall' : 'step';
}
