import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checkAttachTarget } from '../../../../adapter/plan/attachTarget.ts';
import { parseProcStatus } from '../../../../adapter/plan/procStatus.ts';

const refusal = (pid: number, kind: string, sentence: string) =>
  expect(() => checkAttachTarget(pid)).toThrow(
    expect.objectContaining({ kind, message: expect.stringContaining(sentence) }),
  );

test('a pid that does not exist', () => refusal(2 ** 22 + 1, 'pid-missing', 'No process has the pid'));

test('the adapter itself, its ancestor and its thread', () => {
  refusal(process.pid, 'pid-self', 'own adapter');
  refusal(process.ppid, 'pid-self', 'ancestor');
  const thread =
    readdirSync('/proc/self/task')
      .map(Number)
      .find((tid) => tid !== process.pid) ?? 0;
  refusal(thread, 'pid-thread', `Attach to ${process.pid}`);
});

test('a zombie', async () => {
  // The shell's child ends unseen: the shell has become a sleep that never waits for it, and only then is it told to.
  const child = spawn('/bin/sh', ['-c', 'exec 3<&0; (exec 1>&-; read -r go <&3) & echo $!; exec sleep 100 3<&-'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  try {
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const pid = Number(line.toString());
    await expect.poll(() => readFileSync(`/proc/${child.pid}/comm`, 'latin1')).toBe('sleep\n');
    child.stdin.write('go\n');
    await expect.poll(() => refusedAs(pid)).toBe('pid-zombie');
  } finally {
    child.kill('SIGKILL');
  }
});

function refusedAs(pid: number): string | undefined {
  try {
    checkAttachTarget(pid);
    return undefined;
  } catch (error) {
    return error instanceof Error && 'kind' in error ? String(error.kind) : String(error);
  }
}

test('a process that may be attached to', () => {
  const child = spawn('sleep', ['100'], { stdio: 'ignore' });
  try {
    checkAttachTarget(child.pid ?? 0);
  } finally {
    child.kill('SIGKILL');
  }
});

test('without the capability: its own user, and what Yama leaves', () => {
  const child = spawn('sleep', ['100'], { stdio: 'ignore' });
  const user = process.getuid?.() ?? 0;
  const ask = (yama: number, as = user) => checkAttachTarget(child.pid ?? 0, { capable: false, user: as, yama });
  try {
    // Only the kernel knows who is a descendant, and whom PR_SET_PTRACER names.
    ask(0);
    ask(1);
    expect(() => ask(2)).toThrow(
      'ptrace_scope is 2, which allows it to root alone. Run the editor as root, or "sudo sysctl',
    );
    expect(() => ask(3)).toThrow('ptrace_scope is 3, which forbids tracing until the next boot');
    expect(() => ask(0, user + 1)).toThrow(`belongs to another user (uid ${user})`);
    checkAttachTarget(child.pid ?? 0, { capable: true, user: user + 1, yama: 2 });
  } finally {
    child.kill('SIGKILL');
  }
});

test('status is read past a name that looks like fields', () => {
  const status = 'Name:\ta) R (b\nState:\tS (sleeping)\nTgid:\t5\nPPid:\t2\nTracerPid:\t9\nUid:\t1\t1\t1\t1\n';
  const stat = `5 (a) R (b) S 2 5 5 0 -1 ${0x00200040} 0 0`;
  expect(parseProcStatus(status, stat)).toEqual({
    comm: 'a) R (b',
    state: 'S',
    process: 5,
    parent: 2,
    tracer: 9,
    uids: [1, 1, 1],
    kernelThread: true,
  });
});
