/**
 * Decoded values and whole calls in strace's notation. Everything that comes out is printable ASCII: bytes of a tracee
 * pass through quote.ts. Must not decode, and must not know of lines, pids or columns: that is log/.
 */
import { errnoMessage, errnoName, isRestart } from '../../native/abi/constants/index.ts';
import type { DecodedArgument, DecodedCall, DecodedResult } from './call.ts';
import { type ConstantStyle, hasNumbers, isSpelling, styledConstant } from './constantStyle.ts';
import type {
  ArrayNode,
  CallNode,
  Decoded,
  EnumNode,
  FdNode,
  FieldNode,
  FlagsNode,
  IntNode,
  StringNode,
  StructNode,
} from './decoded.ts';
import { fdText } from './fdText.ts';
import { hexText, octalText, paddedHex } from './numberText.ts';
import { escapeText, type HexStyle, quoteBytes } from './quote.ts';

export interface PrintOptions {
  /** strace -x (`nonascii`) and -xx (`all`). */
  readonly hex: HexStyle;
  /** strace -X. */
  readonly constants?: ConstantStyle;
  /** Inside of a set of signals. */
  readonly decimal?: boolean;
  /** strace -N: `fd=3`. */
  readonly names?: boolean;
}

const PLAIN: PrintOptions = { hex: 'none' };

/** Values inside of each other: more than any structure has, and far from what the stack holds. */
const DEPTH_MAX = 64;
let depth = 0;

/** One value. */
export function printNode(node: Decoded, options: PrintOptions = PLAIN): string {
  if (depth >= DEPTH_MAX) return '...';
  depth++;
  let text: string;
  try {
    text = printValue(node, options);
  } finally {
    depth--;
  }
  if (node.comment === undefined || (node.isName && options.constants === 'raw')) return text;
  return `${text} /* ${node.comment} */`;
}

function printValue(node: Decoded, options: PrintOptions): string {
  switch (node.kind) {
    case 'int':
      return printInt(node);
    case 'enum':
      return styled(node, printEnum(node), options);
    case 'flags':
      return styled(node, printFlags(node), options);
    case 'string':
      return (node.prefix ?? '') + printString(node, style(node, options));
    case 'pointer':
      return node.address === 0n ? 'NULL' : hexText(node.address);
    case 'fd':
      return printFd(node, options);
    case 'struct':
      return printStruct(node, options);
    case 'array':
      return printArray(node, options);
    case 'call':
      return printSpelled(node, options);
    case 'change':
      return `${printNode(node.before, options)} => ${printNode(node.after, options)}`;
    default:
      return node satisfies never;
  }
}

/** Spellings of a constant that are numbers where constants are, by their format. */
const CONSTANT_CALLS: Readonly<Record<string, 10 | 16>> = { makedev: 16, _IOC: 16, QCMD: 10, IOPRIO_PRIO_VALUE: 10 };
/** Those whose own constants have their numbers as well. */
const INNER_STYLED = new Set(['IOPRIO_PRIO_VALUE']);
/** Requests of ioctl with their size. */
const REQUEST = /^(EVIOC|HIDIOC|UI_|JSIOC|SPI_IOC|MIXER_)/;

function printSpelled(node: CallNode, options: PrintOptions): string {
  const { constants } = options;
  if (node.plain && hasNumbers(options.constants)) {
    const number = printNode(node.plain, options);
    return constants === 'raw' ? number : `${number} /* ${spelledCall(node, { ...options, constants: 'abbrev' })} */`;
  }
  const radix = CONSTANT_CALLS[node.name] ?? (REQUEST.test(node.name) ? 16 : undefined);
  const isStyled = radix !== undefined && hasNumbers(options.constants);
  const number = radix === 10 ? node.value.toString() : hexText(node.value);
  if (isStyled && constants === 'raw') return number;
  const inner = isStyled && !INNER_STYLED.has(node.name) ? { ...options, constants: 'abbrev' as const } : options;
  const spelled = spelledCall(node, inner, node.fills === undefined ? '' : `, &${node.fills}`);
  return isStyled ? `${number} /* ${spelled} */` : spelled;
}

const spelledCall = (node: CallNode, options: PrintOptions, last = ''): string =>
  `${node.name}(${node.args.map((arg) => printNode(arg, options)).join(', ')}${last})`;

