/**
 * Calls whose arguments depend on an operation (prctl, keyctl …), as data: `OPERATION type type …`, a type for each
 * argument behind the operation, as many as the operation uses. An operation that is not listed shows all, in
 * hexadecimal. Types: hex hex32 int uint ulong ptr fd pid id signal path str(N) (a string of at most N bytes), e(SET)
 * f(SET), [T] a pointer to one T of layout.ts, or a type of the family's own; `>` in front: the kernel fills it in.
 * Must not know any operation.
 */
import { bitsOf, nameIn, oneOf } from '../constants.ts';
import type { DecodeContext, Decoder } from '../context.ts';
import type { Decoded } from '../decoded.ts';
import { array, decimal, hex, low32, pending, pointer, processId, signed32, unsignedWord } from '../nodes.ts';
import { cstringAt, fieldsAt, pathAt } from '../reading.ts';
import type { Shape } from '../shapes/shape.ts';
import { type Layout, layout, layoutSize, structIn } from './layout.ts';
import { fdNode, idNode, signalNode } from './scalars.ts';

export type ArgumentReader = (context: DecodeContext, value: bigint) => Decoded;

export interface Operations {
  /** Reads argument `i` of the register list; the operation is argument `at`. */
  read(context: DecodeContext, i: number, value: bigint): Decoded;
  readonly shape: Shape;
}

const pointedLayouts = new Map<string, Layout>();

/** `[T]`. */
function behind(context: DecodeContext, address: bigint, type: string): Decoded {
  let of = pointedLayouts.get(type);
  if (!of) {
    of = layout(`value:${type}`);
    pointedLayouts.set(type, of);
  }
  const fields = fieldsAt(context, address, layoutSize(context, of));
  const node = fields && structIn(context, fields, of).fields[0]?.node;
  if (!node) return pointer(address);
  return node.kind === 'array' ? node : array(address, [node]);
}

const PLAIN: Readonly<Record<string, ArgumentReader>> = {
  hex: (context, value) => hex(unsignedWord(value, context.word)),
  hex32: (_context, value) => hex(low32(value)),
  int: (_context, value) => decimal(signed32(value)),
  uint: (_context, value) => decimal(low32(value)),
  ulong: (context, value) => decimal(unsignedWord(value, context.word)),
  long: (context, value) => decimal(BigInt.asIntN(context.word * 8, value)),
  ptr: (_context, value) => pointer(value),
  fd: fdNode,
  pid: (context, value) => processId(context.naming, signed32(value)),
  id: (_context, value) => idNode(value),
  signal: (_context, value) => signalNode(value),
  path: pathAt,
  str: cstringAt,
};

const SET = /^([ef])(32)?\((\w+)\)$/;
const STRING = /^str\((\d+)\)$/;

function readerOf(word: string, own: Readonly<Record<string, ArgumentReader>>): ArgumentReader {
  const known = own[word] ?? PLAIN[word];
  if (known) return known;
  const set = SET.exec(word);
  if (set) {
    const make = set[1] === 'e' ? oneOf : bitsOf;
    const name = set[3] as string;
    return (context, value) => make(name, set[2] ? low32(value) : unsignedWord(value, context.word), context.arch);
  }
  const string = STRING.exec(word);
  if (string) {
    const size = Number(string[1]);
    return (context, value) => cstringAt(context, value, Math.min(size, context.options.strings));
  }
  if (word.startsWith('[')) return (context, value) => behind(context, value, word.slice(1, -1));
  throw new Error(`not a type of an operation's argument: ${word}`);
}

interface Slot {
  readonly read: ArgumentReader;
  readonly out: boolean;
}

/**
 * `set` names the operations, `at` is the operation's place in the argument list, `rest` how many arguments are behind
 * it. Throws an Error for a text that is not in the form above.
 */
export function operations(
  text: string,
  set: string,
  own: Readonly<Record<string, ArgumentReader>> = {},
  all = 4,
): Operations {
  const rows = new Map<string, readonly Slot[]>();
  for (const line of text.trim().split('\n')) {
    const [names = '', ...types] = line.trim().split(/\s+/);
    const slots = types.map((word): Slot => {
      const out = word.startsWith('>');
      return { read: readerOf(out ? word.slice(1) : word, own), out };
    });
    for (const name of names.split(',')) rows.set(name, slots);
  }
  const rowOf = (context: DecodeContext): readonly Slot[] | undefined => {
    const operation = low32(context.args[0] ?? 0n);
    const name = nameIn(set, operation, context.arch) ?? nameIn(set, signed32(operation), context.arch);
    return name === undefined ? undefined : rows.get(name);
  };
  return {
    read(context, i, value) {
      const row = rowOf(context);
      if (!row) return PLAIN['hex']?.(context, value) ?? hex(value);
      const slot = row[i - 1];
      if (!slot) return pointer(value);
      if (!slot.out) return context.before ?? slot.read(context, value);
      return context.phase === 'entry' ? pending(value) : slot.read(context, value);
    },
    shape: {
      shown: (context) => (rowOf(context)?.length ?? all) + 1,
    },
  };
}

/** A decoder of the words `NAME_arg(op,i)`. */
export function operationArgument(of: Operations): Decoder {
  return (context, value, params) => of.read(context, Number(params[1] ?? 2) - 1, value);
}
