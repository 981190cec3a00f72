/**
 * PTRACE_SEIZE that does not wait for ever. In the kernel it waits for an execve of the same process (cred_guard_mutex),
 * and that execve waits until its dying threads have been waited for: by us, where they are our tracees already. So
 * neither would go on (measured on Linux 6.18; there is no timeout and no flag). While a guard is up, a timer's signal
 * makes a request that waits return EINTR, and whoever seizes hears its tracees meanwhile.
 */
import { kernelResult, libc } from './libc.ts';
import { PTRACE_SEIZE, ptrace } from './ptrace.ts';
import { gettid } from './signals.ts';

/** SIGRTMIN+7 of glibc, beside WAKE_SIGNAL. */
const SEIZE_SIGNAL = 41;
const PATIENCE_NS = 20_000_000n;

/** asm/unistd.h: timer_create, timer_settime, timer_delete. */
const [SYS_TIMER_CREATE, SYS_TIMER_SETTIME, SYS_TIMER_DELETE] =
  process.arch === 'arm64' ? [107, 110, 111] : [222, 223, 226];
const CLOCK_MONOTONIC = 1;
const SIGEV_THREAD_ID = 4;
const SA_SIGINFO = 4n;
const SA_RESTART = 0x10000000n;
const PROT_READ_WRITE = 3;
const PROT_READ_EXEC = 5;
const MAP_PRIVATE_ANONYMOUS = 0x22;
const PAGE = 4096;
/** The code, and the word that arms it in a page of its own. */
const PAGES = 2;

const mmapCall = libc.func(
  'int64_t mmap(int64_t address, size_t size, int protection, int flags, int fd, int64_t offset)',
);
const mprotectCall = libc.func('int mprotect(int64_t address, size_t size, int protection)');
const copyIn = libc.func('void *memcpy(int64_t to, const void *from, size_t size)');
const sigactionCall = libc.func('int sigaction(int signal, const void *action, void *old)');
const timerCall = libc.func('long syscall(long number, int64_t first, void *second, void *third)');
const timerSet = libc.func('long syscall(long number, int64_t timer, int64_t flags, const void *value, void *old)');

/**
 * The timer's signal says by its value which word arms it: the handler is the process's, the word its thread's. Where
 * ptrace is about to be called again (the kernel restarts it by itself), the handler lets it return EINTR instead. Offsets
 * are those of siginfo_t (si_code at 8, si_value at 24) and, for x86_64, of ucontext_t: rax at 144, rip at 168.
 */
const HANDLER_X86_64 = [
  ['837e08fe', '7534'], // cmp dword ptr [rsi+8], SI_TIMER; jne out
  ['488b4618'], // mov rax, [rsi+24]
  ['833800'], // cmp dword ptr [rax], 0
  ['742b'], // je out
  ['488b8aa8000000'], // mov rcx, [rdx+168]
  ['6681390f05'], // cmp word ptr [rcx], 0x050f: the next instruction is `syscall`,
  ['751d'], // jne out
  ['4883ba9000000065'], // cmp qword ptr [rdx+144], 101: of ptrace
  ['7513'], // jne out
  ['488382a800000002'], // add qword ptr [rdx+168], 2
  ['48c78290000000fcffffff'], // mov qword ptr [rdx+144], -EINTR
  ['c3'], // out: ret
] as const;

/** The same for arm64: x0 at 184, x8 at 248, pc at 440. */
const HANDLER_AARCH64 = [
  ['290840b9', '3f090031', '21020054'], // ldr w9, [x1, #8]; cmn w9, #2: SI_TIMER, b.ne out
  ['290c40f9'], // ldr x9, [x1, #24]
  ['2a0140b9', 'ca010034'], // ldr w10, [x9]; cbz w10, out
  ['4adc40f9', '4b0140b9'], // ldr x10, [x2, #440]; ldr w11, [x10]
  ['2c008052', '0c80ba72', '7f010c6b'], // mov w12, #1; movk w12, #0xd400, lsl #16; cmp w11, w12: svc #0,
  ['01010054'], // b.ne out
  ['4b7c40f9', '7fd501f1'], // ldr x11, [x2, #248]; cmp x11, #117: of ptrace
  ['a1000054'], // b.ne out
  ['4a110091', '4adc00f9'], // add x10, x10, #4; str x10, [x2, #440]
  ['6a008092', '4a5c00f9'], // mov x10, #-EINTR; str x10, [x2, #184]
  ['c0035fd6'], // out: ret
] as const;

const HANDLER = Buffer.from((process.arch === 'arm64' ? HANDLER_AARCH64 : HANDLER_X86_64).flat().join(''), 'hex');

let armed: bigint | undefined;

/** Installs the handler, once a thread; gives the address of the word that arms it there, or undefined where the kernel
 *  refuses. */
function install(): bigint | undefined {
  if (armed !== undefined) return armed;
  const page = BigInt(mmapCall(0, PAGES * PAGE, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0));
  if (page === -1n) return undefined;
  const word = page + BigInt(PAGE);
  copyIn(page, HANDLER, HANDLER.length);
  // Refused where no memory may become code: then the requests wait as they do without a guard.
  if (mprotectCall(page, PAGE, PROT_READ_EXEC) !== 0) return undefined;
  // glibc's struct sigaction on 64-bit: handler, 128 bytes of mask, int flags, restorer.
  const action = new BigUint64Array(19);
  action[0] = page;
  action[17] = SA_SIGINFO | SA_RESTART;
  if (sigactionCall(SEIZE_SIGNAL, action, null) !== 0) return undefined;
  armed = word;
  return armed;
}

export interface SeizeGuard {
  /** PTRACE_SEIZE: 0 or a negative errno; EINTR when it would have waited. */
  seize(tid: number, options: number): number;
  end(): void;
}

/** Watches over the requests of this thread until `end`. */
export function guardSeizing(): SeizeGuard {
  const word = install();
  if (word === undefined) return { seize: (tid, options) => ptrace(PTRACE_SEIZE, tid, 0, options), end: () => {} };
  // struct sigevent: value, signal, how, thread.
  const event = new Int32Array(16);
  new BigInt64Array(event.buffer)[0] = word;
  event.set([SEIZE_SIGNAL, SIGEV_THREAD_ID, gettid()], 2);
  const id = new Int32Array(1);
  const made = kernelResult(Number(timerCall(SYS_TIMER_CREATE, CLOCK_MONOTONIC, event, id)));
  const timer = id[0] as number;
  // struct itimerspec: interval, value.
  if (made === 0) timerSet(SYS_TIMER_SETTIME, timer, 0, new BigInt64Array([0n, PATIENCE_NS, 0n, PATIENCE_NS]), null);
  const arm = (on: number): void => void copyIn(word, new Int32Array([on]), 4);
  return {
    seize(tid, options) {
      arm(1);
      const result = ptrace(PTRACE_SEIZE, tid, 0, options);
      arm(0);
      return result;
    },
    end() {
      if (made === 0) timerCall(SYS_TIMER_DELETE, timer, null, null);
    },
  };
}
