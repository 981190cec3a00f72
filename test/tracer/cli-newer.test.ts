/** Options that strace learned after 6.1, which the tests beside it cannot compare. */
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { TRACE } from '../support/programs.ts';
import { built } from './support/record.ts';

const trapline = (...words: string[]) =>
  spawnSync(process.execPath, [TRACE, ...words], { encoding: 'utf8', timeout: 15_000, killSignal: 'SIGKILL' });

test('--argv0 is the program’s name of itself', () => {
  const run = trapline('--argv0=other name', '-e', 'trace=execve', 'sh', '-c', 'echo "$0"');
  expect(run.stdout).toBe('other name\n');
  expect(run.stderr).toMatch(/^execve\("\/\S*\/sh", \["other name", "-c", /);
  expect(trapline('--argv0=x', '-p', '1').stderr).toMatch(/^trapline: PROG \[ARGS\] must be specified with --argv0\n/);
});

test('--trace-fds chooses calls by the descriptors they use', () => {
  const words = ['-q', '-e', 'trace=write,close,read,openat'];
  const one = trapline('-f', ...words, '--trace-fds=1', 'sh', '-c', 'echo out; cat /nonexistent');
  expect(one.stderr.split('\n').filter((line) => line.includes('write('))).toEqual([
    expect.stringMatching(/^write\(1, "out\\n", 4\) += 4$/),
  ]);
  const others = trapline(...words, '-e', 'fds=!0,1,2', 'cat', '/etc/hostname').stderr;
  expect(others).toMatch(/^(read|close|openat)\(/m);
  expect(others).not.toMatch(/^(write|close|read)\([012][,)]/m);
});

test('-N names arguments', () => {
  const run = trapline('-N', '-e', 'trace=openat,close', 'cat', '/etc/hostname');
  expect(run.stderr).toMatch(/^openat\(dirfd=AT_FDCWD, pathname="\/etc\/hostname", flags=O_RDONLY\) += 3$/m);
  expect(run.stderr).toMatch(/^close\(fd=3\) += 0$/m);
});

test('--always-show-pid does so for a single process too', () => {
  const run = trapline('--always-show-pid', '-e', 'trace=getpid', 'sh', '-c', 'echo $$');
  const pid = run.stdout.trim();
  expect(run.stderr).toMatch(
    new RegExp(`^${pid} +getpid\\(\\) += ${pid}\n${pid} +\\+\\+\\+ exited with 0 \\+\\+\\+\n$`),
  );
});

test('-kk has source files and lines, and frames are as many as are asked for', () => {
  const words = ['-e', 'trace=getppid', '-q'];
  const plain = trapline(...words, '-k', built('stack_o0')).stderr.split('\n');
  const sources = trapline(...words, '-kk', built('stack_o0')).stderr;
  expect(sources).toMatch(/^ > \S+stack_o0\(\w+\+0x[0-9a-f]+\) \[0x[0-9a-f]+\] \S+\/stack\w*\.(c|inc):\d+$/m);
  expect(plain.some((line) => /\.(c|inc):\d+$/.test(line))).toBe(false);
  const few = trapline(...words, '-k', '--stack-trace-frame-limit=2', built('stack_o0')).stderr.split('\n');
  const frames = (lines: string[]): number[] => {
    const at = lines.findIndex((line) => line.startsWith('getppid('));
    return [lines.slice(at + 1).findIndex((line) => !line.startsWith(' > '))];
  };
  expect(frames(plain)[0]).toBeGreaterThan(2);
  expect(frames(few)).toEqual([2]);
});

test.each([[['-kkk', 'true']], [['--stack-trace=all', 'true']], [['--stack-trace-frame-limit=0', 'true']]])(
  '%j is refused',
  (words) => {
    expect(trapline(...words)).toMatchObject({ status: 1, stdout: '', stderr: expect.stringMatching(/^trapline: /) });
  },
);

test('--tips and --color are polite', () => {
  expect(trapline('--tips')).toMatchObject({ status: 0, stdout: '', stderr: '' });
  expect(trapline('--tips=full', '--color=auto', '-e', 'none', '-qq', 'true')).toMatchObject({ status: 0, stderr: '' });
});

test('SIGUSR1 ends the command and not what is traced, and opens no inspector', async () => {
  const child = spawn(
    process.execPath,
    [TRACE, '-e', 'trace=none', 'sh', '-c', 'echo $$ >&2; while :; do sleep 1; done'],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  onTestFinished(() => void child.kill('SIGKILL'));
  let stderr = '';
  const pid = await new Promise<number>((done) => {
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += String(chunk);
      const found = /^\d+$/m.exec(stderr)?.[0];
      if (found) done(Number(found));
    });
  });
  onTestFinished(() => {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended, as it should.
    }
  });
  const end = new Promise((done) => child.on('exit', (code, signal) => done(signal ?? code)));
  child.kill('SIGUSR1');
  expect(await end).toBe('SIGUSR1');
  expect(readFileSync(`/proc/${pid}/status`, 'latin1')).toMatch(/^TracerPid:\t0$/m);
  expect(stderr).not.toContain('ebugger');
});

test('whoever stops reading the log ends the command, as under strace', () => {
  const words = [process.execPath, TRACE, '-e', 'trace=write', 'sh', '-c', 'while echo x; do :; done'];
  const run = spawnSync(
    'bash',
    ['-c', '"$@" 2>&1 >/dev/null | head -1 >/dev/null; echo "${PIPESTATUS[0]}"', 'bash', ...words],
    {
      encoding: 'utf8',
      timeout: 15_000,
      killSignal: 'SIGKILL',
    },
  );
  expect(run.stdout).toBe('141\n');
});

test('--color paints the log, and without the colours it is the same', () => {
  const words = ['-e', 'trace=openat,exit_group', 'cat', '/nonexistent'];
  const painted = trapline('--color=always', ...words).stderr;
  expect(painted).toContain('\x1b[33mopenat\x1b[0m(\x1b[34mAT_FDCWD\x1b[0m, ');
  expect(painted).toContain('\x1b[31m-1 ENOENT (No such file or directory)\x1b[0m\n');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken away
  expect(painted.replace(/\x1b\[\d+m/g, '')).toBe(trapline('--color=never', ...words).stderr);
  expect(trapline(...words).stderr).not.toContain('\x1b');
  expect(trapline('--color=always', '--json', ...words).stderr).not.toContain('\x1b');
  expect(trapline('--color=mauve', 'true').stderr).toMatch(/^trapline: invalid --color argument: 'mauve'\n/);
});

test('-d says what the command runs on and what it hears of', () => {
  const { stderr, status } = trapline(
    '-d',
    '-qq',
    '-f',
    '-e',
    'trace=none',
    '-e',
    'signal=none',
    'sh',
    '-c',
    'true & wait; exit 3',
  );
  const lines = stderr.trim().split('\n');
  expect(lines[0]).toMatch(/^trapline: debug: version \S+, Node\.js v\d\S*, Linux \S+ \w+, pid \d+$/);
  expect(lines.filter((line) => /: debug: thread \d+ started$/.test(line))).toHaveLength(2);
  expect(lines.filter((line) => /: debug: thread \d+ exited$/.test(line))).toHaveLength(2);
  expect(lines.at(-1)).toBe('trapline: debug: no tracee is left');
  expect(status).toBe(3);
});
