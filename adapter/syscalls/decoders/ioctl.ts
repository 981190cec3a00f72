import type { Arch } from '../../../native/abi/arch.ts';
import type { DecodedArgument } from '../call.ts';
import { bitsOf, oneOf } from '../constants.ts';
import type { DecodeContext, Decoder } from '../context.ts';
import type { Decoded } from '../decoded.ts';
import { array, decimal, hex, low32, pending, pointer, signed32, unsignedWord } from '../nodes.ts';
import { printNode } from '../print.ts';
import { arrayAt, cstringAt, fieldsAt } from '../reading.ts';
import type { Shape } from '../shapes/shape.ts';
import { interfaceRequest } from './interfaces.ts';
import { BTRFS_REQUESTS, BTRFS_STRUCTURES } from './ioctlBtrfs.ts';
import { BTRFS_ANSWERS } from './ioctlBtrfsAnswers.ts';
import { BTRFS_FIELDS, BTRFS_HIDES } from './ioctlBtrfsFields.ts';
import { clockParameter, clockSamples } from './ioctlClocks.ts';
import { ioctlCommand, requestName } from './ioctlCommand.ts';
import { CONSOLE_REQUESTS } from './ioctlConsole.ts';
import { DEVICE_REQUESTS, DEVICE_STRUCTURES } from './ioctlDevices.ts';
import { driveCommand, driveState, scsiCommand } from './ioctlDisks.ts';
import { IOCTL_FIELDS } from './ioctlFields.ts';
import { FILE_REQUESTS } from './ioctlFiles.ts';
import { inputRequest, isInputAnswer } from './ioctlInput.ts';
import { eventPrograms, processorFeatures, renamedVolumes } from './ioctlLists.ts';
import { deviceMapper } from './ioctlMapper.ts';
import { REQUESTS, STRUCTURES } from './ioctlRequests.ts';
import { speakerPeriod, speakerTone } from './ioctlSpeaker.ts';
import { TEE_REQUESTS } from './ioctlTee.ts';
import { VIDEO_REQUESTS } from './ioctlVideo.ts';
import { type FieldType, type Layout, layout, layoutSize, structIn, structOf, structType } from './layout.ts';
import { eventAttributes } from './perf.ts';
import { fdNode } from './scalars.ts';
import { TERMIO, TERMIOS, TERMIOS2 } from './terminal.ts';

type Direction = '-' | '=' | '<' | '>' | '<>' | '>>' | '+';

interface Row {
  readonly direction: Direction;
  readonly type: string;
}

let rows: Map<string, Row> | undefined;

/** What a request takes, or undefined. */
function rowOf(request: bigint, arch: Arch): Row | undefined {
  const all = requestName(request, arch);
  if (all === undefined) return undefined;
  const table = rowsByName();
  const known = table.get(all);
  if (known || !all.includes(' or ')) return known;
  for (const name of all.split(' or ')) {
    const row = table.get(name);
    if (row) return row;
  }
  return undefined;
}

function rowsByName(): Map<string, Row> {
  if (!rows) {
    rows = new Map();
    for (const line of `${REQUESTS}${DEVICE_REQUESTS}${BTRFS_REQUESTS}`.split('\n')) {
      const match = /^(\S+)(?: (\S+))?: (.*)$/.exec(line);
      if (!match) continue;
      const row = { direction: match[1] as Direction, type: match[2] ?? '' };
      for (const name of (match[3] as string).split(' ')) rows.set(name, row);
    }
  }
  return rows;
}

const OWN = { ...IOCTL_FIELDS, ...BTRFS_FIELDS };
const ALL_STRUCTURES: Readonly<Record<string, string>> = { ...STRUCTURES, ...DEVICE_STRUCTURES, ...BTRFS_STRUCTURES };

const layouts = new Map<string, Layout>([
  ['termios', TERMIOS],
  ['termios2', TERMIOS2],
  ['termio', TERMIO],
]);

function structure(name: string): Layout | undefined {
  const known = layouts.get(name);
  if (known) return known;
  const description = ALL_STRUCTURES[name];
  if (description === undefined) return undefined;
  const inner: Record<string, FieldType> = { ...OWN };
  for (const other of Object.keys(ALL_STRUCTURES)) inner[other] = structType(() => structure(other) as Layout);
  const made = layout(description, inner);
  layouts.set(name, made);
  return made;
}

