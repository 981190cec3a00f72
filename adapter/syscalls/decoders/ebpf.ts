/**
 * Extended BPF instructions (linux/bpf.h): what BPF_PROG_LOAD loads. Classic ones are in filter.ts.
 */
import { nameIn, oneOf } from '../constants.ts';
import type { DecodeContext } from '../context.ts';
import type { Decoded } from '../decoded.ts';
import { decimal, hex, pointer, struct } from '../nodes.ts';
import { arrayAt, type Fields } from '../reading.ts';

/** linux/bpf_common.h: BPF_MAXINSNS. */
const INSTRUCTIONS_MAX = 4096;

function spelled(value: number, ...sets: readonly string[]): string {
  for (const set of sets) {
    const name = nameIn(set, BigInt(value));
    if (name !== undefined) return name;
  }
  return `${value === 0 ? '0' : `0x${value.toString(16)}`} /* BPF_??? */`;
}

function codeNode(code: number): Decoded {
  const kind = code & 7;
  const names = [spelled(kind, 'ebpf_classes')];
  if (kind <= 3) {
    names.push(spelled(code & 0x18, 'bpf_sizes', 'ebpf_sizes'), spelled(code & 0xe0, 'ebpf_modes'));
  } else if (kind === 4 || kind === 7) {
    names.push(spelled(code & 8, 'bpf_sources'), spelled(code & 0xf0, 'bpf_alu_ops', 'ebpf_alu_ops'));
  } else {
    names.push(spelled(code & 8, 'bpf_sources'), spelled(code & 0xf0, 'bpf_jmp_ops', 'ebpf_jmp_ops'));
  }
  return { kind: 'flags', value: BigInt(code), names, rest: 0n };
}

const instruction = (context: DecodeContext, fields: Fields): Decoded =>
  struct(fields.address, [
    ['code', codeNode(fields.u8(0))],
    ['dst_reg', oneOf('ebpf_registers', BigInt(fields.u8(1) & 0xf), context.arch)],
    ['src_reg', oneOf('ebpf_registers', BigInt(fields.u8(1) >> 4), context.arch)],
    ['off', decimal(fields.i16(2))],
    ['imm', hex(fields.u32(4))],
  ]);

/** The instructions; abbreviated, their address. */
export function ebpfProgram(context: DecodeContext, address: bigint, count: number): Decoded {
  if (context.options.abbreviate) return pointer(address);
  return arrayAt(context, address, BigInt(Math.min(count, INSTRUCTIONS_MAX)), 8, (fields) =>
    instruction(context, fields),
  );
}
