/**
 * Netlink attributes (linux/netlink.h): a length, a type and a value each, the value by the table of the attributes'
 * set (netlinkTables.ts). Must not know the messages they belong to: netlinkFamilies.ts.
 */
import { nameIn, oneOf } from '../constants.ts';
import type { DecodeContext } from '../context.ts';
import type { Decoded } from '../decoded.ts';
import { array, decimal, struct } from '../nodes.ts';
import type { Fields } from '../reading.ts';
import { layoutSize } from './layout.ts';
import { netlinkLayout } from './netlinkLayouts.ts';
import { ATTRIBUTES } from './netlinkTables.ts';
import { bytesNode, layoutNode, scalarNode } from './netlinkValues.ts';

const HEADER = 4;
/** NLA_F_NESTED, NLA_F_NET_BYTEORDER. */
const NESTED = 0x8000;
const NET_ORDER = 0x4000;
/** Attributes inside attributes that are followed. */
const DEPTH_MAX = 8;

const AF_BRIDGE = 7;
const AF_INET6 = 10;

/** What the values of a message's attributes depend on. */
interface Scope {
  /** The address family of the message. */
  readonly family: number;
  readonly depth: number;
  /** What the attributes before said: IFLA_INFO_KIND and IFLA_INFO_SLAVE_KIND. */
  readonly kinds: Map<string, string>;
}

const types = new Map<string, ReadonlyMap<string, string>>();

function typeOf(set: string, name: string): string | undefined {
  let table = types.get(set);
  if (!table) {
    const words = (ATTRIBUTES[set] ?? '').split(' ');
    const rows: [string, string][] = [];
    for (let i = 0; i + 1 < words.length; i += 2) rows.push([words[i] as string, words[i + 1] as string]);
    table = new Map(rows);
    types.set(set, table);
  }
  return table.get(name);
}

type Special = (context: DecodeContext, data: Fields, scope: Scope) => Decoded | undefined;

const nested = (context: DecodeContext, data: Fields, set: string, scope: Scope): Decoded =>
  listNode(context, data, set, { ...scope, depth: scope.depth + 1, kinds: new Map() });

/** Attributes that are named by address families and hold the sets of those. */
const FAMILY_SETS: Readonly<Record<string, string>> = { AF_INET: 'rtnl_inet_attrs', AF_INET6: 'rtnl_inet6_attrs' };

const KIND_SETS: Readonly<Record<string, string>> = { bridge: 'rtnl_bridge_attrs', tun: 'rtnl_tun_attrs' };
const SLAVE_SETS: Readonly<Record<string, string>> = { bridge: 'rtnl_brport_attrs' };

const SPECIAL: Readonly<Record<string, Special>> = {
  afspec: (context, data, scope) =>
    nested(context, data, scope.family === AF_BRIDGE ? 'rtnl_bridge_af_attrs' : 'address_families', scope),
  protinfo: (context, data, scope) => {
    if (scope.family === AF_BRIDGE) return nested(context, data, 'rtnl_brport_attrs', scope);
    return scope.family === AF_INET6 ? nested(context, data, 'rtnl_inet6_attrs', scope) : undefined;
  },
  kinddata: (context, data, scope) => {
    const set = KIND_SETS[scope.kinds.get('IFLA_INFO_KIND') ?? ''];
    return set === undefined ? undefined : nested(context, data, set, scope);
  },
  slavedata: (context, data, scope) => {
    const set = SLAVE_SETS[scope.kinds.get('IFLA_INFO_SLAVE_KIND') ?? ''];
    return set === undefined ? undefined : nested(context, data, set, scope);
  },
  nexthops: (context, data, scope) => nexthops(context, data, scope),
};

/** RTA_MULTIPATH: struct rtnexthop with its attributes, one after the other. */
function nexthops(context: DecodeContext, data: Fields, scope: Scope): Decoded | undefined {
  const size = 8;
  const of = netlinkLayout('nexthop');
  if (!of || data.length < size) return undefined;
  const items: Decoded[] = [];
  for (let at = 0; at + size <= data.length && items.length < 256; ) {
    const one = data.at(at, data.length - at);
    const length = Math.min(one.u16(0), one.length);
    const head = layoutNode(context, one, of);
    if (!head) break;
    const rest = length > size ? nested(context, one.at(size, length - size), 'rtnl_route_attrs', scope) : undefined;
    items.push(rest ? array(one.address, [head, rest]) : head);
    if (length < size) break;
    at += (length + 3) & ~3;
  }
  return items.length === 1 ? items[0] : array(data.address, items);
}

/** Attributes whose names are indexes, each with a list of attributes: `each(SET)`; `each2` twice. */
function indexed(context: DecodeContext, data: Fields, set: string, scope: Scope, levels: number): Decoded {
  const inner = levels > 1 ? `each(${set})` : `nest(${set})`;
  return walk(context, data, scope, (one) => attributeNode(context, one, '', inner, scope));
}

