/**
 * What is to be done to one call, with every value known: actions of rules and commands of the user are resolved to
 * steps over the call as the program made it. Pure; must not touch a tracee.
 */
import { type Arch, wordSize } from '../../native/abi/arch.ts';
import { syscallNumber } from '../../native/abi/numbers/index.ts';
import type { Argument } from '../../native/abi/signature.ts';
import { signatureOf } from '../../native/abi/signatures/index.ts';
import type { ExpressionScope, ExpressionValue } from '../breakpoints/scope.ts';
import type { DecodedCall } from '../syscalls/call.ts';
import { printNode } from '../syscalls/print.ts';
import { quoteBytes } from '../syscalls/quote.ts';
import { type Action, argumentPlace, type Value } from '../tamper/action.ts';
import { checkResult, TamperError } from '../tamper/values.ts';

export type Step =
  | { readonly kind: 'argument'; readonly index: number; readonly value: bigint; readonly note: string }
  /** Bytes for an argument to point to; `length`: which argument says how many there are. */
  | {
      readonly kind: 'text';
      readonly index: number;
      readonly bytes: Uint8Array;
      readonly length: number | undefined;
      /** Bytes that are behind the pointer now, its NUL counted: more do not fit there. */
      readonly room: number;
      /** The kernel only reads them: what was there before is put back at the exit. */
      readonly restore: boolean;
      readonly note: string;
    }
  /** Bytes at an address: a part of a structure. */
  | {
      readonly kind: 'memory';
      readonly address: bigint;
      readonly bytes: Uint8Array;
      readonly restore: boolean;
      readonly note: string;
    }
  | { readonly kind: 'number'; readonly nr: number; readonly note: string }
  | {
      readonly kind: 'result';
      readonly rval: bigint;
      readonly isError: boolean;
      readonly skip: boolean;
      readonly note: string;
    }
  | { readonly kind: 'poke'; readonly at: 'entry' | 'exit'; readonly index: number; readonly bytes: Uint8Array }
  | { readonly kind: 'delay'; readonly at: 'entry' | 'exit'; readonly milliseconds: number }
  | { readonly kind: 'signal'; readonly signal: number };

/** What sets a part of a structure of the call at hand. */
export type FieldSetter = (action: Extract<Action, { kind: 'field' }>, value: ExpressionValue) => Step;

/** An action at this call. Throws a TamperError or an ExpressionError. */
export function resolve(action: Action, call: DecodedCall, scope: () => ExpressionScope, field: FieldSetter): Step {
  switch (action.kind) {
    case 'fail': {
      const { errno, skip, asValue } = action;
      return { kind: 'result', rval: BigInt(-errno), isError: !asValue, skip, note: skip ? 'skipped' : 'failed' };
    }
    case 'return':
      return { ...resultStep(valueAt(action.value, scope)), skip: action.skip };
    case 'set':
      return setStep(
        call,
        action.target,
        action.value instanceof Uint8Array ? action.value : valueAt(action.value, scope),
      );
    case 'field':
      return field(action, valueAt(action.value, scope));
    case 'syscall':
      return numberStep(call.arch, action.name);
    case 'signal':
      return { kind: 'signal', signal: action.signal };
    case 'delay':
      return action;
    case 'poke':
      return { kind: 'poke', at: action.at, index: pokedPlace(call, action.target), bytes: action.bytes };
    default:
      return action satisfies never;
  }
}

/** What a register holds that is no argument of the call is no place to write to. */
function pokedPlace(call: DecodedCall, target: string): number {
  const index = placeOf(call, target);
  const count = signatureOf(call.arch, call.name)?.args.length ?? 6;
  if (index < count) return index;
  throw new TamperError(`${call.name} has ${count} argument${count === 1 ? '' : 's'}, and no ${target}.`);
}

function valueAt(value: Exclude<Value, Uint8Array>, scope: () => ExpressionScope): ExpressionValue {
  return typeof value === 'bigint' ? value : value.evaluate(scope());
}

/** The program gets this value. */
export function resultStep(value: ExpressionValue): Extract<Step, { kind: 'result' }> {
  const rval = checkResult(wholeOf(value, 'A result'));
  return { kind: 'result', rval, isError: false, skip: false, note: `result = ${rval}` };
}

/** Another call instead. */
export function numberStep(arch: Arch, name: string): Step {
  const nr = syscallNumber(arch, name);
  if (nr === undefined) throw new TamperError(`There is no system call ${name} for ${arch} programs.`);
  return { kind: 'number', nr, note: `made as ${name}` };
}

