/**
 * ptrace: address and data by request. Layouts: linux/ptrace.h, sys/user.h (x86_64).
 */

import { bitsOf, nameIn, oneOf } from '../constants.ts';
import type { DecodeContext, Decoder } from '../context.ts';
import type { Decoded, StructNode } from '../decoded.ts';
import { array, decimal, hex, named, pending, pointer, signedWord, struct, unsignedWord } from '../nodes.ts';
import { arrayAt, fieldsAt } from '../reading.ts';
import type { Shape } from '../shapes/shape.ts';
import { callName } from './callName.ts';
import { filterNode } from './filter.ts';
import { layout, sizedStruct, structOf } from './layout.ts';
import { signalNode } from './scalars.ts';

const requestName = (context: DecodeContext): string =>
  nameIn('ptrace_ops', unsignedWord(context.args[0] ?? 0n, context.word), context.arch) ?? '';

const REGISTERS =
  'r15 r14 r13 r12 rbp rbx r11 r10 r9 r8 rax rcx rdx rsi rdi orig_rax rip cs eflags rsp ss fs_base gs_base ds es fs gs'.split(
    ' ',
  );
const USER_REGISTERS = layout(REGISTERS.map((name) => `${name}:x64`).join(' '));
const FLOATING = layout(
  'cwd:x16 swd:x16 ftw:x16 fop:x16 rip:x64 rdp:x64 mxcsr:x32 mxcr_mask:x32 st_space:x32[32] xmm_space:x32[64] padding:x32[24]',
);

/** asm/user_32.h. */
const REGISTERS_32 = 'ebx ecx edx esi edi ebp eax xds xes xfs xgs orig_eax eip xcs eflags esp xss';
const USER_REGISTERS_32 = layout(
  REGISTERS_32.split(' ')
    .map((name) => `${name}:x32`)
    .join(' '),
);
const FLOATING_32 = layout('cwd:x32 swd:x32 twd:x32 fip:x32 fcs:x32 foo:x32 fos:x32 st_space:x32[20]');

const registersOf = (context: DecodeContext, word: bigint): Decoded => {
  if (context.arch === 'x32') return pointer(word);
  return structOf(context, word, context.arch === 'i386' ? USER_REGISTERS_32 : USER_REGISTERS);
};
const floatingOf = (context: DecodeContext, word: bigint): Decoded => {
  if (context.arch === 'x32') return pointer(word);
  return structOf(context, word, context.arch === 'i386' ? FLOATING_32 : FLOATING);
};

/** Places in struct user behind the registers. */
const USER: readonly (readonly [offset: number, name: string])[] = [
  ...REGISTERS.slice(0, 21).map((name, i): readonly [number, string] => [
    i * 8,
    `8*${name === 'eflags' ? 'EFL' : name.toUpperCase()}`,
  ]),
  ...(
    [
      [216, 'u_fpvalid'],
      [224, 'i387'],
      [736, 'u_tsize'],
      [744, 'u_dsize'],
      [752, 'u_ssize'],
      [760, 'start_code'],
      [768, 'start_stack'],
      [776, 'signal'],
      [784, 'reserved'],
      [792, 'u_ar0'],
      [800, 'u_fpstate'],
      [808, 'magic'],
      [816, 'u_comm'],
      [848, 'u_debugreg'],
    ] as const
  ).map(([offset, name]): readonly [number, string] => [offset, `offsetof(struct user, ${name})`]),
  [912, 'sizeof(struct user)'],
];

function userOffset(context: DecodeContext, value: bigint): Decoded {
  const offset = Number(unsignedWord(value, context.word));
  if (context.arch !== 'x86_64' || offset > 912) return pointer(value);
  let best = USER[0] as readonly [number, string];
  for (const place of USER) if (place[0] <= offset) best = place;
  return named(best[0] === offset ? best[1] : `${best[1]}+${offset - best[0]}`, value);
}

const PEEK = layout('off:u64 flags:f32(ptrace_peeksiginfo_flags) nr:u32');

const address: Decoder = (context, value) => {
  switch (requestName(context)) {
    case 'PTRACE_PEEKUSER':
    case 'PTRACE_POKEUSER':
      return userOffset(context, value);
    case 'PTRACE_GETREGSET':
    case 'PTRACE_SETREGSET':
      return oneOf('elf_note_types', unsignedWord(value, context.word), context.arch);
    case 'PTRACE_GETSIGMASK':
    case 'PTRACE_SETSIGMASK':
    case 'PTRACE_SECCOMP_GET_FILTER':
    case 'PTRACE_SECCOMP_GET_METADATA':
    case 'PTRACE_GET_SYSCALL_INFO':
    case 'PTRACE_SET_SYSCALL_INFO':
    case 'PTRACE_GET_SYSCALL_USER_DISPATCH_CONFIG':
    case 'PTRACE_SET_SYSCALL_USER_DISPATCH_CONFIG':
    case 'PTRACE_GET_RSEQ_CONFIGURATION':
      return decimal(unsignedWord(value, context.word));
    case 'PTRACE_PEEKSIGINFO':
      return structOf(context, value, PEEK);
    case '':
      return pointer(unsignedWord(value, context.word));
    default:
      return pointer(value);
  }
};

