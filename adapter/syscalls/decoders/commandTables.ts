/**
 * What the arguments of command calls are, command by command, in the vocabulary's words: `COMMAND TYPE TYPE …`. A call
 * shows as many arguments as its command lists. Sources: prctl(2), keyctl(2), arch_prctl(2), seccomp(2), ptrace(2) and
 * the kernel functions that implement them. Must not know how a type is decoded.
 */
import { type ArgumentType, parseType } from '../../../native/abi/signature.ts';

const PRCTL = `
PR_SET_PDEATHSIG signal
PR_GET_PDEATHSIG >signal_ptr
PR_GET_DUMPABLE
PR_SET_DUMPABLE enum(dumpable_values)
PR_GET_UNALIGN >hex_ptr
PR_SET_UNALIGN hex
PR_GET_KEEPCAPS
PR_SET_KEEPCAPS ulong
PR_GET_FPEMU >hex_ptr
PR_SET_FPEMU hex
PR_GET_FPEXC >hex_ptr
PR_SET_FPEXC hex
PR_GET_TIMING
PR_SET_TIMING ulong
PR_SET_NAME cstring
PR_GET_NAME >cstring
PR_GET_ENDIAN >int_ptr
PR_SET_ENDIAN hex
PR_GET_SECCOMP
PR_SET_SECCOMP enum(seccomp_modes) sock_fprog
PR_CAPBSET_READ enum(capabilities)
PR_CAPBSET_DROP enum(capabilities)
PR_GET_TSC >prctl_tsc_ptr
PR_SET_TSC enum(prctl_tsc)
PR_GET_SECUREBITS
PR_SET_SECUREBITS flags(securebits)
PR_SET_TIMERSLACK long
PR_GET_TIMERSLACK
PR_TASK_PERF_EVENTS_DISABLE
PR_TASK_PERF_EVENTS_ENABLE
PR_MCE_KILL enum(prctl_mce_kill) enum(prctl_mce_kill_policies) hex hex
PR_MCE_KILL_GET hex hex hex hex
PR_SET_MM enum(prctl_mm) ptr ulong ulong
PR_SET_CHILD_SUBREAPER ulong
PR_GET_CHILD_SUBREAPER >int_ptr
PR_SET_NO_NEW_PRIVS ulong hex hex hex
PR_GET_NO_NEW_PRIVS hex hex hex hex
PR_GET_TID_ADDRESS >ptr_ptr
PR_SET_THP_DISABLE ulong hex hex hex
PR_GET_THP_DISABLE hex hex hex hex
PR_CAP_AMBIENT enum(prctl_cap_ambient) enum(capabilities) hex hex
PR_GET_SPECULATION_CTRL enum(prctl_spec_stores) hex hex hex
PR_SET_SPECULATION_CTRL enum(prctl_spec_stores) flags64(prctl_spec_flags) hex hex
PR_SET_IO_FLUSHER ulong hex hex hex
PR_GET_IO_FLUSHER hex hex hex hex
PR_SET_SYSCALL_USER_DISPATCH enum(prctl_dispatch) hex hex ptr
PR_SCHED_CORE enum(prctl_sched_core) pid int ptr
PR_SET_MDWE flags64(prctl_mdwe_flags) hex hex hex
PR_GET_MDWE hex hex hex hex
PR_SET_VMA enum(prctl_vma) ptr ulong cstring
PR_SET_PTRACER int
PR_GET_AUXV ptr ulong
`;

const KEYCTL = `
KEYCTL_GET_KEYRING_ID key_serial int
KEYCTL_JOIN_SESSION_KEYRING cstring
KEYCTL_UPDATE key_serial bytes(arg4) size
KEYCTL_REVOKE key_serial
KEYCTL_CHOWN key_serial uid gid
KEYCTL_SETPERM key_serial flags(key_perms)
KEYCTL_DESCRIBE key_serial >bytes(ret) size
KEYCTL_CLEAR key_serial
KEYCTL_LINK key_serial key_serial
KEYCTL_UNLINK key_serial key_serial
KEYCTL_SEARCH key_serial cstring cstring key_serial
KEYCTL_READ key_serial >bytes(ret) size
KEYCTL_INSTANTIATE key_serial bytes(arg4) size key_serial
KEYCTL_NEGATE key_serial uint key_serial
KEYCTL_SET_REQKEY_KEYRING enum(key_reqkeys)
KEYCTL_SET_TIMEOUT key_serial uint
KEYCTL_ASSUME_AUTHORITY key_serial
KEYCTL_GET_SECURITY key_serial >bytes(ret) size
KEYCTL_SESSION_TO_PARENT
KEYCTL_REJECT key_serial uint errno key_serial
KEYCTL_INSTANTIATE_IOV key_serial iovec(arg4) size key_serial
KEYCTL_INVALIDATE key_serial
KEYCTL_GET_PERSISTENT uid key_serial
KEYCTL_DH_COMPUTE ptr ptr size
KEYCTL_RESTRICT_KEYRING key_serial cstring cstring
KEYCTL_MOVE key_serial key_serial key_serial hex
KEYCTL_CAPABILITIES >bytes(arg3) size
`;

