/**
 * Runs the command line and the installed strace with the same words, and makes what differs by nature alike: pids,
 * addresses, times, the tracer's name. Must not know what the output means.
 */
import { spawn, spawnSync } from 'node:child_process';
import { TRACE } from '../../support/programs.ts';

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
  // Renamed in 6.8.
  [/--stack-traces has/g, '--stack-trace has'],
  [/\b0x[0-9a-f]{6,}\b/g, 'ADDRESS'],
  [/\[0000[0-9a-f]{12}\]/g, '[ADDRESS]'],
  [/\[pid +\d+/g, '[pid N'],
  [/^\d{2,} +(?=\D)/gm, 'N '],
  [/\b(si_pid=|Process |set_tid_address\(ADDRESS\) += |getpid\(\) += )\d+/g, '$1N'],
  [/\bkill\(\d+/g, 'kill(N'],
  [/^(clone|wait4|vfork|fork)(\(.*?) = \d+$/gm, '$1$2 = N'],
  [/\b\d\d:\d\d:\d\d\.\d+/g, 'TIME.DIGITS'],
  [/\b\d\d:\d\d:\d\d\b/g, 'TIME'],
  [/getrandom\("[^"]*"/g, 'getrandom(RANDOM'],
  [/\b(st_ino)=\d+/g, '$1=N'],
  [/getppid\(\) += \d+/g, 'getppid() = N'],
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

const LIMIT = 60_000;

function outcome(command: string, words: readonly string[]): Promise<Outcome> {
  return new Promise((done) => {
    const child = spawn(command, words, { stdio: ['ignore', 'pipe', 'pipe'] });
    const timer = setTimeout(() => child.kill('SIGKILL'), LIMIT);
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString('latin1');
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString('latin1');
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      done({ status: signal ?? code, stdout, log: alike(stderr) });
    });
  });
}

export const ours = (words: readonly string[]): Promise<Outcome> => outcome(process.execPath, [TRACE, ...words]);
export const straces = (words: readonly string[]): Promise<Outcome> => outcome('strace', words);

/** Both, one beside the other. */
export async function besides(words: readonly string[]): Promise<{ ours: Outcome; strace: Outcome }> {
  const [own, theirs] = await Promise.all([ours(words), straces(words)]);
  return { ours: own, strace: theirs };
}
