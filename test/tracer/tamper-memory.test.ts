/** What a change needs of the program's memory, where there is none or another thread takes it away. */
import { beforeAll, describe, expect, test } from 'vitest';
import { buildFixtures } from '../../scripts/fixtures.ts';
import { startSession, type TestSession } from './support/session.ts';

beforeAll(() => {
  expect(buildFixtures(['no-entry', 'two-threads-access'])).toEqual([]);
});

test('a program without an instruction that enters the kernel', async () => {
  const session = startSession();
  await session.engine.setBreakpoints([{ id: 1, name: 'write@32@exit' }]);
  const pid = await session.launch('no-entry');
  await session.engine.start();
  await session.next('stopped');
  // It stands behind one of the other ABI.
  expect(await session.engine.command(pid, 'call getpid()')).toBe(`getpid() = ${pid}`);
  await session.engine.resume(pid, 'continue');
  await session.engine.pause(pid);
  await session.next('stopped');
  const registers = async () => (await session.engine.scopes(pid)).find(({ name }) => name === 'Registers');
  const before = await registers();
  for (const command of ['call getpid()', 'call access("/", 0)']) {
    await expect(session.engine.command(pid, command)).rejects.toThrow(/enters the kernel|no-instruction/);
  }
  expect(await registers()).toEqual(before);
  await session.engine.command(pid, 'signal KILL');
  expect(await session.next('exited')).toMatchObject({ code: 137 });
  expect(session.output()).toBe('ready\n');
});

describe('memory that was lent to a call, and another thread of the program', () => {
  /** Both threads held, the first one's path in memory of its own; its address. */
  async function lent(session: TestSession) {
    await session.engine.setBreakpoints([
      { id: 1, name: 'access', condition: 'pathname == "/nonexistent"' },
      { id: 2, name: 'getpgid' },
    ]);
    const first = await session.launch('two-threads-access');
    await session.engine.start();
    const at = (text: string) => session.next('stopped', (stop) => stop.text.startsWith(text));
    await at('access(');
    const { tid: second } = await at('getpgid(');
    await session.engine.setBreakpoints([{ id: 1, name: 'access@exit' }]);
    await session.engine.command(first, 'set pathname = "/etc/../etc/../etc/../etc/passwd"');
    const { text: address } = await session.engine.evaluate(first, 'args[0]');
    const call = (text: string) => session.engine.command(second, `call ${text}`);
    const finish = async (): Promise<string> => {
      await session.engine.setBreakpoints([]);
      for (const tid of [first, second]) await session.engine.resume(tid, 'continue');
      await session.next('terminated');
      return session.output();
    };
    const returned = async () => {
      await session.engine.resume(first, 'continue');
      return (await session.next('stopped', ({ tid }) => tid === first)).text;
    };
    return { address, call, finish, returned };
  }

  test('is used', async () => {
    const session = startSession();
    const { address, call, finish, returned } = await lent(session);
    expect(await call(`madvise(${address}, 4096, 0)`)).toMatch(/= 0$/);
    expect(await returned()).toContain('= 0 (INJECTED: args)');
    expect(await call(`madvise(${address}, 4096, 0)`)).toMatch(/= -1 ENOMEM/);
    expect(await finish()).toBe('access: 0, mappings as before\n');
  });

  test('that unmaps it', async () => {
    const session = startSession();
    const { address, call, finish, returned } = await lent(session);
    expect(await call(`munmap(${address}, 4096)`)).toMatch(/= 0$/);
    expect(await returned()).toContain('= -1 EFAULT (Bad address) (INJECTED: args)');
    expect(await finish()).toBe('access: EFAULT, mappings as before\n');
  });

  test('that maps something else there, which stays', async () => {
    const session = startSession();
    const { address, call, finish, returned } = await lent(session);
    const PRIVATE_FIXED_ANONYMOUS = 0x32;
    expect(await call(`munmap(${address}, 4096)`)).toMatch(/= 0$/);
    expect(await call(`mmap(${address}, 4096, 3, ${PRIVATE_FIXED_ANONYMOUS}, -1, 0)`)).toMatch(/= 0x/);
    expect(await returned()).toContain('= -1 ENOENT');
    expect(await call(`madvise(${address}, 4096, 0)`)).toMatch(/= 0$/);
    expect(await call(`munmap(${address}, 4096)`)).toMatch(/= 0$/);
    expect(await finish()).toBe('access: ENOENT, mappings as before\n');
  });
});
