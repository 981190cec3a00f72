/** 32-bit programs, whose libc makes socket calls through socketcall: asked for by their own names. */
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { buildFixtures } from '../../scripts/fixtures.ts';
import { fixture, startSession } from './support/session.ts';

buildFixtures(['decode_i386_sockets']);
const isBuilt = existsSync(fixture('decode_i386_sockets'));

test.runIf(isBuilt)('breakpoints and rules on connect and recv', async () => {
  const session = startSession();
  await session.engine.setBreakpoints([
    { id: 1, name: 'connect@both' },
    { id: 2, name: 'socketcall' },
  ]);
  const [rule] = await session.engine.setTamperRules([{ catch: 'recv', fail: 'EPIPE' }]);
  expect(rule).not.toHaveProperty('message');
  await session.launch('decode_i386_sockets');
  await session.engine.start();
  const seen: string[] = [];
  for (let i = 0; i < 3; i++) {
    const stop = await session.next('stopped');
    seen.push(stop.text ?? '');
    await session.engine.resume(stop.tid, 'continue');
  }
  await session.next('terminated');
  const connect = /^connect\(\d+<\S+>, \{sa_family=AF_UNIX, sun_path="\/no\/such"\}, 11\)/;
  expect(seen[0]).toMatch(connect);
  expect(seen[1]).toMatch(new RegExp(`${connect.source} = -1 ENOENT`));
  // The number inside is none: the call itself.
  expect(seen[2]).toMatch(/^socketcall\(/);
  expect(session.output()).toMatch(/recv\(\d+, \S+, 16, MSG_DONTWAIT\) = -1 EPIPE/);
});
