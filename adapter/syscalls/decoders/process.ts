/**
 * Processes: wait statuses, limits, usage, what the system is called and how it does.
 */

import type { DecodeContext, Decoder } from '../context.ts';
import type { Decoded } from '../decoded.ts';
import { abbreviated, array, decimal, pointer, struct } from '../nodes.ts';
import { printNode } from '../print.ts';
import { charsIn, type Fields, fieldsAt, structAt } from '../reading.ts';
import { signalNode } from './scalars.ts';
import { timevalFields } from './times.ts';

/** linux/wait.h by way of POSIX's macros: `{WIFEXITED(s) && WEXITSTATUS(s) == 0}`. */
export function waitStatusText(status: number): string {
  const low = status & 0x7f;
  const high = (status >> 8) & 0xff;
  const event = status >>> 16;
  const signal = (number: number): string => printNode(signalNode(BigInt(number)));
  if ((status & 0xff) === 0x7f) {
    const trap = (high & 0x80) !== 0 ? `${signal(high & 0x7f)} | 0x80` : signal(high);
    const stopped = `WIFSTOPPED(s) && WSTOPSIG(s) == ${trap}`;
    return `{${stopped}}${statusRest(event, 0)}`;
  }
  if (low === 0) return `{WIFEXITED(s) && WEXITSTATUS(s) == ${high}}${statusRest(event, status & 0x80)}`;
  if (status === 0xffff) return '{WIFCONTINUED(s)}';
  if (low === 0x7f) return `0x${(status >>> 0).toString(16)}`;
  const dumped = (status & 0x80) === 0 ? '' : ' && WCOREDUMP(s)';
  return `{WIFSIGNALED(s) && WTERMSIG(s) == ${signal(low)}${dumped}}${statusRest(event, high << 8)}`;
}

/** Bits that the form of the status does not use. */
function statusRest(event: number, bits: number): string {
  const above = event === 0 ? '' : `|${eventText(event)}<<16`;
  return bits === 0 ? above : `${above}|0x${bits.toString(16)}`;
}

/** linux/ptrace.h: PTRACE_EVENT_*. */
const EVENTS = ['FORK', 'VFORK', 'CLONE', 'EXEC', 'VFORK_DONE', 'EXIT', 'SECCOMP'];

function eventText(event: number): string {
  const name = event === 128 ? 'STOP' : EVENTS[event - 1];
  return name === undefined ? `0x${event.toString(16)} /* PTRACE_EVENT_??? */` : `PTRACE_EVENT_${name}`;
}

const waitStatus: Decoder = (context, value) => {
  const fields = fieldsAt(context, value, 4);
  if (!fields) return pointer(value);
  const status = fields.i32(0);
  return array(value, [{ kind: 'enum', value: BigInt(status), name: waitStatusText(status), text: true }]);
};

/** sys/resource.h: RLIM_INFINITY; multiples of 1024 print as such, as strace has it. */
function limitNode(value: bigint, infinity: bigint, name: string): Decoded {
  if (value === infinity) return { kind: 'enum', value, name, radix: 10 };
  if (value > 1024n && value % 1024n === 0n) return { kind: 'enum', value, name: `${value / 1024n}*1024`, radix: 10 };
  return decimal(value);
}

function limits(fields: Fields, width: 4 | 8): Decoded {
  const infinity = width === 8 ? 0xffffffffffffffffn : 0xffffffffn;
  const name = width === 8 ? 'RLIM64_INFINITY' : 'RLIM_INFINITY';
  const read = (offset: number): bigint => (width === 8 ? fields.u64(offset) : BigInt(fields.u32(offset)));
  return struct(fields.address, [
    ['rlim_cur', limitNode(read(0), infinity, name)],
    ['rlim_max', limitNode(read(width), infinity, name)],
  ]);
}

const isWide = (context: DecodeContext): boolean => context.arch !== 'i386';

const rlimit: Decoder = (context, value) => {
  const width = isWide(context) ? 8 : 4;
  return structAt(context, value, width * 2, (fields) => limits(fields, width));
};

