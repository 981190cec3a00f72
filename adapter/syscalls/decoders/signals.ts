/**
 * Signal sets, handlers and siginfo. Layouts: asm-generic/siginfo.h, asm/signal.h of each architecture.
 */
import { signalName } from '../../../native/abi/constants/index.ts';
import { bitsOf, nameIn, oneOf } from '../constants.ts';
import type { DecodeContext, Decoder } from '../context.ts';
import type { ArrayNode, Decoded } from '../decoded.ts';
import { array, decimal, hex, low32, named, pointer, struct } from '../nodes.ts';
import { Fields, fieldsAt, parameter, structAt } from '../reading.ts';
import { sighandler } from './constants.ts';
import { fdNode, signalNode } from './scalars.ts';

const SIGNALS_MAX = 64;

/** strace leaves the SIG off in sets: `[INT TERM]`. */
function shortName(signal: number): string {
  const name = signalName(signal);
  return name === undefined ? signal.toString() : name.startsWith('SIG') ? name.slice(3) : name;
}

/** A set of signals; the complement where more than two thirds are in it, as strace does. */
export function sigsetNode(address: bigint, mask: bigint, bits = SIGNALS_MAX): ArrayNode {
  let count = 0;
  for (let bit = 0; bit < bits; bit++) if (((mask >> BigInt(bit)) & 1n) === 1n) count++;
  const inverted = count >= (bits * 2) / 3;
  const items: Decoded[] = [];
  for (let bit = 0; bit < bits; bit++) {
    const set = ((mask >> BigInt(bit)) & 1n) === 1n;
    if (set !== inverted) items.push(named(shortName(bit + 1), bit + 1));
  }
  const node = { ...array(address, items), separator: ' ' };
  return inverted ? { ...node, prefix: '~' } : node;
}

/** A set of `size` bytes, eight in every kernel here; more is not looked at. */
export function sigsetAt(context: DecodeContext, address: bigint, size: bigint): Decoded {
  const bytes = size >= 8n ? 8 : size >= 4n ? 4 : 0;
  const fields = bytes === 0 ? undefined : fieldsAt(context, address, bytes);
  if (!fields) return pointer(address);
  return sigsetNode(address, bytes === 8 ? fields.u64(0) : BigInt(fields.u32(0)), bytes * 8);
}

const sigset: Decoder = (context, value, params) => sigsetAt(context, value, parameter(context, params[0]) ?? 8n);

/** SA_RESTORER: on x86 and nowhere else here is sa_restorer in use. */
const SA_RESTORER = 0x04000000n;

/** The kernel's struct sigaction: handler, flags, restorer, mask. aarch64 has the restorer's room too. */
const sigaction: Decoder = (context, value) => {
  const { word } = context;
  return structAt(context, value, word * 3 + 8, (fields) => {
    const flags = fields.ulong(word);
    const handler = sighandler(context, fields.ulong(0), []);
    return struct(value, [
      ['sa_handler', handler],
      ['sa_mask', sigsetNode(value + BigInt(word * 3), fields.u64(word * 3))],
      ['sa_flags', bitsOf('sa_flags', flags, context.arch)],
      ['sa_restorer', (flags & SA_RESTORER) === 0n ? undefined : pointer(fields.ulong(word * 2))],
    ]);
  });
};

/** asm/signal.h, i386: handler, 32-bit mask, flags, restorer. */
const oldSigaction: Decoder = (context, value) =>
  structAt(context, value, 16, (fields) => {
    const flags = BigInt(fields.u32(8));
    return struct(value, [
      ['sa_handler', sighandler(context, BigInt(fields.u32(0)), [])],
      ['sa_mask', sigsetNode(value + 4n, BigInt(fields.u32(4)), 32)],
      ['sa_flags', bitsOf('sa_flags', flags, context.arch)],
      ['sa_restorer', (flags & SA_RESTORER) === 0n ? undefined : pointer(BigInt(fields.u32(12)))],
    ]);
  });

/** si_code by signal: general ones are 0 and negative, and above 0x7f; positive ones belong to the signal. */
const CODE_SETS: Readonly<Record<string, string>> = {
  SIGILL: 'sigill_codes',
  SIGFPE: 'sigfpe_codes',
  SIGSEGV: 'sigsegv_codes',
  SIGBUS: 'sigbus_codes',
  SIGTRAP: 'sigtrap_codes',
  SIGCHLD: 'sigchld_codes',
  SIGPOLL: 'sigpoll_codes',
  SIGIO: 'sigpoll_codes',
  SIGPROF: 'sigprof_codes',
  SIGEMT: 'sigemt_codes',
  SIGSYS: 'sigsys_codes',
};

