/**
 * A stopped call to decoded values. A signature is compiled once per ABI to a list of decoders; a call then runs down
 * that list. In-arguments are decoded at entry and kept; what the kernel fills in is decoded at exit, and only when
 * the call succeeded. Pure over Memory and Naming; must not know what any type looks like: decoders/ do.
 */
import { type Arch, wordSize } from '../../native/abi/arch.ts';
import type { Argument, ArgumentType, Signature } from '../../native/abi/signature.ts';
import type { DecodedArgument, DecodedCall, DecodedResult } from './call.ts';
import type { DecodeContext, DecodeOptions, Memory, Naming, Result } from './context.ts';
import type { Decoded } from './decoded.ts';
import { genericDecoder } from './decoders/generic.ts';
import { decoderOf } from './decoders/index.ts';
import { pointer, unsignedWord } from './nodes.ts';
import { type Slot, type Target, targetOf } from './program.ts';
import type { Describer } from './results.ts';
import { fillsIn, HIDDEN_ON_ERROR, isShownOnError } from './shapes.ts';

/** strace's defaults. */
export const DEFAULT_OPTIONS: DecodeOptions = { strings: 32, abbreviate: true, decodeFds: false };

import type { CallInputs, ExitInputs } from './inputs.ts';

class CallContext implements DecodeContext {
  readonly arch: Arch;
  readonly word: 4 | 8;
  readonly memory: Memory;
  readonly naming: Naming;
  readonly options: DecodeOptions;
  readonly phase: 'entry' | 'exit';
  readonly args: readonly bigint[];
  readonly signature: Signature;
  readonly result: Result | undefined;
  /** Always there: a property that comes and goes makes an object slow. */
  before: Decoded | undefined = undefined;
  private readonly atEntry: DecodedCall | undefined;

  constructor(inputs: CallInputs, target: Target, phase: 'entry' | 'exit', result?: Result, atEntry?: DecodedCall) {
    this.arch = inputs.arch;
    this.word = wordSize(inputs.arch);
    this.memory = inputs.memory;
    this.naming = inputs.naming;
    this.options = inputs.options;
    this.phase = phase;
    this.signature = target.program.signature;
    this.result = result;
    this.atEntry = atEntry;
    this.args = argumentRegisters(this.arch, target.args, this.word);
  }

  argument(name: string): bigint | undefined {
    const { args } = this.signature;
    for (let i = 0; i < args.length; i++) {
      if ((args[i] as Argument).name === name) return this.args[i];
    }
    return undefined;
  }

  entry(name: string): Decoded | undefined {
    return this.atEntry?.args.find((argument) => argument.name === name)?.node;
  }

  decode(type: ArgumentType, value: bigint): Decoded {
    return (decoderOf(type.type) ?? genericDecoder)(this, value, type.params);
  }
}

/**
 * x32 passes 64-bit registers: an off_t or a u64 argument is not cut (asm/unistd.h: x32 has `long long` in one
 * register); pointers are 32-bit by themselves there.
 */
function argumentRegisters(arch: Arch, args: readonly bigint[], word: 4 | 8): readonly bigint[] {
  return word === 8 || arch === 'x32' ? args : args.map((value) => unsignedWord(value, 4));
}

/** What a call stood for at its entry, where memory said so: that may be other memory by the exit. */
const meant = new WeakMap<DecodedCall, Target>();

/** The call at its entry-stop (or seccomp-stop). Out-arguments are addresses until exit. */
export function decodeEntry(inputs: CallInputs): DecodedCall {
  const target = targetOf(inputs);
  const context = new CallContext(inputs, target, 'entry');
  const nodes: (Decoded | undefined)[] = [];
  const { slots } = target.program;
  for (let i = 0; i < slots.length; i++) {
    const slot = slots[i] as Slot;
    const value = slot.argument.type === 'sigframe' ? (inputs.stackPointer ?? 0n) : (context.args[slot.index] ?? 0n);
    nodes.push(slot.argument.direction === 'out' ? pointer(value) : readSlot(slot, context, value));
  }
  const call = assemble(inputs, target, context, nodes, undefined);
  if (target.via !== undefined) meant.set(call, target);
  return call;
}

/**
 * The call at its exit-stop. `entry` is what decodeEntry made of the same call: its in-arguments are kept, as the
 * memory behind them may have changed or be gone. Without it they are read now.
 */
