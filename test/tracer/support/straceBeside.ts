/**
 * Runs the command line and the installed strace with the same words, and makes what differs by nature alike: pids,
 * addresses, times, the tracer's name. Must not know what the output means.
 */
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

const TRACE = resolve(import.meta.dirname, '../../../adapter/trace.ts');

export interface Outcome {
  readonly status: number | string | null;
  readonly stdout: string;
  readonly log: string;
}

/** The installed strace's version, or undefined. */
export const straceVersion: string | undefined = /version (\S+)/.exec(
  spawnSync('strace', ['-V'], { encoding: 'utf8' }).stdout ?? '',
)?.[1];

const PLACES: readonly (readonly [RegExp, string])[] = [
  [/^strace: /gm, 'trapline: '],
  [/(?<=[^\n])strace: Process/g, 'trapline: Process'],
  [/'strace -h'/g, "'trapline -h'"],
  [/\b0x[0-9a-f]{6,}\b/g, 'ADDRESS'],
  [/\[0000[0-9a-f]{12}\]/g, '[ADDRESS]'],
  [/\[pid +\d+/g, '[pid N'],
  [/^\d{2,} +(?=\D)/gm, 'N '],
  [/\b(si_pid=|Process |set_tid_address\(ADDRESS\) += |getpid\(\) += )\d+/g, '$1N'],
  [/\bkill\(\d+/g, 'kill(N'],
  [/^(clone|wait4|vfork|fork)(\(.*?) = \d+$/gm, '$1$2 = N'],
  [/\b\d\d:\d\d:\d\d\b/g, 'TIME'],
  [/\b\d{10}\.\d+/g, 'EPOCH'],
  [/\b\d+\.\d{6,9}\b/g, 'SECONDS'],
  [/^( *)\d+\.\d\d (?= )/gm, '  N.NN '],
  [/(?<=:\[)\d+(?:->\d+)?(?=[\],])/g, 'N'],
  [/(?<=(?:0\.0\.1|::1\]):)\d+/g, 'PORT'],
  [/(?<=<NETLINK:\[ROUTE:|<pid:)\d+/g, 'N'],
  [/\) += /g, ') = '],
];

function alike(text: string): string {
  return PLACES.reduce((result, [pattern, place]) => result.replace(pattern, place), text);
}

function outcome(command: string, words: readonly string[]): Outcome {
  const run = spawnSync(command, words, {
    encoding: 'utf8',
    timeout: 15_000,
    killSignal: 'SIGKILL',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return { status: run.signal ?? run.status, stdout: run.stdout, log: alike(run.stderr) };
}

export const ours = (words: readonly string[]): Outcome => outcome(process.execPath, [TRACE, ...words]);
export const straces = (words: readonly string[]): Outcome => outcome('strace', words);
