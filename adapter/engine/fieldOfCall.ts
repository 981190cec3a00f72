/**
 * A part of a structure of a stopped call, by its name: the bytes that give it a value. Where it is in its structure is
 * remembered, because finding it takes hundreds of decodings and a rule may ask at every call.
 */
import { signatureOf } from '../../native/abi/signatures/index.ts';
import type { ExpressionValue } from '../breakpoints/scope.ts';
import type { DecodedCall } from '../syscalls/call.ts';
import type { Memory } from '../syscalls/context.ts';
import { decodeEntry, decodeExit } from '../syscalls/decode.ts';
import type { Path } from '../tamper/action.ts';
import { type FieldBytes, fieldBytes, type Places } from './changeField.ts';
import type { Step } from './changeStep.ts';
import { memoryOf, shortNamingOf } from './tracedMemory.ts';
import type { View } from './view.ts';

const places: Places = new Map();

/** Throws a TamperError where it can't be done. */
export function fieldOfCall(
  view: View,
  call: DecodedCall,
  argument: string,
  path: Path,
  value: ExpressionValue,
): FieldBytes {
  const decode = (memory: Memory): DecodedCall => decodeAgain(view, call, memory);
  return fieldBytes(memoryOf(view.tracee.tid), decode, argument, path, value, places);
}

/** The step that sets it at the call's entry; put back at the exit when the kernel only reads it. */
export function fieldStep(call: DecodedCall, argument: string, target: string, found: FieldBytes): Step {
  const direction = signatureOf(call.arch, call.name)?.args.find((one) => one.name === argument)?.direction;
  const { address, bytes, was } = found;
  return { kind: 'memory', address, bytes, restore: direction === 'in', note: `${target} changed, was ${was}` };
}

function decodeAgain(view: View, call: DecodedCall, memory: Memory): DecodedCall {
  const { arch, nr, raw, result } = call;
  const options = { strings: 256, abbreviate: true, details: true, decodeFds: false };
  const naming = shortNamingOf(view.tracee.tid);
  const inputs = { arch, nr, args: raw, memory, naming, options };
  return result ? decodeExit(undefined, { ...inputs, result }) : decodeEntry(inputs);
}