/** The vector of a register set: what is in it for the two sets that programs use, and how long it became. */
function registerSet(context: DecodeContext, value: bigint): Decoded {
  const fields = fieldsAt(context, value, context.word * 2);
  if (!fields) return pointer(value);
  const base = fields.ulong(0);
  const length = fields.ulong(context.word);
  const set = unsignedWord(context.args[2] ?? 0n, context.word);
  const of = context.arch !== 'x86_64' ? undefined : set === 1n ? USER_REGISTERS : set === 2n ? FLOATING : undefined;
  const before = context.before?.kind === 'struct' ? context.before.fields[1]?.node : undefined;
  const changed = before?.kind === 'int' && before.value !== length;
  return struct(value, [
    ['iov_base', of ? sizedStruct(context, base, length, of) : pointer(base)],
    ['iov_len', changed ? { kind: 'change', before, after: decimal(length) } : decimal(length)],
  ]);
}

/** What was given, and how much of it the kernel took. */
function givenSet(context: DecodeContext, value: bigint, given: StructNode): Decoded {
  const fields = fieldsAt(context, value, context.word * 2);
  const [base, length] = given.fields;
  if (!fields || !base || length?.node.kind !== 'int') return given;
  const now = fields.ulong(context.word);
  if (now === length.node.value) return given;
  const change = { kind: 'change' as const, before: length.node, after: decimal(now) };
  return { ...given, fields: [base, { ...length, node: change }] };
}

/** The vector as it is before the kernel fills it in. */
function emptySet(context: DecodeContext, value: bigint): Decoded {
  const fields = fieldsAt(context, value, context.word * 2);
  if (!fields) return pointer(value);
  return struct(value, [
    ['iov_base', pointer(fields.ulong(0))],
    ['iov_len', decimal(fields.ulong(context.word))],
  ]);
}

const SYSCALL_INFO = 88n;

/** struct ptrace_syscall_info, as far as the kernel and the caller's buffer go. */
function syscallInfo(context: DecodeContext, value: bigint, filled: bigint): Decoded {
  const room = unsignedWord(context.args[2] ?? 0n, context.word);
  const size = Number([room, filled, SYSCALL_INFO].reduce((a, b) => (a < b ? a : b)));
  const fields = size <= 0 ? undefined : fieldsAt(context, value, size);
  if (!fields) return pointer(value);
  const has = (end: number): boolean => size >= end;
  const op = fields.u8(0);
  const arch = has(8) ? fields.u32(4) : 0;
  const words = (from: number): Decoded => {
    const items: Decoded[] = [];
    const count = Math.floor(Math.min(size - from, 48) / 8);
    const shown = context.options.abbreviate ? Math.min(count, context.options.strings) : count;
    for (let i = 0; i < shown; i++) items.push(hex(fields.u64(from + i * 8)));
    return array(value + BigInt(from), items, shown < count);
  };
  const entry = (more: readonly (readonly [string, Decoded | undefined])[]): Decoded =>
    struct(value + 24n, [['nr', callName(arch, fields.u64(24))], ['args', has(40) ? words(32) : undefined], ...more]);
  const leave = (): Decoded => {
    const rval = fields.i64(24);
    const isError = has(33) && fields.u8(32) !== 0;
    const name = isError ? nameIn('errnos', -rval, context.arch) : undefined;
    return struct(value + 24n, [
      ['rval', name === undefined ? decimal(rval) : named(`-${name}`, rval)],
      ['is_error', has(33) ? decimal(fields.u8(32)) : undefined],
    ]);
  };
  return struct(value, [
    ['op', oneOf('ptrace_syscall_info_ops', BigInt(op), context.arch)],
    ['arch', has(8) ? oneOf('audit_archs', BigInt(arch), context.arch) : undefined],
    ['instruction_pointer', has(16) ? pointer(fields.u64(8)) : undefined],
    ['stack_pointer', has(24) ? pointer(fields.u64(16)) : undefined],
    ['entry', op === 1 && has(32) ? entry([]) : undefined],
    ['exit', op === 2 && has(32) ? leave() : undefined],
    ['seccomp', op === 3 && has(32) ? entry([['ret_data', has(84) ? decimal(fields.u32(80)) : undefined]]) : undefined],
  ]);
}

const METADATA = layout('filter_off:u64 flags>:f64(seccomp_flags)');
const RSEQ = layout('rseq_abi_pointer:ptr64 rseq_abi_size:u32 signature:x32 flags:x32 pad-:u32');
const DISPATCH = layout('mode:e64(prctl_dispatch) selector:ptr64 offset:x64 len:x64');

