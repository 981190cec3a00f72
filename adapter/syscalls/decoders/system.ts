/**
 * Clock adjustment, capabilities, the kernel's log, other kernels, swap.
 */
import { bitsOf, nameIn, oneOf, unknownOf } from '../constants.ts';
import type { DecodeContext, Decoder } from '../context.ts';
import type { Decoded, FlagsNode } from '../decoded.ts';
import { array, decimal, joined, low32, pending, pointer, signed32, struct, unsignedWord } from '../nodes.ts';
import { arrayAt, bytesAt, type Fields, fieldsAt, structAt } from '../reading.ts';
import { mixed } from './constants.ts';
import { timevalFields } from './times.ts';

/** linux/timex.h; ints stand on the width of long. The kernel writes it back: the log shows it at exit. */
function timexNode(context: DecodeContext, fields: Fields, width: 4 | 8): Decoded {
  const long = (i: number): Decoded => decimal(width === 8 ? fields.i64(i * 8) : BigInt(fields.i32(i * 4)));
  const int = (i: number): bigint => BigInt(fields.u32(i * width));
  const node = struct(fields.address, [
    ['modes', bitsOf('adjtimex_modes', int(0), context.arch)],
    ['offset', long(1)],
    ['freq', long(2)],
    ['maxerror', long(3)],
    ['esterror', long(4)],
    ['status', bitsOf('adjtimex_status', int(5), context.arch)],
    ['constant', long(6)],
    ['precision', long(7)],
    ['tolerance', long(8)],
    ['time', timevalFields(fields, 9 * width, width)],
    ['tick', long(11)],
    ['ppsfreq', long(12)],
    ['jitter', long(13)],
    ['shift', decimal(signed32(int(14)))],
    ['stabil', long(15)],
    ['jitcnt', long(16)],
    ['calcnt', long(17)],
    ['errcnt', long(18)],
    ['stbcnt', long(19)],
    ['tai', decimal(signed32(int(20)))],
  ]);
  return context.phase === 'entry' ? { ...node, pending: true } : node;
}

const timex: Decoder = (context, value) =>
  context.arch === 'i386'
    ? structAt(context, value, 128, (fields) => timexNode(context, fields, 4))
    : structAt(context, value, 208, (fields) => timexNode(context, fields, 8));

const capHeader: Decoder = (context, value) =>
  context.before ??
  structAt(context, value, 8, (fields) =>
    struct(value, [
      ['version', oneOf('capability_versions', BigInt(fields.u32(0)), context.arch)],
      ['pid', decimal(fields.i32(4))],
    ]),
  );

/** _LINUX_CAPABILITY_VERSION_2 and 3 have two blocks of 32 capabilities, all else has one (linux/capability.h). */
const TWO_BLOCKS: ReadonlySet<number> = new Set([0x20071026, 0x20080522]);

const capData: Decoder = (context, value, params) => {
  const header = fieldsAt(context, context.argument(params[0] ?? '') ?? 0n, 8);
  if (!header) return pointer(value);
  const blocks = TWO_BLOCKS.has(header.u32(0)) ? 2 : 1;
  return structAt(context, value, blocks * 12, (fields) => {
    const mask = (i: number): Decoded => {
      const high = blocks === 2 ? BigInt(fields.u32(12 + i * 4)) << 32n : 0n;
      return capabilities(context, high | BigInt(fields.u32(i * 4)));
    };
    return struct(value, [
      ['effective', mask(0)],
      ['permitted', mask(1)],
      ['inheritable', mask(2)],
    ]);
  });
};

/** As strace: what is unknown is said for each half, as the header's words have it. */
function capabilities(context: DecodeContext, mask: bigint): Decoded {
  const names: string[] = [];
  for (const base of [0n, 32n]) {
    let rest = (mask >> base) & 0xffffffffn;
    const before = names.length;
    for (let bit = 0n; bit < 32n; bit++) {
      const name = ((rest >> bit) & 1n) === 0n ? undefined : nameIn('capabilities', base + bit, context.arch);
      if (name === undefined) continue;
      names.push(`1<<${name}`);
      rest &= ~(1n << bit);
    }
    if (rest !== 0n) names.push(`0x${rest.toString(16)}${names.length === before ? ' /* CAP_??? */' : ''}`);
  }
  const node: FlagsNode = { kind: 'flags', value: mask, names, rest: 0n };
  return node;
}

