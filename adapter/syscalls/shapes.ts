/**
 * Calls whose printed arguments depend on their values or have an order and labels of their own. Must not decode
 * values: decoders/ do.
 */
import { isRestart } from '../../native/abi/constants/index.ts';
import type { DecodeContext } from './context.ts';
import { bpfShape } from './decoders/bpf.ts';
import { ioctlShape, isRequestShownOnError } from './decoders/ioctl.ts';
import { ioUringRegisterShape, ioUringSetupShape } from './decoders/ioUring.ts';
import { kcmpShape } from './decoders/kcmp.ts';
import { keyctlShape } from './decoders/keyctl.ts';
import { archPrctlShape, prctlShape } from './decoders/prctl.ts';
import { ptraceShape } from './decoders/ptrace.ts';
import { sysfsShape } from './decoders/sysfs.ts';
import { commandArity } from './shapes/commands.ts';
import type { Shape } from './shapes/shape.ts';

/** asm-generic/fcntl.h: O_CREAT, and O_TMPFILE's own bit. The same in every ABI here. */
const O_CREAT = 0o100n;
const O_TMPFILE_BIT = 0o20000000n;

const takesMode: Shape = {
  hides: (name, context) => {
    if (name !== 'mode') return false;
    const flags = context.argument('flags') ?? 0n;
    return (flags & (O_CREAT | O_TMPFILE_BIT)) === 0n;
  },
};

/** linux/mman.h: MREMAP_FIXED, MREMAP_DONTUNMAP. */
const mremap: Shape = {
  hides: (name, context) => name === 'new_address' && ((context.argument('flags') ?? 0n) & 6n) === 0n,
};

/** linux/stat.h: only device files have a device. */
const mknod: Shape = {
  hides: (name, context) => {
    const type = (context.argument('mode') ?? 0n) & 0o170000n;
    return name === 'dev' && type !== 0o020000n && type !== 0o060000n;
  },
};

/** linux/membarrier.h: a CPU is named with MEMBARRIER_CMD_FLAG_CPU (1). */
const membarrier: Shape = {
  hides: (name, context) => name === 'cpu_id' && ((context.argument('flags') ?? 0n) & 1n) === 0n,
};

/** linux/reboot.h: LINUX_REBOOT_CMD_RESTART2 alone takes a string. */
const reboot: Shape = { hides: (name, context) => name === 'arg' && context.argument('op') !== 0xa1b2c3d4n };

/** syslog(2): actions that take neither buffer nor number. */
const SYSLOG_BARE: ReadonlySet<bigint> = new Set([0n, 1n, 5n, 6n, 7n, 9n, 10n]);
const syslog: Shape = {
  shown: (context) => (SYSLOG_BARE.has((context.argument('type') ?? 0n) & 0xffffffffn) ? 1 : 3),
};

/** linux/quota.h, linux/dqblk_xfs.h: Q_SYNC, Q_QUOTAOFF, Q_XQUOTASYNC. */
const QUOTA_ALONE: ReadonlySet<bigint> = new Set([0x800001n, 0x800003n, 0x5807n]);
/** Q_GETFMT, Q_GETINFO, Q_SETINFO; Q_XQUOTAON, Q_XQUOTAOFF, Q_XGETQSTAT, Q_XQUOTARM, Q_XGETQSTATV. */
const QUOTA_WITHOUT_ID: ReadonlySet<bigint> = new Set([
  0x800004n,
  0x800005n,
  0x800006n,
  0x5801n,
  0x5802n,
  0x5805n,
  0x5806n,
  0x5808n,
]);

/** linux/quota.h: which of id and address the command uses (the command stands above SUBCMDSHIFT). */
const quotactl: Shape = {
  hides: (name, context) => {
    const command = ((context.argument('op') ?? 0n) & 0xffffffffn) >> 8n;
    if (QUOTA_ALONE.has(command)) return name === 'id' || name === 'addr';
    return name === 'id' && QUOTA_WITHOUT_ID.has(command);
  },
};

/** linux/futex.h: operations that leave out a register in the middle. */
const FUTEX_WITHOUT: Readonly<Record<number, readonly string[]>> = {
  6: ['val'], // FUTEX_LOCK_PI
  9: ['uaddr2'], // FUTEX_WAIT_BITSET
  10: ['timeout', 'uaddr2'], // FUTEX_WAKE_BITSET
  13: ['val'], // FUTEX_LOCK_PI2
};

const futexHides = (name: string, context: DecodeContext): boolean =>
  FUTEX_WITHOUT[Number((context.argument('op') ?? 0n) & 0x7fn)]?.includes(name) ?? false;

/** linux/sched.h. */
const CLONE_PARENT_SETTID = 0x100000n;
const CLONE_PIDFD = 0x1000n;
const CLONE_SETTLS = 0x80000n;
const CLONE_CHILD_BITS = 0x1200000n;

