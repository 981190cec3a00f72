/**
 * The command line with names, arguments and variables that are no UTF-8, and where the working folder is gone: the
 * program gets what it would get without a tracer, and the log shows strace's escapes.
 */
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { TRACE } from '../support/programs.ts';

interface Shell {
  readonly folder: string;
  /** `$T` is the command. Text as one character a byte. */
  run(script: string): SpawnSyncReturns<string>;
}

function shell(): Shell {
  const folder = mkdtempSync(join(tmpdir(), 'trapline-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return {
    folder,
    run: (script) =>
      spawnSync('bash', ['-c', script], {
        cwd: folder,
        encoding: 'latin1',
        timeout: 30_000,
        killSignal: 'SIGKILL',
        env: { ...process.env, T: TRACE, NODE: process.execPath },
      }),
  };
}

test('arguments reach the program as they were', () => {
  const { run } = shell();
  const { stdout, stderr, status } = run(
    `"$NODE" "$T" -e trace=execve printf %s $'x\\xffy' ä $'\\xef\\xbf\\xbd' $'\\xe2\\x82'`,
  );
  expect(stdout).toBe(`x\xffy${Buffer.from('ä\uFFFD').toString('latin1')}\xe2\x82`);
  expect(stderr).toContain('["printf", "%s", "x\\377y", "\\303\\244", "\\357\\277\\275", "\\342\\202"]');
  expect(status).toBe(0);
});

test('the environment reaches the program in its order, with what is no variable and what is no UTF-8', () => {
  const { run } = shell();
  const script =
    'import os; env = dict(os.environb); argv = [env[b"NODE"], env[b"T"], b"-qq", b"-e", b"trace=none", b"-E", b"B=\\xfe", b"/usr/bin/env"]; ' +
    'import ctypes; c = ctypes.CDLL(None); a = lambda v: (ctypes.c_char_p * (len(v) + 1))(*v, None); ' +
    'c.execve(argv[0], a(argv), a([b"A=\\xff", b"NOTHING", b"B=1", b"A=2", b"=x"]))';
  const { stdout, status } = run(`/usr/bin/python3 -c '${script}'`);
  expect(stdout).toBe('A=\xff\nNOTHING\nB=\xfe\nA=2\n=x\n');
  expect(status).toBe(0);
});

test('a program, a log and a path to look for may have any name', () => {
  const { run } = shell();
  const { stdout, stderr, status } = run(
    `cp /bin/cat $'p\\xff'; echo hello >$'a\\xff'; "$NODE" "$T" -yy -P ./$'a\\xff' -o $'l\\xff' ./$'p\\xff' ./$'a\\xff'; echo $?; cat $'l\\xff'`,
  );
  const [hello, code, ...log] = stdout.split('\n');
  expect([hello, code, status]).toEqual(['hello', '0', 0]);
  expect(log.join('\n')).toMatch(/^openat\(AT_FDCWD<.*>, "\.\/a\\377", O_RDONLY\) = 3<\/.*\/a\\377>$/m);
  expect(log.join('\n')).toMatch(/^read\(3<\/.*\/a\\377>, "hello\\n", \d+\) += 6$/m);
  expect(stderr).toMatch(/^trapline: Requested path "\.\/a\\377" resolved into "\/.*\/a\\377"\n$/);
});

test('what can’t be found is named as it was written', () => {
  const { run } = shell();
  const { stderr, status } = run(`exec "$NODE" "$T" ./$'p\\xff'`);
  expect(stderr).toBe("trapline: Can't stat './p\xff': No such file or directory\n");
  expect(status).toBe(1);
});

test('a working folder that is gone is no obstacle', () => {
  const { run } = shell();
  const { stderr, status } = run('mkdir d; cd d; rmdir ../d; exec "$NODE" "$T" -e trace=getcwd /bin/pwd -P');
  expect(stderr).toContain('= -1 ENOENT (No such file or directory)');
  expect(status).toBe(1);
});

test('PATH is read as strace reads it', () => {
  const { run, folder } = shell();
  const own = 'cp /bin/true mine; ';
  const found = run(`${own}PATH=/nowhere::/bin "$NODE" "$T" -e trace=execve mine`);
  expect(found.stderr).toContain(`execve("${folder}/mine", ["mine"]`);
  const last = run(`${own}PATH=/nowhere: "$NODE" "$T" mine`);
  expect(last.stderr).toBe("trapline: Can't stat 'mine': No such file or directory\n");
  const slash = run(`${own}PATH=./// "$NODE" "$T" -e trace=execve mine`);
  expect(slash.stderr).toContain('execve(".///mine", ["mine"]');
  const long = run(`exec "$NODE" "$T" ${'a'.repeat(5000)}`);
  expect([long.stderr, long.status]).toEqual(['trapline: exec: File name too long\n', 1]);
});

test('there is a log before it is known whether there is a program', () => {
  const { run, folder } = shell();
  expect(run('exec "$NODE" "$T" -o log nowhere').stderr).toBe(
    "trapline: Can't stat 'nowhere': No such file or directory\n",
  );
  expect(readFileSync(join(folder, 'log'), 'utf8')).toBe('');
  expect(run('exec "$NODE" "$T" -o /nowhere/log nowhere').stderr).toMatch(/^trapline: Can't fopen '\/nowhere\/log'/);
  expect(run(`exec "$NODE" "$T" -o '|cat; echo end' nowhere`).stdout).toBe('end\n');
});

test('lines of a death have the name that the process had', () => {
  const { run, folder } = shell();
  expect(run(`exec "$NODE" "$T" -f -Y -o log -e trace=none -e signal=none sh -c '/bin/true & wait'`).status).toBe(0);
  const lines = readFileSync(join(folder, 'log'), 'utf8').trim().split('\n');
  expect(lines.map((line) => line.replace(/^\d+/, 'N'))).toEqual([
    'N<true> +++ exited with 0 +++',
    'N<sh> +++ exited with 0 +++',
  ]);
});

test('descriptors that the command was given are the program’s too, and no others', () => {
  const { run } = shell();
  // The shell's own ls has one more: the folder that it reads.
  const script = 'exec 3<&1 5</dev/null 12>lock 19<&0; ';
  const list = "sh -c \"ls /proc/self/fd | tr '\\n' ' '\"";
  const alone = run(script + list).stdout;
  expect(alone).toContain('12 ');
  for (const words of ['-o log', "-o '|cat >log'", '-f -o log', '-D -o log']) {
    expect(run(`${script}"$NODE" "$T" ${words} ${list}`).stdout).toBe(alone);
  }
  // As make hands its jobserver on: both ends of one pipe.
  const both = run(
    `/usr/bin/python3 -c 'import os; r, w = os.pipe(); os.set_inheritable(r, True); os.set_inheritable(w, True); os.write(w, b"+"); os.execv(os.environ["NODE"], ["node", os.environ["T"], "-o", "log", "sh", "-c", f"head -c 1 <&{r}; echo x >&{w}; echo {r} {w}"])'`,
  );
  expect(both.stdout).toMatch(/^\+\d \d\n$/);
  expect(both.status).toBe(0);
});