/** A number with its constant's name as a comment (syslog). */
const commented: Decoder = (context, value, params) => {
  const number = signed32(value);
  const name = nameIn(params[0] ?? '', low32(value), context.arch);
  return { ...decimal(number), comment: name ?? unknownOf(params[0] ?? '', context.arch) };
};

const actionOf = (context: DecodeContext, params: readonly string[]): number =>
  Number(low32(context.argument(params[0] ?? '') ?? 0n));

/** syslog(2): SYSLOG_ACTION_READ, READ_ALL, READ_CLEAR fill in a buffer; CONSOLE_LEVEL takes a level. */
const READS: ReadonlySet<number> = new Set([2, 3, 4]);
const CONSOLE_LEVEL = 8;

const syslogBuffer: Decoder = (context, value, params) => {
  if (!READS.has(actionOf(context, params))) return pointer(value);
  return context.phase === 'entry' ? pending(value) : bytesAt(context, value, context.result?.value ?? 0n);
};

const syslogSize: Decoder = (context, value, params) =>
  actionOf(context, params) === CONSOLE_LEVEL ? commented(context, value, ['syslog_levels']) : decimal(signed32(value));

/** linux/swap.h: the priority in the low 15 bits. */
const swapFlags: Decoder = (context, value) => {
  const flags = low32(value);
  const priority = decimal(flags & 0x7fffn);
  const bits = flags & ~0x7fffn;
  if (flags === 0n) return bitsOf('swap_flags', 0n, context.arch);
  return joined(flags, bits === 0n ? [priority] : [bitsOf('swap_flags', bits, context.arch), priority]);
};

/** linux/memfd.h: the huge page size above MFD_HUGE_SHIFT. */
const MFD_HUGE_SHIFT = 26n;
const memfdFlags: Decoder = (context, value) => {
  const flags = low32(value);
  const huge = flags >> MFD_HUGE_SHIFT;
  if (huge === 0n) return bitsOf('memfd_flags', flags, context.arch);
  const node = bitsOf('memfd_flags', flags & 0x3ffffffn, context.arch);
  const rest = node.rest === 0n ? [] : [`0x${node.rest.toString(16)}`];
  const comment = node.names.length === 0 && rest.length > 0 ? ` /* ${node.unknown} */` : '';
  const low = [...node.names, ...rest.map((text) => text + comment)];
  return { kind: 'flags', value: flags, names: [...low, `${huge}<<MFD_HUGE_SHIFT`], rest: 0n };
};

/** linux/kexec.h: the architecture in the upper half. */
const kexecFlags: Decoder = (context, value) =>
  mixed(context, unsignedWord(value, context.word), 0xffff0000n, 'kexec_archs', 'kexec_load_flags');

const kexecSegments: Decoder = (context, value, params) => {
  // linux/kexec.h: KEXEC_SEGMENT_MAX is 16.
  const count = context.argument(params[0] ?? '') ?? 0n;
  if (count === 0n && value !== 0n) return array(value, []);
  if (count > 16n) return pointer(value);
  const { word } = context;
  return arrayAt(context, value, count, word * 4, (fields) =>
    struct(fields.address, [
      ['buf', pointer(fields.ulong(0))],
      ['bufsz', decimal(fields.ulong(word))],
      ['mem', pointer(fields.ulong(word * 2))],
      ['memsz', decimal(fields.ulong(word * 3))],
    ]),
  );
};

export const SYSTEM: Readonly<Record<string, Decoder>> = {
  timex,
  timex64: (context, value) => structAt(context, value, 208, (fields) => timexNode(context, fields, 8)),
  user_cap_header: capHeader,
  user_cap_data: capData,
  commented,
  syslog_buffer: syslogBuffer,
  syslog_size: syslogSize,
  swap_flags: swapFlags,
  fanotify_init_flags: (context, value) =>
    mixed(context, low32(value), 0xcn, 'fanotify_classes', 'fanotify_init_flags'),
  memfd_flags: memfdFlags,
  kexec_flags: kexecFlags,
  kexec_segments: kexecSegments,
  nfs_arg: (_context, value) => pointer(value),
};
