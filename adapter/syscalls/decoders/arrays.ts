/**
 * Pointers to one scalar, and arrays of scalars. strace shows one value behind a pointer as an array of one: `[5]`.
 */
import { nameIn, oneOf } from '../constants.ts';
import type { DecodeContext, Decoder } from '../context.ts';
import type { Decoded } from '../decoded.ts';
import { array, decimal, hex, low32, named, pointer, processId, signed32, unsignedWord } from '../nodes.ts';
import { arrayAt, type Fields, fieldsAt, parameter } from '../reading.ts';
import { fdNode, idNode, signalNode } from './scalars.ts';

interface Element {
  size(context: DecodeContext): number;
  node(fields: Fields, context: DecodeContext): Decoded;
}

const four = (node: Element['node']): Element => ({ size: () => 4, node });
const eight = (node: Element['node']): Element => ({ size: () => 8, node });
const word = (node: Element['node']): Element => ({ size: (context) => context.word, node });

const INT = four((fields) => decimal(fields.i32(0)));
const UINT = four((fields) => decimal(fields.u32(0)));
const ID = four((fields) => idNode(BigInt(fields.u32(0))));
const ID16: Element = {
  size: () => 2,
  node: (fields) => decimal(fields.u16(0) === 0xffff ? -1 : fields.u16(0)),
};
/** off_t and size_t in memory: 64 bits on x32 (its kernel ABI), the word elsewhere. */
const SIZE: Element = { size: (context) => context.word, node: (fields) => decimal(fields.ulong(0)) };
const LONG = word((fields) => decimal(fields.long(0)));

const ELEMENTS: Readonly<Record<string, Element>> = {
  int: INT,
  uint: UINT,
  u32: UINT,
  pid: four((fields, context) => processId(context.naming, fields.i32(0))),
  uid: ID,
  gid: ID,
  uid16: ID16,
  gid16: ID16,
  timer: INT,
  mempolicy: four((fields, context) => oneOf('mempolicy_modes', BigInt(fields.u32(0)), context.arch)),
  signal: four((fields) => signalNode(BigInt(fields.i32(0)))),
  mount_id: INT,
  ulong: SIZE,
  size: SIZE,
  off: LONG,
  loff: eight((fields) => decimal(fields.i64(0))),
  time: LONG,
  ptr: word((fields) => pointer(fields.ulong(0))),
  hex: word((fields) => hex(fields.ulong(0))),
  u64: eight((fields) => decimal(fields.u64(0))),
};

/** A decoder for `WORD_ptr`, or undefined when WORD is not a scalar that can stand in memory. */
export function pointerTo(scalar: string): Decoder | undefined {
  const element = ELEMENTS[scalar];
  if (!element) return undefined;
  return (context, value) => {
    const size = element.size(context);
    const fields = fieldsAt(context, value, size);
    if (!fields) return pointer(value);
    const node = array(value, [element.node(fields, context)]);
    const { before } = context;
    if (before?.kind !== 'array' || context.phase !== 'exit') return node;
    // sendfile moves its offset by what it returns.
    return context.result?.value === 0n ? before : { kind: 'change', before, after: node };
  };
}

function same(a: Decoded | undefined, b: Decoded | undefined): boolean {
  return a?.kind === 'int' && b?.kind === 'int' && a.value === b.value;
}

/** Counts are words, but where the call has an int. */
function arrayOf(element: Element, isInt = false): Decoder {
  return (context, value, params) => {
    const count = parameter(context, params[0]);
    if (count === undefined) return pointer(value);
    return arrayAt(
      context,
      value,
      isInt ? signed32(count) : unsignedWord(count, context.word),
      element.size(context),
      (fields) => element.node(fields, context),
    );
  };
}

/** linux/limits.h: NGROUPS_MAX. A count that the kernel refuses has no list. */
const NGROUPS_MAX = 65_536n;

function groups(element: Element): Decoder {
  const list = arrayOf(element, true);
  return (context, value, params) => {
    const count = signed32(parameter(context, params[0]) ?? 0n);
    return count < 0n || count > NGROUPS_MAX ? pointer(value) : list(context, value, params);
  };
}

/** accept and friends: `[16 => 10]`, the buffer's length before and the address's behind it. */
const socklen: Decoder = (context, value) => {
  // Without room for an address its length says nothing.
  const room = context.signature.args.find(({ type }) => type === 'sockaddr_out');
  if (room && context.argument(room.name) === 0n) return pointer(value);
  const fields = fieldsAt(context, value, 4);
  if (!fields) return pointer(value);
  const now = decimal(fields.i32(0));
  const then = context.before?.kind === 'array' ? context.before.items[0] : undefined;
  if (!then || same(then, now)) return array(value, [now]);
  return array(value, [{ kind: 'change', before: then, after: now }]);
};

