/**
 * Stacks of held tracees, taken once a stop and kept until the tracee moves. The top frame of a syscall-stop is the
 * call itself, with the source position of the first frame that has one, so that the editor goes to the line of the call.
 */
import { readMemory } from '../../native/ffi/memory.ts';
import { exeOf } from '../../native/tracer/procfs.ts';
import { getRegisters } from '../../native/tracer/registers.ts';
import type { Tracee } from '../../native/tracer/tracee.ts';
import { plain } from '../symbols/frames.ts';
import { createSources, type SourceMap } from '../symbols/sources.ts';
import { openSymbols, type ProcessSymbols, type Stack, symbolsHint } from '../symbols/symbols.ts';
import type { DecodedCall } from '../syscalls/call.ts';
import type { FrameInfo } from './api.ts';
import { printed } from './calls.ts';
import { createRecent } from './recent.ts';
import type { View } from './view.ts';

export interface Stacks {
  setSourceMap(map: SourceMap): void;
  /** The frames of a stopped tracee, taken now or kept from this stop. `call`: the syscall it stands at. */
  compute(view: View, call: DecodedCall | undefined): readonly FrameInfo[];
  /** What compute gave at this stop; empty when it was not asked. */
  known(tid: number): readonly FrameInfo[];
  /** The stack of a tracee in a syscall-stop as whole lines of a log, taken afresh. */
  lines(tracee: Tracee, options?: { sources?: boolean; limit?: number }): string;
  returnAddress(view: View): bigint | undefined;
  /** The stack pointer there, where it is known. */
  callerSp(view: View): bigint | undefined;
  /** The tracee is about to move: its stack is old. */
  moved(tracee: Tracee): void;
  /** The process has a new program, or is gone. */
  forget(tgid: number): void;
  /** The path of a tracee's program, for people. */
  program(tracee: Tracee): string;
  /** One sentence when names and lines are missing for want of a library; once. */
  hint(): string | undefined;
}

interface Taken {
  readonly tgid: number;
  readonly stack: Stack;
  readonly frames: readonly FrameInfo[];
}

/** Symbols of one process take 16 MiB with a C library's, and a tenth of a second to read: of a hundred processes in a log
 *  with stacks they were 1.7 GiB. */
const MOST_PROCESSES = 32;

/** Stacks of held tracees, kept until they move; symbols of a process when they are first asked for. */
export function createStacks(): Stacks {
  let sources = createSources({});
  let hinted = false;
  const symbols = createRecent<ProcessSymbols>(
    MOST_PROCESSES,
    (tgid) => openSymbols(tgid, sources),
    (process) => process.close(),
  );
  const taken = new Map<number, Taken>();

  const take = (view: View, call: DecodedCall | undefined): Taken | undefined => {
    const { tid, tgid } = view.tracee;
    const kept = taken.get(tid);
    if (kept) return kept;
    const registers = getRegisters(tid);
    if (!registers) return undefined;
    const stack = symbols.of(tgid).stack({
      tid,
      registers,
      readWord: (address) => word(readMemory(tid, address, 8)),
      inSyscall: call !== undefined,
    });
    const fresh = { tgid, stack, frames: withCall(stack.frames, call) };
    taken.set(tid, fresh);
    return fresh;
  };
  return {
    setSourceMap(map) {
      sources = createSources(map);
    },
    compute: (view, call) => take(view, call)?.frames ?? [],
    known: (tid) => taken.get(tid)?.frames ?? [],
    lines({ tid, tgid }, { sources = false, limit } = {}) {
      const registers = getRegisters(tid);
      if (!registers) return '';
      const readWord = (address: bigint): bigint | undefined => word(readMemory(tid, address, 8));
      const request = { tid, registers, readWord, inSyscall: true, ...(limit !== undefined && { limit }) };
      return symbols.of(tgid).lines(request, sources);
    },
    returnAddress: (view) => take(view, view.hold?.call)?.stack.returnAddress,
    callerSp: (view) => take(view, view.hold?.call)?.stack.callerSp,
    moved: (tracee) => void taken.delete(tracee.tid),
    forget(tgid) {
      symbols.forget(tgid);
      for (const [tid, one] of taken) if (one.tgid === tgid) taken.delete(tid);
    },
    program: (tracee) => plain(exeOf(tracee.tid) ?? tracee.comm, 4096),
    hint() {
      if (hinted) return undefined;
      const text = symbolsHint();
      hinted = text !== undefined;
      return text;
    },
  };
}

function word(bytes: Uint8Array | undefined): bigint | undefined {
  return bytes && new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
}

function withCall(frames: readonly FrameInfo[], call: DecodedCall | undefined): readonly FrameInfo[] {
  if (!call) return frames;
  const site = frames.find((frame) => frame.path !== undefined);
  const top: FrameInfo = {
    name: printed(call),
    address: frames[0]?.address ?? '0x0',
    ...(site?.path ? { path: site.path } : {}),
    line: site?.line ?? 0,
    column: site?.column ?? 0,
    role: 'syscall',
  };
  return [top, ...frames];
}
