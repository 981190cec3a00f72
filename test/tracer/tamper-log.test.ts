/** What a log says of calls that were changed by hand: what the kernel was asked, and what the program was told. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { buildFixtures } from '../../scripts/fixtures.ts';
import { startSession } from './support/session.ts';

beforeAll(() => {
  expect(buildFixtures(['does-calls'])).toEqual([]);
});

test('every change is in the log', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'trapline-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'log');
  const session = startSession();
  const condition = 'pathname != "/etc/ld.so.preload"';
  await session.engine.setBreakpoints([{ id: 1, name: 'access', condition }]);
  const args = ['access=/a', 'access=/b', 'access=/c', 'access=/d', 'access=/e'];
  const pid = await session.launch('does-calls', args, { log: { file, catch: 'access' } });
  await session.engine.start();
  for (const commands of [
    ['fail EIO'],
    ['set pathname = "/etc/passwd"'],
    ['set mode = 0', 'set result = 7', 'delay 1ms'],
    ['set syscall = getegid'],
    ['step', 'return 9'],
  ]) {
    await session.next('stopped');
    for (const command of commands) {
      if (command !== 'step') await session.engine.command(pid, command);
      else {
        await session.engine.resume(pid, 'next-syscall-stop');
        await session.next('stopped');
      }
    }
    await session.engine.resume(pid, 'continue');
  }
  await session.next('terminated');
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.includes(' F_OK'));
  expect(lines.map((line) => line.replace(/^\d+ +/, '').replace(/ += /, ' = '))).toEqual([
    'access("/a", F_OK) = -1 EIO (Input/output error) (INJECTED)',
    'access("/b", F_OK <unfinished ...>',
    'access("/etc/passwd", F_OK) = 0 (INJECTED: args)',
    'access("/c", F_OK) = 7 (INJECTED) (DELAYED)',
    expect.stringMatching(/^access\("\/d", F_OK\) = \d+ \(INJECTED\)$/),
    'access("/e", F_OK) = -1 ENOENT (No such file or directory)',
    'access("/e", F_OK) = 9 (INJECTED)',
  ]);
});
