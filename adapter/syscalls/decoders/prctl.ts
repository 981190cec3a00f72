/**
 * prctl and arch_prctl: the arguments by operation. Operations: linux/prctl.h, asm/prctl.h.
 */
import { bitsOf, nameIn, oneOf } from '../constants.ts';
import type { DecodeContext, Decoder } from '../context.ts';
import type { Decoded } from '../decoded.ts';
import {
  array,
  decimal,
  hex,
  low32,
  nameBehind,
  named,
  pending,
  pointer,
  processId,
  signed32,
  unsignedWord,
  withComment,
} from '../nodes.ts';
import { structAt } from '../reading.ts';
import { filterProgram } from './filter.ts';
import { type ArgumentReader, operationArgument, operations } from './operations.ts';
import { signalNode } from './scalars.ts';

const OPERATIONS = `
PR_GET_KEEPCAPS,PR_GET_SECCOMP,PR_GET_TIMERSLACK,PR_GET_TIMING,PR_GET_DUMPABLE,PR_GET_SECUREBITS,PR_GET_FP_MODE
PR_SVE_GET_VL,PR_SME_GET_VL,PR_TASK_PERF_EVENTS_DISABLE,PR_TASK_PERF_EVENTS_ENABLE
PR_GET_CHILD_SUBREAPER,PR_GET_ENDIAN,PR_GET_FPEMU,PR_GET_FPEXC >[u32]
PR_SET_CHILD_SUBREAPER,PR_SET_ENDIAN,PR_SET_FPEMU,PR_SET_FPEXC,PR_SET_KEEPCAPS,PR_SET_TIMING ulong
PR_SET_NAME str(15)
PR_GET_NAME >str(16)
PR_SET_PDEATHSIG death
PR_GET_PDEATHSIG >deaths
PR_GET_TID_ADDRESS >[ptr]
PR_GET_TSC >[e32(prctl_tsc)]
PR_SET_TSC e32(prctl_tsc)
PR_GET_UNALIGN >[f32(prctl_unalign)]
PR_SET_UNALIGN f32(prctl_unalign)
PR_SET_FP_MODE f32(prctl_fp_modes)
PR_SVE_SET_VL sve
PR_SME_SET_VL sme
PR_SET_DUMPABLE e(dumpable_values)
PR_CAPBSET_DROP,PR_CAPBSET_READ e(capabilities)
PR_CAP_AMBIENT e(prctl_cap_ambient) ambient hex hex
PR_MCE_KILL e(prctl_mce_kill) policy hex hex
PR_SET_VMA e(prctl_vma) vma_start vma_length vma_name
PR_SET_MM e32(prctl_mm) hex hex hex
PR_SET_PTRACER tracer
PR_SET_SECCOMP e(seccomp_modes) filter hex hex
PR_SET_SECUREBITS f(securebits)
PR_SET_TIMERSLACK long
PR_SET_NO_NEW_PRIVS,PR_SET_THP_DISABLE,PR_SET_IO_FLUSHER,PR_SET_MEMORY_MERGE ulong hex hex hex
PR_GET_SPECULATION_CTRL e(prctl_spec_stores)
PR_SET_SPECULATION_CTRL e(prctl_spec_stores) speculation
PR_PAC_RESET_KEYS f(prctl_pac_keys) hex hex hex
PR_PAC_SET_ENABLED_KEYS f(prctl_pac_keys) f(prctl_pac_keys) hex hex
PR_SET_TAGGED_ADDR_CTRL tagged hex hex hex
PR_SET_SYSCALL_USER_DISPATCH e(prctl_dispatch) hex hex ptr
PR_SCHED_CORE e32(prctl_sched_core) pid pidtype cookie
PR_SET_MDWE f(prctl_mdwe_flags) hex hex hex
PR_GET_AUXV ptr ulong hex hex
`;

/** linux/prctl.h: PR_MCE_KILL_SET, PR_SET_VMA_ANON_NAME, PR_SCHED_CORE_GET. */
const KILL_SET = 1n;
const ANON_NAME = 0n;
const CORE_GET = 0n;

const second = (context: DecodeContext): bigint => context.args[1] ?? 0n;
const word = (context: DecodeContext, value: bigint): Decoded => hex(unsignedWord(value, context.word));

const vma =
  (type: 'ptr' | 'ulong' | 'cstring'): ArgumentReader =>
  (context, value) =>
    second(context) === ANON_NAME ? context.decode({ type, params: [], direction: 'in' }, value) : word(context, value);

/** Vector lengths: flags above the low 16 bits, and the length. */
const vectorLength =
  (set: string): ArgumentReader =>
  (context, value) => {
    const flags = value & ~0xffffn;
    const length = value & 0xffffn;
    if (flags === 0n) return hex(length);
    const node = bitsOf(set, flags, context.arch);
    const rest = node.rest === 0n ? [] : [`0x${node.rest.toString(16)}`];
    return { kind: 'flags', value, names: [...node.names, ...rest, `0x${length.toString(16)}`], rest: 0n };
  };

