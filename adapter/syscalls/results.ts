/**
 * What a call's return value means: its form by the signature's type, and strace's comment in parentheses behind it.
 */
import { signalName } from '../../native/abi/constants/index.ts';
import type { ArgumentType, Signature } from '../../native/abi/signature.ts';
import type { DecodedCall } from './call.ts';
import { bitsOf, nameIn } from './constants.ts';
import type { DecodeContext, Result } from './context.ts';
import type { ArrayNode, Decoded } from './decoded.ts';
import { fdSetNode } from './decoders/arrays.ts';
import { ioprio, openFlags } from './decoders/constants.ts';
import { ioctlResult } from './decoders/ioctlResult.ts';
import { ENTERED } from './decoders/namespaces.ts';
import { returnedEvents } from './decoders/polling.ts';
import { fdNode } from './decoders/scalars.ts';
import { chosenEntry, clippedError } from './decoders/segments.ts';
import { sigsetNode } from './decoders/signals.ts';
import { timeComment } from './decoders/times.ts';
import { decimal, hex, low32, named, octal, processId, signed32, unsignedWord } from './nodes.ts';
import { printNode } from './print.ts';
import { fieldsAt } from './reading.ts';

interface Described {
  readonly node: Decoded;
  readonly comment?: string;
  readonly pieces?: readonly (string | Decoded)[];
}

/** A result in its type's form. Errors carry their number; what they are called is the printer's. */
export type Describer = (context: DecodeContext, call: DecodedCall, result: Result) => Described;

const FAILED: Described = { node: decimal(-1) };

/** What is known of a call's results before there is one. */
export function describerOf({ name, result: type }: Signature): Describer {
  const waiting = WAITING[name];
  const special = SPECIAL[name];
  return (context, call, { isError, value: whole }) => {
    if (isError) return FAILED;
    // A 32-bit program sees half of the register.
    const value = context.arch === 'i386' ? low32(whole) : whole;
    const comment = waiting?.(context, value);
    if (comment !== undefined) {
      return typeof comment === 'string' ? { node: decimal(value), comment } : inPieces(decimal(value), comment);
    }
    return special?.(context, value) ?? describeValue(context, type, call, value);
  };
}

/** A number that no descriptor is stays whole. */
const descriptor = (context: DecodeContext, value: bigint): Decoded =>
  value === signed32(value) && value >= 0n
    ? fdNode(context, value)
    : decimal(context.arch === 'i386' ? signed32(value) : value);

/** As strace shows results: what is no error is not negative. */
const unsigned = (value: bigint): Decoded => decimal(BigInt.asUintN(64, value));

/** What a wait returns is gone, unless it has only stopped or goes on: a status of 0x7f in the low byte, or 0xffff. */
function isReaped(context: DecodeContext, call: DecodedCall): boolean {
  if (!call.name.startsWith('wait')) return false;
  const status = fieldsAt(context, context.argument('wstatus') ?? 0n, 4)?.u32(0) ?? 0;
  return (status & 0xff) !== 0x7f && status !== 0xffff;
}

function describeValue(context: DecodeContext, type: ArgumentType, call: DecodedCall, value: bigint): Described {
  switch (type.type) {
    case 'pid':
    case 'tid':
      return { node: isReaped(context, call) ? decimal(signed32(value)) : processId(context.naming, signed32(value)) };
    case 'pgid':
      return { node: decimal(signed32(value)) };
    case 'fd':
    case 'dirfd':
      return { node: descriptor(context, value) };
    case 'ptr':
      return { node: hex(unsignedWord(value, context.word)) };
    case 'hex':
    case 'hex32':
    case 'old_sigset_value':
      return { node: hex(unsignedWord(value, context.word)) };
    case 'umode':
    case 'octal':
    case 'mode':
      return { node: octal(value) };
    case 'fcntl_result':
      return fcntlResult(context, value);
    case 'prctl_result':
      return prctlResult(context, value);
    case 'enum':
      return noted(decimal(value), nameIn(type.params[0] ?? '', value, context.arch));
    case 'sched_policy':
    case 'personality': {
      const node = type.type === 'personality' ? hex(low32(value)) : decimal(value);
      const meant = context.decode(type, value);
      const isNamed = meant.kind === 'flags' ? meant.rest === 0n : meant.kind === 'enum' && meant.name !== undefined;
      const isUnknown = type.type === 'sched_policy' && !isNamed;
      if (type.type === 'personality') return inPieces(node, [meant]);
      return noted(node, isUnknown ? undefined : printNode(meant));
    }
    case 'ioprio':
      return inPieces(decimal(value), spelled(ioprio(context, value, [])));
    case 'signal':
      return noted(unsigned(value), signalName(Number(value)));
    case 'time':
      return noted(decimal(value), timeComment(value));
    case 'sighandler':
      return noted(
        hex(unsignedWord(value, context.word)),
        value === 0n ? 'SIG_DFL' : value === 1n ? 'SIG_IGN' : undefined,
      );
    default:
      return { node: unsigned(value) };
  }
}

