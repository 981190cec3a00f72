/**
 * Signal sets, handlers, alternate stacks and notifications. Layouts: asm-generic/siginfo.h, asm/signal.h of each architecture.
 */
import type { Arch } from '../../../native/abi/arch.ts';
import { signalName } from '../../../native/abi/constants/index.ts';
import { bitsOf, oneOf } from '../constants.ts';
import type { DecodeContext, Decoder } from '../context.ts';
import type { ArrayNode, Decoded } from '../decoded.ts';
import { array, decimal, low32, named, pointer, struct } from '../nodes.ts';
import { fieldsAt, parameter, structAt } from '../reading.ts';
import { sighandler } from './constants.ts';
import { signalNode } from './scalars.ts';

const SIGNALS_MAX = 64;

/** strace leaves the SIG off in sets: `[INT TERM]`. */
function shortName(signal: number): string {
  const name = signalName(signal);
  return name === undefined ? signal.toString() : name.startsWith('SIG') ? name.slice(3) : name;
}

/** A set of signals; the complement where more than two thirds are in it, as strace does. */
export function sigsetNode(address: bigint, mask: bigint, bits = SIGNALS_MAX): ArrayNode {
  // Numbers: bigints for each bit would cost more than the rest of the call.
  const low = Number(BigInt.asUintN(32, mask));
  const high = Number(BigInt.asUintN(32, mask >> 32n));
  const has = (bit: number): boolean => (((bit < 32 ? low : high) >>> (bit & 31)) & 1) === 1;
  let count = 0;
  for (let bit = 0; bit < bits; bit++) if (has(bit)) count++;
  const inverted = count >= Math.floor((bits * 2) / 3);
  const items: Decoded[] = [];
  for (let bit = 0; bit < bits; bit++) {
    if (has(bit) !== inverted) items.push(named(shortName(bit + 1), bit + 1));
  }
  const node = { ...array(address, items), separator: ' ' };
  return inverted ? { ...node, prefix: '~' } : node;
}

/** A set of `size` bytes: eight in every kernel here, four in the old calls of 32-bit programs; others are refused. */
export function sigsetAt(context: DecodeContext, address: bigint, size: bigint, least: number = context.word): Decoded {
  const fields = size < BigInt(least) || size > 8n ? undefined : fieldsAt(context, address, Number(size));
  if (!fields) return pointer(address);
  let mask = 0n;
  for (let i = fields.length - 1; i >= 0; i--) mask = (mask << 8n) | BigInt(fields.u8(i));
  return sigsetNode(address, mask, fields.length > 4 ? SIGNALS_MAX : 32);
}

/** As much of the pending signals as the program has room for. */
const PENDING_LEAST = 1;

const sigset: Decoder = (context, value, params) => {
  const least = context.signature.name === 'rt_sigpending' ? PENDING_LEAST : undefined;
  return sigsetAt(context, value, parameter(context, params[0]) ?? 8n, least);
};

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

/** asm-generic/siginfo.h: SIGEV_SIGNAL, SIGEV_THREAD, SIGEV_THREAD_ID. */
const SIGNALLING: ReadonlySet<number> = new Set([0, 2, 4]);

/** linux/signalfd and asm-generic/siginfo.h: sigval, signo, notify, then a thread id or a function. */
const sigevent: Decoder = (context, value) => {
  const { word } = context;
  // As far as the members that are shown.
  return structAt(context, value, word * 3 + 8, (fields) => {
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
      ['sigev_signo', SIGNALLING.has(notify) ? signalNode(BigInt(fields.i32(word))) : decimal(fields.u32(word))],
      ['sigev_notify', { ...oneOf('sigev_notify', BigInt(fields.u32(word + 4)), context.arch), radix: 16 }],
      ['sigev_notify_thread_id', notify === 4 ? decimal(fields.i32(at)) : undefined],
      ['sigev_notify_function', notify === 2 ? pointer(fields.ulong(at)) : undefined],
      ['sigev_notify_attributes', notify === 2 ? pointer(fields.ulong(at + word)) : undefined],
    ]);
  });
};

/**
 * Where the mask stands behind the stack pointer at sigreturn, the return address and what the trampoline pops being
 * off (asm/sigframe.h, asm/sigcontext.h of each architecture).
 */
const MASK_AT: Readonly<Record<Arch, bigint>> = { x86_64: 296n, x32: 280n, i386: 248n, aarch64: 168n, arm: 0n };
/** i386's sigreturn has its mask in two places: sc.oldmask and extramask. */
const OLD_MASK = 80n;
const EXTRA_MASK = 712n;

const sigframe: Decoder = (context, value) => {
  if (context.signature.name === 'sigreturn') {
    const low = fieldsAt(context, value + OLD_MASK, 4);
    const high = fieldsAt(context, value + EXTRA_MASK, 4);
    if (!low || !high) return struct(value, [['mask', pointer(value)]]);
    const mask = BigInt(low.u32(0)) | (BigInt(high.u32(0)) << 32n);
    return struct(value, [['mask', sigsetNode(low.address, mask)]]);
  }
  return struct(value, [['mask', sigsetAt(context, value + MASK_AT[context.arch], 8n)]]);
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

export const SIGNALS: Readonly<Record<string, Decoder>> = {
  sigset,
  old_sigset: (context, value) => sigsetAt(context, value, 4n),
  old_sigset_value: (_context, value) => sigsetNode(0n, low32(value), 32),
  sigframe,
  sigaction,
  old_sigaction: oldSigaction,
  stack_t: stack,
  sigevent,
  pselect_sigmask: pselectMask,
  aio_sigset: aioSigset,
};
