import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { attachFailure, spawnFailure } from '../../../../adapter/engine/refusals.ts';

const EPERM = 1;
const ESRCH = 3;

let sleeper: ChildProcess;
let pid = 0;
beforeAll(async () => {
  sleeper = spawn('sleep', ['100'], { stdio: 'ignore' });
  await once(sleeper, 'spawn');
  pid = sleeper.pid ?? 0;
});
afterAll(() => void sleeper.kill('SIGKILL'));

const own = process.getuid?.() ?? 0;

test.each([
  [
    1,
    'descendants only (kernel.yama.ptrace_scope = 1): run "sudo sysctl kernel.yama.ptrace_scope=0", or start sleep from',
  ],
  [2, 'with CAP_SYS_PTRACE only (kernel.yama.ptrace_scope = 2): run the editor as root, or "sudo sysctl kernel.yama'],
  [3, 'no attaching until the next boot (kernel.yama.ptrace_scope = 3).'],
  [0, 'it may have raised its privileges or be non-dumpable; run the editor as root.'],
  [undefined, 'it may have raised its privileges or be non-dumpable; run the editor as root.'],
])('EPERM where Yama says %s: the setting and the way out', (scope, text) => {
  expect(attachFailure(pid, EPERM, scope, own)).toContain(text);
});

test('a process of somebody else is said to be, whatever Yama says', () => {
  expect(attachFailure(pid, EPERM, 1, own + 1)).toMatch(
    /^sleep \(\d+\) belongs to user \d+; run the editor as that user/,
  );
});

test('one that is not there, and an errno that nobody expects', () => {
  expect(attachFailure(pid, ESRCH)).toBe(`There is no process ${pid}; choose a running one.`);
  expect(attachFailure(pid, 12, 0, own)).toBe(`Attaching to sleep (${pid}) failed with errno 12.`);
});

test.each([
  [EPERM, 'a container without CAP_SYS_PTRACE, or a seccomp policy): allow ptrace there'],
  [2, 'The working folder /nowhere does not exist'],
  [7, 'too long together'],
  [11, 'the limit of processes is reached'],
  [13, "can't be entered: permission denied"],
])('a launch refused with errno %s', (errno, text) => {
  expect(spawnFailure({ cwd: '/nowhere', program: '/bin/true' }, errno)).toContain(text);
});