const items = new Map<string, Layout>();

/** One value of a type of layout.ts behind a pointer. */
function pointed(context: DecodeContext, address: bigint, type: string): Decoded {
  if (type === 'cstring') return cstringAt(context, address, 4096);
  let of = items.get(type);
  if (!of) {
    of = layout(`value:${type}`, OWN);
    items.set(type, of);
  }
  const fields = fieldsAt(context, address, layoutSize(context, of));
  const node = fields && structIn(context, fields, of).fields[0]?.node;
  if (!node) return pointer(address);
  return node.kind === 'string' || node.kind === 'array' ? node : array(address, [node]);
}

/** What the program hands over for a notification must be zero, and is shown only when it is not. */
function notification(context: DecodeContext, address: bigint): Decoded {
  const of = structure('seccomp_notif') as Layout;
  const { before } = context;
  const given = context.phase === 'entry' ? fieldsAt(context, address, layoutSize(context, of)) : undefined;
  if (given?.bytes.every((byte) => byte === 0)) return pending(address);
  const node = structOf(context, address, of);
  return before?.kind === 'struct' ? { kind: 'change', before, after: node } : node;
}

type Special = (context: DecodeContext, address: bigint, request: string) => Decoded;

const SPECIAL = new Map<string, Special>(
  Object.entries({
    notification,
    pair64: (context, address) => arrayAt(context, address, 2n, 8, (fields) => decimal(fields.u64(0))),
    ...VIDEO_REQUESTS,
    ...BTRFS_ANSWERS,
    ...CONSOLE_REQUESTS,
    ptp_offset: (context, address) => clockSamples(context, address, 1),
    ptp_offset_extended: (context, address) => clockSamples(context, address, 3),
    sg_io: scsiCommand,
    drive_command: driveCommand,
    drive_state: driveState,
    kvm_cpuid: processorFeatures,
    ubi_rename: renamedVolumes,
    perf_attributes: eventAttributes,
    perf_programs: eventPrograms,
    rtc_param: (context, address) => clockParameter(context, address, false),
    rtc_param_got: (context, address) => clockParameter(context, address, true),
    dm: deviceMapper,
    ...FILE_REQUESTS,
    ...TEE_REQUESTS,
  } satisfies Record<string, Special>),
);

function behind(context: DecodeContext, address: bigint, type: string): Decoded {
  const special = SPECIAL.get(type);
  if (special) return special(context, address, requestName(low32(context.args[1] ?? 0n), context.arch) ?? '');
  const of = structure(type);
  const hides = BTRFS_HIDES[type];
  if (of) return structOf(context, address, of, hides ? { hides } : {});
  return pointed(context, address, type.slice(1, -1));
}

function itself(context: DecodeContext, value: bigint, type: string): Decoded {
  const set = /^([ef])(8|32)?\((\w+)\)$/.exec(type);
  if (set) {
    const word = set[2] ? BigInt.asUintN(Number(set[2]), value) : unsignedWord(value, context.word);
    return set[1] === 'e' ? oneOf(set[3] as string, word, context.arch) : bitsOf(set[3] as string, word, context.arch);
  }
  switch (type) {
    case 'int':
      return decimal(signed32(value));
    case 'fd':
      return fdNode(context, value);
    case 'ptr':
      return pointer(value);
    case 'x32':
      return hex(low32(value));
    case 'period':
      return speakerPeriod(context, value);
    case 'tone':
      return speakerTone(value);
    default:
      return decimal(unsignedWord(value, context.word));
  }
}

/** A structure that the kernel answers with another one. */
function becomes(context: DecodeContext, address: bigint, given: string, made: string): Decoded {
  const { before } = context;
  if (context.phase === 'entry') return behind(context, address, given);
  if (!before || before.kind === 'pointer') return before ?? behind(context, address, made);
  const after = behind(context, address, made);
  const isEmpty = after.kind === 'struct' && after.fields.length === 0;
  return isEmpty ? before : { kind: 'change', before, after };
}

