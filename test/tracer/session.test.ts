/** The engine on real programs: launch, breakpoints, stepping, threads, forks, attach, pause, detach. */
import { spawn, spawnSync } from 'node:child_process';
import { on } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { fixture, startSession } from './support/session.ts';

test('a program without breakpoints runs to its end', async () => {
  const session = startSession();
  await session.launch('two_opens');
  await session.engine.start();
  expect(await session.next('exited')).toMatchObject({ code: 3 });
  await session.next('terminated');
  expect(session.output()).toContain('/etc/passwd: fd 3\n');
});

test('stops at the entry of openat, steps to its exit, goes on', async () => {
  const session = startSession();
  const [verified] = await session.engine.setBreakpoints([
    { id: 1, name: 'openat', condition: 'pathname =~ /trapline/' },
  ]);
  expect(verified).toEqual({ id: 1, verified: true });
  await session.launch('two_opens');
  await session.engine.start();
  const entry = await session.next('stopped');
  expect(entry).toMatchObject({
    reason: 'function breakpoint',
    description: 'openat entry',
    hitBreakpointIds: [1],
    text: 'openat(AT_FDCWD, "/nonexistent/trapline.conf", O_RDONLY|O_CLOEXEC)',
  });
  const frames = await session.engine.stack(entry.tid);
  expect(frames[0]?.role).toBe('syscall');
  const source = readFileSync('test/fixtures/two_opens.c', 'utf8').split('\n');
  const line = source.findIndex((text) => text.includes('marker: open')) + 1;
  expect(frames.find((frame) => frame.role === 'user' && frame.path?.endsWith('two_opens.c'))).toMatchObject({
    name: 'open_file',
    line,
  });
  await session.engine.resume(entry.tid, 'next-syscall-stop');
  const exit = await session.next('stopped');
  expect(exit).toMatchObject({ reason: 'step', description: 'openat failed: ENOENT' });
  expect(exit.text).toMatch(/= -1 ENOENT \(No such file or directory\)$/);
  await session.engine.resume(exit.tid, 'continue');
  expect(await session.next('exited')).toMatchObject({ code: 3 });
});

test('stop on entry is the first instruction, before any output', async () => {
  const session = startSession();
  await session.launch('two_opens', [], { stopOnEntry: true });
  await session.engine.start();
  const stop = await session.next('stopped');
  expect(stop.reason).toBe('entry');
  expect(session.output()).toBe('');
  await session.engine.resume(stop.tid, 'continue');
  await session.next('terminated');
});

test('each thread and each child stops by itself', async () => {
  const session = startSession();
  await session.engine.setBreakpoints([{ id: 1, name: 'openat@exit', condition: 'pathname == "/etc/group"' }]);
  await session.launch('threads');
  await session.engine.start();
  const stop = await session.next('stopped');
  expect(stop.description).toMatch(/^openat returned 3/);
  const threads = await session.engine.threads();
  expect(threads.map(({ stopped }) => stopped).sort()).toEqual([false, true]);
  await session.engine.resume(stop.tid, 'continue');
  await session.next('terminated');
  expect(session.output()).toBe('joined 3\n');
});

test('a child of fork is traced', async () => {
  const session = startSession();
  await session.engine.setBreakpoints([{ id: 1, name: 'openat', condition: 'pathname == "/etc/group"' }]);
  const pid = await session.launch('forks');
  await session.engine.start();
  const stop = await session.next('stopped');
  expect(stop.tid).not.toBe(pid);
  await session.engine.resume(stop.tid, 'continue');
  await session.next('terminated');
  expect(session.output()).toBe('child exited 5\n');
});

test('attach, pause, detach: the program never notices', async () => {
  // A shell is its parent: the runtime's own child-process machinery would take a tracee's stop for an end.
  const shell = spawn('sh', ['-c', '"$1" & wait $!; echo "code $?"', 'sh', fixture('sleeper')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void shell.kill('SIGKILL'));
  const lines = on(createInterface({ input: shell.stdout }), 'line') as AsyncIterableIterator<[string]>;
  const pid = Number((await lines.next()).value[0]);
  onTestFinished(() => void spawnSync('kill', ['-9', String(pid)]));
  const session = startSession();
  await session.attach(pid);
  await session.engine.pause(pid);
  expect(await session.next('stopped')).toMatchObject({
    reason: 'pause',
    tid: pid,
    description: 'paused in rt_sigsuspend',
    text: 'rt_sigsuspend([], 8)',
  });
  const frames = await session.engine.stack(pid);
  expect(frames[0]).toMatchObject({ name: 'rt_sigsuspend([], 8)', role: 'syscall' });
  expect(frames.map(({ name }) => name)).toContain('main');
  await session.engine.resume(pid, 'continue');
  await session.engine.detach();
  await session.next('terminated');
  expect(readFileSync(`/proc/${pid}/status`, 'latin1')).toMatch(/^TracerPid:\t0$/m);
  process.kill(pid, 'SIGTERM');
  expect((await lines.next()).value[0]).toBe('done');
  expect((await lines.next()).value[0]).toBe('code 7');
});