const fdPair: Decoder = (context, value) => arrayAt(context, value, 2n, 4, (fields) => fdNode(context, fields.i32(0)));

/** CPUs shown at most, as bytes of the mask that are read: sched.h's CPU_SETSIZE. */
const MASK_BYTES_MAX = 128;

/** `[0 1 2 3]`: the numbers of the bits that are set. */
function maskNode(context: DecodeContext, address: bigint, bytes: bigint): Decoded {
  if (address === 0n) return pointer(address);
  if (bytes <= 0n) return { ...array(address, []), separator: ' ' };
  const size = bytes < BigInt(MASK_BYTES_MAX) ? Number(bytes) : MASK_BYTES_MAX;
  const fields = fieldsAt(context, address, size);
  if (!fields) return pointer(address);
  const items: Decoded[] = [];
  for (let bit = 0; bit < size * 8; bit++) {
    if ((fields.u8(bit >> 3) & (1 << (bit & 7))) !== 0) items.push(decimal(bit));
  }
  return { ...array(address, items, BigInt(size) < bytes), separator: ' ' };
}

const cpuSet: Decoder = (context, value, params) =>
  maskNode(context, value, low32(parameter(context, params[0]) ?? 0n));

/** strace shows node masks as words in hexadecimal. */
const nodeMask: Decoder = (context, value, params) => {
  // The kernel counts one less than it is told (mm/mempolicy.c, get_nodes).
  const bits = parameter(context, params[0]) ?? 0n;
  const perWord = BigInt(context.word * 8);
  // More than can be counted are no mask, as strace has it; the kernel reads none that long.
  const words = bits === 0n ? 0n : BigInt.asUintN(64, bits + perWord - 2n) / perWord;
  if (bits !== 0n && words === 0n) return pointer(value);
  const width = context.word * 2;
  return arrayAt(context, value, words, context.word, (fields) => ({ ...hex(fields.ulong(0)), width }));
};

/** move_pages' status: a node, or an error below zero. */
const STATUS = four((fields, context) => {
  const status = fields.i32(0);
  const name = status < 0 ? nameIn('errnos', BigInt(-status), context.arch) : undefined;
  return name === undefined ? decimal(status) : named(`-${name}`, status);
});

const PAGE = 4096n;

/** mincore's answer: a byte a page, of which the lowest bit counts. */
const residency: Decoder = (context, value, params) => {
  const length = unsignedWord(parameter(context, params[0]) ?? 0n, context.word);
  return arrayAt(context, value, (length + PAGE - 1n) / PAGE, 1, (fields) => decimal(fields.u8(0) & 1));
};

/** select's sets: `[3 4]`, bits below nfds. */
export function fdSetNode(context: DecodeContext, address: bigint, nfds: bigint): Decoded {
  if (address === 0n) return pointer(address);
  const count = nfds < 0n ? 0 : nfds > 65_536n ? 65_536 : Number(nfds);
  const size = Math.ceil(count / (context.word * 8)) * context.word;
  const fields = size === 0 ? undefined : fieldsAt(context, address, size);
  if (!fields) return pointer(address);
  const items: Decoded[] = [];
  let more = false;
  for (let fd = 0; fd < count; fd++) {
    if ((fields.u8(fd >> 3) & (1 << (fd & 7))) === 0) continue;
    if (items.length >= 1024) {
      more = true;
      break;
    }
    items.push(fdNode(context, fd));
  }
  return { ...array(address, items, more), separator: ' ' };
}

/** The sets as the program asked; what the kernel left of them is the result's comment (results.ts). */
const fdSet: Decoder = (context, value, params) =>
  context.before ?? fdSetNode(context, value, signed32(parameter(context, params[0]) ?? 0n));

export const ARRAYS: Readonly<Record<string, Decoder>> = {
  socklen_ptr: socklen,
  fd_pair: fdPair,
  pid_array: arrayOf(INT),
  gid_array: groups(ID),
  gid16_array: groups(ID16),
  int_array: arrayOf(INT),
  status_array: arrayOf(STATUS),
  residency,
  uint_array: arrayOf(UINT),
  fd_array: arrayOf(four((fields, context) => fdNode(context, fields.i32(0)))),
  ptr_array: arrayOf(ELEMENTS['ptr'] as Element),
  hex_array: arrayOf(ELEMENTS['hex'] as Element),
  u64_array: arrayOf(eight((fields) => hex(fields.u64(0)))),
  cpu_set: cpuSet,
  node_mask: nodeMask,
  fd_set: fdSet,
};
