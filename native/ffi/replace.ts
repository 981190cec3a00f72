/**
 * This process becomes another program (execve(2)), which finds what it would find under a shell: the runtime's changes
 * to signals, descriptors and limits are put back first. Its pid stays.
 */

import { rememberedFds } from './inheritedFds.ts';
import { kernelResult, libc } from './libc.ts';
import { inheritedOpenFiles, setOpenFiles } from './limits.ts';
import { rawString, rawVector } from './rawText.ts';

const sigactionCall = libc.func('int sigaction(int signal, const void *action, void *old)');
const sigprocmaskCall = libc.func('int sigprocmask(int how, const void *set, void *old)');
const fcntlCall = libc.func('int fcntl(int fd, int command, long value)');
const prctlCall = libc.func('int prctl(int option, ulong a, ulong b, ulong c, ulong d)');
const execveCall = libc.func('int execve(str path, const char **argv, const char **envp)');
const setpgidCall = libc.func('int setpgid(int pid, int group)');
const setsidCall = libc.func('int setsid()');
const setgroupsCall = libc.func('int setgroups(size_t count, const uint32_t *groups)');
const setregidCall = libc.func('int setregid(uint32_t real, uint32_t effective)');
const setreuidCall = libc.func('int setreuid(uint32_t real, uint32_t effective)');

/** Ignored by the runtime: SIGPIPE and SIGXFSZ. */
const IGNORED_HERE = [13, 25];
const SIG_SETMASK = 2;
const F_SETFD = 2;
const PR_SET_PTRACER = 0x59616d61;
const PR_SET_PTRACER_ANY = 0xffffffffffffffffn;

/** Lets processes that are no ancestors trace this one (Yama's ptrace_scope 1); without Yama nothing is to be done. */
export function allowTracers(): void {
  prctlCall(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0);
}

/** Returns only when it fails: a negative errno. */
export function replaceProcess(path: string, argv: readonly string[], env: readonly string[]): number {
  const limits = inheritedOpenFiles();
  if (limits) setOpenFiles(process.pid, limits);
  for (const signal of IGNORED_HERE) sigactionCall(signal, new BigUint64Array(19), null);
  sigprocmaskCall(SIG_SETMASK, new Uint8Array(128), null);
  for (const fd of [0, 1, 2, ...rememberedFds()]) fcntlCall(fd, F_SETFD, 0);
  return kernelResult(execveCall(rawString(path), rawVector(argv), rawVector(env)));
}

/** A process group, or a session, of this process's own. */
export function leaveGroup(session: boolean): void {
  if (session) setsidCall();
  else setpgidCall(0, 0);
}

/** Another user for this process, in all its threads (setreuid(2)). 0 or a negative errno. */
export function becomeUser(user: {
  readonly uid: number;
  readonly gid: number;
  readonly euid: number;
  readonly egid: number;
  readonly groups: readonly number[];
}): number {
  const { uid, gid, euid, egid, groups } = user;
  const steps = [
    () => setgroupsCall(groups.length, Uint32Array.from(groups)),
    () => setregidCall(gid, egid),
    () => setreuidCall(uid, euid),
  ];
  for (const step of steps) {
    const done = kernelResult(step());
    if (done < 0) return done;
  }
  return 0;
}