const ARCH_PRCTL = `
ARCH_SET_GS ptr
ARCH_SET_FS ptr
ARCH_GET_FS >ptr_ptr
ARCH_GET_GS >ptr_ptr
ARCH_GET_CPUID
ARCH_SET_CPUID hex
ARCH_GET_XCOMP_SUPP >u64_ptr
ARCH_GET_XCOMP_PERM >u64_ptr
`;

const SECCOMP = `
SECCOMP_SET_MODE_STRICT ptr
SECCOMP_SET_MODE_FILTER sock_fprog
SECCOMP_GET_ACTION_AVAIL seccomp_action_ptr
SECCOMP_GET_NOTIF_SIZES >seccomp_sizes
`;

/** ptrace's addr and data. */
const PTRACE = `
PTRACE_TRACEME ptr ptr
PTRACE_PEEKTEXT ptr >hex_ptr
PTRACE_PEEKDATA ptr >hex_ptr
PTRACE_PEEKUSER hex >hex_ptr
PTRACE_POKETEXT ptr hex
PTRACE_POKEDATA ptr hex
PTRACE_POKEUSER hex hex
PTRACE_CONT ptr signal
PTRACE_KILL ptr ptr
PTRACE_SINGLESTEP ptr signal
PTRACE_SYSCALL ptr signal
PTRACE_SYSEMU ptr signal
PTRACE_ATTACH ptr hex
PTRACE_DETACH ptr signal
PTRACE_SETOPTIONS ptr flags(ptrace_options)
PTRACE_GETEVENTMSG ptr >hex_ptr
PTRACE_GETSIGINFO ptr >siginfo
PTRACE_SETSIGINFO ptr siginfo
PTRACE_SEIZE ptr flags(ptrace_options)
PTRACE_INTERRUPT ptr hex
PTRACE_LISTEN ptr signal
PTRACE_GETSIGMASK size >sigset(addr)
PTRACE_SETSIGMASK size sigset(addr)
PTRACE_GETREGSET enum(elf_note_types) ptr
PTRACE_SETREGSET enum(elf_note_types) ptr
PTRACE_GET_SYSCALL_INFO size ptr
`;

export interface CommandTable {
  /** Index of the command among the call's arguments. */
  readonly command: number;
  /** The constant set that names the commands. */
  readonly set: string;
  /** Index of the first argument that the table describes. */
  readonly first: number;
  readonly text: string;
}

export const COMMAND_TABLES: Readonly<Record<string, CommandTable>> = {
  prctl: { command: 0, set: 'prctl_ops', first: 1, text: PRCTL },
  keyctl: { command: 0, set: 'keyctl_ops', first: 1, text: KEYCTL },
  arch_prctl: { command: 0, set: 'arch_prctl_ops', first: 1, text: ARCH_PRCTL },
  seccomp: { command: 0, set: 'seccomp_ops', first: 2, text: SECCOMP },
  ptrace: { command: 0, set: 'ptrace_ops', first: 2, text: PTRACE },
};

type Types = readonly ArgumentType[];

const parsed = new Map<string, ReadonlyMap<string, Types>>();

/** The types of one command's arguments; undefined for commands that no table has. Parsed on first use. */
export function commandTypes(call: string, command: string): Types | undefined {
  let table = parsed.get(call);
  if (!table) {
    const lines = COMMAND_TABLES[call]?.text.trim().split('\n') ?? [];
    table = new Map(
      lines.map((line): [string, Types] => {
        const [name = '', ...types] = line.split(' ');
        return [name, types.map(parseType)];
      }),
    );
    parsed.set(call, table);
  }
  return table.get(command);
}