function printString(node: StringNode, hex: HexStyle): string {
  const { bytes, truncated } = (hex === 'nonascii' || hex === 'all' ? node.ended : undefined) ?? node;
  return quoteBytes(bytes, truncated, hex);
}

function style(node: StringNode, options: PrintOptions): HexStyle {
  return node.form === 'hex' ? 'all' : options.hex;
}

function printInt(node: IntNode): string {
  switch (node.radix) {
    case 10:
      return node.comm === undefined ? node.value.toString() : `${node.value}<${escapeText(node.comm, '<>')}>`;
    case 16:
      return node.width === undefined ? hexText(node.value) : paddedHex(node.value, node.width);
    case 8:
      return octalText(node.value);
    default:
      return node.radix satisfies never;
  }
}

function styled(node: EnumNode | FlagsNode, named: string, options: PrintOptions): string {
  const { constants, decimal = false } = options;
  if (node.kind === 'flags' && node.parts) return node.parts.map((part) => printNode(part, options)).join('|');
  if (node.kind === 'enum' && node.plain && hasNumbers(constants)) {
    return `${printNode(node.plain, options)}${constants === 'raw' ? '' : ` /* ${named} */`}`;
  }
  return hasNumbers(constants) ? styledConstant(node, constants, named, decimal) : named;
}

function printEnum(node: EnumNode): string {
  if (node.name !== undefined) return node.name;
  const number = node.radix === 10 ? node.value.toString() : hexText(node.value);
  return node.unknown === undefined ? number : `${number} /* ${node.unknown} */`;
}

function printFlags(node: FlagsNode): string {
  const { names, rest } = node;
  if (node.restRadix !== undefined) {
    const number = node.restRadix === 8 ? octalText(rest) : rest.toString();
    return names.length === 0 ? number : `${names.join('|')}|${number}`;
  }
  if (names.length === 0) {
    return rest === 0n || node.unknown === undefined ? hexText(rest) : `${hexText(rest)} /* ${node.unknown} */`;
  }
  const known = names.length === 1 ? (names[0] as string) : names.join('|');
  return rest === 0n ? known : `${known}|${hexText(rest)}`;
}

function printFd(node: FdNode, { constants }: PrintOptions): string {
  let number = node.name ?? node.fd.toString();
  if (node.name !== undefined && constants === 'raw') number = node.fd.toString();
  if (node.name !== undefined && constants === 'verbose') number = `${node.fd} /* ${node.name} */`;
  return number + fdText(node);
}

function printStruct(node: StructNode, options: PrintOptions): string {
  let text = '{';
  for (const field of node.fields) {
    if (field.detail) continue;
    if (text.length > 1) text += ', ';
    if (field.gap) text += '..., ';
    text += fieldLabel(field, options) + printNode(field.node, options);
  }
  if (node.more) text += text.length > 1 ? ', ...' : '...';
  return `${text}}`;
}

function fieldLabel({ name, label, node }: FieldNode, options: PrintOptions): string {
  // As bytes it does not say itself what it fills in.
  const isNamed = node.kind === 'call' && node.plain !== undefined && hasNumbers(options.constants);
  if (name === '' || (label === 'none' && !isNamed)) return '';
  return label === 'comment' ? `/* ${name} */ ` : `${name}=`;
}

function printArray(node: ArrayNode, options: PrintOptions): string {
  if (node.plain && options.constants === 'raw') return printNode(node.plain, options);
  const text = printItems(node, options);
  return node.plain && options.constants === 'verbose' ? `${text} /* ${printNode(node.plain)} */` : text;
}

function printItems(node: ArrayNode, options: PrintOptions): string {
  const separator = node.separator ?? ', ';
  const own = separator === ' ' && options.constants && !node.plain ? { ...options, decimal: true } : options;
  let text = `${node.prefix ?? ''}[`;
  let first = true;
  const shown = Math.min(node.items.length, node.brief ?? node.items.length);
  for (let i = 0; i < shown; i++) {
    if (!first) text += separator;
    first = false;
    const label = node.labels?.[i];
    if (label !== undefined) text += `[${label}]=`;
    text += printNode(node.items[i] as Decoded, own);
  }
  if (node.more || shown < node.items.length) text += first ? '...' : `${separator}...`;
  if (node.unreadable !== undefined) text += ` /* ${hexText(node.unreadable)} */`;
  return `${text}]`;
}

