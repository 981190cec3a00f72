/**
 * sysfs(2): the kinds of file systems by name and by number. Options are fs/filesystems.c's.
 */
import type { DecodeContext, Decoder } from '../context.ts';
import { decimal, hex, low32, unsignedWord } from '../nodes.ts';
import { cstringAt } from '../reading.ts';
import type { Shape } from '../shapes/shape.ts';

/** Number of a name, name of a number, how many there are. */
const BY_NAME = 1;
const BY_NUMBER = 2;
const COUNT = 3;

const optionOf = (context: DecodeContext): number => Number(low32(context.args[0] ?? 0n));

export const sysfsShape: Shape = {
  shown: (context) => {
    const option = optionOf(context);
    return option === COUNT ? 1 : option === BY_NAME ? 2 : 3;
  },
};

const argument: Decoder = (context, value) => {
  switch (optionOf(context)) {
    case BY_NAME:
      return cstringAt(context, value);
    case BY_NUMBER:
      return decimal(low32(value));
    default:
      return hex(unsignedWord(value, context.word));
  }
};

const name: Decoder = (context, value) =>
  optionOf(context) === BY_NUMBER ? cstringAt(context, value) : hex(unsignedWord(value, context.word));

export const SYSFS: Readonly<Record<string, Decoder>> = { sysfs_arg: argument, sysfs_name: name };
