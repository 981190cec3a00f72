/**
 * Runs a program under strace and under ours, in the same folder, with the same environment and without address
 * randomisation, and gives the two logs. Must not know what is in them.
 */
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TRACE } from '../support/programs.ts';
import type { Program, Surroundings } from './programs.ts';

export type Tracer = 'strace' | 'ours';

export const TRACERS: Readonly<Record<Tracer, readonly string[]>> = {
  strace: ['strace'],
  ours: [process.execPath, TRACE],
};

/** Long enough for every program here on a busy machine; whatever still runs then is killed and says so. */
const LIMIT = 120_000;

export interface Outcome {
  readonly status: number | string | null;
  readonly log: string;
}

export const missing = (program: Program): boolean => !program.needs.every((file) => file !== '' && existsSync(file));

/** A folder for all runs, with what is made once. */
export function workshop(): { folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'beside-'));
  // Servers change their user.
  chmodSync(folder, 0o755);
  mkdirSync(join(folder, 'cache'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export async function traced(
  program: Program,
  tracer: Tracer,
  options: readonly string[],
  place: string,
): Promise<Outcome> {
  const folder = join(place, 'run');
  const around: Surroundings = { folder, cache: join(place, 'cache'), port: await freePort() };
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  program.prepare?.(around);
  const words = program.words(around);
  const log = join(place, `${tracer}.log`);
  const end = await program.beside?.(around);
  const status = await finished([...TRACERS[tracer], ...options, '-o', log, ...words], around);
  await end?.();
  return {
    status,
    log: readFileSync(log, 'latin1').replaceAll(`:${around.port}`, ':PORT').replaceAll(`(${around.port})`, '(PORT)'),
  };
}

function finished(words: readonly string[], { folder, cache }: Surroundings): Promise<number | string | null> {
  const env = {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    HOME: folder,
    XDG_CACHE_HOME: cache,
    LANG: 'C',
    TZ: 'UTC',
    GIT_AUTHOR_NAME: 'a',
    GIT_AUTHOR_EMAIL: 'a@b',
    GIT_COMMITTER_NAME: 'a',
    GIT_COMMITTER_EMAIL: 'a@b',
    GIT_AUTHOR_DATE: '2020-01-01T00:00:00Z',
    GIT_COMMITTER_DATE: '2020-01-01T00:00:00Z',
  };
  return new Promise((done) => {
    const child = spawn('setarch', ['-R', ...words], { cwd: folder, env, stdio: 'ignore' });
    const timer = setTimeout(() => child.kill('SIGKILL'), LIMIT);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      done(signal ?? code);
    });
  });
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.on('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
