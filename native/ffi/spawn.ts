/**
 * posix_spawn(3) with what a traced program must not inherit from the runtime put right: signal dispositions, signal
 * mask, descriptors, process group (and the soft RLIMIT_NOFILE, see limits.ts). The child's parent is this process, and
 * only a wait on this thread sees it.
 */
import { writeSync } from 'node:fs';
import { rememberedFds } from './inheritedFds.ts';
import { kernelResult, libc } from './libc.ts';
import { rawString, rawVector } from './rawText.ts';
import { shimImage } from './shim.ts';

const POSIX_SPAWN_SETPGROUP = 2;
const POSIX_SPAWN_SETSIGDEF = 4;
const POSIX_SPAWN_SETSIGMASK = 8;
/** Ignored by the runtime, and so by its children: SIGPIPE and SIGXFSZ. */
const IGNORED_HERE = [13, 25];
const MFD_CLOEXEC = 1;
const O_CLOEXEC = 0o2000000;
const O_RDONLY = 0;

// Sizes from glibc: posix_spawn_file_actions_t is 80 bytes, posix_spawnattr_t 336, sigset_t 128.
const actions = new Uint8Array(256);
const attributes = new Uint8Array(512);

const spawnCall = libc.func(
  'int posix_spawn(_Out_ int *pid, str path, void *actions, void *attributes, const char **argv, const char **envp)',
);
const actionsInit = libc.func('int posix_spawn_file_actions_init(void *actions)');
const actionsDestroy = libc.func('int posix_spawn_file_actions_destroy(void *actions)');
const addDup2 = libc.func('int posix_spawn_file_actions_adddup2(void *actions, int from, int to)');
const addOpen = libc.func(
  'int posix_spawn_file_actions_addopen(void *actions, int fd, str path, int flags, uint mode)',
);
const addChdir = libc.func('int posix_spawn_file_actions_addchdir_np(void *actions, str path)');
const attributesInit = libc.func('int posix_spawnattr_init(void *attributes)');
const attributesDestroy = libc.func('int posix_spawnattr_destroy(void *attributes)');
const setFlags = libc.func('int posix_spawnattr_setflags(void *attributes, int16_t flags)');
const setSigDefault = libc.func('int posix_spawnattr_setsigdefault(void *attributes, void *set)');
const setSigMask = libc.func('int posix_spawnattr_setsigmask(void *attributes, void *set)');
const setGroup = libc.func('int posix_spawnattr_setpgroup(void *attributes, int pgroup)');
const memfdCreate = libc.func('int memfd_create(str name, uint flags)');
const pipe2 = libc.func('int pipe2(_Out_ int *fds, int flags)');

export interface SpawnPlan {
  readonly program: string;
  readonly argv: readonly string[];
  readonly env: readonly string[];
  /** Without one it is this process's own, which may have no name any more. */
  readonly cwd: string | undefined;
  /** Descriptors for 0, 1, 2; `null` for stdin means /dev/null. */
  readonly stdio: readonly [number | null, number, number];
  readonly newProcessGroup: boolean;
  /** Close everything above 2: descriptors that this process inherited and did not mark close-on-exec. */
  readonly closeOthers: boolean;
}

const closeCall = libc.func('int close(int fd)');

/** Closes a descriptor that was opened here: the runtime warns about descriptors that it has not opened itself. */
export function closeFd(fd: number): void {
  closeCall(fd);
}

/** A close-on-exec pipe: [read end, write end]. */
export function makePipe(): [number, number] {
  const fds = [0, 0];
  const result = kernelResult(pipe2(fds, O_CLOEXEC));
  if (result < 0) throw new Error(`pipe2: errno ${-result}`);
  return [fds[0] as number, fds[1] as number];
}

/** glibc 2.34; before that, stray descriptors of this process stay open, as they would from any launcher. */
const addCloseFrom = optional('int posix_spawn_file_actions_addclosefrom_np(void *actions, int from)');

