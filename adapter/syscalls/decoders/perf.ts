/**
 * perf_event_open: struct perf_event_attr (linux/perf_event.h), as far as its own size goes. Bit fields stand in one
 * 64-bit word.
 */
import { bitsOf, nameIn, oneOf } from '../constants.ts';
import type { DecodeContext, Decoder } from '../context.ts';
import type { Decoded } from '../decoded.ts';
import { decimal, hex, pointer, struct, withComment } from '../nodes.ts';
import { printNode } from '../print.ts';
import { Fields, fieldsAt } from '../reading.ts';

const SIZE_FIRST = 64;
/** Up to wakeup_events. */
const SIZE_BRIEF = 48;
const SIZE_KNOWN = 144;

const FLAGS = [
  'disabled inherit pinned exclusive exclude_user exclude_kernel exclude_hv exclude_idle mmap comm freq inherit_stat',
  'enable_on_exec task watermark precise_ip:2 mmap_data sample_id_all exclude_host exclude_guest',
  'exclude_callchain_kernel exclude_callchain_user mmap2 comm_exec use_clockid context_switch write_backward',
  'namespaces ksymbol bpf_event aux_output cgroup text_poke build_id inherit_thread remove_on_exec sigtrap',
]
  .join(' ')
  .split(' ');

const PRECISION = ['arbitrary skid', 'constant skid', 'requested to have 0 skid', 'must have 0 skid'];

type Field = readonly [name: string, node: Decoded | undefined];

/** Linux 5.14: the PMU of the event is in the upper half. */
const PMU_SHIFT = 32n;
const EVENT = 0xffffffffn;

const pmuOf = (config: bigint): string[] =>
  config >> PMU_SHIFT === 0n ? [] : [`0x${(config >> PMU_SHIFT).toString(16)}<<${PMU_SHIFT}`];

function hardwareConfig(context: DecodeContext, config: bigint): Decoded {
  const event = oneOf('perf_hw_ids', config & EVENT, context.arch);
  const pmu = pmuOf(config);
  return pmu.length === 0 ? event : { kind: 'flags', value: config, names: [...pmu, printNode(event)], rest: 0n };
}

function cacheConfig(context: DecodeContext, config: bigint): Decoded {
  const part = (set: string, value: bigint, unknown: string): string =>
    nameIn(set, value, context.arch) ?? `0x${value.toString(16)} /* ${unknown} */`;
  const names = [
    `${part('perf_hw_cache_results', (config >> 16n) & 0xffn, 'PERF_COUNT_HW_CACHE_RESULT_???')}<<16`,
    `${part('perf_hw_cache_ops', (config >> 8n) & 0xffn, 'PERF_COUNT_HW_CACHE_OP_???')}<<8`,
    part('perf_hw_cache_ids', config & 0xffn, 'PERF_COUNT_HW_CACHE_???'),
  ];
  const rest = (config & EVENT) >> 24n;
  if (rest !== 0n) names.unshift(`0x${rest.toString(16)}<<24`);
  names.unshift(...pmuOf(config));
  return { kind: 'flags', value: config, names, rest: 0n };
}

function config(context: DecodeContext, type: bigint, value: bigint): Decoded {
  switch (nameIn('perf_types', type, context.arch)) {
    case 'PERF_TYPE_HARDWARE':
      return hardwareConfig(context, value);
    case 'PERF_TYPE_SOFTWARE':
      return oneOf('perf_sw_ids', value, context.arch);
    case 'PERF_TYPE_TRACEPOINT':
      return decimal(value);
    case 'PERF_TYPE_HW_CACHE':
      return cacheConfig(context, value);
    default:
      return hex(value);
  }
}

function flagFields(bits: bigint): Field[] {
  const fields: Field[] = [];
  let at = 0n;
  for (const word of FLAGS) {
    const [name = '', width] = word.split(':');
    const size = BigInt(width ?? '1');
    const value = (bits >> at) & ((1n << size) - 1n);
    const node = decimal(value);
    fields.push([name, name === 'precise_ip' ? withComment(node, PRECISION[Number(value)] as string) : node]);
    at += size;
  }
  const rest = bits >> at;
  fields.push(['__reserved_1', rest === 0n ? undefined : withComment(hex(rest), `Bits 63..${at}`)]);
  return fields;
}

const BREAKPOINT = 5n;
const BRANCH_STACK = 0x800n;
const STACK_USER = 0x2000n;
const FREQ = 1n << 10n;
const WATERMARK = 1n << 14n;
const USE_CLOCKID = 1n << 25n;

/** Bytes that have no name yet stand behind the field in front of them, if they are not zero. */
const reserved = (node: Decoded, where: string, value: number | false): Decoded =>
  value ? withComment(node, `bytes ${where}: 0x${value.toString(16)}`) : node;

/** Linux 6.13: aux_action, of which the first bits have names. */
const AUX_ACTIONS = ['aux_start_paused', 'aux_pause', 'aux_resume'];
const AUX_ACTION = 116;

const unknownAction = (fields: Fields): number =>
  fields.u32(AUX_ACTION) >>> AUX_ACTIONS.length === 0 ? 0 : fields.u32(AUX_ACTION);

function auxAction(fields: Fields, size: number): Field[] {
  const bits = size > AUX_ACTION ? fields.u32(AUX_ACTION) : 0;
  return AUX_ACTIONS.map((name, bit) => [name, (bits >> bit) & 1 ? decimal(1) : undefined]);
}

