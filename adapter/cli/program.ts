/**
 * Which file a program's name means on the command line, as strace looks for it: as written when it has a slash, else
 * the first executable file of that name on PATH. Whether it can be executed, execve says. Must not know how it starts.
 */
import { type Stats, statSync } from 'node:fs';
import { errnoMessage } from '../../native/abi/constants/index.ts';
import { OptionError } from './getopt.ts';

/** Throws an OptionError when there is no such file. */
export function lookUpProgram(name: string, path: string | undefined): string {
  if (name.includes('/')) {
    const found = statOf(name);
    if ('errno' in found) throw new OptionError(`Can't stat '${name}': ${found.errno}`);
    return name;
  }
  for (const folder of (path ?? '').split(':')) {
    const file = `${folder === '' ? '.' : folder.replace(/\/+$/, '')}/${name}`;
    const found = statOf(file);
    if (!('errno' in found) && found.isFile() && (found.mode & 0o111) !== 0) return file;
  }
  throw new OptionError(`Can't stat '${name}': No such file or directory`);
}

function statOf(file: string): Stats | { errno: string } {
  try {
    return statSync(file);
  } catch (error) {
    return { errno: systemMessage(error) };
  }
}

/** The kernel's message of a failed file operation, as strerror(3) gives it. */
export function systemMessage(error: unknown): string {
  const { errno, message } = error as NodeJS.ErrnoException;
  return errnoMessage(-(errno ?? 0)) ?? String(message ?? error);
}
