/**
 * The request of an ioctl: by name, as an event or sized request with its parameters, or as `_IOC(…)`. Must not know what
 * a request's argument points to: ioctl.ts does.
 */
import type { Arch } from '../../../native/abi/arch.ts';
import { constantSet, namesByText } from '../../../native/abi/constants/index.ts';
import { bitsOf, oneOf } from '../constants.ts';
import type { DecodeContext, Decoder } from '../context.ts';
import type { Decoded } from '../decoded.ts';
import { call, decimal, hex, low32, named } from '../nodes.ts';
import { printNode } from '../print.ts';

/** asm-generic/ioctl.h. */
const numberOf = (request: bigint): number => Number(request & 0xffn);
const typeOf = (request: bigint): number => Number((request >> 8n) & 0xffn);
const sizeOf = (request: bigint): number => Number((request >> 16n) & 0x3fffn);
const WRITE = 1;
const READ = 2;
const directionOf = (request: bigint): number => Number(request >> 30n);

/** strace joins the names that share a number with ` or `. */
function joined(known: string | undefined, name: string): string {
  // Sound timers and terminals share three numbers; the terminal's are the ones that programs mean.
  return known === undefined || known.startsWith('SNDCTL_TMR_') ? name : `${known} or ${name}`;
}

const together = (names: readonly string[]): string | undefined => names.reduce<string | undefined>(joined, undefined);

const tables = new Map<Arch, Map<bigint, string>>();

/** All names by number: the size of a structure is in it, and i386 has others than the rest. */
function tableOf(arch: Arch): Map<bigint, string> {
  const known = tables.get(arch);
  if (known) return known;
  const made = new Map<bigint, string>();
  const own = arch === 'i386' ? new Map(constantSet('ioctl_cmds', 'i386')?.values) : undefined;
  const all = new Map<bigint, string[]>();
  for (const [name, value] of constantSet('ioctl_cmds')?.values ?? []) {
    const key = low32(own?.get(name) ?? value);
    const names = all.get(key);
    if (names) names.push(name);
    else all.set(key, [name]);
  }
  for (const [key, names] of all) made.set(key, together(own ? ownNames(names) : names) as string);
  tables.set(arch, made);
  return made;
}

/** In strace's order; a name that has one for 32-bit programs beside it does not stand there as well. */
function ownNames(names: readonly string[]): readonly string[] {
  if (names.length === 1) return names;
  const narrow = names.filter((name) => name.includes('32')).map((name) => name.replace('32', ''));
  return names.filter((name) => !narrow.includes(name)).sort();
}

/** So many requests are looked for in the text; a program that makes more is worth the table, which takes 2 ms. */
const FEW = 32;
const found = new Map<bigint, string | undefined>();

/** The name or names of a request's number. */
export function requestName(request: bigint, arch: Arch): string | undefined {
  if (arch === 'i386') return tableOf('i386').get(request);
  if (found.has(request)) return found.get(request);
  if (found.size >= FEW) return tableOf('x86_64').get(request);
  const name = together(namesByText('ioctl_cmds', request));
  found.set(request, name);
  return name;
}

type Sized = readonly [direction: number, number: number, name: string];

/** Requests whose size is the caller's choice: linux/input.h, hidraw.h, uinput.h, joystick.h. */
const SIZED: Readonly<Record<number, readonly Sized[]>> = {
  69: [
    [READ, 0x06, 'EVIOCGNAME'],
    [READ, 0x07, 'EVIOCGPHYS'],
    [READ, 0x08, 'EVIOCGUNIQ'],
    [READ, 0x09, 'EVIOCGPROP'],
    [READ, 0x0a, 'EVIOCGMTSLOTS'],
    [READ, 0x18, 'EVIOCGKEY'],
    [READ, 0x19, 'EVIOCGLED'],
    [READ, 0x1a, 'EVIOCGSND'],
    [READ, 0x1b, 'EVIOCGSW'],
  ],
  72: [
    [READ, 0x04, 'HIDIOCGRAWNAME'],
    [READ, 0x05, 'HIDIOCGRAWPHYS'],
    [READ, 0x08, 'HIDIOCGRAWUNIQ'],
    [READ, 0x12, 'HIDIOCGPHYS'],
    [READ | WRITE, 0x06, 'HIDIOCSFEATURE'],
    [READ | WRITE, 0x07, 'HIDIOCGFEATURE'],
  ],
  85: [[READ, 0x2c, 'UI_GET_SYSNAME']],
  106: [[READ, 0x13, 'JSIOCGNAME']],
  107: [[WRITE, 0x00, 'SPI_IOC_MESSAGE']],
};

function eventRequest(context: DecodeContext, request: bigint): Decoded | undefined {
  const number = numberOf(request);
  const direction = directionOf(request);
  const axis = (name: string, first: number): Decoded =>
    call(name, [oneOf('input_axes', BigInt(number - first), context.arch)], request);
  if (direction === WRITE && number >= 0xc0) return axis('EVIOCSABS', 0xc0);
  if (direction !== READ) return undefined;
  if (number >= 0x40 && number < 0x80) return axis('EVIOCGABS', 0x40);
  if (number < 0x20 || number >= 0x40) return undefined;
  const event = number === 0x20 ? decimal(0) : oneOf('input_events', BigInt(number - 0x20), context.arch);
  return call('EVIOCGBIT', [event, decimal(sizeOf(request))], request);
}

/** Undefined for requests whose number alone names them. */
function sizedRequest(context: DecodeContext, request: bigint): Decoded | undefined {
  const type = typeOf(request);
  if (type === 0x45) {
    const event = eventRequest(context, request);
    if (event) return event;
  }
  // linux/soundcard.h: any number below the mixer's type.
  if (type === 0x4d && directionOf(request) === READ) return call('MIXER_READ', [decimal(numberOf(request))], request);
  if (type === 0x4d && directionOf(request) === WRITE)
    return call('MIXER_WRITE', [decimal(numberOf(request))], request);
  const found = SIZED[type]?.find(
    ([direction, number]) => direction === directionOf(request) && number === numberOf(request),
  );
  return found && call(found[2], [decimal(sizeOf(request))], request);
}

/** The request itself. */
export const ioctlCommand: Decoder = (context, value) => {
  const request = low32(value);
  const name = requestName(request, context.arch);
  const sized = sizedRequest(context, request);
  if (name !== undefined) return named(sized ? `${printNode(sized)} or ${name}` : name, request);
  if (sized) return sized;
  const direction = bitsOf('ioctl_directions', BigInt(directionOf(request)), context.arch);
  return call('_IOC', [direction, hex(typeOf(request)), hex(numberOf(request)), hex(sizeOf(request))], request);
};
