/**
 * A launched program is given what a shell's job is given: compared with the same program below a real shell, from a
 * process whose parent is this test's, so that everything that is inherited is inherited by both.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { built } from './support/record.ts';
import { startSession } from './support/session.ts';

/** What differs by design: the shell is below the runtime with its raised soft limit of open files and whatever it
 *  leaves open, and without a terminal it makes no process groups for its jobs. */
const OWN_LINES = /^(limit 7|descriptors|leads its group)\b.*\n/gm;

test('descriptors, signals, limits, group, environment and arguments are a shell job’s', async () => {
  const program = built('launched');
  const args = ['one two', '', '"quoted"', '$HOME', 'Ünïcode\n2'];
  const env = { PATH: '/usr/bin:/bin', EMPTY: '', SPACES: 'a b', LC_ALL: 'C' };
  const session = startSession();
  await session.launch('launched', args, {
    argv: [program, ...args],
    env: Object.entries(env).map(([name, value]) => `${name}=${value}`),
    cwd: '/usr',
  });
  await session.engine.start();
  await session.next('terminated');
  // env -i keeps the shell's own variables out.
  const words = [program, ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
  const variables = Object.entries(env)
    .map(([name, value]) => `'${name}=${value}'`)
    .join(' ');
  const shell = spawnSync('bash', ['-c', `cd /usr; env -i ${variables} ${words} </dev/null; :`], {
    encoding: 'utf8',
  });
  const sorted = (text: string) => text.replace(OWN_LINES, '').split('\n').sort();
  expect(sorted(session.output())).toEqual(sorted(shell.stdout));
  expect(session.output()).toContain('descriptors 0 1 2\n');
  expect(session.output()).toContain('leads its group 1, its session 0\n');
  expect(session.output()).toContain("signal at the parent's end 0, dumpable 1\n");
  expect(session.output()).toMatch(/^SigIgn:\s+0+$/m);
  expect(session.output()).toMatch(/^SigBlk:\s+0+$/m);
});

test('the soft limit of open files is the one from before the runtime raised it', () => {
  const engine = join(import.meta.dirname, 'support/engineProcess.ts');
  const command = `ulimit -Sn 512; '${process.execPath}' '${engine}' launch '${built('launched')}' 2>/dev/null; :`;
  const { stdout } = spawnSync('bash', ['-c', command], { encoding: 'utf8' });
  expect(stdout).toMatch(/^limit 7: 512 \d+$/m);
});
