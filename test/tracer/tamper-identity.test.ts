/**
 * Rules that change nothing that a program could see: every result told as it was, every argument set to what it is,
 * unused argument registers filled. Programs with threads, children, signals and pipes do what they do without.
 */
import { spawnSync } from 'node:child_process';
import { beforeAll, expect, test } from 'vitest';
import type { TamperRule } from '../../adapter/protocol/trapline.ts';
import { buildFixtures } from '../../scripts/fixtures.ts';
import { canBuild32 } from './stoppedProgram.ts';
import { runInThread } from './support/inThread.ts';
import { fixture } from './support/session.ts';

const NAMES = [
  'threads',
  'forks-many',
  'vfork-exec',
  'exec-thread',
  'thread-storm',
  'counts-signals',
  'filters-itself',
];
const MORE = ['spawns', 'int80', 'calls-mixed', 'exit-group', 'zombie-leader', 'signalled', 'returns', 'clone-args'];

beforeAll(() => {
  expect(buildFixtures([...NAMES, ...MORE])).toEqual([]);
});

const all = [0, 1, 2, 3, 4, 5];
const WITHOUT_ARGUMENTS = 'getpid,getppid,gettid,getuid,geteuid,getegid,sched_yield,pause,fork,vfork';

const RULES: Readonly<Record<string, readonly TamperRule[]>> = {
  'results told as they are': [{ catch: 'all@exit', condition: 'ret >= 0', return: 'ret' }],
  'arguments set to what they are': [
    { catch: 'all', set: Object.fromEntries(all.map((place) => [`@arg${place + 1}`, `args[${place}]`])) },
  ],
  'unused registers filled': [
    { catch: WITHOUT_ARGUMENTS, set: Object.fromEntries(all.map((place) => [`@arg${place + 1}`, place + 1])) },
    { catch: 'write,read,close,clock_nanosleep,wait4', set: { '@arg6': '0x12345678' } },
  ],
};

const PIPES = 'for i in 1 2 3; do echo $i | sed s/1/x/ | sort; done; trap "echo got" USR1; kill -USR1 $$; (exit 3)';

const PROGRAMS: readonly (readonly [string, readonly string[]])[] = [
  ['/bin/sh', ['-c', PIPES]],
  ...[...NAMES, ...MORE].map((name) => [fixture(name), []] as const),
];

/** Process ids and addresses differ, and so does the order of those that run beside each other. */
const alike = (output: string): string =>
  output
    .replace(/\d{3,}/g, 'N')
    .split('\n')
    .sort()
    .join('\n');

test.each(Object.entries(RULES))('%s', (_kind, rules) => {
  for (const [program, args] of PROGRAMS) {
    if (/int80|calls-mixed/.test(program) && !canBuild32()) continue;
    const env = { PATH: '/usr/bin:/bin' };
    const plain = spawnSync(program, args, { cwd: '/', env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    const { output, code, stops, failures } = runInThread(program, args, { rules });
    expect([program, { code, stops, failures }]).toEqual([program, { code: plain.status, stops: 0, failures: [] }]);
    expect([program, alike(output)]).toEqual([program, alike(plain.stdout)]);
  }
});
