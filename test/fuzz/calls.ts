/**
 * Calls by a seed: any number of an ABI, its arguments by what its signature says of them (and sometimes anything), memory
 * behind the addresses, other memory when it returns, and a result that may or may not fit. Must not know the tracers.
 */
import { constantSet, setNames } from '../../native/abi/constants/index.ts';
import { allNames, syscallNumber } from '../../native/abi/numbers/index.ts';
import { type Argument, type Signature, signatureOf } from '../../native/abi/signatures/index.ts';
import { filled, STYLES, type Style } from './memory.ts';
import type { Random } from './random.ts';
import { ARENA, type Call, PAGE, type Patch, SLOTS, slotAt } from './script.ts';
import { address, amount, anyAddress, constantOf, descriptor, EDGES, number } from './values.ts';

type Abi = Call['abi'];

/** What the kernel answers before it asks a filter. */
const UNASKED = new Set(['uretprobe', 'uprobe']);

const UNASKED_NUMBERS = new Set([335n, 336n]);

const NAMES: Readonly<Record<Abi, readonly string[]>> = {
  x86_64: allNames('x86_64').filter((name) => !UNASKED.has(name)),
  i386: allNames('i386'),
  x32: allNames('x32').filter((name) => !UNASKED.has(name)),
};

/** Calls with commands, which are many calls each. */
const MANIFOLD =
  'ioctl fcntl prctl ptrace bpf futex keyctl setsockopt getsockopt quotactl seccomp io_uring_register recvmsg sendmsg sendto ipc socketcall arch_prctl'.split(
    ' ',
  );

export interface Wish {
  /** Calls to make, and no others. */
  readonly names?: readonly string[];
}

/** How often each ABI is used. */
const ABIS: readonly Abi[] = ['x86_64', 'x86_64', 'x86_64', 'x86_64', 'i386', 'i386', 'i386', 'x32'];

/** Of the calls that are wished for, those that the ABI has. */
const wished = (abi: Abi, { names }: Wish): readonly string[] =>
  names?.filter((name) => NAMES[abi].includes(name)) ?? [];

export function anyCall(random: Random, wish: Wish = {}): Call {
  const abis = wish.names ? ABIS.filter((one) => wished(one, wish).length > 0) : ABIS;
  if (abis.length === 0) throw new Error(`no ABI has ${wish.names?.join(' or ')}`);
  const abi = random.pick(abis);
  const { name, value: nr } = numberOf(random, abi, wished(abi, wish));
  const signature = name === undefined ? undefined : signatureOf(abi, name);
  const wide = abi === 'x86_64';
  const before: Patch[] = [];
  const after: Patch[] = [];
  const args: bigint[] = [];
  for (let index = 0; index < 6; index++) {
    const argument = signature?.args[index];
    const value = argument && random.percent(95) ? argumentOf(random, argument, index, abi) : anything(random, index);
    const whole = random.percent(3) ? value | (BigInt(random.below(16)) << 32n) : value;
    // The kernel takes no more of a register than its ABI has; strace 6.1 shows all of i386's, and cuts x32's addresses.
    args.push(wide ? whole : BigInt.asUintN(32, whole));
    const changes = argument && argument.direction !== 'in' ? 50 : 0;
    const patches = behind(random, value, styleOf(random, argument), wide, changes);
    before.push(...patches.before);
    after.push(...patches.after);
  }
  // What pointers in memory lead to.
  for (const slot of [6, 7]) {
    before.push({ address: slotAt(slot), bytes: filled(random, random.pick(ANY_STYLE), 600, wide) });
  }
  const result = resultOf(random, signature, args);
  // A 32-bit program never sees more.
  return { abi, number: nr, args, before, after, result: wide || result < 0n ? result : BigInt.asUintN(31, result) };
}

function numberOf(random: Random, abi: Abi, names: readonly string[]): { name?: string; value: bigint } {
  if (names.length === 0 && random.percent(2)) {
    const any = BigInt(random.percent(70) ? random.below(1200) : random.below(2 ** 30));
    const value = UNASKED_NUMBERS.has(any) ? 0n : any;
    return { value: abi === 'x32' ? value | (1n << 30n) : value };
  }
  const own = MANIFOLD.filter((name) => NAMES[abi].includes(name));
  const from = names.length > 0 ? names : random.percent(25) ? own : NAMES[abi];
  const name = random.pick(from);
  return { name, value: BigInt(syscallNumber(abi, name) ?? 0) };
}

const ANY_STYLE: readonly Style[] = [...STYLES, 'netlink', 'controls', 'sockaddr', 'vector'];

const anything = (random: Random, slot: number): bigint =>
  random.percent(50) ? number(random) : address(random, slot);