function details(context: DecodeContext, fields: Fields, size: number): Field[] {
  const bits = fields.u64(40);
  const sample = fields.u64(24);
  const type = BigInt(fields.u32(0));
  const at = (offset: number, node: () => Decoded): Decoded | undefined => (offset < size ? node() : undefined);
  const isBreakpoint = type === BREAKPOINT;
  const kind = fields.u32(52);
  return [
    [(bits & WATERMARK) !== 0n ? 'wakeup_watermark' : 'wakeup_events', decimal(fields.u32(48))],
    [
      'bp_type',
      isBreakpoint
        ? kind <= 7
          ? { ...oneOf('perf_breakpoint_types', BigInt(kind), context.arch), unknown: 'HW_BREAKPOINT_INVALID' }
          : oneOf('perf_breakpoint_types', BigInt(kind), context.arch)
        : undefined,
    ],
    [isBreakpoint ? 'bp_addr' : 'config1', hex(fields.u64(56))],
    [isBreakpoint ? 'bp_len' : 'config2', at(64, () => (isBreakpoint ? decimal : hex)(fields.u64(64)))],
    [
      'branch_sample_type',
      (sample & BRANCH_STACK) === 0n
        ? undefined
        : at(72, () => bitsOf('perf_branch_sample_types', fields.u64(72), context.arch)),
    ],
    ['sample_regs_user', at(80, () => hex(fields.u64(80)))],
    ['sample_stack_user', (sample & STACK_USER) === 0n ? undefined : at(88, () => hex(fields.u32(88)))],
    [
      'clockid',
      (bits & USE_CLOCKID) === 0n ? undefined : at(92, () => oneOf('clockids', BigInt(fields.u32(92)), context.arch)),
    ],
    ['sample_regs_intr', at(96, () => hex(fields.u64(96)))],
    ['aux_watermark', at(104, () => decimal(fields.u32(104)))],
    ['sample_max_stack', at(108, () => reserved(decimal(fields.u16(108)), '110..111', size > 110 && fields.u16(110)))],
    [
      'aux_sample_size',
      at(112, () => reserved(decimal(fields.u32(112)), '116..119', size > 116 && unknownAction(fields))),
    ],
    ...auxAction(fields, size),
    ['sig_data', at(120, () => hex(fields.u64(120)))],
    ['config3', at(128, () => hex(fields.u64(128)))],
    ['config4', fields.u64(136) === 0n ? undefined : at(136, () => hex(fields.u64(136)))],
  ];
}

/** What the abbreviated notation has: flags only where they are set, and how precise the address is. */
function brief(context: DecodeContext, fields: Fields, said: number, all: boolean): Field[] {
  const type = BigInt(fields.u32(0));
  const bits = fields.u64(40);
  const size: Decoded = oneOf('perf_attr_sizes', BigInt(said), context.arch);
  return [
    ['type', oneOf('perf_types', type, context.arch)],
    ['size', size],
    ['config', config(context, type, fields.u64(8))],
    [(bits & FREQ) !== 0n ? 'sample_freq' : 'sample_period', decimal(fields.u64(16))],
    ['sample_type', bitsOf('perf_sample_types', fields.u64(24), context.arch)],
    ['read_format', bitsOf('perf_read_formats', fields.u64(32), context.arch)],
    ...flagFields(bits).filter(
      ([name, node]) => all || name === 'precise_ip' || (node?.kind === 'int' && node.value !== 0n),
    ),
  ];
}

/** The kernel answers E2BIG with the size that it knows. */
function answered(context: DecodeContext, address: bigint, before: Decoded): Decoded {
  const head = context.result?.isError ? fieldsAt(context, address, 8) : undefined;
  if (!head || before.kind !== 'struct') return before;
  const after = oneOf('perf_attr_sizes', BigInt(head.u32(4)), context.arch);
  return {
    ...before,
    fields: before.fields.map((field) =>
      field.name === 'size' ? { ...field, node: { kind: 'change', before: field.node, after } } : field,
    ),
  };
}

/** struct perf_event_attr as the program gave it. */
export function eventAttributes(context: DecodeContext, address: bigint): Decoded {
  const said = fieldsAt(context, address, 8)?.u32(4);
  if (said === undefined || (said !== 0 && said < SIZE_FIRST)) return pointer(address);
  const { abbreviate, details: wantsDetails } = context.options;
  const size = Math.min(said === 0 ? SIZE_FIRST : said, SIZE_KNOWN);
  // The abbreviated notation needs no more than it shows.
  const fields = fieldsAt(context, address, size) ?? (abbreviate ? fieldsAt(context, address, SIZE_BRIEF) : undefined);
  if (!fields) return pointer(address);
  const whole = new Uint8Array(SIZE_KNOWN);
  whole.set(fields.bytes);
  const padded = new Fields(whole, address, context.word);
  const shown = brief(context, padded, said, !abbreviate);
  if (!abbreviate) return struct(address, [...shown, ...details(context, padded, size)], said > SIZE_KNOWN);
  const node = struct(address, shown, true);
  if (!wantsDetails || fields.length < size) return node;
  const rest = [...flagFields(padded.u64(40)), ...details(context, padded, size)].flatMap(([name, one]) =>
    one && !shown.some(([known]) => known === name) ? [{ name, node: one, detail: true as const }] : [],
  );
  return { ...node, fields: [...node.fields, ...rest] };
}

const attributes: Decoder = (context, value) => {
  if (context.before) return answered(context, value, context.before);
  const node = eventAttributes(context, value);
  // Who wants all of it has it at entry.
  const { abbreviate, details: wantsDetails } = context.options;
  return node.kind === 'struct' && !(abbreviate && wantsDetails) ? { ...node, pending: true } : node;
};

export const PERF: Readonly<Record<string, Decoder>> = { perf_event_attr: attributes };
