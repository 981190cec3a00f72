/**
 * What the decode_*.c programs have shown of each structure: decoded in a call that succeeds, there in one that fails, and
 * as the address it is where that is bad. structures-not-shown.txt beside them names what cannot be shown.
 */
import { KINDS, type Kind } from './kinds.ts';
import { type LoggedCall, loggedCalls } from './logLine.ts';
import { operationText, type Structure, structures } from './structures.ts';

const isAddress = (text: string): boolean => /^0x[0-9a-f]{6,}$/.test(text);

/** decode.inc's. Not just any beginning of a page: a variable on the stack may stand at one. */
const BAD = '0x6bad1000';
const isBad = (text: string): boolean => text === BAD;

/** How a call that has this structure shows it, which may have others at `places`. */
function* kindsIn(call: LoggedCall, { at, isGiven }: Structure, places: readonly number[]): Iterable<Kind> {
  const text = call.args[at];
  if (text === undefined || text === 'NULL') return;
  if (!isBad(text)) {
    if (call.error !== undefined) yield 'failure';
    else if (!isAddress(text)) yield 'success';
    return;
  }
  // What is given was looked at whatever came of it; the rest only where the kernel succeeded, or came to this address.
  const isAlone = places.every((place) => place === at || !isBad(call.args[place] ?? ''));
  if (isGiven || call.error === undefined || (call.error === 'EFAULT' && isAlone)) yield 'bad pointer';
}

function isOf(call: LoggedCall, { operation }: Structure): boolean {
  if (operation === undefined) return true;
  return operation.texts.has(operationText(operation.at.map((at) => call.args[at]).join(', ')));
}

function grouped<T>(all: readonly T[], nameOf: (one: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const group = groups.get(nameOf(one));
    if (group) group.push(one);
    else groups.set(nameOf(one), [one]);
  }
  return groups;
}

/** `STRUCTURE KIND` of everything that these lines do not show. */
export function structuresNotShown(lines: Iterable<string>): string[] {
  const calls = grouped(loggedCalls(lines), (call) => call.name);
  const all = structures();
  const ofCalls = grouped(all, (structure) => structure.call);
  return all.flatMap((structure) => {
    const places = ofCalls.get(structure.call)?.map(({ at }) => at) ?? [];
    const own = (calls.get(structure.call) ?? []).filter((call) => isOf(call, structure));
    const seen = new Set(own.flatMap((call) => [...kindsIn(call, structure, places)]));
    return KINDS.filter((kind) => !seen.has(kind)).map((kind) => `${structure.key} ${kind}`);
  });
}

/** What stands in messages that programs send, by what says its type. */
const PARTS = [/cmsg_level=(\w+), cmsg_type=(\w+)/g, /(nlmsg_type)=(\w+)/g];
const SENDS = new Set(['sendto', 'sendmsg', 'sendmmsg', 'write']);

/** Control messages and netlink's that these lines show in a call that succeeds, or in one that fails, and not in both. */
export function messagesNotShown(lines: Iterable<string>): string[] {
  const seen = new Map<string, Set<Kind>>();
  for (const { name, args, error } of loggedCalls(lines)) {
    if (!SENDS.has(name)) continue;
    const text = args.join(', ');
    for (const [, of, type] of PARTS.flatMap((part) => [...text.matchAll(part)])) {
      const kinds = seen.get(`${of}, ${type}`) ?? new Set<Kind>();
      seen.set(`${of}, ${type}`, kinds.add(error === undefined ? 'success' : 'failure'));
    }
  }
  const ways = KINDS.filter((kind) => kind !== 'bad pointer');
  return [...seen].flatMap(([part, kinds]) => ways.filter((kind) => !kinds.has(kind)).map((kind) => `${part} ${kind}`));
}
