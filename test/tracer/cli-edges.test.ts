/** The command line where something goes wrong beside the program: it goes on, and one sentence says what was wrong. */
import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { TRACE } from '../support/programs.ts';
import { runInThread } from './support/inThread.ts';
import { built } from './support/record.ts';

function trapline(args: readonly string[], env = {}): SpawnSyncReturns<string> {
  const how = { encoding: 'utf8', timeout: 15_000, killSignal: 'SIGKILL' } as const;
  return spawnSync(process.execPath, [TRACE, ...args], { ...how, env: { ...process.env, ...env } });
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'trapline-test-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

test('a process whose log of its own can’t be opened runs to its end, and it is said once', () => {
  const logs = join(folder(), 'logs');
  mkdirSync(logs);
  const script = `rm -r ${logs}; /bin/true & /bin/true & wait; echo survived; exit 3`;
  const run = trapline(['-ff', '-o', join(logs, 'x'), 'sh', '-c', script]);
  expect(run).toMatchObject({ stdout: 'survived\n', status: 3 });
  expect(run.stderr.match(/can't be written: its folder does not exist/g)).toHaveLength(1);
});

test('logs in a folder that is not there are refused before anything runs', () => {
  const run = trapline(['-ff', '-o', '/nonexistent/x', 'echo', 'ran']);
  expect(run).toMatchObject({ stdout: '', status: 1 });
  expect(run.stderr).toMatch(/^trapline: Can't fopen '\/nonexistent\/x\.\d+': No such file or directory\n$/);
});

test('the last line of a log has its mark too', () => {
  const log = join(folder(), 'log');
  expect(trapline(['-i', '-o', log, 'true']).status).toBe(0);
  expect(readFileSync(log, 'utf8')).toMatch(/\[\?{16}\] \+\+\+ exited with 0 \+\+\+\n$/);
  expect(trapline(['-n', '-o', log, 'true']).status).toBe(0);
  expect(readFileSync(log, 'utf8')).toMatch(/\[ 231\] \+\+\+ exited with 0 \+\+\+\n$/);
});

test('what -D says to its tracer is not for others to say', () => {
  const run = trapline(['-o', '/dev/null', 'echo', 'ran'], { TRAPLINE_TRACES: '1' });
  expect(run).toMatchObject({ stdout: 'ran\n', stderr: '', status: 0 });
});

test('a signal that ends the command is its end also when the program is killed', async () => {
  const child = spawn(process.execPath, [TRACE, '--kill-on-exit', built('lasting')], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  child.stderr.resume();
  await once(child.stdout, 'data');
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([null, 'SIGTERM']);
});

test('a dump of a thousand buffers is as bounded as one of one', () => {
  const log = join(folder(), 'log');
  expect(trapline(['-o', log, '-e', 'trace=writev', '-e', 'write=all', built('edges'), 'vector']).status).toBe(0);
  const text = readFileSync(log, 'latin1');
  expect(text.length).toBeLessThan(10 << 20);
  expect(text).toMatch(/\+\+\+ exited with 0 \+\+\+\n$/);
});

test('messages inside of messages are shown as far as anybody can read them', () => {
  const log = join(folder(), 'log');
  expect(trapline(['-v', '-o', log, '-e', 'trace=sendto', built('edges'), 'nested']).status).toBe(0);
  const [line = '', ...rest] = readFileSync(log, 'latin1').split('\n');
  expect(line).toMatch(/^sendto\(3, \[\{nlmsg_len=60000, nlmsg_type=NLMSG_ERROR, .*\) = /);
  expect(line.match(/nlmsg_type=/g)).toHaveLength(9);
  expect(rest).toEqual(['+++ exited with 0 +++', '']);
});

test('a rule that fails at a call takes nothing from the next one', () => {
  const rules = [
    { catch: 'getppid', condition: 'u8(1) == 0', return: 5 },
    { catch: 'getppid', return: 7 },
  ];
  const run = runInThread(built('edges'), ['parent'], { rules });
  expect(run.output).toBe('7\n');
});

test('a log that nobody reads any more ends the command by SIGPIPE, however short the program is', () => {
  const script = `
import os, subprocess
for words in (["true"], ["-qqq", "-e", "trace=none", "-e", "signal=none", "true"]):
    reader, writer = os.pipe()
    os.close(reader)
    run = subprocess.run([os.environ["NODE"], os.environ["T"], *words], stderr=writer)
    os.close(writer)
    print(run.returncode)
`;
  const env = { ...process.env, NODE: process.execPath, T: TRACE };
  const run = spawnSync('/usr/bin/python3', ['-c', script], { encoding: 'utf8', timeout: 20_000, env });
  expect(run.stdout).toBe('-13\n0\n');
});
