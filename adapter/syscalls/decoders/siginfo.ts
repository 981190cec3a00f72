/**
 * siginfo_t: which member of its union is valid is said by si_code and the signal. Layout: asm-generic/siginfo.h.
 */
import { errnoName, signalName } from '../../../native/abi/constants/index.ts';
import { bitsOf, nameIn, oneOf } from '../constants.ts';
import type { DecodeContext, Decoder } from '../context.ts';
import type { Decoded } from '../decoded.ts';
import { decimal, hex, pointer, processId, struct } from '../nodes.ts';
import { Fields, structAt } from '../reading.ts';
import { callName } from './callName.ts';
import { fdNode, idNode, signalNode } from './scalars.ts';
import { ticks } from './times.ts';

const SIGNALS_MAX = 64;

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

const SI = {
  USER: 0,
  KERNEL: 0x80,
  QUEUE: -1,
  TIMER: -2,
  MESGQ: -3,
  ASYNCIO: -4,
  SIGIO: -5,
  TKILL: -6,
  NOINFO: 32767,
} as const;
const TRAP_PERF = 6;
/** The last of the codes that come with a descriptor. */
const POLL_HUP = 6;
const CLD_EXITED = 1;
const CLD_TRAPPED = 4;
const SI_SIZE = 128;

function codeNode(signal: string | undefined, code: number): Decoded {
  const own = code > 0 && code < SI.KERNEL && signal !== undefined ? CODE_SETS[signal] : undefined;
  const name = (own && nameIn(own, BigInt(code))) ?? nameIn('si_codes', BigInt(code));
  if (name !== undefined) return { kind: 'enum', value: BigInt(code), name, radix: 16 };
  // Under ptrace: the event in the second byte (ptrace(2), "PTRACE_EVENT stops").
  return hex(BigInt.asUintN(32, BigInt(code)));
}

function errnoNode(errno: number): Decoded {
  const name = errnoName(errno);
  return name === undefined
    ? decimal(BigInt.asUintN(32, BigInt(errno)))
    : { kind: 'enum', value: BigInt(errno), name, radix: 10 };
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
    ['si_errno', errno === 0 ? undefined : errnoNode(errno)],
  ];
  list.push(...siginfoUnion(context, fields, name, code, at));
  return struct(fields.address, list);
}

function sender({ naming }: DecodeContext, fields: Fields, at: number): (readonly [string, Decoded])[] {
  return [
    ['si_pid', processId(naming, fields.i32(at))],
    ['si_uid', idNode(BigInt(fields.u32(at + 4)))],
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
      return sender(context, fields, at);
    case SI.TKILL:
      return sender(context, fields, at);
    case SI.SIGIO:
      return band(context, fields, at);
    case SI.NOINFO:
      return [];
    case SI.TIMER:
      return [
        ['si_timerid', hex(BigInt.asUintN(32, BigInt(fields.i32(at))))],
        ['si_overrun', decimal(fields.i32(at + 4))],
        ['si_int', decimal(fields.i32(at + 8))],
        ['si_ptr', pointer(fields.ulong(at + 8))],
      ];
    default:
  }
  if (code > 0) {
    switch (name) {
      case 'SIGCHLD': {
        const status = fields.i32(at + 8);
        const times = word === 8 ? at + 16 : at + 12;
        return [
          ...sender(context, fields, at),
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
        return code <= POLL_HUP ? band(context, fields, at) : [];
      case 'SIGSYS':
        return [
          ['si_call_addr', pointer(fields.ulong(at))],
          ['si_syscall', callName(fields.u32(at + word + 4), BigInt(fields.u32(at + word)))],
          ['si_arch', oneOf('audit_archs', BigInt(fields.u32(at + word + 4)))],
        ];
      default:
    }
  }
  // What a process sent always has a sender, what the kernel sent only sometimes.
  const isSent = code <= 0 || fields.i32(at) !== 0 || fields.u32(at + 4) !== 0;
  return [...(isSent ? sender(context, fields, at) : []), ...sigval(fields, at + 8)];
}

/** A descriptor's event, and its events as one number. */
function band(context: DecodeContext, fields: Fields, at: number): Rest {
  return [
    ['si_band', decimal(fields.long(at))],
    ['si_fd', fdNode(context, fields.i32(at + fields.word))],
  ];
}

/** CLD_KILLED and others carry a signal; a traced child's also an event above it. */
function childStatus(status: number, code: number): Decoded {
  if (code === CLD_TRAPPED && status > 0xff) return decimal(status);
  return signalNode(BigInt(status));
}

/** linux/siginfo: SEGV_BNDERR carries bounds, SEGV_PKUERR a key, BUS_MCEERR_* a width, TRAP_PERF what perf counted. */
function faultDetail(fields: Fields, name: string, code: number, at: number): Rest {
  const { word } = fields;
  if (name === 'SIGSEGV' && code === 3) {
    return [
      ['si_lower', pointer(fields.ulong(at + word * 2))],
      ['si_upper', pointer(fields.ulong(at + word * 3))],
    ];
  }
  if (name === 'SIGSEGV' && code === 4) return [['si_pkey', decimal(fields.u32(at + word * 2))]];
  if (name === 'SIGTRAP' && code === TRAP_PERF) {
    return [
      ['si_perf_data', hex(fields.ulong(at + word))],
      ['si_perf_type', oneOf('perf_types', BigInt(fields.u32(at + word * 2)))],
      ['si_perf_flags', bitsOf('sigtrap_perf_flags', BigInt(fields.u32(at + word * 2 + 4)))],
    ];
  }
  if (name === 'SIGBUS' && (code === 4 || code === 5)) return [['si_addr_lsb', hex(fields.i16(at + word))]];
  return [];
}

const siginfo: Decoder = (context, value) =>
  structAt(context, value, SI_SIZE, (fields) => siginfoNode(context, fields));

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

export const SIGINFO: Readonly<Record<string, Decoder>> = { siginfo };