function optional(prototype: string): ReturnType<typeof libc.func> | undefined {
  try {
    return libc.func(prototype);
  } catch {
    return undefined;
  }
}

/** The shim in a memfd of this process. The caller closes it once the program has been started. */
function openShim(): number {
  const fd = kernelResult(memfdCreate('trapline-shim', MFD_CLOEXEC));
  if (fd < 0) throw new Error(`memfd_create: errno ${-fd}`);
  writeSync(fd, shimImage());
  // Execute through a descriptor opened for reading: a file open for writing is ETXTBSY.
  const shim = openReadOnly(`/proc/self/fd/${fd}`);
  closeFd(fd);
  return shim;
}

const openCall = libc.func('int open(str path, int flags)');
function openReadOnly(path: string): number {
  const fd = kernelResult(openCall(path, O_RDONLY | O_CLOEXEC));
  if (fd < 0) throw new Error(`open ${path}: errno ${-fd}`);
  return fd;
}

/** Makes `attributes` ready, which are initialised: signals as a shell has them. */
function setAttributes(newProcessGroup: boolean): void {
  const defaults = new Uint8Array(128);
  for (const signal of IGNORED_HERE) defaults[(signal - 1) >> 3] = 1 << ((signal - 1) & 7);
  setSigDefault(attributes, defaults);
  setSigMask(attributes, new Uint8Array(128));
  setGroup(attributes, 0);
  const group = newProcessGroup ? POSIX_SPAWN_SETPGROUP : 0;
  setFlags(attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | group);
}

/**
 * A shell command that reads from a descriptor: its pid or a negative errno. It is a child of another thread, so that
 * waiting for tracees (with __WNOTHREAD) hears nothing of it.
 */
export async function spawnShell(command: string, stdin: number, env: readonly string[]): Promise<number> {
  actionsInit(actions);
  attributesInit(attributes);
  try {
    [stdin, 1, 2].forEach((fd, target) => void addDup2(actions, fd, target));
    passOn();
    setAttributes(false);
    const pid = [0];
    const argv = rawVector(['sh', '-c', command]);
    const error = await new Promise<number>((resolve, reject) => {
      spawnCall.async(
        pid,
        '/bin/sh',
        actions,
        attributes,
        argv,
        rawVector(env),
        (failure: Error | null, code: number) => (failure ? reject(failure) : resolve(code)),
      );
    });
    return error === 0 ? (pid[0] as number) : -error;
  } finally {
    actionsDestroy(actions);
    attributesDestroy(attributes);
  }
}

/** What this process was given above 2 is the child's too: dup2 onto itself takes the runtime's mark off. */
function passOn(): void {
  for (const fd of rememberedFds()) addDup2(actions, fd, fd);
}

/** Starts the shim that will become the program. Returns its pid or a negative errno (of chdir, fork or exec). */
export function spawnShim(plan: SpawnPlan): number {
  const shim = openShim();
  actionsInit(actions);
  attributesInit(attributes);
  try {
    if (plan.cwd !== undefined) addChdir(actions, rawString(plan.cwd));
    plan.stdio.forEach((fd, target) => {
      if (fd === null) addOpen(actions, target, '/dev/null', O_RDONLY, 0);
      // The runtime marks its own 0, 1 and 2 close-on-exec; dup2 onto itself clears that (posix_spawn, glibc 2.29).
      else addDup2(actions, fd, target);
    });
    if (plan.closeOthers) addCloseFrom?.(actions, 3);
    else passOn();
    setAttributes(plan.newProcessGroup);
    const pid = [0];
    const argv = rawVector(['trapline-shim', plan.program, ...plan.argv]);
    const env = rawVector(plan.env);
    const error = spawnCall(pid, `/proc/${process.pid}/fd/${shim}`, actions, attributes, argv, env);
    return error === 0 ? (pid[0] as number) : -error;
  } finally {
    // posix_spawn returns when the child has executed it, or failed to.
    closeFd(shim);
    actionsDestroy(actions);
    attributesDestroy(attributes);
  }
}
