/**
 * Signals to threads, and waking a thread that blocks in waitpid: a handler without SA_RESTART makes the wait return
 * EINTR. The handler is abs(3), which takes an int, touches nothing and is async-signal-safe.
 */
import { kernelResult, libc, symbolAddress } from './libc.ts';

/** SIGRTMIN+6 of glibc: not used by libc, libuv or V8. */
export const WAKE_SIGNAL = 40;

const gettidCall = libc.func('int gettid()');
const tgkillCall = libc.func('int tgkill(int tgid, int tid, int signal)');
const sigactionCall = libc.func('int sigaction(int signal, const void *action, void *old)');

/** The kernel's id of this thread. */
export function gettid(): number {
  return gettidCall();
}

/** Sends a signal to one thread. 0 or a negative errno. */
export function tgkill(tgid: number, tid: number, signal: number): number {
  return kernelResult(tgkillCall(tgid, tid, signal));
}

/** Installs the do-nothing handler of WAKE_SIGNAL for the whole process. */
export function installWakeHandler(): void {
  // glibc's struct sigaction on 64-bit: handler, 128 bytes of mask, int flags, restorer.
  const action = new BigUint64Array(19);
  action[0] = symbolAddress('abs');
  const result = kernelResult(sigactionCall(WAKE_SIGNAL, action, null));
  if (result < 0) throw new Error(`sigaction: errno ${-result}`);
}

/** Of glibc's struct sigaction on 64-bit, as words: handler, 16 of mask, flags. */
const FLAGS = 17;
const SA_RESTART = 0x10000000n;

/** Lets a signal that has a handler interrupt this process's blocking calls, where the runtime has them restarted. */
export function interruptCalls(signal: number): void {
  const action = new BigUint64Array(19);
  if (sigactionCall(signal, null, action) !== 0) return;
  action[FLAGS] = (action[FLAGS] as bigint) & ~SA_RESTART;
  sigactionCall(signal, action, null);
}

const setrlimitCall = libc.func('int setrlimit(int resource, const void *limit)');
const RLIMIT_CORE = 4;

/** Ends this process by a signal, as the program it ran ended: default disposition, and no core file of our own. */
export function endBySignal(signal: number): void {
  setrlimitCall(RLIMIT_CORE, new BigUint64Array(2));
  // The runtime has handlers of its own (SIGUSR1 would open its inspector). A zeroed sigaction is SIG_DFL.
  sigactionCall(signal, new BigUint64Array(19), null);
  process.kill(process.pid, signal);
}

const exitCall = libc.func('void _exit(int status)');

/** Ends this process on the spot (_exit(2)): nothing is taken apart, and koffi does not sync standard output to its disk. */
export function endNow(status: number): never {
  exitCall(status);
  throw new Error('_exit has returned');
}
