/**
 * Arguments of the PC speaker's requests (linux/kd.h). Must not know the other requests.
 */
import type { DecodeContext } from '../context.ts';
import type { Decoded } from '../decoded.ts';
import { decimal, named, unsignedWord, withComment } from '../nodes.ts';

/** The speaker's clock, of which the argument is a part. */
const SPEAKER_CLOCK = 1193180;

/** KIOCSOUND: how long a period is. */
export function speakerPeriod(context: DecodeContext, value: bigint): Decoded {
  const period = unsignedWord(value, context.word);
  const isOn = period > 0n && period < 0x10000n;
  return withComment(decimal(period), isOn ? `${Math.trunc(SPEAKER_CLOCK / Number(period))} Hz` : 'off');
}

/** KDMKTONE: for how long, and the period. */
export function speakerTone(value: bigint): Decoded {
  const period = Number(value & 0xffffn);
  const time = Number((value >> 16n) & 0xffffn);
  const tone = period > 0 ? `${Math.trunc(SPEAKER_CLOCK / period)} Hz, ${time} ms` : 'off';
  return withComment(named(`${time}<<16|${period}`, value & 0xffffffffn), tone);
}