/** A spelling's parts, so that the constants in it print in the style asked for and the whole stays a spelling. */
function spelled(node: Decoded): readonly (string | Decoded)[] {
  if (node.kind !== 'call') return [node];
  return [`${node.name}(`, ...node.args.flatMap((arg, i) => (i === 0 ? [arg] : [', ', arg])), ')'];
}

/** A comment with constants in it. */
function inPieces(node: Decoded, pieces: readonly (string | Decoded)[]): Described {
  const comment = pieces.map((piece) => (typeof piece === 'string' ? piece : printNode(piece))).join('');
  return { node, comment, pieces };
}

function noted(node: Decoded, comment: string | undefined): Described {
  return comment === undefined ? { node } : { node, comment };
}

/** In a comment there is no other: a rest that no name fits stands alone. */
function bareBits(set: string, value: bigint, context: DecodeContext): Decoded {
  const { unknown: _, ...node } = bitsOf(set, value, context.arch);
  return node;
}

/** asm-generic/fcntl.h and linux/fcntl.h, by command. */
function fcntlResult(context: DecodeContext, value: bigint): Described {
  switch (Number(low32(context.args[1] ?? 0n))) {
    case 0: // F_DUPFD
    case 1030: // F_DUPFD_CLOEXEC
      return { node: descriptor(context, value) };
    case 1: // F_GETFD
      return value === 0n
        ? { node: decimal(0) }
        : inPieces(hex(value), ['flags ', bareBits('fd_flags', value, context)]);
    case 3: // F_GETFL
      return noted(hex(value), `flags ${printNode(openFlags(context, value))}`);
    case 11: // F_GETSIG
      return noted(decimal(value), signalName(Number(value)));
    case 1025: // F_GETLEASE
      return noted(hex(value), nameIn('lock_types', value, context.arch));
    case 1034: // F_GET_SEALS
      return value === 0n ? { node: decimal(0) } : inPieces(hex(value), ['seals ', bareBits('seals', value, context)]);
    default:
      return { node: decimal(value) };
  }
}

/** linux/prctl.h, by operation. */
function prctlResult(context: DecodeContext, value: bigint): Described {
  switch (Number(low32(context.args[0] ?? 0n))) {
    case 3: // PR_GET_DUMPABLE: linux/sched/coredump.h
      return noted(decimal(value), ['SUID_DUMP_DISABLE', 'SUID_DUMP_USER', 'SUID_DUMP_ROOT'][Number(value)]);
    case 34: // PR_MCE_KILL_GET
      return noted(decimal(value), nameIn('prctl_mce_kill_policies', value, context.arch));
    case 46: // PR_GET_FP_MODE
      return value === 0n
        ? { node: decimal(0) }
        : noted(hex(value), printNode(bareBits('prctl_fp_modes', value, context)));
    case 52: {
      // PR_GET_SPECULATION_CTRL
      const known = nameIn('prctl_spec_stores', context.args[1] ?? 0n, context.arch) !== undefined;
      if (!known) return { node: decimal(value) };
      return noted(hex(value), printNode(bareBits('prctl_spec_flags', value, context)));
    }
    case 27: // PR_GET_SECUREBITS
      return value === 0n ? { node: decimal(0) } : noted(hex(value), printNode(bareBits('securebits', value, context)));
    default:
      return { node: unsigned(value) };
  }
}

type Special = (context: DecodeContext, value: bigint) => Described | undefined;
type Waiting = (context: DecodeContext, value: bigint) => string | readonly (string | Decoded)[] | undefined;

