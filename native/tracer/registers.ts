/**
 * The general registers of a stopped tracee, and where in them everything is that a call needs: those of the machine at
 * hand (machine/), for whoever reads and writes them.
 */
import { machine, type Registers } from './machine/index.ts';

export const REGISTER_NAMES: readonly string[] = machine.names;

export const PC = machine.pc;
export const SP = machine.sp;
export const FP = machine.fp;
export const RESULT = machine.result;
/** Is the result's register the first argument's too? Then that one is known at the entry only. */
export const RESULT_IS_ARGUMENT = machine.argumentRegisters(machine.auditArch)[0] === RESULT;
/** The number of the call that the kernel is in; −1 in none. */
export const NUMBER = machine.number;
/** The number as the program puts it. */
export const CALL = machine.call;

/** Undefined when the tracee is gone or listening in a group-stop. */
export function getRegisters(tid: number): Registers | undefined {
  return machine.read(tid);
}

/** 0 or a negative errno. */
export function setRegisters(tid: number, registers: Registers): number {
  return machine.write(tid, registers);
}

/** The places of a call's six arguments, by its AUDIT_ARCH_*. */
export function argumentRegisters(auditArch: number): readonly number[] {
  return machine.argumentRegisters(auditArch);
}

/** No call: nothing to restart on the way out. */
export const NO_CALL = 0xffffffffffffffffn;