/** `name=value` only where strace labels arguments. */
export function printArgument(argument: DecodedArgument, options: PrintOptions = PLAIN): string {
  const text = printNode(argument.node, options);
  const label = argument.label ?? (options.names ? argument.name : undefined);
  return label === undefined ? text : `${label}=${text}`;
}

function join(args: readonly DecodedArgument[], from: number, to: number, options: PrintOptions): string {
  let text = '';
  for (let i = from; i < to; i++) {
    if (i > from) text += ', ';
    text += printArgument(args[i] as DecodedArgument, options);
  }
  return text;
}

/** All arguments, as far as they are known. */
export function printArguments(call: DecodedCall, options: PrintOptions = PLAIN): string {
  return join(call.args, 0, call.args.length, options);
}

/** Which argument is the first that a log prints at exit; undefined: all are printed at entry. */
export function firstLate(call: DecodedCall): number | undefined {
  const late = call.args.findIndex((argument) => argument.late !== undefined);
  return late < 0 ? undefined : late;
}

/** What a log prints of the arguments at entry: `3, ` of `read(3, "…", 10)`. */
export function printEntryArguments(call: DecodedCall, options: PrintOptions = PLAIN): string {
  const { args } = call;
  const late = firstLate(call);
  if (late === undefined) return join(args, 0, args.length, options);
  switch (args[late]?.late) {
    case 'comma':
      return join(args, 0, late, options);
    case 'change':
      return join(args, 0, late + 1, options);
    default:
      return late === 0 ? '' : `${join(args, 0, late, options)}, `;
  }
}

/** The rest at exit, `late` being what firstLate said at entry. */
export function printExitArguments(call: DecodedCall, late: number | undefined, options: PrintOptions = PLAIN): string {
  if (late === undefined) return '';
  const { args } = call;
  const first = args[late];
  switch (first?.late) {
    case 'comma':
      return `${late === 0 ? '' : ', '}${join(args, late, args.length, options)}`;
    case 'change': {
      const changed = first.node.kind === 'change' ? ` => ${printNode(first.node.after, options)}` : '';
      const rest = join(args, late + 1, args.length, options);
      return rest === '' ? changed : `${changed}, ${rest}`;
    }
    default:
      return join(args, late, args.length, options);
  }
}

/** What stands behind `= `: `3`, `-1 ENOENT (No such file or directory)`, `? ERESTARTSYS (To be restarted …)`. */
export function printResult(result: DecodedResult | undefined, options: PrintOptions = PLAIN): string {
  if (!result) return '?';
  const note = printMarks(result);
  if (result.isError) return `${printError(result)}${note}`;
  const said = options.constants === 'raw' && isSpelling(result.pieces) ? undefined : result.comment;
  const comment = said === undefined ? '' : ` (${printComment(result, options) ?? said})`;
  return printNode(result.node, options) + comment + note;
}

function printComment({ pieces }: DecodedResult, options: PrintOptions): string | undefined {
  if (options.constants === undefined) return undefined;
  return pieces?.map((piece) => (typeof piece === 'string' ? piece : printNode(piece, options))).join('');
}

function printMarks({ injected, delayed }: DecodedResult): string {
  const what = injected === 'retval' ? ' (INJECTED)' : injected === undefined ? '' : ` (INJECTED: ${injected})`;
  return delayed ? `${what} (DELAYED)` : what;
}

function printError(result: DecodedResult): string {
  const { errno } = result;
  const name = errnoName(errno);
  const note = result.comment ?? errnoMessage(errno);
  const message = note === undefined ? '' : ` (${note})`;
  if (name === undefined) return `-1 (errno ${errno})`;
  return `${isRestart(errno) ? '?' : '-1'} ${name}${message}`;
}

/** The whole call on one line, with its result when it has one: `close(3) = 0`. */
export function printCall(call: DecodedCall, options: PrintOptions = PLAIN): string {
  const text = `${call.name}(${printArguments(call, options)})`;
  return call.result ? `${text} = ${printResult(call.result, options)}` : text;
}
