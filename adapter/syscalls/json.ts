/**
 * Decoded values as JSON values, for programs that read a log: numbers, texts and objects under the kernel's names.
 * Every byte of a tracee survives: text that is no UTF-8 comes as base64. Pure; must not know of lines.
 */
import type { FdDetail } from '../../native/tracer/fdDetail.ts';
import type { ArrayNode, Decoded, EnumNode, FdNode, FlagsNode, StringNode, StructNode } from './decoded.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Spellings that stand for one of their arguments: a port, an address. */
const INNER: Readonly<Record<string, number>> = { htons: 0, htonl: 0, htobs: 0, inet_addr: 0, inet_pton: 1 };

/** A decoder makes less; a bound costs nothing. */
const DEPTH_MAX = 32;

/** A value as JSON has it; numbers beyond 2^53 as texts. What is nested too deep is null. */
export function jsonValue(node: Decoded, depth = 0): Json {
  if (depth > DEPTH_MAX) return null;
  switch (node.kind) {
    case 'int':
      return node.comm === undefined ? jsonNumber(node.value) : { value: jsonNumber(node.value), comm: node.comm };
    case 'enum':
      return enumValue(node);
    case 'flags':
      return flagsValue(node);
    case 'string':
      return stringJson(node);
    case 'pointer':
      return jsonAddress(node.address);
    case 'fd':
      return fdValue(node);
    case 'struct':
      return structValue(node, depth);
    case 'array':
      return arrayValue(node, depth);
    case 'call': {
      const inner = node.args[INNER[node.name] ?? -1];
      if (inner) return jsonValue(inner, depth + 1);
      return {
        call: node.name,
        args: node.args.map((arg) => jsonValue(arg, depth + 1)),
        value: jsonNumber(node.value),
      };
    }
    case 'change':
      return { before: jsonValue(node.before, depth + 1), after: jsonValue(node.after, depth + 1) };
    default:
      return node satisfies never;
  }
}

/** A number, or its decimal digits where a double could not hold it. */
export const jsonNumber = (value: bigint): number | string =>
  value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)
    ? Number(value)
    : value.toString();

/** Hexadecimal, null for NULL. */
const jsonAddress = (address: bigint): string | null =>
  address === 0n ? null : `0x${BigInt.asUintN(64, address).toString(16)}`;

const enumValue = ({ value, name }: EnumNode): Json =>
  name === undefined ? { value: jsonNumber(value) } : { value: jsonNumber(value), name };

function flagsValue({ value, names, rest }: FlagsNode): Json {
  return { value: jsonNumber(value), names, ...(rest !== 0n && { rest: jsonNumber(rest) }) };
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function textOf(bytes: Uint8Array): { text: string } | { base64: string } {
  try {
    return { text: utf8.decode(bytes) };
  } catch {
    return { base64: Buffer.from(bytes).toString('base64') };
  }
}

/** A plain text where it is all there and UTF-8. */
function stringJson({ bytes, truncated, prefix }: StringNode): Json {
  const read = textOf(bytes);
  if ('text' in read && !truncated && prefix === undefined) return read.text;
  return { ...read, ...(truncated && { truncated: true }), ...(prefix !== undefined && { abstract: true }) };
}

function fdValue({ fd, name, path, detail }: FdNode): Json {
  return {
    fd,
    ...(name !== undefined && { name }),
    ...(path !== undefined && { path }),
    ...(detail && detailValue(detail)),
  };
}

function detailValue(detail: FdDetail): { [key: string]: Json } {
  switch (detail.kind) {
    case 'dev':
      return { device: { type: detail.type, major: detail.major, minor: detail.minor } };
    case 'socket': {
      const { protocol, inode, address } = detail;
      const of = { protocol, inode };
      switch (address?.kind) {
        case undefined:
          return { socket: of };
        case 'inet':
          return {
            socket: { ...of, local: address.local, ...(address.remote !== undefined && { remote: address.remote }) },
          };
        case 'unix':
          return { socket: { ...of, ...(address.peer !== 0 && { peer: address.peer }), name: textOf(address.name) } };
        case 'netlink':
          return { socket: { ...of, family: address.protocol, port: address.port } };
        default:
          return address satisfies never;
      }
    }
    case 'pidfd':
      return { pid: detail.pid };
    case 'signalfd':
      return { signals: `0x${detail.mask.toString(16)}` };
    case 'eventfd':
      return {
        count: jsonNumber(detail.count),
        ...(detail.semaphore !== undefined && { semaphore: detail.semaphore }),
      };
    default:
      return detail satisfies never;
  }
}

function structValue({ fields, more }: StructNode, depth: number): Json {
  const object: { [key: string]: Json } = Object.create(null) as { [key: string]: Json };
  fields.forEach(({ name, node }, index) => {
    object[name === '' || Object.hasOwn(object, name) ? `${name}[${index}]` : name] = jsonValue(node, depth + 1);
  });
  if (more || fields.some(({ gap }) => gap)) object['...'] = true;
  return object;
}

/** A list; an object around it where something is to be said of it. */
function arrayValue({ items, more, unreadable, prefix, labels }: ArrayNode, depth: number): Json {
  const list = items.map((item) => jsonValue(item, depth + 1));
  if (labels) return Object.fromEntries(list.map((value, index) => [labels[index] ?? String(index), value]));
  if (prefix === '~') return { not: list };
  const truncated = more || unreadable !== undefined;
  return truncated ? { items: list, truncated } : list;
}

/** One line of ASCII: what is beyond it, and what ends a line somewhere, is escaped. */
export const jsonLine = (value: Json): string =>
  `${JSON.stringify(value).replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`;
