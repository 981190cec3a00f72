/**
 * The programs that run under both tracers: ordinary ones, each with its preparation in a scratch folder that is made
 * anew for every run. Must not know of tracers or logs.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SERVERS } from './servers.ts';
import { GO, NODE, PYTHON, RUST, SHELL } from './sources.ts';

export interface Surroundings {
  readonly folder: string;
  /** A port of loopback that nobody uses. */
  readonly port: number;
  /** Kept between runs: what takes long to make. */
  readonly cache: string;
}

export interface Program {
  readonly name: string;
  /** Files that must be there, and Debian's packages for them. */
  readonly needs: readonly string[];
  readonly packages: readonly string[];
  /** The same calls in the same order every time. */
  readonly steady: boolean;
  /** Fills the folder. */
  prepare?(around: Surroundings): void;
  words(around: Surroundings): string[];
  /** What happens beside the run: a server that it talks to, a client that talks to it. Returns how to end it. */
  beside?(around: Surroundings): Promise<() => Promise<void> | void>;
  /** Changes of the log's text before it is compared. */
  readonly volatile?: readonly (readonly [RegExp, string])[];
}

/** Some files of several kinds; older than anything that a run makes, as git asks for no more than their times then. */
function files({ folder }: Surroundings): void {
  mkdirSync(join(folder, 'tree/inner'), { recursive: true });
  for (let index = 0; index < 5; index++) {
    writeFileSync(join(folder, 'tree', `file${index}`), `${'line of text\n'.repeat(index * 40)}`);
  }
  writeFileSync(join(folder, 'tree/inner/b\u00e4r \n'), 'odd name');
  const then = new Date('2020-01-01T00:00:00Z');
  for (const file of readdirSync(join(folder, 'tree'), { recursive: true })) {
    utimesSync(join(folder, 'tree', String(file)), then, then);
  }
}

const python = (): string => ['/usr/bin/python3', '/usr/local/bin/python3'].find((one) => existsSync(one)) ?? '';

function made(
  { cache }: Surroundings,
  name: string,
  make: (target: string) => readonly string[],
  text: string,
): string {
  const target = join(cache, name);
  if (!existsSync(target)) {
    const source = `${target}-source.${name === 'go' ? 'go' : 'rs'}`;
    writeFileSync(source, text);
    const [command = '', ...args] = [...make(target), source];
    const env = { ...process.env, GOCACHE: join(cache, 'gocache'), GO111MODULE: 'off' };
    const run = spawnSync(command, args, { stdio: 'inherit', env });
    if (run.status !== 0) throw new Error(`${command} failed`);
  }
  return target;
}

const rustc = (): string => join(process.env['HOME'] ?? '/root', '.cargo/bin/rustc');

const GIT = `git init -q . && git add tree && git commit -q -m first && echo more >>tree/file1 &&
git status --short && git diff --stat && git log --oneline`;

export const PROGRAMS: readonly Program[] = [
  {
    name: 'ls',
    needs: ['/bin/ls'],
    packages: ['coreutils'],
    steady: true,
    prepare: files,
    words: () => ['ls', '-laR', '--color=always', '.'],
  },
  {
    name: 'cp',
    needs: ['/bin/cp'],
    packages: ['coreutils'],
    steady: true,
    prepare: files,
    words: () => ['cp', '-a', 'tree', 'copy'],
  },
  {
    name: 'sh',
    needs: ['/bin/sh'],
    packages: ['dash'],
    // Whether SIGCHLD comes before the wait is decided anew in every run.
    steady: false,
    prepare: files,
    words: () => ['sh', '-c', SHELL],
  },
  {
    name: 'tar',
    needs: ['/bin/tar', '/bin/gzip'],
    packages: ['tar', 'gzip'],
    steady: false,
    prepare: files,
    words: () => ['sh', '-c', 'tar czf out.tgz tree && mkdir out && tar xzf out.tgz -C out'],
  },
  {
    name: 'python',
    needs: [python()],
    packages: ['python3'],
    steady: false,
    prepare: files,
    words: () => [python(), '-B', '-c', PYTHON],
  },
  {
    name: 'gcc',
    needs: ['/usr/bin/gcc'],
    packages: ['gcc'],
    steady: false,
    prepare: ({ folder }) =>
      writeFileSync(join(folder, 'hello.c'), '#include <stdio.h>\nint main(void) { return puts("hello") < 0; }\n'),
    words: () => ['gcc', '-O2', '-o', 'hello', 'hello.c'],
  },
  {
    name: 'git',
    needs: ['/usr/bin/git'],
    packages: ['git'],
    steady: false,
    prepare: files,
    words: () => ['sh', '-c', GIT],
  },
  {
    name: 'sqlite',
    needs: ['/usr/bin/sqlite3'],
    packages: ['sqlite3'],
    steady: false,
    words: () => ['sqlite3', 'data.db', 'create table t (a, b); insert into t values (1, 2); select * from t;'],
  },
  {
    name: 'node',
    needs: [process.execPath],
    packages: ['nodejs'],
    steady: false,
    prepare: files,
    words: () => [process.execPath, '-e', NODE],
  },
  {
    name: 'go',
    needs: ['/usr/bin/go'],
    packages: ['golang-go'],
    steady: false,
    prepare: files,
    words: (around) => [made(around, 'go', (target) => ['go', 'build', '-o', target], GO)],
  },
  {
    name: 'rust',
    needs: [rustc()],
    packages: ['rustc'],
    steady: false,
    prepare: files,
    words: (around) => [made(around, 'rust', (target) => [rustc(), '-O', '-o', target], RUST)],
  },
  {
    name: 'sshd',
    needs: ['/usr/sbin/sshd', '/usr/bin/ssh-keygen'],
    packages: ['openssh-server'],
    steady: true,
    prepare({ folder, cache }) {
      const key = join(cache, 'key');
      if (!existsSync(key)) spawnSync('ssh-keygen', ['-q', '-N', '', '-t', 'ed25519', '-f', key]);
      copyFileSync(key, join(folder, 'key'));
      spawnSync('chmod', ['600', join(folder, 'key')]);
      writeFileSync(join(folder, 'config'), 'UsePAM no\n');
    },
    words: ({ folder }) => ['/usr/sbin/sshd', '-t', '-f', join(folder, 'config'), '-h', join(folder, 'key')],
  },
  ...SERVERS,
];
