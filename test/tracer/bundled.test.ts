/** The command line as it is built: what is loaded late there, and its start with and without kept code. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';

const BUNDLE = resolve(import.meta.dirname, '../../dist/trace.js');

beforeEach((context) => context.skip(!existsSync(BUNDLE), 'npm run build makes dist/trace.js'));

function cache(): string {
  const made = mkdtempSync(join(tmpdir(), 'trapline-test-'));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}

function bundled(folder: string, ...words: string[]) {
  return spawnSync(process.execPath, [BUNDLE, ...words], {
    encoding: 'utf8',
    env: { ...process.env, XDG_CACHE_HOME: folder },
    timeout: 15_000,
    killSignal: 'SIGKILL',
  });
}

test('starts are alike, whether code was kept or not', () => {
  const folder = cache();
  const [first, ...others] = [1, 2, 3].map(() =>
    bundled(folder, '-e', 'trace=execve,exit_group', 'sh', '-c', 'exit 3'),
  );
  expect(first?.stderr).toMatch(/^execve\(".*sh", \["sh", "-c", "exit 3"\], 0x\w+ \/\* \d+ vars \*\/\) = 0\n/);
  expect(first?.stderr).toMatch(/\nexit_group\(3\) += \?\n\+\+\+ exited with 3 \+\+\+\n$/);
  expect(readdirSync(join(folder, 'trapline')).filter((name) => name.startsWith('trace-command.cjs-'))).toHaveLength(1);
  const address = /0x\w+/g;
  for (const { status, stderr } of others) {
    expect(status).toBe(3);
    expect(stderr.replace(address, '')).toBe(first?.stderr.replace(address, ''));
  }
});

test('code that a long run has left is taken by the next one', () => {
  const folder = cache();
  const calls = ['-o', '/dev/null', 'dd', 'if=/dev/zero', 'of=/dev/null', 'bs=1', 'count=2000'];
  for (const starts of [1, 2]) {
    expect(bundled(folder, ...calls).status).toBe(0);
    const kept = readdirSync(join(folder, 'trapline')).filter((name) => name.startsWith('trace-command.cjs-'));
    expect(kept).toHaveLength(1);
    // What was not taken is counted anew.
    expect(readFileSync(join(folder, 'trapline', kept[0] as string)).readUInt32LE()).toBe(starts);
  }
});

test.each([
  ['a pattern', ['-e', 'trace=/^exit_g', 'true'], /^exit_group\(0\) += \?\n\+\+\+ exited with 0 \+\+\+\n$/],
  ['stacks', ['-k', '-e', 'trace=close', 'true'], /^close\(3\) += 0\n > .*ld.*\n/],
  ['-D', ['-D', '-e', 'trace=none', 'echo', 'done'], /exited with 0/],
  ['-w', ['-c', '-w', 'true'], /\n100\.00 .* total\n$/],
  ['-V', ['-V'], /^$/],
  ['an error', ['-e', 'trace=opennat', 'true'], /^trapline: .*openat/],
])('what is loaded late: %s', (_, words, stderr) => {
  expect(bundled(cache(), ...words).stderr).toMatch(stderr);
});
