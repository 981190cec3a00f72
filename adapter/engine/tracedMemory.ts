/**
 * A tracee's memory and descriptors behind the interfaces that decoders know. Reads are bounded there and here.
 */
import { readMemory, readMemorySome } from '../../native/ffi/memory.ts';
import { fdDetail } from '../../native/tracer/fdDetail.ts';
import { cwdOf, fdPath } from '../../native/tracer/procfs.ts';
import { interfaceNameOf, netlinkProtocolOf } from '../../native/tracer/sockets.ts';
import { nameIn } from '../syscalls/constants.ts';
import type { Memory, Naming } from '../syscalls/context.ts';

export function memoryOf(tid: number): Memory {
  return {
    read: (address, length) => readMemory(tid, address, length),
    readSome: (address, max) => readMemorySome(tid, address, max),
  };
}

function socketNaming(tid: number): Pick<Naming, 'netlinkProtocol' | 'interfaceName'> {
  return {
    netlinkProtocol: (fd) => {
      const protocol = netlinkProtocolOf(tid, fd);
      return protocol === undefined ? undefined : (nameIn('netlink_protocols', BigInt(protocol)) ?? String(protocol));
    },
    interfaceName: interfaceNameOf,
  };
}

/** As `strace -y` names descriptors. */
export function namingOf(tid: number): Naming {
  return {
    ...socketNaming(tid),
    fdPath: (fd) => fdPath(tid, fd),
    fdDetail: (fd, path, kinds) => fdDetail(tid, fd, path, kinds),
    cwd: () => cwdOf(tid),
  };
}

/** The same for rows and frames in the editor, where the working folder behind every AT_FDCWD would hide the path. */
export function shortNamingOf(tid: number): Naming {
  return { ...socketNaming(tid), fdPath: (fd) => fdPath(tid, fd), cwd: () => undefined };
}