/** poll: `Timeout`, or the entries with events. */
function pollResult(timeout: string | undefined): Waiting {
  return (context, value) => {
    if (value === 0n) return 'Timeout';
    const events = returnedEvents(context);
    if (!events) return undefined;
    const left = timeLeft(context, timeout);
    const parts: (string | Decoded)[] = events.items.length > 0 ? [events] : [];
    if (left !== undefined) parts.push(parts.length > 0 ? `, left ${left}` : `left ${left}`);
    return parts.length > 0 ? parts : undefined;
  };
}

/** select: `in [3], out [4], left {…}`. */
function selectResult(timeout: string): Waiting {
  return (context, value) => {
    const count = context.argument('nfds');
    if (count === undefined) return undefined;
    if (value === 0n) return 'Timeout';
    const nfds = signed32(count);
    const parts: string[] = [];
    // The kernel says how many there are in all sets together.
    let ready = value;
    for (const [word, name] of [
      ['in', 'readfds'],
      ['out', 'writefds'],
      ['except', 'exceptfds'],
    ] as const) {
      const node = ready <= 0n ? undefined : fdSetNode(context, context.argument(name) ?? 0n, nfds);
      if (node?.kind !== 'array' || node.items.length === 0) continue;
      const few = BigInt(node.items.length) <= ready;
      const shown = few ? node : { ...node, items: node.items.slice(0, Number(ready)), more: false };
      ready -= BigInt(shown.items.length);
      parts.push(`${word} ${printNode(numbersOnly(shown))}`);
    }
    const left = timeLeft(context, timeout);
    if (left !== undefined) parts.push(`left ${left}`);
    return parts.length === 0 ? undefined : parts.join(', ');
  };
}

/** Descriptors without their paths, which the arguments have already. */
const numbersOnly = (node: ArrayNode): Decoded => ({
  ...node,
  items: node.items.map((item) => (item.kind === 'fd' ? { kind: 'fd', fd: item.fd } : item)),
});

/** The kernel writes what is left of a timeout back to it. */
function timeLeft(context: DecodeContext, name: string | undefined): string | undefined {
  const argument = name === undefined ? undefined : context.signature.args.find((one) => one.name === name);
  const address = argument && context.argument(argument.name);
  if (!argument || !address) return undefined;
  const node = context.decode(argument, address);
  return node.kind === 'change' ? undefined : printNode(node);
}

/** recvmmsg: what is left of its timeout, where it has one. */
const received: Waiting = (context, value) => {
  if (!context.argument('timeout')) return undefined;
  if (value === 0n) return 'Timeout';
  const left = timeLeft(context, 'timeout');
  return left === undefined ? undefined : `left ${left}`;
};

const select = selectResult('timeout');
const ppoll = pollResult('tmo_p');

/** membarrier(2): what MEMBARRIER_CMD_QUERY (0) answers is a set of commands. */
const membarrier: Special = (context, value) =>
  low32(context.args[0] ?? 0n) === 0n && value !== 0n
    ? { node: hex(value), comment: printNode(bareBits('membarrier_cmds', value, context)) }
    : undefined;

/** i386's calls whose result is a set of signals. */
function maskResult(prefix: string): Special {
  return (_context, value) => inPieces(hex(low32(value)), [prefix, sigsetNode(0n, low32(value), 32)]);
}

/** By way of i386's ipc (indirect.ts) the address is written behind the last argument. */
const attachedAt: Special = (context) => {
  const place = context.args.length === 4 ? context.args[3] : undefined;
  if (place === undefined) return undefined;
  const fields = fieldsAt(context, place, 4);
  return { node: fields ? hex(fields.u32(0)) : named('?', 0) };
};

const SPECIAL: Readonly<Record<string, Special>> = {
  ioctl: ioctlResult,
  membarrier,
  modify_ldt: clippedError,
  shmat: attachedAt,
  sgetmask: maskResult('mask '),
  ssetmask: maskResult('old mask '),
  set_thread_area: (context, value) => noted(decimal(value), chosenEntry(context)),
};

const WAITING: Readonly<Record<string, Waiting>> = {
  ...ENTERED,
  recvmmsg: received,
  recvmmsg_time64: received,
  poll: pollResult(undefined),
  ppoll,
  ppoll_time64: ppoll,
  select,
  _newselect: select,
  pselect6: select,
  pselect6_time64: select,
};