/** Undefined when the bytes are not what the type says: shown as bytes then. */
function valueNode(context: DecodeContext, data: Fields, type: string, scope: Scope): Decoded | undefined {
  const special = SPECIAL[type];
  if (special) return special(context, data, scope);
  const form = /^(nest|each|each2)\((\w+)\)$/.exec(type);
  if (form?.[1] === 'nest') return nested(context, data, form[2] as string, scope);
  if (form) return indexed(context, data, form[2] as string, scope, form[1] === 'each2' ? 2 : 1);
  return scalarNode(context, data, type, scope.family);
}

/** A value with attributes behind it, `{…}+nest(…)`: two items of the list. */
function valueNodes(context: DecodeContext, data: Fields, type: string, scope: Scope): readonly Decoded[] {
  const [first = '', second] = type.split('+');
  if (second === undefined) return [valueNode(context, data, first, scope) ?? bytesNode(context, data)];
  const of = netlinkLayout(first.slice(1, -1));
  const size = of ? layoutSize(context, of) : 4;
  const head = valueNode(context, data, first, scope);
  if (!head) return [bytesNode(context, data)];
  const rest = data.length > size ? valueNode(context, data.at(size, data.length - size), second, scope) : undefined;
  return rest ? [head, rest] : [head];
}

/** `set` empty: the type is an index. `own`: the value's type, whatever the attribute is called. */
function attributeNode(
  context: DecodeContext,
  fields: Fields,
  set: string,
  own: string | undefined,
  scope: Scope,
): Decoded {
  const length = Math.min(fields.u16(0), fields.length);
  const flags = fields.u16(2);
  const type = BigInt(flags & ~(NESTED | NET_ORDER));
  const names: string[] = [];
  if ((flags & NESTED) !== 0) names.push('NLA_F_NESTED');
  if ((flags & NET_ORDER) !== 0) names.push('NLA_F_NET_BYTEORDER');
  const kind = oneOf(set, type, context.arch);
  const number = `0x${type.toString(16)}`;
  const spelled = kind.name ?? (kind.unknown === undefined ? number : `${number} /* ${kind.unknown} */`);
  const header = struct(fields.address, [
    ['nla_len', decimal(fields.u16(0))],
    [
      'nla_type',
      names.length === 0 ? kind : { kind: 'flags', value: BigInt(flags), names: [...names, spelled], rest: 0n },
    ],
  ]);
  if (length <= HEADER) return header;
  const data = fields.at(HEADER, length - HEADER);
  const name = nameIn(set, type, context.arch);
  const family = set === 'address_families' && name !== undefined ? FAMILY_SETS[name] : undefined;
  const valueType = own ?? (family ? `nest(${family})` : name === undefined ? undefined : typeOf(set, name));
  if (name === 'IFLA_INFO_KIND' || name === 'IFLA_INFO_SLAVE_KIND') {
    scope.kinds.set(name, Buffer.from(data.chars(0, data.length)).toString('latin1'));
  }
  const values =
    valueType && scope.depth < DEPTH_MAX ? valueNodes(context, data, valueType, scope) : [bytesNode(context, data)];
  return array(fields.address, [header, ...values]);
}

/** One attribute as it is, several as a list. */
function walk(context: DecodeContext, fields: Fields, scope: Scope, one: (fields: Fields) => Decoded): Decoded {
  const items: Decoded[] = [];
  const limit = context.options.abbreviate ? context.options.strings : 4096;
  let at = 0;
  let more = false;
  for (;;) {
    const left = fields.length - at;
    if (left < HEADER || scope.depth >= DEPTH_MAX) {
      items.push(bytesNode(context, fields.at(at, left)));
      break;
    }
    if (items.length >= limit) {
      more = true;
      break;
    }
    const length = fields.u16(at);
    items.push(one(fields.at(at, left)));
    const step = (length + 3) & ~3;
    if (length < HEADER || step >= left) break;
    at += step;
  }
  const first = items[0];
  return items.length === 1 && first && !more ? first : array(fields.address, items, more);
}

const listNode = (context: DecodeContext, fields: Fields, set: string, scope: Scope): Decoded =>
  walk(context, fields, scope, (one) => attributeNode(context, one, set, undefined, scope));

/** The attributes of a message. `family`: its address family. */
export function attributesNode(context: DecodeContext, fields: Fields, set: string, family: number): Decoded {
  return listNode(context, fields, set, { family, depth: 0, kinds: new Map() });
}

/** For tests: every set that has a table. */
export const describedAttributes = (): readonly string[] => Object.keys(ATTRIBUTES);
