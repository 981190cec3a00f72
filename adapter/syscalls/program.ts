/**
 * Signatures made ready for decoding: which decoder reads each argument and in which order, compiled once. Says which
 * call a number stands for. Must not read what arguments point to.
 */
import type { Arch } from '../../native/abi/arch.ts';
import { syscallText } from '../../native/abi/numbers/index.ts';
import type { Argument, ArgumentType, Signature } from '../../native/abi/signature.ts';
import { signatureOf } from '../../native/abi/signatures/index.ts';
import type { DecodedArgument } from './call.ts';
import type { Decoder } from './context.ts';
import { genericDecoder } from './decoders/generic.ts';
import { decoderOf } from './decoders/index.ts';
import { indirectCall } from './indirect.ts';
import type { CallInputs } from './inputs.ts';
import { type Describer, describerOf } from './results.ts';
import type { Shape } from './shapes/shape.ts';
import { shapeOf } from './shapes.ts';

export interface Slot {
  readonly argument: Argument;
  readonly index: number;
  readonly decoder: Decoder;
  /** Known only at exit. */
  readonly late: DecodedArgument['late'];
}

export interface Program {
  readonly signature: Signature;
  readonly slots: readonly Slot[];
  readonly shape: Shape | undefined;
  readonly order: readonly number[];
  readonly describe: Describer;
  /** At exit its arguments are what they were at entry. */
  readonly inOnly: boolean;
}

const UNKNOWN: Argument[] = [0, 1, 2, 3, 4, 5].map((i) => ({
  name: `arg${i}`,
  type: 'hex',
  params: [],
  direction: 'in',
}));
const UNKNOWN_RESULT: ArgumentType = { type: 'hex', params: [], direction: 'in' };

const programs = new WeakMap<Signature, Program>();
/** The path of every call: no name is looked up. */
const byNumber: Readonly<Record<Arch, Map<number, Program>>> = {
  x86_64: new Map(),
  i386: new Map(),
  x32: new Map(),
  aarch64: new Map(),
  arm: new Map(),
};

/** The call that is decoded: usually the one the number says. */
export interface Target {
  readonly program: Program;
  readonly args: readonly bigint[];
  readonly via?: string;
}

/**
 * The call that a number and its arguments stand for: i386's socketcall(2) and ipc(2) for the one they lead to. A
 * number without a call has a signature of six hexadecimal arguments.
 */
export function targetOf(inputs: CallInputs): Target {
  const { arch, nr, args } = inputs;
  if (arch === 'i386') {
    const name = syscallText(arch, nr);
    const indirect = indirectCall(name, args, inputs.memory);
    if (indirect) {
      return { program: programOf(indirect.signature.name, indirect.signature), args: indirect.args, via: name };
    }
  }
  if (inputs.signature) return { program: programOf(inputs.signature.name, inputs.signature), args };
  let program = byNumber[arch].get(nr);
  if (!program) {
    const name = syscallText(arch, nr);
    program = programOf(name, signatureOf(arch, name));
    // Numbers come from the tracee: keep the cache bounded.
    if (byNumber[arch].size < 4096) byNumber[arch].set(nr, program);
  }
  return { program, args };
}

function programOf(name: string, signature: Signature | undefined): Program {
  if (!signature) return compile({ name, classes: [], result: UNKNOWN_RESULT, args: UNKNOWN });
  const known = programs.get(signature);
  if (known) return known;
  const program = compile(signature);
  programs.set(signature, program);
  return program;
}

function compile(signature: Signature): Program {
  const slots: Slot[] = [];
  const shape = shapeOf(signature.name);
  signature.args.forEach((argument, index) => {
    if (argument.type === 'hidden' || argument.type === 'unused') return;
    slots.push({
      argument,
      index,
      decoder: decoderOf(argument.type) ?? genericDecoder,
      late: lateness(argument, shape),
    });
  });
  const order = shape?.order
    ? shape.order.map((name) => slots.findIndex((slot) => slot.argument.name === name)).filter((i) => i >= 0)
    : slots.map((_, i) => i);
  const inOnly = !shape && slots.every(({ argument }) => argument.direction === 'in');
  return { signature, slots, shape, order, describe: describerOf(signature), inOnly };
}

/** When a log can print an argument; what the values of a call change about it is in assemble. */
function lateness(argument: Argument, shape: Shape | undefined): DecodedArgument['late'] {
  const own = shape?.late?.[argument.name];
  if (own) return own;
  if (argument.direction === 'out') return 'value';
  // Value-result arguments are one `before => after`, and so not printed at entry.
  const isChange = argument.type.endsWith('_ptr');
  return argument.direction === 'inout' && isChange ? 'value' : undefined;
}
