/**
 * Runs the replaying fixture under a tracer, without address randomisation and with nothing in its environment, and gives
 * the lines of the replayed calls. Must not know what is in them.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TRACE } from '../support/programs.ts';
import { type Call, script } from './script.ts';

const FIXTURE = join(import.meta.dirname, '..', 'fixtures', 'bin', 'replays-calls');

export type Tracer = 'strace' | 'ours';

const TRACERS: Readonly<Record<Tracer, readonly string[]>> = {
  strace: ['strace'],
  ours: [process.execPath, '--max-old-space-size=512', TRACE],
};

/** Far more than any run needs: a tracer that hangs is killed, and its status says so. */
const LIMIT = 120_000;

/** No log is longer, but strace 6.1's, which goes round in circles at some control messages. */
const LOG_MAX = 64 << 20;

export interface Run {
  readonly status: number | string | null;
  /** One a call, if all is well. */
  readonly lines: readonly string[];
  /** What it said besides. */
  readonly errors: string;
}

/** The fixture's own calls around them, in both notations and any length of strings. */
const BEGIN = /^write\(-1, "(?:begin"|begi"\.\.\.)|"stop":"exit".*"syscall":"write".*"buf":(?:"begin"|\{"text":"begi")/;
const END = /^write\(-1, "end"|"stop":"(?:entry|exit)".*"syscall":"write".*"buf":"end"/;

export async function replayed(
  calls: readonly Call[],
  tracer: Tracer,
  options: readonly string[],
  folder: string,
): Promise<Run> {
  const cwd = join(folder, 'run');
  const [file, log] = [join(folder, 'calls'), join(folder, `${tracer}.log`)];
  rmSync(cwd, { recursive: true, force: true });
  mkdirSync(cwd);
  writeFileSync(file, script(calls));
  writeFileSync(log, '');
  const words = ['prlimit', `--fsize=${LOG_MAX}`, ...TRACERS[tracer], ...options, '-o', log, FIXTURE, file];
  const { status, errors } = await finished(words, cwd);
  const lines = readFileSync(log, 'latin1').split('\n');
  const from = lines.findIndex((line) => BEGIN.test(line));
  const to = lines.findIndex((line, index) => index > from && END.test(line));
  return { status, errors, lines: lines.slice(from + 1, to < 0 ? undefined : to) };
}

function finished(words: readonly string[], cwd: string): Promise<Pick<Run, 'status' | 'errors'>> {
  return new Promise((done) => {
    const env = {
      PATH: '/usr/bin:/bin',
      ...(process.env['XDG_CACHE_HOME'] && { XDG_CACHE_HOME: process.env['XDG_CACHE_HOME'] }),
    };
    const child = spawn('setarch', ['-R', ...words], { cwd, env, stdio: ['ignore', 'ignore', 'pipe'] });
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => {
      errors += chunk.toString('latin1');
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), LIMIT);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      done({ status: signal ?? code, errors });
    });
  });
}
