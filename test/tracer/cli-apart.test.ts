/** The command line's -D, where the program takes the command's place, and -u, where it runs as somebody else. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { TRACE } from '../support/programs.ts';
import { built } from './support/record.ts';

function scratch(): string {
  const made = mkdtempSync(join(tmpdir(), 'trapline-test-'));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}

/** Runs the command with its standard error on a pipe that the tracer shares: its end is the tracer's end. */
function apart(...words: string[]): Promise<{ pid: number; code: number | null; stdout: string; stderr: string }> {
  return new Promise((done) => {
    const child = spawn(process.execPath, [TRACE, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += String(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += String(chunk);
    });
    child.on('close', (code) => done({ pid: Number(child.pid), code, stdout, stderr }));
  });
}

describe.each([['-D'], ['-DD'], ['-DDD']])('%s', (option) => {
  test('the program has the command’s pid, parent and status, and no children', async () => {
    const log = join(scratch(), 'log');
    const script = 'echo $$ $PPID; cat /proc/$$/task/$$/children; exit 5';
    const run = await apart(option, '-f', '-o', log, 'sh', '-c', script);
    expect(run).toMatchObject({ code: 5, stdout: expect.stringMatching(`^${run.pid} ${process.pid}\n\\d+ ?\n?$`) });
    // The one child is cat itself.
    expect(run.stdout.trim().split(/\s+/)).toHaveLength(3);
    const lines = readFileSync(log, 'utf8').split('\n');
    expect(lines[0]).toMatch(new RegExp(`^${run.pid} +execve\\(".*/sh", \\["sh", "-c"`));
    expect(lines.at(-2)).toEqual(expect.stringMatching(new RegExp(`^${run.pid} +\\+\\+\\+ exited with 5 \\+\\+\\+$`)));
  });
});

test('-D shows what is asked for where execve is not', async () => {
  const log = join(scratch(), 'log');
  const run = await apart('-D', '-e', 'trace=getppid', '-o', log, built('does-calls'), 'getppid');
  expect(run.code).toBe(0);
  expect(readFileSync(log, 'utf8')).toMatch(/^getppid\(\) += \d+\n(getppid.*\n)*\+\+\+ exited with 0 \+\+\+\n$/);
});

test('-D tells in the log and on standard error that there is no such program', async () => {
  const run = await apart('-D', '/etc/passwd');
  expect(run.code).toBe(1);
  expect(run.stderr).toMatch(
    /^trapline: Process \d+ attached\nexecve\("\/etc\/passwd", .*EACCES \(Permission denied\)\ntrapline: exec: Permission denied\n\+\+\+ exited with 1 \+\+\+\n$/,
  );
});

describe.skipIf(process.getuid?.() !== 0)('as root', () => {
  const run = (...words: string[]) =>
    spawnSync(process.execPath, [TRACE, '-e', 'trace=none', '-qq', ...words], { encoding: 'utf8', timeout: 10_000 });

  test('-u with -D changes those of the program, not of the tracer', async () => {
    const log = join(scratch(), 'log');
    const run = await apart('-D', '-u', '12:34', '-e', 'trace=getuid', '-o', log, 'id');
    expect(run.stdout).toMatch(/^uid=12\S* gid=34\S* groups=34\S*\n$/);
    expect(readFileSync(log, 'utf8')).toMatch(/^getuid\(\) += 12\n\+\+\+ exited with 0 \+\+\+\n$/);
  });

  test('-u changes user, group and groups', () => {
    expect(run('-u', 'nobody', 'id', '-u').stdout).toBe('65534\n');
    expect(run('-u', '12:34', 'sh', '-c', 'id -u; id -g; id -G').stdout).toBe('12\n34\n34\n');
    const status = run('-u', '12:34', 'grep', '^[UG]id', '/proc/self/status').stdout;
    expect(status).toBe('Uid:\t12\t12\t12\t12\nGid:\t34\t34\t34\t34\n');
  });

  test('-u refuses a user that is not there', () => {
    expect(run('-u', 'no-such-user', 'id')).toMatchObject({
      status: 1,
      stderr: "trapline: Cannot find user 'no-such-user'\n",
    });
  });

  test('--decode-pids=pidns says the ids of our namespace', () => {
    const traced = spawnSync(
      process.execPath,
      [TRACE, '-f', '-e', 'trace=kill', '--decode-pids=pidns', 'unshare', '-pf', '/bin/sh', '-c', 'kill -0 $$; true'],
      { encoding: 'utf8', timeout: 10_000 },
    );
    expect(traced.stderr).toMatch(/\[pid +(\d+)\] kill\(1 \/\* \1 in strace's PID NS \*\/, 0\) += 0/);
  });
});
