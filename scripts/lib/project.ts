/** Where the project's things are, and running a command from a script. Knows no single script. */
import { type SpawnSyncOptions, spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** The project's folder. */
export const ROOT = join(import.meta.dirname, '..', '..');

/** Path of a tool that npm installed. */
export function tool(name: string): string {
  return join(ROOT, 'node_modules', '.bin', name);
}

/** Runs a command in the project's folder with the terminal's own streams. Returns its exit status, 127 if missing. */
export function run(command: string, args: readonly string[], options: SpawnSyncOptions = {}): number {
  const result = spawnSync(command, args, { cwd: ROOT, stdio: 'inherit', ...options });
  return result.status ?? (result.error ? 127 : 128);
}

/** Standard output of a command, or undefined when it is missing or fails. */
export function output(command: string, args: readonly string[]): string | undefined {
  const result = spawnSync(command, args, { cwd: ROOT, encoding: 'utf8', maxBuffer: 64 << 20 });
  return result.status === 0 ? result.stdout : undefined;
}
