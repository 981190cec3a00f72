/**
 * kcmp(2): what the two indexes are depends on the type. Types and the slot of an epoll descriptor: linux/kcmp.h.
 */
import type { DecodeContext, Decoder } from '../context.ts';
import { decimal, hex, low32, signed32, unsignedWord } from '../nodes.ts';
import { layout, structOf } from './layout.ts';

const KCMP_FILE = 0;
const KCMP_EPOLL_TFD = 7;
const SLOT = layout('efd:i32 tfd:i32 toff:u32');

const typeOf = (context: DecodeContext): number => Number(low32(context.args[2] ?? 0n));

/** The other processes' descriptors: their paths are not this one's. */
const index: Decoder = (context, value, params) => {
  const type = typeOf(context);
  if (type === KCMP_EPOLL_TFD && params[0] === '2') return structOf(context, unsignedWord(value, context.word), SLOT);
  if (type === KCMP_FILE || type === KCMP_EPOLL_TFD) return decimal(signed32(value));
  return hex(unsignedWord(value, context.word));
};

/** Types between those compare what a process has one of. */
export const kcmpShape = {
  shown: (context: DecodeContext): number => (typeOf(context) > KCMP_FILE && typeOf(context) < KCMP_EPOLL_TFD ? 3 : 5),
};

export const KCMP: Readonly<Record<string, Decoder>> = { kcmp_index: index };
