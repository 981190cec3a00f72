/**
 * What conditions, log messages and the debug console may see of a stopped tracee: its call's arguments by name, what
 * every stop has, registers, and bounded reads of its memory. Everything is read when an expression asks for it.
 */
import { archOf } from '../../native/abi/arch.ts';
import { constant } from '../../native/abi/constants/index.ts';
import { readMemory, readMemorySome } from '../../native/ffi/memory.ts';
import { exeOf, fdPath } from '../../native/tracer/procfs.ts';
import { getRegisters, REGISTER_NAMES } from '../../native/tracer/registers.ts';
import { clockOfTimer, clockOfTimerFd } from '../../native/tracer/timers.ts';
import { CLOCK_OF_TIMER, CLOCK_OF_TIMER_FD, derivedNames } from '../breakpoints/expression/derived.ts';
import { ExpressionError } from '../breakpoints/expression.ts';
import type { ExpressionScope, ExpressionValue } from '../breakpoints/scope.ts';
import type { DecodedCall } from '../syscalls/call.ts';
import { expressionValue } from '../syscalls/value.ts';
import { signalText } from './names.ts';
import type { View } from './view.ts';

/** Bytes of one string that an expression may read. */
const STRING_LIMIT = 4096;

/** What a stop adds to what its call says. */
export interface StopFacts {
  /** How long the call took, at its exit; undefined when its entry was not seen. */
  readonly seconds?: number | undefined;
  /** Hits of the breakpoint or filter that stopped it; a condition has its own rule's instead. */
  readonly hits?: number | undefined;
}

/** The scope of a call's stop. */
export function callScope(view: View, call: DecodedCall, facts: StopFacts = {}): ExpressionScope {
  return scopeOf(view, {
    names: () => [
      ...call.args.map(({ name }) => name),
      ...derivedNames(call.name),
      'ret',
      'errno',
      'syscall',
      'nr',
      'phase',
      'args',
      'duration',
    ],
    name(name) {
      const argument = call.args.find((one) => one.name === name);
      if (argument) return expressionValue(argument.node);
      switch (name) {
        case 'ret':
          return call.result?.value;
        case 'errno':
          return call.result ? BigInt(call.result.isError ? call.result.errno : 0) : undefined;
        case 'syscall':
          return call.name;
        case 'nr':
          return BigInt(call.nr);
        case 'phase':
          return call.result ? 'exit' : 'entry';
        case 'args':
          return call.raw.map((value) => value);
        case 'duration':
          if (call.result && facts.seconds === undefined) throw new ExpressionError(ENTRY_UNSEEN);
          return facts.seconds;
        case 'count':
        case 'hits':
          return hitsOf(facts);
        case 'clockid':
          return clockOf(view, call);
        default:
          return undefined;
      }
    },
  });
}

/** The clock that the call's timer was made with; null where the kernel does not tell. */
function clockOf({ tracee: { tid } }: View, { name, raw }: DecodedCall): ExpressionValue {
  const timer = Number(BigInt.asIntN(32, raw[0] ?? 0n));
  if (CLOCK_OF_TIMER.has(name)) return clockOfTimer(tid, timer) ?? null;
  return CLOCK_OF_TIMER_FD.has(name) ? (clockOfTimerFd(tid, timer) ?? null) : undefined;
}

const ENTRY_UNSEEN = 'The duration of this call is not known: its entry came before anything watched it.';

function hitsOf({ hits }: StopFacts): bigint | undefined {
  return hits === undefined ? undefined : BigInt(hits);
}

/** The scope of a signal or event. */
export function eventScope(view: View, siginfo?: Uint8Array, facts: StopFacts = {}): ExpressionScope {
  const data = siginfo && new DataView(siginfo.buffer, siginfo.byteOffset, siginfo.byteLength);
  return scopeOf(view, {
    names: () => (data ? ['signal', 'signame', 'si_signo', 'si_code', 'si_pid', 'si_uid', 'si_addr'] : []),
    name(name) {
      if (name === 'count' || name === 'hits') return hitsOf(facts);
      if (!data) return undefined;
      switch (name) {
        case 'signal':
        case 'si_signo':
          return BigInt(data.getInt32(0, true));
        case 'signame':
          return signalText(data.getInt32(0, true));
        case 'si_code':
          return BigInt(data.getInt32(8, true));
        case 'si_pid':
          return BigInt(data.getInt32(16, true));
        case 'si_uid':
          return BigInt(data.getInt32(20, true));
        case 'si_addr':
          return data.getBigUint64(16, true);
        default:
          return undefined;
      }
    },
  });
}

/** The scope of any held thread: its call's when it has one. */
export function heldScope(view: View): ExpressionScope {
  const { hold } = view;
  if (hold?.call) return callScope(view, hold.call, hold);
  return eventScope(view, hold?.siginfo, hold);
}

function scopeOf(
  view: View,
  own: { names(): readonly string[]; name(name: string): ExpressionValue },
): ExpressionScope {
  const { tid, tgid, comm, auditArch, nr } = view.tracee;
  let registers: BigUint64Array | undefined;
  return {
    names: () => [...own.names(), 'pid', 'tid', 'comm', 'exe', 'arch', 'vdso'],
    name(name) {
      const value = own.name(name);
      if (value !== undefined) return value;
      switch (name) {
        case 'pid':
          return BigInt(tgid);
        case 'tid':
          return BigInt(tid);
        case 'comm':
          return comm;
        case 'exe':
          return exeOf(tgid) ?? '';
        case 'arch':
          return archOf(auditArch, nr);
        case 'vdso':
          return view.vdso;
        default:
          return undefined;
      }
    },
    register(name) {
      registers ??= getRegisters(tid);
      const index = REGISTER_NAMES.indexOf(name);
      return registers && index >= 0 ? registers[index] : undefined;
    },
    fdpath: (fd) => fdPath(tid, fd),
    str(address, length) {
      const bytes = readMemorySome(tid, address, Math.min(length ?? STRING_LIMIT, STRING_LIMIT));
      if (!bytes) throw unreadable(address);
      const end = length === undefined ? bytes.indexOf(0) : -1;
      return Buffer.from(end < 0 ? bytes : bytes.subarray(0, end)).toString('utf8');
    },
    unsigned(address, bytes) {
      const read = readMemory(tid, address, bytes);
      if (!read) throw unreadable(address);
      let value = 0n;
      for (let index = bytes - 1; index >= 0; index--) value = (value << 8n) | BigInt(read[index] as number);
      return value;
    },
    constant,
  };
}

function unreadable(address: bigint): ExpressionError {
  return new ExpressionError(`Memory at 0x${address.toString(16)} can't be read.`);
}
