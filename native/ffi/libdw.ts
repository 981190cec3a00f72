/**
 * elfutils' libdw (libdwfl.h), loaded on first use because it is an optional system library. One set of C callbacks is
 * registered for the life of the thread, of the 8192 that koffi has for a process, and serves every Dwfl: the calls are synchronous, so what a callback needs is
 * set before the call. Everything runs on the tracer thread. Must not know of processes, files or wording.
 */
import { closeSync } from 'node:fs';
import koffi from 'koffi';
import { libc } from './libc.ts';

/** An opaque pointer of libdw. */
export type Handle = unknown;

/** What one unwinding works from. Functions must not throw; whatever they throw counts as “not readable”. */
export interface UnwindInput {
  /** Register values by DWARF number, from 0. */
  readonly registers: BigUint64Array;
  readonly pc: bigint;
  readWord(address: bigint): bigint | undefined;
}

/** What a module's separate debug file can be found by. */
export interface DebugFileQuery {
  readonly path: string;
  /** The build id, empty when the module has none. */
  readonly buildId: Uint8Array;
  /** File name and CRC of .gnu_debuglink, or of an alternate file with CRC 0. */
  readonly link: string | undefined;
  readonly crc: number;
}

export interface DwflFrame {
  readonly pc: bigint;
  readonly isActivation: boolean;
  /** The stack pointer in this frame; undefined before elfutils 0.188 or when the unwind rules lose it. */
  readonly sp: bigint | undefined;
}

export interface AddressInfo {
  readonly module: string;
  readonly start: bigint;
  readonly end: bigint;
  readonly symbol?: { readonly name: string; readonly offset: bigint };
  readonly line?: {
    readonly file: string;
    readonly directory?: string;
    readonly line: number;
    readonly column: number;
  };
}

export interface Libdw {
  /** A Dwfl with the modules that /proc/PID/maps lists and ready to unwind; undefined when libdw can't. */
  open(pid: number): Handle | undefined;
  /** Reports the modules again; those that are where they were stay. False when it failed. */
  report(dwfl: Handle, pid: number): boolean;
  end(dwfl: Handle): void;
  /** Frames from the innermost, at most `limit`. What was unwound before an error is kept. */
  frames(dwfl: Handle, tid: number, input: UnwindInput, spRegister: number, limit: number): DwflFrame[];
  /** The module, symbol and line at an address; undefined outside every module. */
  lookup(dwfl: Handle, address: bigint): AddressInfo | undefined;
}

/** fcntl.h */
const F_DUPFD_CLOEXEC = 1030;
const duplicate = libc.func('int fcntl(int fd, int command, int lowest)');

const DWARF_CB_OK = 0;
const DWARF_CB_ABORT = 1;
const DONT_FIND = -1;
/** Above what V8 may keep inside its heap and move while a callback runs. */
const OFF_HEAP = 4096;

/** Binds libdw.so.1. `findDebugFile` answers with a descriptor opened through node:fs, which is closed here, or −1; it replaces
 *  libdw's own search, which asks debuginfod servers. Throws when the library or a function of it is missing. */