/** linux/prctl.h: PR_TAGGED_ADDR_ENABLE, PR_MTE_TCF_MASK, PR_MTE_TAG_MASK. */
const tagged: ArgumentReader = (context, value) => {
  const names = [(value & 1n) === 0n ? '!PR_TAGGED_ADDR_ENABLE' : 'PR_TAGGED_ADDR_ENABLE'];
  const mode = value & 6n;
  names.push(nameIn('prctl_mte_modes', mode, context.arch) ?? `0x${mode.toString(16)}`);
  const tags = (value >> 3n) & 0xffffn;
  if (tags !== 0n) names.push(`0x${tags.toString(16)}<<PR_MTE_TAG_SHIFT`);
  return { kind: 'flags', value, names, rest: value & ~0x7ffffn };
};

/** linux/pid.h's own numbers, which no user header has: shown with the number. */
const PID_TYPES = ['PIDTYPE_PID', 'PIDTYPE_TGID', 'PIDTYPE_PGID', 'PIDTYPE_SID'];

const OWN: Readonly<Record<string, ArgumentReader>> = {
  death: (_context, value) => (value > 128n ? decimal(value) : signalNode(value)),
  deaths: (context, value) =>
    structAt(context, value, 4, (fields) => array(value, [signalNode(BigInt(fields.u32(0)))])),
  sve: vectorLength('prctl_sve_flags'),
  sme: vectorLength('prctl_sme_flags'),
  ambient: (context, value) => {
    const raises = second(context) >= 1n && second(context) <= 3n;
    return raises ? oneOf('capabilities', unsignedWord(value, context.word), context.arch) : word(context, value);
  },
  policy: (context, value) =>
    second(context) === KILL_SET ? oneOf('prctl_mce_kill_policies', value, context.arch) : word(context, value),
  vma_start: vma('ptr'),
  vma_length: vma('ulong'),
  vma_name: vma('cstring'),
  tracer: ({ naming }, value) =>
    signed32(value) === -1n ? named('PR_SET_PTRACER_ANY', -1) : processId(naming, signed32(value)),
  filter: (context, value) => (second(context) === 2n ? filterProgram(context, value, true) : word(context, value)),
  speculation: (context, value) =>
    nameIn('prctl_spec_stores', second(context), context.arch) === undefined
      ? word(context, value)
      : oneOf('prctl_spec_flags', unsignedWord(value, context.word), context.arch),
  tagged,
  pidtype: (_context, value) => withComment(hex(low32(value)), PID_TYPES[Number(low32(value))] ?? 'PIDTYPE_???'),
  cookie: (context, value) => {
    if (low32(second(context)) !== CORE_GET) return pointer(value);
    if (context.phase === 'entry') return pending(value);
    return structAt(context, value, 8, (fields) => array(value, [hex(fields.u64(0))]));
  },
};

const prctl = operations(OPERATIONS, 'prctl_ops', OWN);

/** PR_SET_SECCOMP uses one argument for SECCOMP_MODE_STRICT, two for a filter. */
export const prctlShape = {
  shown: (context: DecodeContext): number => {
    if (low32(context.args[0] ?? 0n) === 22n) {
      if (second(context) === 1n) return 2;
      if (second(context) === 2n) return 3;
    }
    return prctl.shape.shown?.(context) ?? 5;
  },
};

const ARCH_OPERATIONS = `
ARCH_SET_GS,ARCH_SET_FS ptr
ARCH_GET_GS,ARCH_GET_FS >[ptr]
ARCH_GET_CPUID
ARCH_GET_XCOMP_SUPP,ARCH_GET_XCOMP_PERM,ARCH_GET_XCOMP_GUEST_PERM >features
ARCH_REQ_XCOMP_PERM,ARCH_REQ_XCOMP_GUEST_PERM feature
`;

/** asm/fpu/types.h: the kernel's own numbers; strace shows the value and its names. */
const arch = operations(
  ARCH_OPERATIONS,
  'arch_prctl_ops',
  {
    features: (context, value) =>
      structAt(context, value, 8, (fields) => {
        const bits = fields.u64(0);
        const node = bitsOf('x86_feature_masks', bits, context.arch);
        const rest = node.rest === 0n ? [] : [`0x${node.rest.toString(16)}`];
        const names = node.names.length === 0 ? ['XFEATURE_MASK_???'] : [...node.names, ...rest];
        return array(value, [nameBehind(bits, names.join('|'))]);
      }),
    feature: (context, value) => {
      const number = unsignedWord(value, context.word);
      return nameBehind(number, nameIn('x86_features', number, context.arch) ?? 'XFEATURE_???');
    },
  },
  1,
);

export const archPrctlShape = arch.shape;

export const PRCTL: Readonly<Record<string, Decoder>> = {
  prctl_arg: operationArgument(prctl),
  arch_prctl_arg: (context, value) => arch.read(context, 1, value),
};
