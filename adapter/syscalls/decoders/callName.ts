/**
 * A call's number by its name, in the ABI that AUDIT_ARCH_* says: for structures that tell of calls.
 */
import type { Arch } from '../../../native/abi/arch.ts';
import { syscallText } from '../../../native/abi/numbers/index.ts';
import type { Decoded } from '../decoded.ts';
import { decimal } from '../nodes.ts';

/** linux/audit.h's numbers of the ABIs whose calls we know. */
const ABIS: ReadonlyMap<number, Arch> = new Map([
  [0xc000003e, 'x86_64'],
  [0x40000003, 'i386'],
  [0xc00000b7, 'aarch64'],
]);

/** `__NR_getpid`, or the number. */
export function callName(arch: number, number: bigint): Decoded {
  const abi = ABIS.get(arch);
  const text = abi && number < 0x1000n ? syscallText(abi, Number(number)) : '';
  return text === '' || text.startsWith('syscall_')
    ? decimal(number)
    : { kind: 'enum', value: number, name: `__NR_${text}`, radix: 10 };
}