export function loadLibdw(findDebugFile: (query: DebugFileQuery) => number): Libdw {
  const library = koffi.load('libdw.so.1');
  const begin = library.func('void *dwfl_begin(void *callbacks)');
  const end = library.func('void dwfl_end(void *dwfl)');
  const reportBegin = library.func('void dwfl_report_begin(void *dwfl)');
  const procReport = library.func('int dwfl_linux_proc_report(void *dwfl, int pid)');
  const reportEnd = library.func('int dwfl_report_end(void *dwfl, void *removed, void *arg)');
  const attachState = library.func(
    'bool dwfl_attach_state(void *dwfl, void *elf, int pid, void *callbacks, void *arg)',
  );
  const setRegisters = library.func(
    'bool dwfl_thread_state_registers(void *thread, int first, uint count, void *values)',
  );
  const setPc = library.func('void dwfl_thread_state_register_pc(void *thread, uint64_t pc)');
  const threadFrames = library.func('int dwfl_getthread_frames(void *dwfl, int tid, void *callback, void *arg)');
  const framePc = library.func('bool dwfl_frame_pc(void *state, _Out_ uint64_t *pc, _Out_ bool *activation)');
  const addressModule = library.func('void *dwfl_addrmodule(void *dwfl, uint64_t address)');
  const moduleInfo = library.func(
    'str dwfl_module_info(void *mod, void *user, _Out_ uint64_t *start, _Out_ uint64_t *end, void *dw, void *sym, void *main, void *debug)',
  );
  const addressInfo = library.func(
    'str dwfl_module_addrinfo(void *mod, uint64_t address, _Out_ uint64_t *offset, void *symbol, void *section, void *elf, void *bias)',
  );
  const buildIdOf = library.func('int dwfl_module_build_id(void *mod, _Out_ void **bits, _Out_ uint64_t *address)');
  const moduleSource = library.func('void *dwfl_module_getsrc(void *mod, uint64_t address)');
  const lineInfo = library.func(
    'str dwfl_lineinfo(void *line, void *address, _Out_ int *number, _Out_ int *column, void *time, void *length)',
  );
  const lineDirectory = library.func('str dwfl_line_comp_dir(void *line)');
  const frameRegister = optionalFrameRegister(library);

  let input: UnwindInput | undefined;
  let collected: DwflFrame[] = [];
  let limit = 0;
  let spRegister = 0;

  /** Stack pointers are callee-saved by definition, so libdw's answer for a caller's frame is the CFA of its callee. */
  function stackPointer(state: Handle): bigint | undefined {
    const value = [0n];
    return frameRegister?.(state, spRegister, value) === 0 ? BigInt(value[0] as bigint) : undefined;
  }

  const onFrame = callback('int', ['void *', 'void *'], DWARF_CB_ABORT, (state: Handle) => {
    const pc = [0n];
    const activation = [false];
    if (!framePc(state, pc, activation)) return DWARF_CB_ABORT;
    collected.push({ pc: BigInt(pc[0] as bigint), isActivation: activation[0] as boolean, sp: stackPointer(state) });
    return collected.length < limit ? DWARF_CB_OK : DWARF_CB_ABORT;
  });
  const onThread = callback('bool', ['void *', 'int', 'void *', 'void *'], false, (_dwfl, _tid, _arg, slot: Handle) => {
    koffi.encode(slot as bigint, 'uint64_t', 1n);
    return true;
  });
  const onNextThread = callback('int', ['void *', 'void *', 'void *'], 0, () => 0);
  const onMemory = callback(
    'bool',
    ['void *', 'uint64_t', 'void *', 'void *'],
    false,
    (_dwfl, address, slot: Handle) => {
      const word = input?.readWord(BigInt(address as bigint));
      if (word === undefined) return false;
      koffi.encode(slot as bigint, 'uint64_t', word);
      return true;
    },
  );
  const onRegisters = callback('bool', ['void *', 'void *'], false, (thread: Handle) => {
    if (!input || !setRegisters(thread, 0, input.registers.length, input.registers)) return false;
    setPc(thread, input.pc);
    return true;
  });
  const onDebugFile = callback(
    'int',
    ['void *', 'void *', 'str', 'uint64_t', 'str', 'str', 'uint32_t', 'void *'],
    DONT_FIND,
    (mod: Handle, _user, _name, _base, path, link, crc) => {
      const fd = findDebugFile({
        path: (path as string | null) ?? '',
        buildId: buildId(mod),
        link: (link as string | null) ?? undefined,
        crc: crc as number,
      });
      if (fd < 0) return DONT_FIND;
      // libdw closes what it gets, and a worker thread closes at its end each descriptor that node opened in it, by then
      // perhaps another file's: so libdw gets one that node doesn't know.
      const given = duplicate(fd, F_DUPFD_CLOEXEC, 0) as number;
      closeSync(fd);
      return given;
    },
  );

  function buildId(mod: Handle): Uint8Array {
    const bits: unknown[] = [null];
    const length = buildIdOf(mod, bits, [0n]) as number;
    if (length <= 0 || length > 64) return new Uint8Array(0);
    return Uint8Array.from(koffi.decode(bits[0], 'uint8_t', length) as Iterable<number>);
  }

  // struct Dwfl_Callbacks: find_elf, find_debuginfo, section_address (relocatable files only), debuginfo_path, which
  // points to the null pointer after it. Both tables are read at any later call, so they live as long as the library.
  const dwflCallbacks = new BigUint64Array(OFF_HEAP / 8);
  const searchPath = address(dwflCallbacks) + 32n;
  dwflCallbacks.set([address(library.symbol('dwfl_linux_proc_find_elf')), onDebugFile, 0n, searchPath]);
  // struct Dwfl_Thread_Callbacks: next_thread, get_thread, memory_read, set_initial_registers, detach, thread_detach.
  const threadCallbacks = new BigUint64Array(OFF_HEAP / 8);
  threadCallbacks.set([onNextThread, onThread, onMemory, onRegisters, 0n, 0n]);
  const elfSymbol = new BigUint64Array(OFF_HEAP / 8);

  function report(dwfl: Handle, pid: number): boolean {
    reportBegin(dwfl);
    const reported = procReport(dwfl, pid) as number;
    return (reportEnd(dwfl, null, null) as number) === 0 && reported === 0;
  }

  return {
    open(pid) {
      const dwfl = begin(dwflCallbacks);
      if (!dwfl) return undefined;
      if (report(dwfl, pid) && attachState(dwfl, null, pid, threadCallbacks, null)) return dwfl;
      end(dwfl);
      return undefined;
    },
    report,
    end(dwfl) {
      end(dwfl);
    },
    frames(dwfl, tid, from, sp, max) {
      input = from;
      collected = [];
      limit = max;
      spRegister = sp;
      try {
        threadFrames(dwfl, tid, onFrame, null);
        return collected;
      } finally {
        input = undefined;
        collected = [];
      }
    },
    lookup(dwfl, at) {
      const mod = addressModule(dwfl, at);
      if (!mod) return undefined;
      const start = [0n];
      const stop = [0n];
      const name = moduleInfo(mod, null, start, stop, null, null, null, null) as string | null;
      const offset = [0n];
      const symbol = addressInfo(mod, at, offset, elfSymbol, null, null, null) as string | null;
      const distance = BigInt(offset[0] as bigint);
      // st_size is the third word of Elf64_Sym. libdw may answer with the nearest symbol before the address.
      const size = elfSymbol[2] as bigint;
      const inside = symbol !== null && symbol !== '' && (size === 0n || distance < size);
      const line = source(mod, at);
      return {
        module: name ?? '',
        start: BigInt(start[0] as bigint),
        end: BigInt(stop[0] as bigint),
        ...(inside ? { symbol: { name: symbol, offset: distance } } : {}),
        ...(line ? { line } : {}),
      };
    },
  };

  function source(mod: Handle, at: bigint): AddressInfo['line'] {
    const line = moduleSource(mod, at);
    if (!line) return undefined;
    const number = [0];
    const column = [0];
    const file = lineInfo(line, null, number, column, null, null) as string | null;
    if (!file) return undefined;
    const directory = file.startsWith('/') ? null : (lineDirectory(line) as string | null);
    return { file, line: number[0] as number, column: column[0] as number, ...(directory ? { directory } : {}) };
  }
}

function address(pointer: unknown): bigint {
  return BigInt(koffi.address(pointer as bigint));
}

/** A C function pointer for `run`. An exception must not cross C frames: it becomes `failed`. */
function callback<R>(result: string, parameters: string[], failed: R, run: (...values: unknown[]) => R): bigint {
  const guarded = (...values: unknown[]): R => {
    try {
      return run(...values);
    } catch {
      return failed;
    }
  };
  const registered = koffi.register(guarded, koffi.pointer(koffi.proto(result, parameters)));
  // koffi does not take them back when a thread ends.
  process.once('exit', () => koffi.unregister(registered));
  return address(registered);
}

type FrameRegister = (state: Handle, register: number, value: bigint[]) => number;

function optionalFrameRegister(library: ReturnType<typeof koffi.load>): FrameRegister | undefined {
  try {
    return library.func('int dwfl_frame_reg(void *state, uint register, _Out_ uint64_t *value)') as FrameRegister;
  } catch {
    return undefined;
  }
}
