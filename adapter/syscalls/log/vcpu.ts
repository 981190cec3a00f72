/**
 * The line behind KVM_RUN that says what a vcpu was told and what became of it (strace -e kvm=vcpu+). Layout: struct
 * kvm_run of linux/kvm.h. Must not know where the state is read.
 */
import type { Arch } from '../../../native/abi/arch.ts';
import { oneOf } from '../constants.ts';
import { padded } from '../nodes.ts';
import { printNode } from '../print.ts';
import { Fields } from '../reading.ts';

/** So much of struct kvm_run is shown. */
export const VCPU_STATE_SIZE = 32;

/** Why it stopped; strace has no number for reasons without a name. */
export function vcpuExitName(reason: number, arch: Arch): string {
  const { name, unknown = '' } = oneOf('kvm_exits', BigInt(reason), arch);
  return name ?? unknown;
}

/** `id`: the vcpu's number; its state at the entry and at the exit of KVM_RUN. */
export function vcpuLine(id: string, before: Uint8Array, after: Uint8Array, arch: Arch): string {
  const given = new Fields(before, 0n, 8);
  const got = new Fields(after, 0n, 8);
  const changed = (at: number): string => {
    const [then, now] = [given, got].map((fields) => printNode(padded(fields.u64(at), 8)));
    return then === now ? `${now}` : `${then} => ${now}`;
  };
  const reason = got.u32(8);
  const fields = [
    `request_interrupt_window=${given.u8(0)}`,
    `immediate_exit=${given.u8(1)}`,
    `exit_reason=${reason} (${vcpuExitName(reason, arch)})`,
    `ready_for_interrupt_injection=${got.u8(12)}`,
    `if_flag=${got.u8(13)}`,
    `flags=${got.u16(14)}`,
    `cr8=${changed(16)}`,
    `apic_base=${changed(24)}`,
  ];
  return ` VCPU:${id}> {${fields.join(', ')}}\n`;
}
