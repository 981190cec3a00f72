/**
 * The state of a KVM vcpu around a KVM_RUN, for the line behind the call (-e kvm=vcpu+). Asks the stopped tracee; must not
 * know how the state is laid out: log/vcpu.ts does.
 */
import { readMemory } from '../../native/ffi/memory.ts';
import type { DecodedCall } from '../syscalls/call.ts';
import { VCPU_STATE_SIZE, vcpuLine } from '../syscalls/log/vcpu.ts';
import { vcpuOf } from './tracedMemory.ts';

/** linux/kvm.h. */
const KVM_RUN = 0xae80n;

export interface Vcpu {
  readonly id: string;
  readonly state: Uint8Array;
}

/** The state as it is now, where the call is about one. */
export function vcpuNow(tid: number, { name, raw }: DecodedCall): Vcpu | undefined {
  if (name !== 'ioctl' || BigInt.asUintN(32, raw[1] ?? 0n) !== KVM_RUN) return undefined;
  const found = vcpuOf(tid, Number(BigInt.asIntN(32, raw[0] ?? 0n)));
  const state = found && readMemory(tid, found.start, VCPU_STATE_SIZE);
  return state && { id: found.id, state: state.slice() };
}

/** The line behind a call that has succeeded; empty for others. `before`: the state at its entry. */
export function vcpuText(tid: number, call: DecodedCall, before: Vcpu | undefined): string {
  if (!before || !call.result || call.result.isError) return '';
  const after = vcpuNow(tid, call);
  return after ? vcpuLine(after.id, before.state, after.state, call.arch) : '';
}
