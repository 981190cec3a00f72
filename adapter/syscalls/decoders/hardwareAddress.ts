/**
 * Link-layer addresses as they are written. Must not know whose they are.
 */
import type { Decoded } from '../decoded.ts';
import { text } from '../nodes.ts';
import type { Fields } from '../reading.ts';

/** `00:11:22:33:44:55`, of `length` bytes of the `room` that is there; as numbers, all of that. */
export function hardwareAddress(fields: Fields, at: number, length: number, room = length): Decoded {
  let value = 0n;
  const parts: string[] = [];
  for (const byte of fields.slice(at, length)) {
    value = (value << 8n) | BigInt(byte);
    parts.push(byte.toString(16).padStart(2, '0'));
  }
  const bytes = text(fields.slice(at, room).slice(), fields.address + BigInt(at));
  return { kind: 'enum', value, name: parts.join(':'), plain: { ...bytes, form: 'hex' } };
}

/** linux/if_arp.h: bytes of an address, by ARPHRD_*. */
const LENGTHS: ReadonlyMap<number, number> = new Map(
  (
    [
      [1, [7, 290, 773, 820, 821, 822]],
      [2, [15]],
      [4, [768, 776, 777, 778, 779, 783]],
      [5, [270, 271]],
      [6, [1, 6, 772, 774, 780, 801, 802, 803]],
      [7, [0, 3]],
      [8, [27, 804, 805, 825, 826]],
    ] as const
  ).flatMap(([length, types]) => types.map((type) => [type, length] as const)),
);

/** How long an address of a type is; where that is not known, as long as there is room. */
export const addressLength = (type: number, room: number): number => LENGTHS.get(type) ?? room;
