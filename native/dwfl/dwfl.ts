/**
 * Stacks and symbols of one process: libdw where it is installed, /proc/PID/maps and frame pointers elsewhere. The
 * process must be in a ptrace-stop while a stack is taken. Everything runs on the tracer thread. Must not know what a
 * frame is called in the editor.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import { demangled } from '../ffi/demangle.ts';
import { type Handle, type Libdw, loadLibdw } from '../ffi/libdw.ts';
import { machine, type Registers } from '../tracer/machine/index.ts';
import { openDebugFile } from './debugFile.ts';
import { walkFramePointers } from './framePointers.ts';
import { type CodeMap, codeMapOf, mappingAt, onlyGrew } from './maps.ts';
import type { SymbolizedAddress, UnwoundFrame } from './unwound.ts';

const MASK_32 = 0xffffffffn;
/** libdw reads a module's tables at every line that is asked for first; this many answers are kept per process. */
const KEPT_ADDRESSES = 2048;

export interface DwflProcess {
  /** Frames from the innermost, at most `limit` and at least the program counter. */
  unwind(tid: number, registers: Registers, readWord: ReadWord, limit: number): UnwoundFrame[];
  /** `address` must lie inside the instruction: pc − 1 for a return address. Answers are kept. */
  symbolize(address: bigint): SymbolizedAddress;
  /** After execve: nothing known is true any more. Mappings that come and go are noticed without it. */
  invalidate(): void;
  /** Frees everything; at detach and at the process's end. */
  close(): void;
}

export type ReadWord = (address: bigint) => bigint | undefined;

let loaded: Libdw | 'missing' | undefined;

function libdw(): Libdw | undefined {
  if (loaded === undefined) {
    try {
      loaded = process.env['TRAPLINE_NO_LIBDW'] === '1' ? 'missing' : loadLibdw(openDebugFile);
    } catch {
      loaded = 'missing';
    }
  }
  return loaded === 'missing' ? undefined : loaded;
}

/** Was libdw looked for and not found? False before the first stack. */
export function libdwIsMissing(): boolean {
  return loaded === 'missing';
}

/** Nothing is read or loaded before the first stack. */
export function openDwfl(pid: number): DwflProcess {
  let dwfl: Handle | undefined;
  let is32 = false;
  let map: CodeMap = { code: [], modules: new Set() };
  let known = false;
  const answers = new Map<bigint, SymbolizedAddress>();

  function drop(): void {
    if (dwfl !== undefined) libdw()?.end(dwfl);
    dwfl = undefined;
    known = false;
    answers.clear();
  }

  /** Libraries that came are reported to the same Dwfl, which keeps the tables it has read. When one went, the Dwfl is
   *  made anew: libdw keeps a pointer into one of the modules it unwinds with, which a new report would free. */
  function refresh(): void {
    const now = codeMapOf(pid);
    const same = known && onlyGrew(map, now);
    if (same && now.modules.size === map.modules.size) {
      map = now;
      return;
    }
    if (same && dwfl !== undefined && libdw()?.report(dwfl, pid)) {
      map = now;
      answers.clear();
      return;
    }
    drop();
    map = now;
    known = true;
    is32 = isElf32(pid);
    dwfl = now.modules.size === 0 ? undefined : libdw()?.open(pid);
  }

  function unwindWithLibdw(tid: number, registers: Registers, readWord: ReadWord, limit: number): UnwoundFrame[] {
    const in32 = machine.is32(registers);
    const dwarf = in32 ? machine.dwarf32 : machine.dwarf;
    // libdw's rules are those of the first module's class; code in the other mode would be unwound wrongly.
    if (dwfl === undefined || in32 !== is32 || !dwarf) return [];
    const values = BigUint64Array.from(dwarf.places, (index) => {
      const value = registers[index] ?? 0n;
      return in32 ? value & MASK_32 : value;
    });
    const read: ReadWord = in32 ? (at) => maskWord(readWord(at)) : readWord;
    const input = { registers: values, pc: registers[machine.pc] ?? 0n, readWord: read };
    return libdw()?.frames(dwfl, tid, input, dwarf.sp, limit) ?? [];
  }

  return {
    unwind(tid, registers, readWord, limit) {
      refresh();
      const frames = plausible(unwindWithLibdw(tid, registers, readWord, limit), map);
      const pc = registers[machine.pc] ?? 0n;
      // One frame in a module that libdw knows may be the outermost function: a guess must not add to that.
      if (frames.length > 1 || (frames.length === 1 && libdw()?.lookup(dwfl, pc))) return frames;
      const word = machine.is32(registers) ? 4 : 8;
      const start = { pc, sp: registers[machine.sp] ?? 0n, fp: registers[machine.fp] ?? 0n };
      return walkFramePointers({ ...start, word, readWord }, map, limit);
    },
    symbolize(address) {
      if (!known) refresh();
      const kept = answers.get(address);
      if (kept) {
        answers.delete(address);
        answers.set(address, kept);
        return kept;
      }
      const answer = describe(address, map, dwfl === undefined ? undefined : libdw()?.lookup(dwfl, address));
      answers.set(address, answer);
      if (answers.size > KEPT_ADDRESSES) answers.delete(answers.keys().next().value ?? address);
      return answer;
    },
    invalidate: drop,
    close: drop,
  };
}

function describe(address: bigint, map: CodeMap, found: ReturnType<Libdw['lookup']>): SymbolizedAddress {
  const mapping = mappingAt(map, address);
  // maps says where the file begins now and whether it was deleted; libdw's module names of the vdso hold a pid.
  const module = mapping?.path ?? found?.module ?? '';
  const moduleBase = mapping?.base ?? found?.start ?? 0n;
  const line = found?.line;
  return {
    module,
    moduleBase,
    ...(found?.symbol ? { symbol: demangled(found.symbol.name) } : {}),
    offset: found?.symbol ? found.symbol.offset : address - moduleBase,
    ...(line && line.line > 0
      ? { source: { file: absolute(line.file, line.directory), line: line.line, column: line.column } }
      : {}),
  };
}

const absolute = (file: string, directory: string | undefined): string =>
  file.startsWith('/') || !directory ? file : `${directory.replace(/\/$/, '')}/${file}`;

const maskWord = (word: bigint | undefined): bigint | undefined => (word === undefined ? undefined : word & MASK_32);

/** The frames up to the first whose address is not executable: libdw follows frame pointers where rules are missing. */
function plausible(frames: readonly UnwoundFrame[], map: CodeMap): UnwoundFrame[] {
  const wrong = frames.findIndex((frame, index) => index > 0 && !mappingAt(map, frame.pc - 1n));
  return wrong < 0 ? [...frames] : frames.slice(0, wrong);
}

/** EI_CLASS of the program (elf(5)). The link is opened, so a program whose file was deleted is found too. */
function isElf32(pid: number): boolean {
  try {
    const fd = openSync(`/proc/${pid}/exe`, 'r');
    try {
      const head = new Uint8Array(5);
      return readSync(fd, head, 0, 5, 0) === 5 && head[4] === 1;
    } finally {
      closeSync(fd);
    }
  } catch {
    return false;
  }
}