const data: Decoder = (context, value) => {
  const request = requestName(context);
  const word = unsignedWord(value, context.word);
  const late = (read: () => Decoded): Decoded => (context.phase === 'entry' ? pending(word) : read());
  const named_ = (type: string, params: string[] = []): Decoded =>
    context.decode({ type, params, direction: 'in' }, word);
  switch (request) {
    case 'PTRACE_CONT':
    case 'PTRACE_DETACH':
    case 'PTRACE_SYSCALL':
    case 'PTRACE_SINGLESTEP':
    case 'PTRACE_SINGLEBLOCK':
    case 'PTRACE_SYSEMU':
    case 'PTRACE_SYSEMU_SINGLESTEP':
      return signalNode(word);
    case 'PTRACE_SEIZE':
    case 'PTRACE_SETOPTIONS':
    case 'PTRACE_OLDSETOPTIONS':
      return bitsOf('ptrace_options', word, context.arch);
    case 'PTRACE_PEEKTEXT':
    case 'PTRACE_PEEKDATA':
    case 'PTRACE_PEEKUSER':
      return late(() => named_('ptr_ptr'));
    case 'PTRACE_GETEVENTMSG':
      return late(() => named_('ulong_ptr'));
    case 'PTRACE_GETSIGINFO':
      return late(() => named_('siginfo'));
    case 'PTRACE_SETSIGINFO':
      return named_('siginfo');
    case 'PTRACE_GETSIGMASK':
      return late(() => named_('sigset', ['addr']));
    case 'PTRACE_SETSIGMASK':
      return named_('sigset', ['addr']);
    case 'PTRACE_GETREGSET':
      return context.phase === 'entry' ? emptySet(context, word) : registerSet(context, word);
    case 'PTRACE_SETREGSET':
      return context.before?.kind === 'struct' ? givenSet(context, word, context.before) : registerSet(context, word);
    case 'PTRACE_GETREGS':
      return late(() => registersOf(context, word));
    case 'PTRACE_SETREGS':
      return registersOf(context, word);
    case 'PTRACE_GETFPREGS':
      return late(() => floatingOf(context, word));
    case 'PTRACE_SETFPREGS':
      return floatingOf(context, word);
    case 'PTRACE_PEEKSIGINFO':
      return late(() =>
        arrayAt(context, word, signedWord(context.result?.value ?? 0n, 8), 128, (fields) =>
          context.decode({ type: 'siginfo', params: [], direction: 'in' }, fields.address),
        ),
      );
    case 'PTRACE_SECCOMP_GET_FILTER':
      return late(() => filterNode(context, word, context.result?.value ?? 0n, true));
    case 'PTRACE_SECCOMP_GET_METADATA':
      return sizedStruct(context, word, unsignedWord(context.args[2] ?? 0n, context.word), METADATA);
    case 'PTRACE_GET_SYSCALL_INFO':
      return late(() => syscallInfo(context, word, context.result?.value ?? 0n));
    case 'PTRACE_SET_SYSCALL_INFO':
      return context.before ?? syscallInfo(context, word, SYSCALL_INFO);
    case 'PTRACE_GET_RSEQ_CONFIGURATION':
      return late(() => structOf(context, word, RSEQ));
    case 'PTRACE_GET_SYSCALL_USER_DISPATCH_CONFIG':
      return late(() => structOf(context, word, DISPATCH));
    case 'PTRACE_SET_SYSCALL_USER_DISPATCH_CONFIG':
      return structOf(context, word, DISPATCH);
    case '':
      return hex(word);
    default:
      return pointer(word);
  }
};

const WITHOUT_DATA = new Set(['PTRACE_ATTACH', 'PTRACE_INTERRUPT', 'PTRACE_KILL', 'PTRACE_LISTEN']);
const WITHOUT_ADDRESS = new Set(['PTRACE_GETREGS', 'PTRACE_SETREGS', 'PTRACE_GETFPREGS', 'PTRACE_SETFPREGS']);

/** Requests that ignore some of the arguments don't show them. */
export const ptraceShape: Shape = {
  shown: (context) => {
    const request = requestName(context);
    if (request === 'PTRACE_TRACEME') return 1;
    return WITHOUT_DATA.has(request) ? 2 : 4;
  },
  hides: (name, context) => name === 'addr' && WITHOUT_ADDRESS.has(requestName(context)),
  defers: (name, context) => {
    if (name !== 'data') return false;
    const request = requestName(context);
    return request.endsWith('ETREGSET') || request === 'PTRACE_SECCOMP_GET_METADATA';
  },
};

export const PTRACE: Readonly<Record<string, Decoder>> = {
  ptrace_addr: address,
  ptrace_data: data,
};
