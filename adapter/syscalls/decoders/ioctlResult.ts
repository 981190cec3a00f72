/**
 * What ioctl returns for the requests where that is no plain number: descriptors, buffers that were made, why a vcpu
 * stopped. Must not know what is asked.
 */

import type { DecodeContext } from '../context.ts';
import type { Decoded } from '../decoded.ts';
import { vcpuExitName } from '../log/vcpu.ts';
import { decimal, low32, signed32 } from '../nodes.ts';
import { fieldsAt } from '../reading.ts';
import { requestName } from './ioctlCommand.ts';
import { fdNode } from './scalars.ts';

interface Described {
  readonly node: Decoded;
  readonly comment?: string;
}

/** VIDIOC_CREATE_BUFS: the first of the buffers, and how many. */
function createdBuffers(context: DecodeContext, value: bigint): Described | undefined {
  const fields = fieldsAt(context, context.args[2] ?? 0n, 8);
  return fields && { node: decimal(value), comment: `{index=${fields.u32(0)}, count=${fields.u32(4)}}` };
}

/** KVM_RUN: why the vcpu stopped, which stands so far into struct kvm_run. */
const EXIT_REASON = 8n;

function vcpuExit(context: DecodeContext, value: bigint): Described | undefined {
  const state = context.naming.vcpuState?.(Number(signed32(context.args[0] ?? 0n)));
  const reason = state === undefined ? undefined : fieldsAt(context, state + EXIT_REASON, 4)?.u32(0);
  if (reason === undefined) return undefined;
  // No number here, whatever -X says.
  return { node: decimal(value), comment: vcpuExitName(reason, context.arch) };
}

const DESCRIPTORS = new Set(
  'KVM_CREATE_VM KVM_CREATE_VCPU NS_GET_USERNS NS_GET_PARENT NS_MNT_GET_NEXT NS_MNT_GET_PREV'.split(' '),
);

/** A result of ioctl that is not an error; undefined where it is a number. */
export function ioctlResult(context: DecodeContext, value: bigint): Described | undefined {
  const name = requestName(low32(context.args[1] ?? 0n), context.arch);
  if (name === undefined) return undefined;
  if (name === 'KVM_RUN') return vcpuExit(context, value);
  if (name === 'VIDIOC_CREATE_BUFS') return createdBuffers(context, value);
  const isDescriptor = DESCRIPTORS.has(name) || /^PIDFD_GET_\w+_NAMESPACE$/.test(name);
  return isDescriptor ? { node: fdNode(context, value) } : undefined;
}