/** Sets by words that do not name theirs. */
const SETS: Readonly<Record<string, readonly string[]>> = {
  open_flags: ['open_flags', 'open_access'],
  socket_type: ['socket_types', 'socket_flags'],
  socket_protocol: ['ip_protocols', 'netlink_protocols', 'bluetooth_protocols', 'ethernet_protocols'],
  clone_flags: ['clone_flags'],
  mmap_flags: ['map_flags', 'map_types'],
  mount_flags: ['mount_flags'],
  futex_op: ['futex_ops', 'futex_ops', 'futex_op_flags'],
  whence: ['whence'],
  fcntl_cmd: ['fcntl_cmds'],
  ioctl_cmd: ['ioctl_cmds'],
  prctl_op: ['prctl_ops'],
  mempolicy_mode: ['mempolicy_modes', 'mempolicy_mode_flags'],
  personality: ['personality_types', 'personality_flags'],
  wait_options: ['wait_options'],
  sched_policy: ['sched_policies', 'sched_policy_flags'],
  semget_flags: ['ipc_flags'],
  shmget_flags: ['ipc_flags', 'shm_get_flags'],
  clockid: ['clockids'],
  ioprio: ['ioprio_classes'],
  ipc_call: ['ipc_calls'],
  xattr_flags: ['xattr_flags'],
  futex2_flags: ['futex2_sizes', 'futex2_flags'],
  statx_flags: ['at_statx_sync_types', 'at_flags'],
  swap_flags: ['swap_flags'],
  fanotify_init_flags: ['fanotify_classes', 'fanotify_init_flags'],
  fanotify_mask: ['fanotify_marks'],
  memfd_flags: ['memfd_flags'],
  kexec_flags: ['kexec_archs', 'kexec_load_flags'],
  seccomp_flags: ['seccomp_flags'],
  signal: ['signals'],
  key_serial: ['key_specials'],
  io_uring_register_opcode: ['io_uring_register_opcodes'],
  sockopt_name: setNames().filter((name) => name.startsWith('sockopts_')),
};

const COUNT = new Set('int uint long ulong size ssize off uoff loff page_off hex hex32 octal u64 loff_pair'.split(' '));
const PLAIN = new Set(
  'hidden mode open_mode umode unused dev bool status time clock_ticks pid tid pgid waitid_id uid gid uid16 gid16 key errno old_sigset_value'.split(
    ' ',
  ),
);
const DESCRIPTORS = new Set('fd dirfd fd_or_neg fanotify_dirfd io_uring_ring'.split(' '));

function argumentOf(random: Random, { type, params }: Argument, slot: number, abi: Abi): bigint {
  const sets = SETS[type] ?? (constantSet(params[0] ?? '') ? params : undefined);
  if (type === 'quota_cmd') {
    return (constantOf(random, ['quota_cmds'], abi) << 8n) | constantOf(random, ['quota_types'], abi);
  }
  if (sets) {
    const value =
      constantOf(random, sets, abi) | (sets.length > 1 && random.percent(40) ? constantOf(random, sets, abi) : 0n);
    return type === 'sockopt_name' && random.percent(30) ? BigInt(random.below(90)) : value;
  }
  if (DESCRIPTORS.has(type)) return descriptor(random);
  if (COUNT.has(type)) return random.percent(70) ? amount(random) : number(random);
  if (PLAIN.has(type)) return number(random);
  if (/_arg$|_addr$|_data$|_val|_id$|_index$/.test(type) && random.percent(25)) return number(random);
  return address(random, slot);
}

const STYLES_OF: readonly (readonly [RegExp, readonly Style[]])[] = [
  [/^path$|^cstring$|name$|^module_params/, ['text', 'text', 'text', 'bytes']],
  [/^sockaddr/, ['sockaddr', 'sockaddr', 'sockaddr', 'words', 'netlink']],
  [/^m?msghdr/, ['message', 'message', 'wide']],
  [/^iovec|^strings$|^env$|_array$|iocb_ptrs|^pselect_sigmask/, ['vector', 'vector', 'wide', 'words']],
  [/^bytes/, ['text', 'bytes', 'netlink', 'netlink']],
];

function styleOf(random: Random, argument: Argument | undefined): Style {
  const found = argument && STYLES_OF.find(([word]) => word.test(argument.type));
  return random.pick(found && random.percent(90) ? found[1] : ANY_STYLE);
}

/** What is at an address, and perhaps something else afterwards. */
function behind(
  random: Random,
  value: bigint,
  style: Style,
  wide: boolean,
  changes: number,
): { before: Patch[]; after: Patch[] } {
  const at = Number(BigInt.asUintN(48, value));
  const page = at - (at % PAGE);
  if (page < ARENA || page >= ARENA + SLOTS * 2 * PAGE || ((page - ARENA) / PAGE) % 2 === 1)
    return { before: [], after: [] };
  const length = Math.min(page + PAGE - at, random.percent(5) ? PAGE : random.pick([64, 200, 512]));
  const bytes = (): Patch => ({ address: at, bytes: filled(random, style, length, wide) });
  const before = [bytes()];
  return { before, after: random.percent(changes) ? [bytes()] : [] };
}

function resultOf(random: Random, signature: Signature | undefined, args: readonly bigint[]): bigint {
  // The kernel fills in no more messages than there are.
  if (signature?.name.startsWith('recvmmsg')) return random.percent(30) ? -11n : BigInt.asUintN(2, args[2] ?? 0n);
  const kind = random.below(20);
  if (kind < 9) return 0n;
  if (kind < 13) return -BigInt(1 + random.below(133));
  if (kind < 14) return -(random.percent(50) ? BigInt(517 + random.below(14)) : BigInt(600 + random.below(3495)));
  if (kind < 16) return BigInt(random.below(64));
  if (kind < 17) return BigInt.asUintN(31, random.pick(args));
  if (kind < 18) return signature?.result.type === 'ptr' ? anyAddress(random) : descriptor(random);
  return kind < 19
    ? BigInt(random.below(4096))
    : random.pick(EDGES) > 0n
      ? amount(random)
      : number(random) & 0x7fffffffffffffffn;
}
