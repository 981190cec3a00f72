/**
 * Finds the program and says before anything runs why it can't: missing, a directory, no permission, a wrong
 * interpreter, a missing loader, no executable format. execve(2) has one errno for several of these. Must not know
 * how the program is started.
 */
import { accessSync, closeSync, constants, openSync, readdirSync, readSync, type Stats, statSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { readElf } from './elf.ts';
import { errnoName, Problem } from './problem.ts';

/** fs/exec.c: the kernel follows this many `#!` lines. */
const DEEPEST_INTERPRETER = 5;
/** linux/binfmts.h BINPRM_BUF_SIZE: longer `#!` lines are cut off. */
const LONGEST_SHEBANG = 256;

const MACHINES: Readonly<Record<number, string>> = {
  3: '32-bit x86',
  40: '32-bit Arm',
  62: 'x86_64',
  183: 'aarch64',
  243: 'RISC-V',
};
const OWN_MACHINES: Readonly<Record<string, readonly number[]>> = { x64: [62, 3], arm64: [183, 40] };

/**
 * The absolute path of the program. Without a slash it is searched on `path` as execvp(3) does, else it is relative
 * to `cwd` (absolute).
 */
export function findProgram(program: string, cwd: string, path: string | undefined): string {
  if (program.includes('/')) {
    const file = resolve(cwd, program);
    checkProgram(file);
    return file;
  }
  let refused: string | undefined;
  for (const folder of (path ?? '/usr/local/bin:/bin:/usr/bin').split(':')) {
    const file = resolve(cwd, folder, program);
    const stats = statOf(file);
    if (!stats?.isFile()) continue;
    if (canExecute(file)) {
      checkProgram(file);
      return file;
    }
    refused ??= file;
  }
  if (refused) throw notExecutable(refused);
  const here = statOf(join(cwd, program))?.isFile();
  const advice = here
    ? `There is one in ${cwd}: write "./${program}".`
    : 'Install it, correct the name, or give its path with a slash.';
  throw new Problem('program-missing', `No program "${program}" is on PATH. ${advice}`);
}

/** Throws a Problem when execve of this absolute path can't succeed. */
export function checkProgram(file: string): void {
  let stats: Stats;
  try {
    stats = statSync(file);
  } catch (error) {
    throw missing(file, errnoName(error));
  }
  if (stats.isDirectory()) {
    throw new Problem('program-is-directory', `"program" is a directory: ${file}. Name the program inside it.`);
  }
  if (!stats.isFile()) {
    throw new Problem('program-format', `"program" is not a regular file: ${file}. Name a program.`);
  }
  if (!canExecute(file)) throw notExecutable(file);
  checkFormat(file, file, 0);
}

function checkFormat(file: string, program: string, depth: number): void {
  let fd: number;
  try {
    fd = openSync(file, 'r');
  } catch {
    return; // Executable but not readable: execve is the only one who can tell.
  }
  try {
    const readAt = (offset: number, length: number) => {
      const bytes = Buffer.alloc(length);
      return bytes.subarray(0, readSync(fd, bytes, 0, length, offset));
    };
    const head = readAt(0, LONGEST_SHEBANG);
    if (head.toString('latin1', 0, 2) === '#!') checkShebang(head, file, program, depth);
    else if (!otherFormatsRegistered()) checkElf(readAt, file);
  } finally {
    closeSync(fd);
  }
}

function checkShebang(head: Buffer, file: string, program: string, depth: number): void {
  const line = (head.toString('utf8').split('\n')[0] ?? '').slice(2);
  const interpreter = line.trim().split(/[ \t]+/)[0] ?? '';
  const said = `The first line of ${file} names the interpreter ${JSON.stringify(interpreter)}`;
  if (interpreter === '')
    throw new Problem(
      'program-interpreter',
      `The first line of ${file} is "#!" without an interpreter; name one, such as #!/bin/sh.`,
    );
  if (line.endsWith('\r')) {
    throw new Problem(
      'program-interpreter',
      `The first line of ${file} ends in a carriage return, so the kernel looks for an interpreter with one in its name. Save the file with Unix line ends.`,
    );
  }
  if (depth >= DEEPEST_INTERPRETER) {
    throw new Problem(
      'program-interpreter',
      `${program} leads through more than ${DEEPEST_INTERPRETER} interpreters. Name the last one as the program.`,
    );
  }
  const stats = statOf(isAbsolute(interpreter) ? interpreter : resolve(interpreter));
  if (!stats)
    throw new Problem('program-interpreter', `${said}, which does not exist. Correct the line or install it.`);
  if (!stats.isFile() || !canExecute(interpreter)) {
    throw new Problem(
      'program-interpreter',
      `${said}, which is not an executable file. Correct the line or its permissions.`,
    );
  }
  checkFormat(interpreter, program, depth + 1);
}

function checkElf(readAt: (offset: number, length: number) => Buffer, file: string): void {
  const elf = readElf(readAt);
  if (!elf) {
    throw new Problem(
      'program-format',
      `${file} is neither an ELF program nor a script with a #! line. For a script, put the interpreter into "program" and the file into "args".`,
    );
  }
  if (!elf.loadable)
    throw new Problem(
      'program-format',
      `${file} is an ELF file but no program (an object or core file). Link it, or name the program.`,
    );
  if (!(OWN_MACHINES[process.arch] ?? [elf.machine]).includes(elf.machine)) {
    const machine = MACHINES[elf.machine] ?? `machine ${elf.machine}`;
    throw new Problem(
      'program-format',
      `${file} is built for ${machine}, which this computer can't run. Build it for ${process.arch}.`,
    );
  }
  if (elf.loader === undefined || statOf(elf.loader)?.isFile()) return;
  const advice =
    elf.bits === 32 && process.arch === 'x64'
      ? 'Install the 32-bit C library (Debian, Ubuntu: libc6-i386; Fedora: glibc.i686).'
      : 'Install the C library it was built for, or link it statically.';
  throw new Problem(
    'program-loader',
    `${file} is a ${elf.bits}-bit program that needs the loader ${elf.loader}, which is not installed. ${advice}`,
  );
}

function missing(file: string, errno: string | undefined): Problem {
  switch (errno) {
    case 'EACCES':
      return new Problem(
        'program-not-executable',
        `A folder on the way to ${file} may not be entered. Check its permissions.`,
      );
    case 'ENOTDIR':
      return new Problem(
        'program-missing',
        `"program" leads through a file that is no directory: ${file}. Correct the path.`,
      );
    case 'ELOOP':
      return new Problem(
        'program-missing',
        `"program" leads through symbolic links in a circle: ${file}. Correct the links.`,
      );
    default:
      return new Problem('program-missing', `"program" does not exist: ${file}. Build it first, or correct the path.`);
  }
}

function notExecutable(file: string): Problem {
  return new Problem(
    'program-not-executable',
    `${file} may not be executed. Run "chmod +x" on it; if that is done, its file system is mounted noexec.`,
  );
}

function canExecute(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function statOf(file: string): Stats | undefined {
  return statSync(file, { throwIfNoEntry: false, bigint: false }) ?? undefined;
}

/** binfmt_misc formats (qemu, Wine, jar) make files runnable that look like none to us. */
function otherFormatsRegistered(): boolean {
  try {
    return readdirSync('/proc/sys/fs/binfmt_misc').some((name) => name !== 'register' && name !== 'status');
  } catch {
    return false;
  }
}