/** strace shows clone's arguments by name, and only those that the flags use. */
const clone: Shape = {
  order: ['stack', 'flags', 'parent_tid', 'tls', 'child_tid'],
  late: { parent_tid: 'comma', tls: 'comma', child_tid: 'comma' },
  labels: {
    stack: 'child_stack',
    flags: 'flags',
    parent_tid: 'parent_tid',
    tls: 'tls',
    child_tid: 'child_tidptr',
  },
  hides: (name, context) => {
    const flags = context.argument('flags') ?? 0n;
    switch (name) {
      case 'parent_tid':
        return (flags & (CLONE_PARENT_SETTID | CLONE_PIDFD)) === 0n;
      case 'tls':
        return (flags & CLONE_SETTLS) === 0n;
      case 'child_tid':
        return (flags & CLONE_CHILD_BITS) === 0n;
      default:
        return false;
    }
  },
};

/** The kernel fills in the structure only for some flags; strace's own line is whole at entry without them. */
const clone3: Shape = {
  late: { cl_args: 'change' },
  known: (node) => node.kind === 'struct' && !node.fields.some(({ name }) => name === 'pidfd' || name === 'parent_tid'),
};

/** An address that nobody asks for is known at entry, and all that stands behind it. */
const socketName: Shape = { known: (node) => node.kind === 'pointer' && node.address === 0n };

const SHAPES: Readonly<Record<string, Shape>> = {
  open: takesMode,
  openat: takesMode,
  mq_open: {
    shown: (context) => (((context.argument('oflag') ?? context.argument('flags') ?? 0n) & O_CREAT) === 0n ? 2 : 4),
  },
  mremap,
  clone,
  clone3,
  accept: socketName,
  accept4: socketName,
  getsockname: socketName,
  getpeername: socketName,
  sched_setattr: { late: { attr: 'change' } },
  mknod,
  mknodat: mknod,
  membarrier,
  reboot,
  syslog,
  quotactl,
  quotactl_fd: quotactl,
  ioctl: ioctlShape,
  prctl: prctlShape,
  arch_prctl: archPrctlShape,
  ptrace: ptraceShape,
  kcmp: kcmpShape,
  keyctl: keyctlShape,
  bpf: bpfShape,
  sysfs: sysfsShape,
  // Not looked at by the kernel, and 1 wherever this call is made.
  readdir: { hides: (name, context) => name === 'count' && context.argument('count') === 1n },
  io_uring_setup: ioUringSetupShape,
  io_uring_register: ioUringRegisterShape,
};

/** What is special about the call's arguments, or undefined: all of them in the signature's order. */
export function shapeOf(name: string): Shape | undefined {
  const shape = SHAPES[name];
  if (shape) return shape;
  const shown = commandArity(name);
  return shown && (name.startsWith('futex') ? { shown, hides: futexHides } : { shown });
}

/** Types whose decoder knows what a failed call still shows: the vector's addresses, the name's length. */
const SHOWN_ON_ERROR: ReadonlySet<string> = new Set(['iovec_out', 'lsm_contexts', 'lsm_size']);

/** In-out types of which a failed call shows the address alone. */
export const HIDDEN_ON_ERROR: ReadonlySet<string> = new Set(['mmsghdr_out']);

/** asm-generic/errno.h: EOVERFLOW. */
const EOVERFLOW = 75;

/** What the kernel writes before it fails is shown as well: how much room a handle would have needed. */
export function isShownOnError(context: DecodeContext, type: string): boolean {
  const { result } = context;
  if (!result?.isError) return false;
  if (SIZE_ON_ERROR.has(type)) return result.errno === E2BIG;
  if (type === 'file_handle') return result.errno === EOVERFLOW;
  if (type === 'ioctl_arg') return isRequestShownOnError(context);
  return SHOWN_ON_ERROR.has(type);
}

/** In-out types whose size a failed call may have changed. */
const SIZE_ON_ERROR: ReadonlySet<string> = new Set(['sched_attr', 'perf_event_attr']);

/** asm-generic/errno-base.h: E2BIG. A structure's size too large: the kernel writes the one it knows. */
const E2BIG = 7;

/** asm-generic/errno.h. */
const EINTR = 4;
const TIMER_ABSTIME = 1n;

/**
 * Whether what the kernel may have filled in is read. Normally: when the call succeeded. Sleeps write what is left only
 * when interrupted, and waits write nothing when they found no child.
 */
export function fillsIn(context: DecodeContext): boolean {
  const { result } = context;
  if (!result) return false;
  const interrupted = result.isError && (result.errno === EINTR || isRestart(result.errno));
  switch (context.signature.name) {
    case 'nanosleep':
      return interrupted;
    case 'clock_nanosleep':
    case 'clock_nanosleep_time64':
      return interrupted && ((context.argument('flags') ?? 0n) & TIMER_ABSTIME) === 0n;
    case 'wait4':
    case 'waitpid':
      return !result.isError && result.value !== 0n;
    default:
      return !result.isError;
  }
}
