import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { listProcesses, parseProcess, processName } from '../../../../extension/launch/processes.ts';

const users = new Map([[1000, 'ann']]);
const stat = (comm: string, state = 'S', parent = 1) =>
  `7 (${comm}) ${state} ${parent} 7 7 0 -1 4194304 0 0 0 0 0 0 0 0 20 0 1 0 12345 0 0`;
const status = (uid = 1000, tracer = 0) => `Name:\tx\nUid:\t${uid}\t0\t0\t0\nTracerPid:\t${tracer}\n`;

describe('a process', () => {
  it('is read from its three files', () => {
    expect(parseProcess(7, stat('my prog'), status(1000, 99), 'my prog\0-v\0', users)).toEqual({
      pid: 7,
      parent: 1,
      comm: 'my prog',
      commandLine: 'my prog -v',
      user: 'ann',
      tracer: 99,
      started: 12345n,
    });
  });

  it('may hold parentheses in its name, and its user no name', () => {
    expect(parseProcess(7, stat('a) R 2 (b'), status(4242), '', users)).toMatchObject({
      comm: 'a) R 2 (b',
      parent: 1,
      user: '4242',
    });
  });

  it.each([
    ['a zombie', 7, stat('x', 'Z')],
    ['a kernel thread', 7, stat('kworker/0', 'I', 2)],
    ['the parent of kernel threads', 2, stat('kthreadd', 'S', 0)],
  ])('is not offered when it is %s', (_title, pid, text) => {
    expect(parseProcess(pid, text, status(), '', users)).toBeUndefined();
  });
});

describe('a process name', () => {
  it.each([
    ['MainThread', '/usr/bin/node server.js', 'node'],
    ['bash', '-bash', 'bash'],
    ['sshd', 'sshd: ann@pts/0', 'sshd'],
    ['empty', '', 'empty'],
  ])('%s of “%s” is %s', (comm, commandLine, name) => {
    expect(processName({ pid: 7, parent: 1, comm, commandLine, user: 'ann', tracer: 0, started: 1n })).toBe(name);
  });
});

describe('the list', () => {
  it('holds a child of ours, and neither us nor those above', async () => {
    const child = spawn('cat', { stdio: ['pipe', 'ignore', 'ignore'] });
    try {
      await once(child, 'spawn');
      const pids = (await listProcesses(process.pid)).map(({ pid }) => pid);
      expect(pids).toContain(child.pid);
      expect(pids).not.toContain(process.pid);
      expect(pids).not.toContain(process.ppid);
    } finally {
      child.stdin?.end();
      await once(child, 'exit');
    }
  });
});