export function decodeExit(entry: DecodedCall | undefined, inputs: ExitInputs): DecodedCall {
  const target = (entry?.via !== undefined && meant.get(entry)) || targetOf(inputs);
  const { result } = inputs;
  const context = new CallContext(inputs, target, 'exit', result, entry);
  const { program } = target;
  if (program.inOnly && entry?.name === program.signature.name) {
    return { ...entry, result: resultOf(program.describe, context, entry, result) };
  }
  const nodes: (Decoded | undefined)[] = [];
  const { slots } = program;
  for (let i = 0; i < slots.length; i++) {
    const slot = slots[i] as Slot;
    nodes.push(exitNode(context, slot, entry && nodeOf(entry, slot.index)));
  }
  return assemble(inputs, target, context, nodes, result);
}

function nodeOf({ args }: DecodedCall, index: number): Decoded | undefined {
  for (let i = 0; i < args.length; i++) {
    const argument = args[i] as DecodedArgument;
    if (argument.index === index) return argument.node;
  }
  return undefined;
}

/**
 * A decoder that trips over what a tracee made up is a defect; that must not end the session for the user, who sees the
 * address instead. The unit tests call decoders without this guard.
 */
function readSlot(slot: Slot, context: CallContext, value: bigint): Decoded {
  try {
    return slot.decoder(context, value, slot.argument.params);
  } catch (error) {
    defects.found?.(error);
    return pointer(value);
  }
}

/** For tests: who hears of a decoder that tripped. */
export const defects: { found?: ((error: unknown) => void) | undefined } = {};

function exitNode(context: CallContext, slot: Slot, before: Decoded | undefined): Decoded {
  const { argument } = slot;
  const value = context.args[slot.index] ?? 0n;
  switch (argument.direction) {
    case 'in':
      return before ?? readSlot(slot, context, value);
    case 'out':
      if (!fillsIn(context) && !isShownOnError(context, argument.type)) return pointer(value);
      return readSlot(slot, context, value);
    case 'inout': {
      if (context.result?.isError && HIDDEN_ON_ERROR.has(argument.type)) return pointer(value);
      if (context.result?.isError && !isShownOnError(context, argument.type)) {
        return before ?? readSlot(slot, context, value);
      }
      context.before = before;
      const node = readSlot(slot, context, value);
      context.before = undefined;
      return node;
    }
    default:
      return argument.direction satisfies never;
  }
}

function assemble(
  inputs: CallInputs,
  target: Target,
  context: CallContext,
  nodes: readonly (Decoded | undefined)[],
  result: Result | undefined,
): DecodedCall {
  const { slots, shape, order, signature } = target.program;
  const shown = shape?.shown?.(context) ?? signature.args.length;
  const args: DecodedArgument[] = [];
  for (const i of order) {
    const slot = slots[i] as Slot;
    if (slot.index >= shown || shape?.hides?.(slot.argument.name, context)) continue;
    const label = shape?.labels?.[slot.argument.name];
    const deferred = isPending(nodes[i]) || shape?.defers?.(slot.argument.name, context);
    const { name } = slot.argument;
    const node = nodes[i] as Decoded;
    const late =
      (shape?.known?.(node) ? undefined : slot.late) ?? (deferred === true ? 'value' : deferred || undefined);
    if (label === undefined && late === undefined) args.push({ name, index: slot.index, node });
    else
      args.push({
        name,
        index: slot.index,
        node,
        ...(label ? { label } : undefined),
        ...(late ? { late } : undefined),
      });
  }
  const { arch, nr, args: raw } = inputs;
  const { name } = signature;
  const { via } = target;
  const decoded: DecodedCall = via === undefined ? { arch, nr, name, args, raw } : { arch, nr, name, args, raw, via };
  if (!result) return decoded;
  return { ...decoded, result: resultOf(target.program.describe, context, decoded, result) };
}

const isPending = (node: Decoded | undefined): boolean => node?.pending === true;

function resultOf(describe: Describer, context: CallContext, call: DecodedCall, result: Result): DecodedResult {
  const { node, comment, pieces } = describe(context, call, result);
  if (comment === undefined) return { ...result, node };
  return pieces ? { ...result, node, comment, pieces } : { ...result, node, comment };
}
