/**
 * A tracee's memory and descriptors behind the interfaces that decoders know. Reads are bounded there and here.
 */
import { readMemory, readMemorySome } from '../../native/ffi/memory.ts';
import { type FdDetail, type FdDetailKind, fdDetail, pidBehind } from '../../native/tracer/fdDetail.ts';
import { genericFamilyOf } from '../../native/tracer/genericFamilies.ts';
import { mappingsOf } from '../../native/tracer/mappings.ts';
import { namespaceLink, outerPid } from '../../native/tracer/pidNamespace.ts';
import { commLine, cwdOf, fdPath } from '../../native/tracer/procfs.ts';
import { interfaceNameOf, netlinkProtocolOf } from '../../native/tracer/sockets.ts';
import { nameIn } from '../syscalls/constants.ts';
import type { Memory, Naming } from '../syscalls/context.ts';
import type { LogPlan } from './api.ts';

/** Classes, because one of each is made for every call that is decoded: objects full of closures cost more. */
class TracedMemory implements Memory {
  private readonly tid: number;

  constructor(tid: number) {
    this.tid = tid;
  }
  read(address: bigint, length: number): Uint8Array | undefined {
    return readMemory(this.tid, address, length);
  }
  readSome(address: bigint, max: number): Uint8Array | undefined {
    return readMemorySome(this.tid, address, max);
  }
}

class TracedNaming implements Naming {
  private readonly tid: number;

  constructor(tid: number) {
    this.tid = tid;
  }
  fdPath(fd: number): string | undefined {
    return fdPath(this.tid, fd);
  }
  fdDetail(fd: number, path: string, kinds: ReadonlySet<FdDetailKind>): FdDetail | undefined {
    return fdDetail(this.tid, fd, path, kinds);
  }
  behindPidfd(fd: number): Naming | undefined {
    const pid = pidBehind(this.tid, fd);
    return pid === undefined ? undefined : new TracedNaming(pid);
  }
  cwd(): string | undefined {
    return cwdOf(this.tid);
  }
  netlinkProtocol(fd: number): string | undefined {
    const protocol = netlinkProtocolOf(this.tid, fd);
    return protocol === undefined ? undefined : (nameIn('netlink_protocols', BigInt(protocol)) ?? String(protocol));
  }
  genericFamily(id: number): string | undefined {
    return genericFamilyOf(id);
  }
  interfaceName(index: number): string | undefined {
    return interfaceNameOf(index);
  }
}

class ShortNaming extends TracedNaming {
  override cwd(): undefined {
    return undefined;
  }
}

/** A tracee's memory, read in the moment it is asked for. */
export const memoryOf = (tid: number): Memory => new TracedMemory(tid);

/** As `strace -y` names descriptors. */
export const namingOf = (tid: number): Naming => new TracedNaming(tid);

/** The same for rows and frames in the editor, where the working folder behind every AT_FDCWD would hide the path. */
export const shortNamingOf = (tid: number): Naming => new ShortNaming(tid);

/** A vcpu's descriptor, whose link is the name of its mapping as well (virt/kvm/kvm_main.c). */
const VCPU = /^anon_inode:kvm-vcpu:(\d+)$/;

/** The number of a vcpu, and where its state is mapped. */
export function vcpuOf(tid: number, fd: number): { readonly id: string; readonly start: bigint } | undefined {
  const path = fdPath(tid, fd);
  const id = path === undefined ? undefined : VCPU.exec(path)?.[1];
  const found = id === undefined ? undefined : mappingsOf(tid).find(({ name }) => name === path);
  return found && id !== undefined ? { id, start: found.start } : undefined;
}

/**
 * With what an option asks for: process ids with the names of commands (strace -Y), or with the ids of our own namespace,
 * behind them; the state of vcpus (-e kvm=vcpu); namespaces (-e namespace=new).
 */
export function askedNamingOf(
  tid: number,
  plan: Pick<LogPlan, 'decodePids' | 'decodePidns' | 'vcpuExits' | 'namespaces'>,
): Naming {
  return Object.assign(new TracedNaming(tid), {
    ...(plan.decodePids && { comm: (pid: number) => commLine(pid) }),
    ...(plan.vcpuExits && { vcpuState: (fd: number) => vcpuOf(tid, fd)?.start }),
    ...(plan.namespaces && { namespace: (kind: string, child?: number) => namespaceLink(tid, kind, child) }),
    ...(plan.decodePidns && { outerPid: (pid: number) => outerPid(tid, pid) }),
  });
}
