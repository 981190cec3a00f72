/**
 * Classic BPF programs (linux/filter.h, linux/bpf_common.h), as seccomp and sockets take them: struct sock_fprog and its
 * instructions as BPF_STMT and BPF_JUMP.
 */
import { nameIn, oneOf } from '../constants.ts';
import type { DecodeContext } from '../context.ts';
import type { Decoded } from '../decoded.ts';
import { call, decimal, hex, pointer, struct } from '../nodes.ts';
import { arrayAt, type Fields, structAt } from '../reading.ts';

/** linux/bpf_common.h: BPF_MAXINSNS. */
const INSTRUCTIONS_MAX = 4096n;
const INSTRUCTION_SIZE = 8;

/** Classes of instructions. */
const LD = 0;
const LDX = 1;
const ALU = 4;
const JMP = 5;
const RET = 6;
const MISC = 7;

const spelled = (set: string, value: number): string =>
  nameIn(set, BigInt(value)) ?? (value === 0 ? '0 /* BPF_??? */' : `0x${value.toString(16)} /* BPF_??? */`);

function codeParts(code: number): readonly string[] {
  const kind = code & 7;
  const rest = code & ~7;
  const left = (value: number): string[] => (value === 0 ? [] : [`0x${value.toString(16)} /* BPF_??? */`]);
  switch (kind) {
    case LD:
    case LDX:
      return [spelled('bpf_sizes', code & 0x18), spelled('bpf_modes', code & 0xe0)];
    case ALU:
      return [spelled('bpf_sources', code & 0x08), spelled('bpf_alu_ops', code & 0xf0)];
    case JMP:
      return [spelled('bpf_sources', code & 0x08), spelled('bpf_jmp_ops', code & 0xf0)];
    case RET:
      return [spelled('bpf_rvals', code & 0x18), ...left(rest & ~0x18)];
    case MISC:
      return [spelled('bpf_miscops', code & 0xf8), ...left(rest & ~0xf8)];
    default:
      return left(rest);
  }
}

function codeNode(code: number): Decoded {
  const names = [spelled('bpf_classes', code & 7), ...codeParts(code)];
  return { kind: 'flags', value: BigInt(code), names, rest: 0n };
}

/** linux/seccomp.h: SECCOMP_RET_ACTION_FULL. */
const ACTION = 0xffff0000n;

function actionNode(context: DecodeContext, value: bigint): Decoded {
  const action = oneOf('seccomp_actions', value & ACTION, context.arch);
  const data = value & ~ACTION;
  if (data === 0n || action.name === undefined) {
    return data === 0n ? action : { ...action, value };
  }
  return { kind: 'flags', value, names: [action.name], rest: data };
}

function instruction(context: DecodeContext, fields: Fields, isSeccomp: boolean): Decoded {
  const code = fields.u16(0);
  const k = BigInt(fields.u32(4));
  const value = fields.u64(0);
  if (fields.u8(2) !== 0 || fields.u8(3) !== 0) {
    return call('BPF_JUMP', [codeNode(code), hex(k), hex(fields.u8(2)), hex(fields.u8(3))], value);
  }
  const returns = isSeccomp && (code & 0x1f) === RET;
  return call('BPF_STMT', [codeNode(code), returns ? actionNode(context, k) : hex(k)], value);
}

/** The instructions; abbreviated, their address. */
export function filterNode(context: DecodeContext, address: bigint, length: bigint, isSeccomp: boolean): Decoded {
  if (context.options.abbreviate && !context.options.details) return pointer(address);
  const shown = length < INSTRUCTIONS_MAX ? length : INSTRUCTIONS_MAX;
  return arrayAt(context, address, shown, INSTRUCTION_SIZE, (fields) => instruction(context, fields, isSeccomp));
}

/** struct sock_fprog: `{len=4, filter=0x7ffd…}`. */
export function filterProgram(context: DecodeContext, address: bigint, isSeccomp: boolean): Decoded {
  return structAt(context, address, context.word * 2, (fields) => {
    const length = fields.u16(0);
    const filter = fields.ulong(context.word);
    const { abbreviate, details } = context.options;
    const shown = struct(address, [
      ['len', decimal(length)],
      ['filter', abbreviate ? pointer(filter) : filterNode(context, filter, BigInt(length), isSeccomp)],
    ]);
    if (!abbreviate || !details) return shown;
    const program = { name: 'instructions', node: filterNode(context, filter, BigInt(length), isSeccomp) };
    return { ...shown, fields: [...shown.fields, { ...program, detail: true as const }] };
  });
}
