/**
 * Which fields a structure of a call can have, whatever is in it: decoders are asked over memories of made-up bytes, and
 * what any of them shows is a field. Only for types whose form no other argument decides; of addresses it is the fields of
 * every family. Pure, slow (milliseconds) and remembered. Must not know what an expression is.
 */
import type { Arch } from '../../native/abi/arch.ts';
import { syscallNumber } from '../../native/abi/numbers/index.ts';
import { signatureOf } from '../../native/abi/signatures/index.ts';
import type { Memory } from './context.ts';
import { decodeEntry, decodeExit } from './decode.ts';
import type { Decoded } from './decoded.ts';
import type { CallInputs } from './inputs.ts';

export interface FieldNames {
  /** Of a structure; undefined where none was seen. */
  fields: Map<string, FieldNames> | undefined;
  /** Of a list's items. */
  items: FieldNames | undefined;
  /** There may be more. */
  open: boolean;
}

/** Words of the vocabulary (native/abi/signatures/vocabulary.ts) whose fields are all found so. */
const CLOSED: ReadonlySet<string> = new Set([
  ...[
    'timespec',
    'timespec64',
    'timespec32',
    'timespec_pair',
    'timespec64_pair',
    'timeval',
    'timeval_pair',
    'timezone',
  ],
  ...['utimbuf', 'itimerspec', 'itimerspec64', 'itimerval', 'tms', 'timex', 'timex64'],
  ...['stat', 'stat64', 'old_stat', 'statx', 'statfs', 'ustat', 'open_how'],
  ...['sockaddr', 'sockaddr_out', 'pollfd', 'epoll_event', 'epoll_events', 'iovec', 'iovec_out'],
  ...['sigaction', 'stack_t', 'rlimit', 'rlimit64', 'rusage', 'sched_attr', 'utsname', 'sysinfo', 'mq_attr', 'sembuf'],
]);

const ARCHES: readonly Arch[] = ['x86_64', 'i386', 'x32', 'aarch64'];
const FAMILIES = 46;
const RANDOM_FILLS = 64;
/** Far apart; behind the argument's length, where a call has one by address. */
const ADDRESS = 0x10_0000n;
const LENGTH_BYTES = 128;
/** Lengths that tell the addresses of one family apart (Bluetooth's four). */
const ADDRESS_LENGTHS = [6, 8, 10, 14, 16, 28, LENGTH_BYTES];
const ADDRESSES: ReadonlySet<string> = new Set(['sockaddr', 'sockaddr_out']);
/** Lists, whose parameter counts the items. */
const LISTS: ReadonlySet<string> = new Set(['pollfd', 'epoll_events', 'iovec', 'iovec_out', 'sembuf']);
const MOST_BYTES = 512;

/** Bytes by their offset from a structure's address. */
type Fill = (offset: number) => number;

function fills(): Fill[] {
  const list: Fill[] = [() => 0, () => 1, () => 0xff];
  for (let value = 0; value < FAMILIES; value++) {
    // A family in front, a kind in any word.
    list.push((offset) => (offset === 0 ? value : 0));
    list.push((offset) => (offset === 0 ? value : offset === 1 ? 0 : 0x41));
    list.push((offset) => (offset % 4 === 0 ? value : 0));
  }
  let state = 12_345;
  for (let round = 0; round < RANDOM_FILLS; round++) {
    const bytes = Uint8Array.from({ length: 1024 }, () => {
      state = (state * 1_103_515_245 + 12_345) & 0x7fffffff;
      return state >>> 16;
    });
    list.push((offset) => bytes[offset % bytes.length] as number);
  }
  return list;
}

function memoryOf(fill: Fill, lengthBytes: number): Memory {
  const bytes = (address: bigint, length: number): Uint8Array | undefined => {
    if (address < ADDRESS || length > MOST_BYTES) return undefined;
    const place = Number(address % ADDRESS);
    // A length behind a pointer of its own.
    const isLength = (address / ADDRESS) % 2n === 0n;
    return Uint8Array.from({ length }, (_, index) => {
      const offset = place + index;
      return isLength ? (offset === 0 ? lengthBytes : 0) : fill(offset) & 0xff;
    });
  };
  return {
    read: (address, length) => bytes(address, length),
    readSome: (address, max) => bytes(address, Math.min(max, MOST_BYTES)),
  };
}

const nothing = (): FieldNames => ({ fields: undefined, items: undefined, open: false });

function merge(into: FieldNames, node: Decoded): void {
  switch (node.kind) {
    case 'change':
      merge(into, node.before);
      merge(into, node.after);
      return;
    case 'struct':
      into.fields ??= new Map();
      for (const { name, node: field } of node.fields) {
        const names = into.fields.get(name) ?? nothing();
        into.fields.set(name, names);
        merge(names, field);
      }
      return;
    case 'array':
      into.items ??= nothing();
      for (const item of node.items) merge(into.items, item);
      return;
    default:
      return;
  }
}

/** Made when first asked for: few sessions do. */
let made: readonly Fill[] | undefined;
const known = new Map<string, FieldNames | undefined>();

/** Of an argument of a call, over every ABI that has the call; undefined where they are not known for sure. */
export function fieldNames(call: string, argument: string): FieldNames | undefined {
  const key = typesOf(call, argument);
  if (!known.has(key)) known.set(key, find(call, argument));
  return known.get(key);
}

/** Calls with an argument of the same type have the same fields. */
const typesOf = (call: string, argument: string): string =>
  ARCHES.map((arch) => {
    const type = syscallNumber(arch, call) === undefined ? undefined : signatureOf(arch, call)?.args;
    const one = type?.find(({ name }) => name === argument);
    return one ? `${one.direction} ${one.type}` : '';
  }).join();

function find(call: string, argument: string): FieldNames | undefined {
  const found = nothing();
  for (const arch of ARCHES) {
    const nr = syscallNumber(arch, call);
    const signature = signatureOf(arch, call);
    const type = signature?.args.find(({ name }) => name === argument);
    if (nr === undefined || !signature || !type) continue;
    if (!CLOSED.has(type.type)) return undefined;
    const lengths = ADDRESSES.has(type.type) ? ADDRESS_LENGTHS : LISTS.has(type.type) ? [1] : [LENGTH_BYTES];
    for (const length of lengths) {
      const args = signature.args.map((one): bigint => {
        if (one === type) return ADDRESS;
        if (one.type.endsWith('_ptr')) return 2n * ADDRESS;
        return type.params.includes(one.name) ? BigInt(length) : 1n;
      });
      made ??= fills();
      for (const fill of made) tryOut(found, argument, { arch, nr, args, memory: memoryOf(fill, length) });
    }
    // Behind a family's own structures more forms may be.
    if (ADDRESSES.has(type.type)) for (const field of found.fields?.values() ?? []) field.open = true;
  }
  return found.fields || found.items?.fields ? found : undefined;
}

/** What an expression sees: everything in detail. */
const OPTIONS = { strings: 32, abbreviate: false, details: true, decodeFds: false } as const;
const NAMING = { fdPath: () => undefined, cwd: () => undefined };

function tryOut(found: FieldNames, argument: string, call: Pick<CallInputs, 'arch' | 'nr' | 'args' | 'memory'>): void {
  const inputs = { ...call, naming: NAMING, options: OPTIONS };
  const entry = decodeEntry(inputs);
  const exit = decodeExit(entry, { ...inputs, result: { value: 1n, isError: false, errno: 0 } });
  for (const { args } of [entry, exit]) {
    const node = args.find(({ name }) => name === argument)?.node;
    if (node) merge(found, node);
  }
}