const argument: Decoder = (context, value, params) => {
  const request = low32(context.argument(params[0] ?? '') ?? 0n);
  const ofInterface = interfaceRequest(context, requestName(request, context.arch) ?? '', value);
  if (ofInterface) return ofInterface;
  const row = rowOf(request, context.arch);
  const ofInput = row ? undefined : inputRequest(context, request, value);
  if (ofInput) return ofInput;
  if (!row) return hex(unsignedWord(value, context.word));
  switch (row.direction) {
    case '-':
    case '=':
      return itself(context, value, row.type);
    case '<':
      return context.before ?? behind(context, value, row.type);
    case '>':
      return context.phase === 'entry' ? pointer(value) : behind(context, value, row.type);
    case '+':
      return behind(context, value, row.type);
    case '>>': {
      if (context.before && context.result?.isError) return context.before;
      const [asked = '', answered = asked] = row.type.split('=>');
      return behind(context, value, context.phase === 'entry' ? asked : answered);
    }
    case '<>': {
      const { before } = context;
      const [given, made] = row.type.split('=>');
      if (given !== undefined && made !== undefined) return becomes(context, value, given, made);
      // What could not be read before is not looked at again.
      if (before?.kind === 'pointer') return before;
      const node = behind(context, value, row.type);
      if (context.phase === 'entry' || !before) return node;
      return printNode(before) === printNode(node) ? before : { kind: 'change', before, after: node };
    }
    default:
      return row.direction satisfies never;
  }
};

/** Each request with the size of what its argument points to, where a structure or a type says it. */
export function describedRequests(context: DecodeContext): [name: string, size: number | undefined][] {
  return [...rowsByName()].map(([name, { direction, type }]) => {
    const [asked = '', answered = asked] = type.split('=>');
    const given = direction === '>>' ? answered : asked;
    if (direction === '-' || direction === '=' || SPECIAL.has(given) || given === '[cstring]') return [name, undefined];
    const of = structure(given) ?? layout(`value:${given.slice(1, -1)}`, OWN);
    return [name, layoutSize(context, of)];
  });
}

/** What a request takes, in ioctlRequests.ts's words: `> termios`; undefined where no row has it. */
export function requestTakes(name: string): string | undefined {
  const row = rowsByName().get(name);
  return row && `${row.direction} ${row.type}`;
}

/** Controls say which of them was refused. */
const ANSWERED_ON_ERROR = new Set(['VIDIOC_G_EXT_CTRLS', 'VIDIOC_S_EXT_CTRLS', 'VIDIOC_TRY_EXT_CTRLS']);
/** asm-generic/errno-base.h: GIO_UNIMAP says how much room there should have been. */
const ENOMEM = 12;

/** Whether the kernel writes something though the request fails. */
export function isRequestShownOnError({ args, arch, result }: DecodeContext): boolean {
  const name = requestName(low32(args[1] ?? 0n), arch);
  if (name === undefined) return false;
  return ANSWERED_ON_ERROR.has(name) || (name === 'GIO_UNIMAP' && result?.errno === ENOMEM);
}

/** Requests that take nothing show nothing. */
export const ioctlShape: Shape = {
  shown: (context) => (rowOf(low32(context.args[1] ?? 0n), context.arch)?.direction === '-' ? 2 : 3),
  defers: (name, context) => (name === 'argp' ? lateness(low32(context.args[1] ?? 0n), context.arch) : undefined),
};

/** What the kernel changes is known at exit; before what it only fills in, not even the comma is printed. */
function lateness(request: bigint, arch: Arch): DecodedArgument['late'] {
  const direction = rowOf(request, arch)?.direction;
  if (direction === '>') return 'comma';
  if (direction === '<>' || direction === '>>' || direction === '+') return 'value';
  const isAnswer = direction === undefined && isInputAnswer(request);
  return isAnswer || (requestName(request, arch) ?? '').startsWith('SIOCG') ? 'value' : undefined;
}

export const IOCTL: Readonly<Record<string, Decoder>> = {
  ioctl_cmd: ioctlCommand,
  ioctl_arg: argument,
};
