/** Changing calls through DAP: variables, the debug console, restartFrame, and rules of a configuration. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { type Adapter, begin, fixture, INITIALIZE, launch, scope, stack, startAdapter } from './support/adapter.ts';
import type { DapEvent } from './support/client.ts';

let adapter: Adapter;
afterEach(() => adapter.stop());

function freshPath(): string {
  const made = mkdtempSync(join(tmpdir(), 'trapline-'));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return join(made, 'made');
}

async function holdAt(name: string, args: readonly string[], condition?: string): Promise<DapEvent> {
  adapter = startAdapter();
  const breakpoint = { name, ...(condition && { condition }) };
  await launch(adapter, { program: fixture('does-calls'), args }, { breakpoints: [breakpoint] });
  return adapter.client.event('stopped');
}

async function inConsole(stop: DapEvent, expression: string): Promise<string> {
  const frameId = (await stack(adapter.client, stop))[0]?.id;
  const answer = await adapter.client.request<{ result: string }>('evaluate', { expression, frameId, context: 'repl' });
  return answer.result;
}

async function outputAtEnd(): Promise<string> {
  await adapter.client.event('terminated');
  return adapter.client.messages
    .filter((message) => message.event === 'output' && message.body?.['category'] === 'stdout')
    .map((message) => String(message.body?.['output']))
    .join('');
}

test('skip in the debug console: the call is not made, the program gets the error', async () => {
  const path = freshPath();
  const stop = await holdAt('mkdir', [`mkdir=${path}`]);
  expect(await inConsole(stop, 'skip ENOSPC')).toBe('mkdir will be skipped and return -1 ENOSPC.');
  await adapter.client.request('continue', { threadId: stop.body['threadId'] });
  expect(await outputAtEnd()).toBe('mkdir: ENOSPC\n');
  expect(existsSync(path)).toBe(false);
});

test('an expression is still one, and a word that is neither is told of the commands', async () => {
  const stop = await holdAt('mkdir', [`mkdir=${freshPath()}`]);
  expect(await inConsole(stop, 'mode == 0700')).toBe('true');
  await expect(inConsole(stop, 'skpi ENOENT')).rejects.toThrow('Did you mean the command "skip"?');
  expect(await inConsole(stop, 'help')).toMatch(/^skip \[VALUE\|ERRNO\] +the call is not made/);
  const { targets } = await adapter.client.request<{ targets: { label: string }[] }>('completions', {
    text: 'sk',
    column: 3,
  });
  expect(targets.map(({ label }) => label)).toContain('skip [VALUE|ERRNO]');
});

test('setVariable changes an argument, setExpression the result and a register', async () => {
  const stop = await holdAt('access', ['access=/nonexistent', 'access=/etc'], 'pathname != "/etc/ld.so.preload"');
  const { client } = adapter;
  const frames = await stack(client, stop);
  const { scopes } = await client.request<{ scopes: { name: string; variablesReference: number }[] }>('scopes', {
    frameId: frames[0]?.id,
  });
  const variablesReference = scopes.find(({ name }) => name === 'Syscall')?.variablesReference;
  const set = { variablesReference, name: 'pathname', value: '"/etc/passwd"' };
  expect(await client.request('setVariable', set)).toEqual({ value: '"/etc/passwd"' });
  expect((await scope(adapter, stop, 'Syscall')).get('pathname')?.value).toBe('"/etc/passwd"');
  expect((await stack(client, stop))[0]?.name).toBe('access("/etc/passwd", F_OK)');
  await expect(client.request('setVariable', { ...set, name: 'path' })).rejects.toThrow(/has no argument path/);
  await client.request('next', { threadId: stop.body['threadId'] });
  const exit = await client.event('stopped');
  expect(exit.body['text']).toBe('access("/etc/passwd", F_OK) = 0 (INJECTED: args)');
  const frameId = (await stack(client, exit))[0]?.id;
  const told = await client.request('setExpression', { frameId, expression: 'result', value: 'EACCES' });
  expect(told).toEqual({ value: '-1 EACCES (Permission denied) (INJECTED: args, retval)' });
  expect(await client.request('setExpression', { frameId, expression: '$r15', value: '0x1f' })).toEqual({
    value: '0x1f',
  });
  await client.request('setFunctionBreakpoints', { breakpoints: [] });
  await client.request('continue', { threadId: exit.body['threadId'] });
  expect(await outputAtEnd()).toBe('access: EACCES\naccess: 0\n');
});

test('setVariable makes it another call, chosen by name', async () => {
  const stop = await holdAt('mkdir', [`mkdir=${freshPath()}`]);
  const syscall = (await scope(adapter, stop, 'Syscall')).get('syscall');
  expect(syscall?.value).toBe('mkdir (83)');
  const frames = await stack(adapter.client, stop);
  const { scopes } = await adapter.client.request<{ scopes: { variablesReference: number }[] }>('scopes', {
    frameId: frames[0]?.id,
  });
  const set = { variablesReference: scopes[0]?.variablesReference, name: 'syscall', value: 'rmdir (83)' };
  expect(await adapter.client.request('setVariable', set)).toEqual({ value: 'rmdir (84)' });
  await adapter.client.request('continue', { threadId: stop.body['threadId'] });
  expect(await outputAtEnd()).toBe('mkdir: ENOENT\n');
});

test('setVariable reaches into a structure', async () => {
  adapter = startAdapter();
  const { client } = adapter;
  await launch(adapter, { program: fixture('fields') }, { breakpoints: [{ name: 'clock_nanosleep' }] });
  const stop = await client.event('stopped');
  const time = (await scope(adapter, stop, 'Syscall')).get('t');
  const set = { variablesReference: time?.variablesReference, name: 'tv_sec', value: '0' };
  expect(await client.request('setVariable', set)).toEqual({ value: '0' });
  await client.request('continue', { threadId: stop.body['threadId'] });
  expect(await outputAtEnd()).toMatch(/nanosleep 0\nleft 1000\n$/);
});

test('restartFrame makes the call again', async () => {
  const exit = await holdAt('mkdir@exit', [`mkdir=${freshPath()}`]);
  const { client } = adapter;
  const frameId = (await stack(client, exit))[0]?.id;
  await client.request('restartFrame', { frameId });
  expect((await client.event('stopped')).body).toMatchObject({ description: 'mkdir entry', reason: 'step' });
  await client.request('next', { threadId: exit.body['threadId'] });
  expect((await client.event('stopped')).body['description']).toBe('mkdir failed: EEXIST');
});

test('a client that can is told that values have changed', async () => {
  adapter = startAdapter();
  const { client } = adapter;
  await client.request('initialize', { ...INITIALIZE, supportsInvalidatedEvent: true });
  await client.event('initialized');
  await client.request('setFunctionBreakpoints', { breakpoints: [{ name: 'mkdir' }] });
  await client.request('configurationDone');
  await client.request('launch', { program: fixture('does-calls'), args: [`mkdir=${freshPath()}`] });
  const stop = await client.event('stopped');
  await inConsole(stop, 'set mode = 0755');
  expect((await client.event('invalidated')).body).toMatchObject({ threadId: stop.body['threadId'] });
});

test('rules of launch.json, changed while the program is held', async () => {
  adapter = startAdapter();
  const { client } = adapter;
  const path = freshPath();
  const tamper = [{ catch: 'access', condition: 'pathname =~ /\\.conf$/', fail: 'ENOENT' }];
  const args = ['access=/etc/host.conf', `mkdir=${path}`, 'access=/etc/host.conf'];
  await launch(adapter, { program: fixture('does-calls'), args, tamper }, { breakpoints: [{ name: 'mkdir' }] });
  const stop = await client.event('stopped');
  const rules = [
    { catch: 'access', return: 3 },
    { catch: 'opnat', skip: true },
  ];
  const answer = await client.request<{ rules: object[] }>('trapline/setTamperRules', { rules });
  expect(answer.rules).toMatchObject([{ verified: true, label: 'access: return 3' }, { verified: false }]);
  await client.request('continue', { threadId: stop.body['threadId'] });
  expect(await outputAtEnd()).toBe('access: ENOENT\nmkdir: 0\naccess: 3\n');
  const events = client.messages.filter(({ event }) => event === 'trapline/tamper').map(({ body }) => body?.['rules']);
  expect(events.at(-1)).toMatchObject([{ hits: 1, applied: 1 }, { verified: false }]);
});

test('a list that comes before the launch stands before the configuration’s, after a restart too', async () => {
  adapter = startAdapter();
  const { client } = adapter;
  const args = ['access=/etc/host.conf', `mkdir=${freshPath()}`];
  const tamper = [{ catch: 'access', fail: 'ENOENT' }];
  await client.request('initialize', INITIALIZE);
  await client.event('initialized');
  await client.request('trapline/setTamperRules', { rules: [...tamper, { catch: 'access', return: 7 }] });
  await client.request('setFunctionBreakpoints', { breakpoints: [{ name: 'mkdir' }] });
  await client.request('configurationDone');
  await client.request('launch', { program: fixture('does-calls'), args, tamper });
  await client.event('stopped');
  await client.request('restart');
  const stop = await client.event('stopped');
  await client.request('continue', { threadId: stop.body['threadId'] });
  expect(await outputAtEnd()).toMatch(/access: 7\nmkdir: 0\n$/);
});

test.each([
  [{ catch: 'openat', fail: 'ENOENTT' }, /^"tamper\[0\]" can't be used: Unknown error "ENOENTT"/],
  [{ catch: 'openat', fail: 4096 }, /^"tamper\[0\]" can't be used: 4096 is no errno/],
  [{ catch: 'openat', skip: true, condition: 'pathname ==' }, /^"tamper\[0\]" can't be used: Condition: /],
  [{ catch: 'openat', fails: 'ENOENT' }, /^"tamper\[0\]" has "fails", which is none of catch, condition/],
  [{ fail: 'ENOENT' }, /^"tamper\[0\]\.catch" is missing/],
  [{ catch: 'openat', skip: 1 }, /^"tamper\[0\]\.skip" must be true or false/],
])('a bad rule is refused before anything runs: %j', async (rule, sentence) => {
  adapter = startAdapter();
  await adapter.client.request('initialize', INITIALIZE);
  await expect(adapter.client.request('launch', { program: '/bin/true', tamper: [rule] })).rejects.toThrow(sentence);
});

test('detach from a changed call leaves it as the program meant it', async () => {
  adapter = startAdapter();
  const path = freshPath();
  await begin(
    adapter,
    'launch',
    { program: fixture('does-calls'), args: [`mkdir=${path}`] },
    {
      breakpoints: [{ name: 'mkdir' }],
    },
  );
  const stop = await adapter.client.event('stopped');
  await inConsole(stop, 'skip');
  await adapter.client.request('disconnect', { terminateDebuggee: false });
  await expect.poll(() => existsSync(path)).toBe(true);
});

test('a clock that is read without a system call is caught where the vDSO is hidden', async () => {
  adapter = startAdapter();
  const breakpoints = [{ name: 'clock_gettime', condition: 'clockid == CLOCK_REALTIME' }];
  await launch(adapter, { program: fixture('tells-time'), args: ['0', 'only'], vdso: 'hide' }, { breakpoints });
  const stop = await adapter.client.event('stopped');
  expect(stop.body['text']).toMatch(/^clock_gettime\(CLOCK_REALTIME/);
  expect(await inConsole(stop, 'vdso')).toBe('false');
  await inConsole(stop, 'fail EINVAL');
  await adapter.client.request('setFunctionBreakpoints', { breakpoints: [] });
  await adapter.client.request('continue', { threadId: stop.body['threadId'] });
  await adapter.client.event('terminated');
});
