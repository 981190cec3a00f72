/**
 * Strings, buffers, argument vectors and scatter/gather lists.
 */
import type { DecodeContext, Decoder } from '../context.ts';
import type { Decoded } from '../decoded.ts';
import { array, decimal, low32, pointer, struct, withComment } from '../nodes.ts';
import { arrayAt, bytesAt, cstringAt, parameter, pathAt } from '../reading.ts';
import { netlinkBuffer } from './netlink.ts';

/** Environment strings and arguments counted at most; the kernel's own limit is MAX_ARG_STRINGS. */
const COUNT_MAX = 65_536;

/** Bytes, or the messages of a netlink socket. */
const bufferAt = (context: DecodeContext, address: bigint, length: bigint): Decoded =>
  netlinkBuffer(context, address, length) ?? bytesAt(context, address, length);

const bytes: Decoder = (context, value, params) => {
  let length = parameter(context, params[0]);
  if (length === undefined) return pointer(value);
  // MSG_TRUNC: a datagram's whole length is returned.
  const limit = parameter(context, params[1]);
  if (limit !== undefined && limit < length) length = limit;
  const node = bufferAt(context, value, length);
  // Random bytes are never text (strace does the same).
  if (node.kind === 'string' && context.signature.name === 'getrandom') return { ...node, form: 'hex' };
  return node;
};

/** linux/utsname.h: __NEW_UTS_LEN. */
const UTS_MAX = 64n;

const utsName: Decoder = (context, value, params) => {
  const length = low32(parameter(context, params[0]) ?? 0n);
  return length > UTS_MAX ? pointer(value) : bytesAt(context, value, length);
};

/** readlink: as many bytes as the result says, and no NUL. */
const pathBytes: Decoder = (context, value, params) => {
  const length = parameter(context, params[0]);
  if (length === undefined) return pointer(value);
  return bytesAt(context, value, length);
};

const cstringOut: Decoder = (context, value, params) => {
  // Its length comes with its NUL.
  const length = (parameter(context, params[0]) ?? 0n) - 1n;
  const node = pathAt(context, value);
  if (node.kind !== 'string' || length < 0n || BigInt(node.bytes.length) <= length) return node;
  return { ...node, bytes: node.bytes.slice(0, Number(length)), truncated: true };
};

/** Bytes of all strings of a vector that are shown at most. */
const VECTOR_BYTES_MAX = 1 << 18;

/**
 * The pointers of a NULL-terminated vector, a page at a time: environments are long and every read is a system call.
 * `visit` says whether to go on. Returns the address that could not be read, if that ended it.
 */
function walkPointers(context: DecodeContext, start: bigint, visit: (address: bigint) => boolean): bigint | undefined {
  const { word } = context;
  for (let at = start; ; ) {
    const chunk = context.memory.readSome(at, 4096 - Number(at & 4095n));
    const whole = chunk ? chunk.length - (chunk.length % word) : 0;
    if (!chunk || whole === 0) {
      // A pointer across two pages.
      const one = context.memory.read(at, word);
      if (!one) return at;
      if (!visit(pointerIn(one, 0, word))) return undefined;
      at += BigInt(word);
      continue;
    }
    for (let offset = 0; offset < whole; offset += word) {
      if (!visit(pointerIn(chunk, offset, word))) return undefined;
    }
    at += BigInt(whole);
  }
}

function pointerIn(bytes: Uint8Array, offset: number, word: 4 | 8): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return word === 8 ? view.getBigUint64(offset, true) : BigInt(view.getUint32(offset, true));
}

/** argv: strings up to NULL; more than -s of them are `...` when abbreviating. */
const strings: Decoder = (context, value) => {
  if (value === 0n) return pointer(value);
  const limit = context.options.abbreviate ? context.options.strings : COUNT_MAX;
  const items: Decoded[] = [];
  let bytes = 0;
  let more = false;
  const unreadable = walkPointers(context, value, (address) => {
    if (address === 0n) return false;
    if (items.length >= limit || bytes > VECTOR_BYTES_MAX) {
      more = true;
      return false;
    }
    const item = cstringAt(context, address);
    if (item.kind === 'string') bytes += item.bytes.length;
    items.push(item);
    return true;
  });
  if (unreadable === undefined) return array(value, items, more);
  return items.length === 0 ? pointer(value) : { ...array(value, items, true), unreadable };
};

/** envp: `0x7ff… /* 23 vars *\/`, the strings themselves only when not abbreviating. */
const env: Decoder = (context, value, params) => {
  if (value === 0n || !context.options.abbreviate) return strings(context, value, params);
  let count = 0;
  let ended = false;
  walkPointers(context, value, (address) => {
    ended = address === 0n;
    if (!ended) count++;
    return !ended && count < COUNT_MAX;
  });
  if (count === 0 && !ended) return pointer(value);
  return withComment(pointer(value), ended ? plural(count) : `${plural(count)}, unterminated`);
};

const plural = (count: number): string => `${count} ${count === 1 ? 'var' : 'vars'}`;

/** struct iovec: buffers as long as they say, or as the result leaves of them. */
export function iovecNode(
  context: DecodeContext,
  address: bigint,
  count: bigint,
  filled?: bigint,
  isForeign = false,
): Decoded {
  const { word } = context;
  let left = filled;
  return arrayAt(context, address, count, word * 2, (fields) => {
    const base = fields.ulong(0);
    const length = fields.ulong(word);
    let shown = length;
    if (left !== undefined) {
      if (left < length) shown = left;
      left -= shown;
    }
    return struct(fields.address, [
      ['iov_base', isForeign ? pointer(base) : bufferAt(context, base, shown)],
      ['iov_len', decimal(length)],
    ]);
  });
}

/** The list itself without what it points to. */
const iovec: Decoder = (context, value, params) =>
  iovecNode(context, value, parameter(context, params[0]) ?? 0n, undefined, pointsElsewhere(context, params));

/** Addresses in another process: not read here. */
const pointsElsewhere = (context: DecodeContext, params: readonly string[]): boolean =>
  params[0] === 'riovcnt' || context.signature.name === 'process_madvise';

const iovecOut: Decoder = (context, value, params) =>
  iovecNode(
    context,
    value,
    parameter(context, params[0]) ?? 0n,
    parameter(context, params[1]),
    context.result?.isError === true,
  );

export const STRINGS: Readonly<Record<string, Decoder>> = {
  path: (context, value) => pathAt(context, value),
  cstring: (context, value) => cstringAt(context, value),
  module_params: (context, value) => cstringAt(context, value),
  path_bytes: pathBytes,
  uts_name: utsName,
  bytes,
  cstring_out: cstringOut,
  strings,
  env,
  iovec,
  iovec_out: iovecOut,
};
