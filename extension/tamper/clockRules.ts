/**
 * Rules that put the program's clock at another time: what the kernel wrote is written over as the call ends. Must not
 * know of VS Code.
 */
import type { TamperRule } from '../../adapter/protocol/trapline.ts';

/** For a time in UTC as `2038-01-19 03:14:07`; undefined when it is none. Seconds are 64 bits, little-endian. */
export function clockRules(text: string): readonly TamperRule[] | undefined {
  const match = /^\s*(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d(?::\d\d)?))?\s*$/.exec(text);
  if (!match) return undefined;
  const milliseconds = Date.parse(`${match[1]}T${match[2] ?? '00:00:00'}Z`);
  if (Number.isNaN(milliseconds)) return undefined;
  const seconds = Math.floor(milliseconds / 1000);
  // struct timespec and struct timeval of a 64-bit program: the seconds, then a part of a second, which is 0.
  const bytes = `${littleEndian(seconds)}${littleEndian(0)}`;
  return [
    { catch: 'clock_gettime@exit', condition: 'clockid == CLOCK_REALTIME', poke: { exit: { tp: bytes } } },
    { catch: 'gettimeofday@exit', poke: { exit: { tv: bytes } } },
    { catch: 'time@exit', condition: 'tloc == 0', return: seconds },
  ];
}

function littleEndian(value: number): string {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(BigInt(value));
  return bytes.toString('hex');
}
