/**
 * Which namespaces a call has entered (strace -e namespace=new): those that its flags name, of the thread itself or, for
 * a new process, of that one. Nothing unless they are asked for.
 */
import type { DecodeContext } from '../context.ts';
import { low32 } from '../nodes.ts';
import { fieldsAt } from '../reading.ts';

/** linux/sched.h, and the names under /proc/PID/ns, in the order of the names. */
const KINDS: readonly (readonly [flag: bigint, kind: string])[] = [
  [0x02000000n, 'cgroup'],
  [0x08000000n, 'ipc'],
  [0x00020000n, 'mnt'],
  [0x40000000n, 'net'],
  [0x20000000n, 'pid'],
  [0x00000080n, 'time'],
  [0x10000000n, 'user'],
  [0x04000000n, 'uts'],
];
/** clone(2) has a signal in these bits, not CLONE_NEWTIME. */
const CSIGNAL = 0xffn;

type Entered = (context: DecodeContext, value: bigint) => string | undefined;

function entered(context: DecodeContext, flags: bigint, child?: number): string | undefined {
  const { namespace } = context.naming;
  if (!namespace) return undefined;
  const names = KINDS.filter(([flag]) => (flags & flag) !== 0n)
    .map(([, kind]) => namespace(kind, child))
    .filter((name) => name !== undefined);
  return names.length === 0 ? undefined : names.join(', ');
}

/** With a type of 0 the descriptor's own is entered: the text of its link begins with it. */
function typeOf(context: DecodeContext): bigint {
  const type = low32(context.args[1] ?? 0n);
  if (type !== 0n) return type;
  const path = context.naming.fdPath(Number(low32(context.args[0] ?? 0n)));
  return KINDS.find(([, kind]) => path?.startsWith(`${kind}:[`))?.[0] ?? 0n;
}

export const ENTERED: Readonly<Record<string, Entered>> = {
  clone: (context, value) => entered(context, low32(context.argument('flags') ?? 0n) & ~CSIGNAL, Number(value)),
  clone3: (context, value) => {
    if (!context.naming.namespace) return undefined;
    return entered(context, fieldsAt(context, context.args[0] ?? 0n, 8)?.u64(0) ?? 0n, Number(value));
  },
  setns: (context) => (context.naming.namespace ? entered(context, typeOf(context)) : undefined),
  unshare: (context) => entered(context, low32(context.args[0] ?? 0n)),
};