const SI = { USER: 0, KERNEL: 0x80, QUEUE: -1, TIMER: -2, MESGQ: -3, ASYNCIO: -4, SIGIO: -5, TKILL: -6 } as const;
const CLD_EXITED = 1;
const CLD_TRAPPED = 4;
const SI_SIZE = 128;

function codeNode(signal: string | undefined, code: number): Decoded {
  const own = code > 0 && code < SI.KERNEL && signal !== undefined ? CODE_SETS[signal] : undefined;
  const name = (own && nameIn(own, BigInt(code))) ?? nameIn('si_codes', BigInt(code));
  if (name !== undefined) return named(name, code);
  // Under ptrace: the event in the second byte (ptrace(2), "PTRACE_EVENT stops").
  return { kind: 'enum', value: BigInt.asUintN(32, BigInt(code)), unknown: 'SI_???' };
}

/** siginfo_t: which union member is valid is said by si_code and the signal (kernel/signal.c, siginfo_layout). */
export function siginfoNode(context: DecodeContext, fields: Fields): Decoded {
  const word = fields.word;
  const signo = fields.i32(0);
  const errno = fields.i32(4);
  const code = fields.i32(8);
  if (signo === 0) return struct(fields.address, []);
  const name = signo > 0 && signo <= SIGNALS_MAX ? signalName(signo) : undefined;
  // asm-generic/siginfo.h: the union begins on the word behind three ints.
  const at = word === 8 ? 16 : 12;
  const list: (readonly [string, Decoded | undefined])[] = [
    ['si_signo', signalNode(BigInt(signo))],
    ['si_code', codeNode(name, code)],
    ['si_errno', errno === 0 ? undefined : oneOf('errnos', BigInt(errno))],
  ];
  list.push(...siginfoUnion(context, fields, name, code, at));
  return struct(fields.address, list);
}

function sender(fields: Fields, at: number): (readonly [string, Decoded])[] {
  return [
    ['si_pid', decimal(fields.i32(at))],
    ['si_uid', decimal(fields.u32(at + 4))],
  ];
}

/** strace leaves a value of zero out. */
function sigval(fields: Fields, at: number): Rest {
  const int = fields.i32(at);
  const ptr = fields.ulong(at);
  if (int === 0 && ptr === 0n) return [];
  return [
    ['si_int', decimal(int)],
    ['si_ptr', pointer(ptr)],
  ];
}

type Rest = readonly (readonly [string, Decoded | undefined])[];

function siginfoUnion(
  context: DecodeContext,
  fields: Fields,
  name: string | undefined,
  code: number,
  at: number,
): Rest {
  const { word } = fields;
  switch (code) {
    case SI.USER:
      return sender(fields, at);
    case SI.TKILL:
      return sender(fields, at);
    case SI.TIMER:
      return [
        ['si_timerid', hex(BigInt.asUintN(32, BigInt(fields.i32(at))))],
        ['si_overrun', decimal(fields.i32(at + 4))],
        ['si_int', decimal(fields.i32(at + 8))],
        ['si_ptr', pointer(fields.ulong(at + 8))],
      ];
    default:
  }
  if (code > 0 && code !== SI.KERNEL) {
    switch (name) {
      case 'SIGCHLD': {
        const status = fields.i32(at + 8);
        const times = word === 8 ? at + 16 : at + 12;
        return [
          ...sender(fields, at),
          ['si_status', code === CLD_EXITED ? decimal(status) : childStatus(status, code)],
          ['si_utime', ticks(word === 8 ? fields.u64(times) : BigInt(fields.u32(times)))],
          ['si_stime', ticks(word === 8 ? fields.u64(times + 8) : BigInt(fields.u32(times + 4)))],
        ];
      }
      case 'SIGILL':
      case 'SIGFPE':
      case 'SIGSEGV':
      case 'SIGBUS':
      case 'SIGTRAP':
      case 'SIGEMT':
        return [['si_addr', pointer(fields.ulong(at))], ...faultDetail(fields, name, code, at)];
      case 'SIGPOLL':
      case 'SIGIO':
        return [
          ['si_band', bitsOf('poll_events', fields.ulong(at), context.arch)],
          ['si_fd', fdNode(context, fields.i32(at + word))],
        ];
      case 'SIGSYS':
        return [
          ['si_call_addr', pointer(fields.ulong(at))],
          ['si_syscall', oneOf(`syscalls_${context.arch}`, BigInt(fields.u32(at + word)))],
          ['si_arch', oneOf('audit_archs', BigInt(fields.u32(at + word + 4)))],
        ];
      default:
    }
  }
  const plain = [fields.i32(at), fields.u32(at + 4)];
  const value = sigval(fields, at + 8);
  if (plain[0] === 0 && plain[1] === 0 && value.length === 0) return [];
  return [...sender(fields, at), ...value];
}

