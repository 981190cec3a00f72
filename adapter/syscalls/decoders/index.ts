/**
 * Which decoder reads which word of the signatures' vocabulary. A word ending in `_ptr` without a decoder of its own
 * is a pointer to one value of the word without the suffix.
 */
import type { Decoder } from '../context.ts';
import { AIO } from './aio.ts';
import { ARRAYS, pointerTo } from './arrays.ts';
import { BPF } from './bpf.ts';
import { CLONES } from './clone.ts';
import { CONSTANTS } from './constants.ts';
import { FILES } from './files.ts';
import { FILESYSTEMS } from './filesystems.ts';
import { FUTEX } from './futex.ts';
import { genericDecoder } from './generic.ts';
import { IOCTL } from './ioctl.ts';
import { IO_URING } from './ioUring.ts';
import { IPC } from './ipc.ts';
import { KCMP } from './kcmp.ts';
import { KEYCTL } from './keyctl.ts';
import { LSM } from './lsm.ts';
import { MESSAGES } from './messages.ts';
import { MOUNTS } from './mounts.ts';
import { PERF } from './perf.ts';
import { POLLING } from './polling.ts';
import { PRCTL } from './prctl.ts';
import { PROCESS } from './process.ts';
import { PTRACE } from './ptrace.ts';
import { QUOTA_COMMANDS } from './quota.ts';
import { SCALARS } from './scalars.ts';
import { SCHEDULING } from './scheduling.ts';
import { SECCOMP } from './seccomp.ts';
import { SEGMENTS } from './segments.ts';
import { SIGINFO } from './siginfo.ts';
import { SIGNALS } from './signals.ts';
import { SOCKADDR } from './sockaddr.ts';
import { SOCKOPT } from './sockopt.ts';
import { STAT } from './stat.ts';
import { STATFS } from './statfs.ts';
import { STRINGS } from './strings.ts';
import { SYSFS } from './sysfs.ts';
import { SYSTEM } from './system.ts';
import { TIMES } from './times.ts';
import { XATTR } from './xattr.ts';

const FAMILIES: readonly Readonly<Record<string, Decoder>>[] = [
  SCALARS,
  CONSTANTS,
  STRINGS,
  ARRAYS,
  TIMES,
  STAT,
  STATFS,
  PROCESS,
  CLONES,
  SCHEDULING,
  SEGMENTS,
  SIGNALS,
  SIGINFO,
  SOCKADDR,
  POLLING,
  FILES,
  FILESYSTEMS,
  MOUNTS,
  FUTEX,
  IOCTL,
  MESSAGES,
  IPC,
  SYSTEM,
  SOCKOPT,
  AIO,
  BPF,
  IO_URING,
  LSM,
  KCMP,
  KEYCTL,
  PERF,
  PRCTL,
  PTRACE,
  QUOTA_COMMANDS,
  SECCOMP,
  SYSFS,
  XATTR,
];

const decoders = new Map<string, Decoder>();
for (const family of FAMILIES) {
  for (const [word, decoder] of Object.entries(family)) {
    // A family that only claims a word so far does not hide another's decoder of it.
    if (decoder !== genericDecoder) decoders.set(word, decoder);
  }
}

/** The decoder of a word, or undefined: then genericDecoder shows the register. */
export function decoderOf(word: string): Decoder | undefined {
  const own = decoders.get(word);
  if (own) return own;
  if (!word.endsWith('_ptr')) return undefined;
  const pointed = pointerTo(word.slice(0, -4));
  if (pointed) decoders.set(word, pointed);
  return pointed;
}

/** Words of a vocabulary that no decoder knows: shown as addresses. */
export function genericWords(words: Iterable<string>): string[] {
  return [...words].filter((word) => decoderOf(word) === undefined);
}