const RUSAGE_LONGS = [
  'ru_maxrss',
  'ru_ixrss',
  'ru_idrss',
  'ru_isrss',
  'ru_minflt',
  'ru_majflt',
  'ru_nswap',
  'ru_inblock',
  'ru_oublock',
  'ru_msgsnd',
  'ru_msgrcv',
  'ru_nsignals',
  'ru_nvcsw',
  'ru_nivcsw',
] as const;

const rusage: Decoder = (context, value) => {
  const width = isWide(context) ? 8 : 4;
  return structAt(context, value, width * 18, (fields) => {
    const usage = (): (readonly [string, Decoded])[] => [
      ['ru_utime', timevalFields(fields, 0, width)],
      ['ru_stime', timevalFields(fields, width * 2, width)],
    ];
    const long = (i: number): bigint => (width === 8 ? fields.u64((4 + i) * 8) : BigInt(fields.u32((4 + i) * 4)));
    return abbreviated(
      context.options,
      value,
      ['ru_utime', 'ru_stime'],
      () => [...usage(), ...RUSAGE_LONGS.map((name, i) => [name, decimal(long(i))] as const)],
      usage,
    );
  });
};

const FIELD = 65;

function names(address: bigint, fields: Fields, width: number, list: readonly string[]): Decoded {
  return struct(
    address,
    list.map((name, i) => [name, { ...charsIn(fields, i * width, width), role: 'cstring' }]),
  );
}

const UTS = ['sysname', 'nodename', 'release', 'version', 'machine', 'domainname'];

const utsname: Decoder = (context, value) =>
  structAt(context, value, FIELD * 6, (fields) => {
    if (!context.options.abbreviate) return names(value, fields, FIELD, UTS);
    const whole = names(value, fields, FIELD, UTS);
    if (whole.kind !== 'struct') return whole;
    // strace leaves out release, version and machine.. when abbreviating: the first two names stay.
    const brief = ['sysname', 'nodename'];
    const kept = whole.fields.map((field) =>
      brief.includes(field.name) ? field : { ...field, detail: true as const },
    );
    return {
      ...whole,
      fields: context.options.details ? kept : kept.filter((field) => !('detail' in field)),
      more: true,
    };
  });

const sysinfo: Decoder = (context, value) => {
  const wide = isWide(context);
  const width = wide ? 8 : 4;
  return structAt(context, value, wide ? 112 : 64, (fields) => {
    const at = (i: number): bigint => (wide ? fields.u64(i * 8) : BigInt(fields.u32(i * 4)));
    const procs = width * 10;
    const high = wide ? 88 : 44;
    return struct(value, [
      ['uptime', decimal(at(0))],
      ['loads', array(value + BigInt(width), [decimal(at(1)), decimal(at(2)), decimal(at(3))])],
      ['totalram', decimal(at(4))],
      ['freeram', decimal(at(5))],
      ['sharedram', decimal(at(6))],
      ['bufferram', decimal(at(7))],
      ['totalswap', decimal(at(8))],
      ['freeswap', decimal(at(9))],
      ['procs', decimal(fields.u16(procs))],
      ['totalhigh', decimal(wide ? fields.u64(high) : BigInt(fields.u32(high)))],
      ['freehigh', decimal(wide ? fields.u64(high + 8) : BigInt(fields.u32(high + 4)))],
      ['mem_unit', decimal(fields.u32(high + width * 2))],
    ]);
  });
};

export const PROCESS: Readonly<Record<string, Decoder>> = {
  wait_status: waitStatus,
  rlimit,
  rlimit64: (context, value) => structAt(context, value, 16, (fields) => limits(fields, 8)),
  rusage,
  utsname,
  old_utsname: (context, value) =>
    structAt(context, value, FIELD * 5, (fields) => names(value, fields, FIELD, UTS.slice(0, 5))),
  oldold_utsname: (context, value) =>
    structAt(context, value, 45, (fields) => names(value, fields, 9, UTS.slice(0, 5))),
  sysinfo,
};