/** clock_t: USER_HZ is 100 in every ABI here (asm-generic/param.h). */
function ticks(count: bigint): Decoded {
  if (count === 0n) return decimal(count);
  return { ...decimal(count), comment: `${count / 100n}.${(count % 100n).toString().padStart(2, '0')} s` };
}

/** CLD_KILLED and others carry a signal; a traced child's also an event above it. */
function childStatus(status: number, code: number): Decoded {
  if (code === CLD_TRAPPED && status > 0xff) return decimal(status);
  return signalNode(BigInt(status));
}

/** linux/siginfo: SEGV_BNDERR carries bounds, SEGV_PKUERR a key, BUS_MCEERR_* a width. */
function faultDetail(fields: Fields, name: string, code: number, at: number): Rest {
  const { word } = fields;
  if (name === 'SIGSEGV' && code === 3) {
    return [
      ['si_lower', pointer(fields.ulong(at + word * 2))],
      ['si_upper', pointer(fields.ulong(at + word * 3))],
    ];
  }
  if (name === 'SIGSEGV' && code === 4) return [['si_pkey', decimal(fields.u32(at + word * 2))]];
  if (name === 'SIGBUS' && (code === 4 || code === 5)) return [['si_addr_lsb', decimal(fields.i16(at + word))]];
  return [];
}

const siginfo: Decoder = (context, value) =>
  structAt(context, value, SI_SIZE, (fields) => siginfoNode(context, fields));

const stack: Decoder = (context, value) => {
  const { word } = context;
  return structAt(context, value, word * 3, (fields) =>
    struct(value, [
      ['ss_sp', pointer(fields.ulong(0))],
      ['ss_flags', bitsOf('sigaltstack_flags', BigInt(fields.u32(word)), context.arch)],
      ['ss_size', decimal(fields.ulong(word * 2))],
    ]),
  );
};

/** linux/signalfd and asm-generic/siginfo.h: sigval, signo, notify, then a thread id or a function. */
const sigevent: Decoder = (context, value) => {
  const { word } = context;
  return structAt(context, value, 64, (fields) => {
    const notify = fields.i32(word + 4);
    const at = word + 8;
    return struct(value, [
      [
        'sigev_value',
        fields.ulong(0) === 0n
          ? undefined
          : struct(value, [
              ['sival_int', decimal(fields.i32(0))],
              ['sival_ptr', pointer(fields.ulong(0))],
            ]),
      ],
      ['sigev_signo', signalNode(BigInt(fields.i32(word)))],
      ['sigev_notify', oneOf('sigev_notify', BigInt(notify), context.arch)],
      ['sigev_notify_thread_id', notify === 4 ? decimal(fields.i32(at)) : undefined],
      ['sigev_notify_function', notify === 2 ? pointer(fields.ulong(at)) : undefined],
      ['sigev_notify_attributes', notify === 2 ? pointer(fields.ulong(at + word)) : undefined],
    ]);
  });
};

/** pselect6's last argument: a set's address and its size in one structure. */
const pselectMask: Decoder = (context, value) => {
  const { word } = context;
  return structAt(context, value, word * 2, (fields) =>
    struct(value, [
      ['sigmask', sigsetAt(context, fields.ulong(0), fields.ulong(word))],
      ['sigsetsize', decimal(fields.ulong(word))],
    ]),
  );
};

const aioSigset: Decoder = (context, value) => {
  const { word } = context;
  return structAt(context, value, word * 2, (fields) =>
    struct(value, [
      ['sigmask', sigsetAt(context, fields.ulong(0), fields.ulong(word))],
      ['sigsetsize', decimal(fields.ulong(word))],
    ]),
  );
};

/** A siginfo that the tracer fetched itself: always of the tracer's own, 64-bit layout. */
export function siginfoOfBytes(context: DecodeContext, bytes: Uint8Array): Decoded {
  const whole = bytes.length >= SI_SIZE ? bytes : withZeros(bytes);
  return siginfoNode(context, new Fields(whole, 0n, 8));
}

function withZeros(bytes: Uint8Array): Uint8Array {
  const whole = new Uint8Array(SI_SIZE);
  whole.set(bytes);
  return whole;
}

export const SIGNALS: Readonly<Record<string, Decoder>> = {
  sigset,
  old_sigset: (context, value) => sigsetAt(context, value, 4n),
  old_sigset_value: (_context, value) => sigsetNode(0n, low32(value), 32),
  sigaction,
  old_sigaction: oldSigaction,
  siginfo,
  stack_t: stack,
  sigevent,
  pselect_sigmask: pselectMask,
  aio_sigset: aioSigset,
};