/** A new value of an argument: a number for its register, or a text for the memory it points to. */
export function setStep(call: DecodedCall, target: string, value: ExpressionValue | Uint8Array): Step {
  const index = placeOf(call, target);
  const argument = signatureOf(call.arch, call.name)?.args[index];
  if (typeof value === 'string') return bytesStep(call, index, target, argument, Buffer.from(value, 'utf8'));
  if (value instanceof Uint8Array) return bytesStep(call, index, target, argument, value);
  const number = wholeOf(value, target);
  const bits = wordSize(call.arch) * 8;
  if (number < -(1n << BigInt(bits - 1)) || number >= 1n << BigInt(bits)) {
    throw new TamperError(`${number} does not fit into ${target}, which has ${bits} bits.`);
  }
  // A negative one may come as its whole register does.
  const signed = BigInt.asIntN(64, number);
  if (argument && NARROW.has(argument.type) && (signed < -(1n << 31n) || signed >= 1n << 32n)) {
    throw new TamperError(`${number} does not fit into ${target}, which has 32 bits.`);
  }
  const before = call.args.find((one) => one.index === index)?.node;
  const was = before ? `, was ${printNode(before)}` : '';
  return { kind: 'argument', index, value: BigInt.asUintN(bits, number), note: `${target} changed${was}` };
}

/** Types of which the kernel looks at 32 bits. */
const NARROW = new Set([
  'int',
  'uint',
  'fd',
  'dirfd',
  'pid',
  'tid',
  'uid',
  'gid',
  'flags',
  'open_flags',
  'signal',
  'whence',
]);

const TERMINATED = new Set(['path', 'cstring', 'module_params']);

function bytesStep(
  call: DecodedCall,
  index: number,
  target: string,
  argument: Argument | undefined,
  bytes: Uint8Array,
): Step {
  const type = argument?.type ?? '';
  const terminated = TERMINATED.has(type);
  if (!terminated && argument && !POINTERS.test(type)) {
    throw new TamperError(`${target} is a number to the kernel: a text can't be put there.`);
  }
  if (terminated && bytes.includes(0)) throw new TamperError(`${target} ends at its first NUL byte: leave it out.`);
  const lengthName = type === 'bytes' && argument?.direction === 'in' ? argument.params[0] : undefined;
  const signature = signatureOf(call.arch, call.name);
  const at = lengthName === undefined ? -1 : (signature?.args.findIndex((one) => one.name === lengthName) ?? -1);
  const before = call.args.find((one) => one.index === index)?.node;
  const content = terminated ? Uint8Array.from([...bytes, 0]) : bytes;
  const whole = before?.kind === 'string' && !before.truncated ? before.bytes.length : 0;
  const room = at >= 0 ? Number(call.raw[at] ?? 0n) : whole === 0 ? 0 : whole + (terminated ? 1 : 0);
  return {
    kind: 'text',
    index,
    bytes: content,
    length: at >= 0 ? at : undefined,
    room,
    restore: argument?.direction !== 'inout' && argument?.direction !== 'out',
    note: `${target} = ${quoteBytes(bytes, false, 'none')}${before ? `, was ${printNode(before)}` : ''}`,
  };
}

/** Types whose register is an address. */
const POINTERS =
  /^(path|cstring|bytes|path_bytes|cstring_out|module_params|ptr|hex|strings|env|iovec|sockaddr|.*_ptr|.*_array|.*_pair|.*attr.*|timespec.*|timeval.*|stat.*|sig.*|msghdr.*|pollfd|epoll.*|fd_set|rlimit.*|utsname|dents.*|struct.*|.*_arg)$/;

/** Which of the six registers. Throws a TamperError for a name that the call does not have. */
export function placeOf(call: DecodedCall, target: string): number {
  const place = argumentPlace(target);
  if (place !== undefined) return place;
  const shown = call.args.find((argument) => argument.name === target);
  if (shown) return shown.index;
  const index = signatureOf(call.arch, call.name)?.args.findIndex((argument) => argument.name === target) ?? -1;
  if (index >= 0) return index;
  const names = call.args.map((argument) => argument.name);
  throw new TamperError(
    `${call.name} has no argument ${target}. ${names.length > 0 ? `It has ${names.join(', ')}.` : 'It has none.'}`,
  );
}

function wholeOf(value: ExpressionValue, what: string): bigint {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'boolean') return value ? 1n : 0n;
  if (value === null) return 0n;
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  throw new TamperError(`${what} must be a whole number here.`);
}
