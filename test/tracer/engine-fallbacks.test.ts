/**
 * The whole command line on older kernels: the log, what the program sees and how it ends are as with the newest requests,
 * also where calls are changed. Below it, fallbacks.test.ts.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readLog } from '../beside/log.ts';
import { normaliser } from '../beside/normalise.ts';
import { TRACE } from '../support/programs.ts';
import { canBuild32 } from './stoppedProgram.ts';
import { OLDER_KERNELS, type OlderKernel, olderKernel } from './support/olderKernels.ts';
import { built } from './support/record.ts';

interface Ran {
  readonly status: number | string | null;
  readonly output: string;
  readonly log: string;
}

function traced(words: readonly string[], options: readonly string[] = [], env = process.env): Ran {
  const folder = mkdtempSync(join(tmpdir(), 'trapline-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const log = join(folder, 'log');
  // Addresses that change from run to run would differ.
  const command = ['-R', process.execPath, ...options, TRACE, '-f', '-o', log, ...words];
  const program = { env, encoding: 'latin1', timeout: 60_000, killSignal: 'SIGKILL' } as const;
  const { status, signal, stdout } = spawnSync('setarch', command, program);
  return { status: signal ?? status, output: stdout, log: readFileSync(log, 'latin1') };
}

function onOlder(kernel: OlderKernel, words: readonly string[]): Ran & { readonly refused: readonly string[] } {
  const older = olderKernel(kernel);
  onTestFinished(() => older.remove());
  const ran = traced(words, older.options, older.env);
  return { ...ran, refused: older.refused() };
}

/** What makes the kernel older is not in the program's environment. */
const QUIET = ['-E', 'TRAPLINE_TEST_KERNEL', '-E', 'TRAPLINE_TEST_REFUSED'];

const WATCHED = ['int80', 'trace_files', 'forks', 'vfork-exec', 'signals', 'seccomp-trace'];
const CHANGED = ['-e', 'inject=access:error=EPERM:when=2+', '-e', 'inject=getppid:retval=77'];
const POKED = ['-e', 'inject=read:retval=3:poke_exit=@arg2=010203'];

/** Without SET_SYSCALL_INFO nothing is refused to whoever changes nothing. */
const READS = Object.keys(OLDER_KERNELS).filter((name) => name !== '6.15') as OlderKernel[];
const ALL = Object.keys(OLDER_KERNELS) as OlderKernel[];

describe.each(READS)('%s', (kernel) => {
  test.each(canBuild32() ? [...WATCHED, 'calls-32'] : WATCHED)('the log of %s', (name) => {
    const words = [...QUIET, built(name)];
    const { refused, ...older } = onOlder(kernel, words);
    expect(refused).toEqual(OLDER_KERNELS[kernel]);
    sameAs(words, older);
  });
});

describe.each(ALL)('%s', (kernel) => {
  test.each([
    ['changed calls', [...CHANGED, ...QUIET, built('does-calls'), 'access=/etc', 'getppid', 'fixed']],
    ['a changed result with bytes written', [...POKED, ...QUIET, built('does-calls'), 'zeros']],
    ['a call that is not made, by int 0x80', ['-e', 'inject=access:error=EPERM', ...QUIET, built('int80')]],
  ])('%s', (_what, words) => {
    const { refused, ...older } = onOlder(kernel, words);
    expect(refused).toEqual(OLDER_KERNELS[kernel]);
    sameAs(words, older);
  });
});

const newest = new Map<string, Ran>();

function sameAs(words: readonly string[], older: Ran): void {
  const known = newest.get(words.join(' ')) ?? traced(words);
  newest.set(words.join(' '), known);
  expect({ ...older, output: alike(older.output), log: 0 }).toEqual({ ...known, output: alike(known.output), log: 0 });
  const lines = linesOf(older.log);
  expect(lines.flat().length).toBeGreaterThan(20);
  expect(lines).toEqual(linesOf(known.log));
}

const alike = (output: string): string => output.replace(/\b\d{3,}\b/g, 'N');

/** Task by task in the order of the family; in each without what depends on who runs first: the place of SIGCHLD, calls
 *  that it interrupts or an end does, and waits for another thread. What is written is longer when ids are. */
function linesOf(log: string): string[][] {
  const { byPlace, pids } = readLog(log);
  const plain = normaliser(pids);
  const lasting = (line: string): boolean => !/^(futex|write)\(| = \?( |$)/.test(line);
  return [...byPlace.keys()].sort().map((place) => (byPlace.get(place) ?? []).filter(lasting).map(plain).sort());
}
