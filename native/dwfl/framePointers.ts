/**
 * A stack without unwind information: the program counter, then the chain of saved frame pointers. A guess is kept only
 * when it looks like a return address: inside executable memory and right after a call instruction. Pure over a word
 * reader; must not know of libdw.
 */
import { machine } from '../tracer/machine/index.ts';
import { type CodeMap, mappingAt } from './maps.ts';
import type { UnwoundFrame } from './unwound.ts';

const MASK_32 = 0xffffffffn;
/** A frame larger than this is taken for a broken chain, in bytes. */
const LARGEST_FRAME = 1n << 24n;

export interface WalkInput {
  readonly pc: bigint;
  readonly sp: bigint;
  readonly fp: bigint;
  readonly word: 4 | 8;
  /** Eight bytes, little-endian. */
  readWord(address: bigint): bigint | undefined;
}

/** Frames from the innermost, at most `limit`. */
export function walkFramePointers(input: WalkInput, map: CodeMap, limit: number): UnwoundFrame[] {
  const size = BigInt(input.word);
  const read = (at: bigint): bigint | undefined => {
    const value = input.readWord(at);
    return value === undefined || input.word === 8 ? value : value & MASK_32;
  };
  const frames: UnwoundFrame[] = [{ pc: input.pc, isActivation: true, sp: input.sp }];
  // Inside a leaf without a frame of its own, such as a system call's wrapper, the return address is on top.
  const top = read(input.sp);
  if (top !== undefined && isReturnAddress(top, map, input)) {
    frames.push({ pc: top, isActivation: false, sp: input.sp + size });
  }
  let below = input.sp;
  let fp = input.fp;
  while (frames.length < limit && fp >= below && fp - below < LARGEST_FRAME) {
    const next = read(fp);
    const pc = read(fp + size);
    if (next === undefined || pc === undefined || !isReturnAddress(pc, map, input)) break;
    frames.push({ pc, isActivation: false, sp: fp + 2n * size });
    below = fp + 2n * size;
    fp = next;
  }
  return frames.slice(0, limit);
}

/** Inside code, and behind an instruction that calls? */
function isReturnAddress(pc: bigint, map: CodeMap, input: WalkInput): boolean {
  if (!mappingAt(map, pc - 1n)) return false;
  const before = input.readWord(pc - 8n);
  return before !== undefined && machine.isCall(before);
}
