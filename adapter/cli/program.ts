/**
 * Which file a program's name means on the command line, as strace looks for it: as written when it has a slash, else
 * the first executable file of that name on PATH. Whether it can be executed, execve says. Must not know how it starts.
 */
import { readlinkSync, type Stats, statSync } from 'node:fs';
import { errnoMessage } from '../../native/abi/constants/index.ts';
import { rawPath, rawText } from '../../native/ffi/rawText.ts';
import { OptionError } from './getopt.ts';

/** With the NUL behind it (linux/limits.h). */
const PATH_MAX = 4096;
const PATH = 'PATH=';

/** Throws an OptionError when there is no such file. */
export function lookUpProgram(name: string, environment: readonly string[]): string {
  if (name.includes('/')) {
    const found = statOf(name);
    if ('errno' in found) throw new OptionError(`Can't stat '${name}': ${found.errno}`);
    return name;
  }
  if (Buffer.byteLength(name) >= PATH_MAX) throw new OptionError('exec: File name too long');
  for (const folder of foldersOf(environment.find((variable) => variable.startsWith(PATH))?.slice(PATH.length) ?? '')) {
    const file = folder.endsWith('/') ? folder + name : `${folder}/${name}`;
    const found = statOf(file);
    if (!('errno' in found) && found.isFile() && (found.mode & 0o111) !== 0) return file;
  }
  throw new OptionError(`Can't stat '${name}': No such file or directory`);
}

/** As strace reads PATH: an empty word is the working folder by its name, and behind the last colon there is none. */
function foldersOf(path: string): string[] {
  return path
    .replace(/:$/, '')
    .split(':')
    .map((folder) => folder || workingFolder())
    .filter((folder) => folder !== '');
}

/** Empty when it has no name any more. */
function workingFolder(): string {
  try {
    return rawText(readlinkSync('/proc/self/cwd', 'buffer'));
  } catch {
    return '';
  }
}

function statOf(file: string): Stats | { errno: string } {
  try {
    return statSync(rawPath(file));
  } catch (error) {
    return { errno: systemMessage(error) };
  }
}

/** The kernel's message of a failed file operation, as strerror(3) gives it. */
export function systemMessage(error: unknown): string {
  const { errno, message } = error as NodeJS.ErrnoException;
  return errnoMessage(-(errno ?? 0)) ?? String(message ?? error);
}
