/**
 * Loaded before the program (`--import`): makes this kernel answer ptrace requests as an older one does, below everything
 * of ours, in every thread. TRAPLINE_TEST_KERNEL says which. `6.15` has no SET_SYSCALL_INFO; `5.2` no GET_SYSCALL_INFO
 * either, and its GETEVENTMSG does not tell an entry from an exit; `policy` is 5.3 to 6.15 under a seccomp policy that does
 * not know GET_SYSCALL_INFO. Each request that was refused is written down once in TRAPLINE_TEST_REFUSED.
 */
import { appendFileSync } from 'node:fs';

type Foreign = (...args: unknown[]) => number;
interface Library {
  func(prototype: string): Foreign;
  symbol(name: string): unknown;
}
interface Koffi {
  load(name: string): Library;
  errno(): number;
}

const EPERM = 1;
const EIO = 5;
const GETEVENTMSG = 0x4201;
const GETSIGINFO = 0x4202;
const GET_SYSCALL_INFO = 0x420e;
const SET_SYSCALL_INFO = 0x4212;
/** si_code of a syscall-stop under PTRACE_O_TRACESYSGOOD. */
const SYSCALL_TRAP = 0x85;

const REFUSED: Readonly<Record<string, ReadonlyMap<number, number>>> = {
  '6.15': new Map([[SET_SYSCALL_INFO, EIO]]),
  policy: new Map([
    [SET_SYSCALL_INFO, EIO],
    [GET_SYSCALL_INFO, EPERM],
  ]),
  '5.2': new Map([
    [SET_SYSCALL_INFO, EIO],
    [GET_SYSCALL_INFO, EIO],
  ]),
};

const kernel = process.env['TRAPLINE_TEST_KERNEL'] ?? '';
const refused = REFUSED[kernel];
if (!refused) throw new Error(`no such kernel: ${kernel}`);
const file = process.env['TRAPLINE_TEST_REFUSED'];
const said = new Set<number>();
let fakeErrno = 0;

/** koffi's binary, however a program comes to it: by its name, or by where it is. */
const { dlopen } = process;
process.dlopen = (module: { exports: unknown }, filename, flags) => {
  if (flags === undefined) dlopen.call(process, module, filename);
  else dlopen.call(process, module, filename, flags);
  if (filename.endsWith('koffi.node')) grownOlder(module.exports as Koffi);
};

function grownOlder(koffi: Koffi): void {
  const { load, errno } = koffi;
  koffi.errno = () => {
    const error = fakeErrno || errno();
    fakeErrno = 0;
    return error;
  };
  koffi.load = (name) => {
    const library = load(name);
    return {
      symbol: (symbol) => library.symbol(symbol),
      func(prototype) {
        const call = library.func(prototype);
        return prototype.startsWith('long ptrace(') ? older(library, call) : call;
      },
    };
  };
}

function older(library: Library, call: Foreign): Foreign {
  const withBuffer = library.func('long ptrace(long request, int pid, intptr_t address, void *data)');
  const memset = library.func('void *memset(intptr_t at, int byte, size_t count)');
  const siginfo = new Int32Array(32);
  return (request, tid, address, data) => {
    const error = refused?.get(request as number);
    if (error !== undefined) {
      note(request as number);
      fakeErrno = error;
      return -1;
    }
    const result = call(request, tid, address, data);
    // The message of the last event: at a syscall-stop none of 5.3's.
    if (kernel === '5.2' && request === GETEVENTMSG && Number(result) === 0) {
      if (Number(withBuffer(GETSIGINFO, tid, 0, siginfo)) === 0 && siginfo[2] === SYSCALL_TRAP) {
        note(GETEVENTMSG);
        memset(data, 0, 8);
      }
    }
    return result;
  };
}

function note(request: number): void {
  if (said.has(request)) return;
  said.add(request);
  if (file) appendFileSync(file, `0x${request.toString(16)}\n`);
}
