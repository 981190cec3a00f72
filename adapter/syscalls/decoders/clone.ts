/**
 * New processes: clone's flags with the signal among them, clone3's structure (linux/sched.h).
 */
import { bitsOf } from '../constants.ts';
import type { DecodeContext, Decoder } from '../context.ts';
import type { Decoded } from '../decoded.ts';
import { array, decimal, hex, joined, low32, pointer, processId, struct, unsignedWord, withField } from '../nodes.ts';
import { type Fields, fieldBeyond, fieldsAt } from '../reading.ts';
import { fdNode, signalNode } from './scalars.ts';

/** linux/sched.h: CSIGNAL, the low byte. */
const CSIGNAL = 0xffn;

const cloneFlags: Decoder = (context, value) => {
  const flags = unsignedWord(value, context.word);
  const signal = signalNode(flags & CSIGNAL);
  const bits = bitsOf('clone_flags', flags & ~CSIGNAL, context.arch);
  if ((flags & CSIGNAL) === 0n) return bits;
  if (bits.value === 0n) return { ...signal, value: flags };
  return joined(flags, [bits, signal]);
};

/** linux/sched.h. */
const CLONE = {
  PIDFD: 0x1000n,
  SETTLS: 0x80000n,
  PARENT_SETTID: 0x100000n,
  CHILD_BITS: 0x1200000n,
  INTO_CGROUP: 0x200000000n,
};

/** struct clone_args: at least 64 bytes, 80 with set_tid, 88 with cgroup. Shown as far as the flags use it. */
const cloneArgs: Decoder = (context, value, params) => {
  const size = Number(low32(context.argument(params[0] ?? '') ?? 0n));
  if (size < 64) return pointer(value);
  const fields = fieldsAt(context, value, Math.min(size, CLONE_ARGS));
  if (!fields) return pointer(value);
  if (context.before && context.phase === 'exit') return cloneResult(context, context.before, fields);
  const flags = fields.u64(0);
  const has = (bits: bigint): boolean => (flags & bits) !== 0n;
  const signal = fields.u64(32);
  const tids = fields.length >= 80 ? fields.u64(64) : 0n;
  const count = fields.length >= 80 ? fields.u64(72) : 0n;
  const node = struct(value, [
    ['flags', clone3Flags(context, flags)],
    ['pidfd', has(CLONE.PIDFD) ? pointer(fields.u64(8)) : undefined],
    ['child_tid', has(CLONE.CHILD_BITS) ? pointer(fields.u64(16)) : undefined],
    ['parent_tid', has(CLONE.PARENT_SETTID) ? pointer(fields.u64(24)) : undefined],
    ['exit_signal', signal < INT_MAX ? signalNode(signal) : decimal(signal)],
    ['stack', pointer(fields.u64(40))],
    ['stack_size', hex(fields.u64(48))],
    ['tls', has(CLONE.SETTLS) ? pointer(fields.u64(56)) : undefined],
    ['set_tid', tids !== 0n || count !== 0n ? setTid(context, tids, count) : undefined],
    ['set_tid_size', tids !== 0n || count !== 0n ? decimal(count) : undefined],
    ['cgroup', cgroup(fields, has(CLONE.INTO_CGROUP))],
  ]);
  return withField(node, fieldBeyond(context, value, CLONE_ARGS, BigInt(size)));
};

const CLONE_ARGS = 88;
const INT_MAX = 0x7fffffffn;

function cgroup(fields: Fields, isUsed: boolean): Decoded | undefined {
  const known = fields.length >= CLONE_ARGS;
  return known && (isUsed || fields.u64(80) !== 0n) ? decimal(fields.u64(80)) : undefined;
}

/** What clone has no room for stands behind what both have, as strace has it. */
function clone3Flags(context: DecodeContext, flags: bigint): Decoded {
  const common = bitsOf('clone_flags', flags, context.arch);
  if (common.rest === 0n) return common;
  const own = bitsOf('clone3_flags', common.rest, context.arch);
  const names = common.rest === flags ? [] : common.names;
  return { ...own, value: flags, names: [...names, ...own.names] };
}

/** include/linux/pid_namespace.h: MAX_PID_NS_LEVEL. */
const TIDS_MAX = 32n;

function setTid(context: DecodeContext, address: bigint, count: bigint): Decoded {
  if (address === 0n || count === 0n || count > TIDS_MAX) return pointer(address);
  return context.decode({ type: 'int_array', params: [count.toString()], direction: 'in' }, address);
}

/** What the kernel wrote through pidfd and parent_tid, behind ` => `. */
function cloneResult(context: DecodeContext, before: Decoded, fields: Fields): Decoded {
  const flags = fields.u64(0);
  const behind = (bit: bigint, offset: number, node: (value: number) => Decoded): Decoded | undefined => {
    if ((flags & bit) === 0n) return undefined;
    const address = fields.u64(offset);
    const one = fieldsAt(context, address, 4);
    return one ? array(address, [node(one.i32(0))]) : pointer(address);
  };
  const after = struct(fields.address, [
    ['pidfd', behind(CLONE.PIDFD, 8, (value) => fdNode(context, value))],
    ['parent_tid', behind(CLONE.PARENT_SETTID, 24, (value) => processId(context.naming, value))],
  ]);
  if (after.fields.length === 0) return before;
  return { kind: 'change', before, after };
}

const parentTid: Decoder = (context, value, params) => {
  const fields = fieldsAt(context, value, 4);
  if (!fields) return pointer(value);
  const isTid = ((context.argument(params[0] ?? '') ?? 0n) & CLONE.PARENT_SETTID) !== 0n;
  const number = fields.i32(0);
  return array(value, [isTid ? processId(context.naming, number) : fdNode(context, number)]);
};

export const CLONES: Readonly<Record<string, Decoder>> = {
  clone_flags: cloneFlags,
  clone_args: cloneArgs,
  clone_tid: parentTid,
};
