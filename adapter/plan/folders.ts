/**
 * The other paths of a configuration: working folder, envFile, log. Each is absolute and usable afterwards, or one
 * sentence. Must not know what they are for.
 */
import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseEnvFile } from './envFile.ts';
import { errnoName, Problem } from './problem.ts';

const LARGEST_ENV_FILE = 1024 * 1024;

/** The absolute working folder; the adapter's own when none is given. */
export function workingFolder(cwd: string | undefined): string {
  const folder = resolve(cwd ?? '.');
  try {
    if (!statSync(folder).isDirectory())
      throw new Problem('cwd', `"cwd" is not a directory: ${folder}. Name a directory.`);
    accessSync(folder, constants.X_OK);
  } catch (error) {
    if (error instanceof Problem) throw error;
    const why = errnoName(error) === 'ENOENT' ? 'does not exist' : 'may not be entered';
    throw new Problem('cwd', `"cwd" ${why}: ${folder}. Correct it in the configuration.`);
  }
  return folder;
}

/** The variables of an envFile, relative to `cwd`. */
export function readEnvFile(envFile: string, cwd: string): Map<string, string> {
  const file = resolve(cwd, envFile);
  let text: string;
  try {
    const stats = statSync(file);
    if (stats.isDirectory())
      throw new Problem('env-file', `"envFile" is a directory: ${file}. Name a file of NAME=value lines.`);
    if (!stats.isFile() || stats.size > LARGEST_ENV_FILE) {
      throw new Problem(
        'env-file',
        `"envFile" is no plain file below 1 MiB: ${file}. Name a file of NAME=value lines.`,
      );
    }
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Problem) throw error;
    const why =
      errnoName(error) === 'ENOENT' ? 'does not exist' : `can't be read (${errnoName(error) ?? String(error)})`;
    throw new Problem('env-file', `"envFile" ${why}: ${file}. Correct the path or its permissions.`);
  }
  return parseEnvFile(text, file);
}

/** The log's absolute path, in a folder that exists and can be written. */
export function logFile(name: string, cwd: string): string {
  const file = resolve(cwd, name);
  const folder = dirname(file);
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats?.isDirectory()) throw new Problem('log-file', `"log" is a directory: ${file}. Name a file.`);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new Problem('log-file', `The folder of "log" does not exist: ${folder}. Create it, or log somewhere else.`);
  }
  try {
    accessSync(stats ? file : folder, constants.W_OK);
  } catch (error) {
    const why = errnoName(error) === 'EROFS' ? 'is on a read-only file system' : 'may not be written';
    throw new Problem('log-file', `"log" ${why}: ${file}. Log somewhere else, or change the permissions.`);
  }
  return file;
}
