/**
 * The processes of this machine as /proc tells (proc(5)): who they are, whose, and who traces them. Everything here is
 * text that other programs chose. Must not know of VS Code.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface ProcessInfo {
  readonly pid: number;
  readonly parent: number;
  readonly comm: string;
  /** Arguments joined by spaces; empty for kernel threads. */
  readonly commandLine: string;
  readonly user: string;
  /** 0: nobody traces it. */
  readonly tracer: number;
  /** Clock ticks since boot: larger is newer. */
  readonly started: bigint;
}

/** What people call it: the program's file name, or comm where the command line says nothing. */
export function processName({ comm, commandLine }: ProcessInfo): string {
  const program = commandLine.split(' ', 1)[0] ?? '';
  // A login shell has a dash in front of its name; others write a title there, as sshd does.
  const name = program
    .slice(program.lastIndexOf('/') + 1)
    .replace(/^-/, '')
    .replace(/:$/, '');
  return name === '' ? comm : name;
}

/** Every process one could attach to, newest first: no kernel threads, no zombies, not `self` nor its ancestors. */
export async function listProcesses(self: number, proc = '/proc'): Promise<ProcessInfo[]> {
  const users = await userNames();
  const entries = await readdir(proc);
  const pids = entries.filter((entry) => /^\d+$/.test(entry)).map(Number);
  const all = (await Promise.all(pids.map((pid) => readProcess(pid, proc, users)))).filter((one) => one !== undefined);
  const own = ancestors(self, all);
  return all
    .filter(({ pid }) => !own.has(pid))
    .sort((a, b) => (a.started < b.started ? 1 : a.started > b.started ? -1 : b.pid - a.pid));
}

async function readProcess(
  pid: number,
  proc: string,
  users: ReadonlyMap<number, string>,
): Promise<ProcessInfo | undefined> {
  try {
    const [stat, status, cmdline] = await Promise.all(
      ['stat', 'status', 'cmdline'].map((name) => readFile(join(proc, String(pid), name), 'utf8')),
    );
    return parseProcess(pid, stat ?? '', status ?? '', cmdline ?? '', users);
  } catch {
    // It ended between readdir and here, or hidepid keeps it from us.
    return undefined;
  }
}

/** One process from its three files; undefined for zombies and kernel threads. */
export function parseProcess(
  pid: number,
  stat: string,
  status: string,
  cmdline: string,
  users: ReadonlyMap<number, string>,
): ProcessInfo | undefined {
  // proc_pid_stat(5): comm stands in parentheses and may hold any of them, so the fields begin behind the last one.
  const comm = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const field = (name: string) => new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(status)?.[1] ?? '0';
  const parent = Number(fields[1]);
  const uid = Number(field('Uid'));
  if (fields[0] === 'Z' || fields[0] === 'X' || pid === 2 || parent === 2) return undefined;
  return {
    pid,
    parent,
    comm,
    commandLine: cmdline.replace(/\0+$/, '').replaceAll('\0', ' '),
    user: users.get(uid) ?? String(uid),
    tracer: Number(field('TracerPid')),
    started: BigInt(fields[19] ?? 0),
  };
}

/** The process and those above it: a tracer can't stop what it needs to run. */
function ancestors(self: number, all: readonly ProcessInfo[]): ReadonlySet<number> {
  const parents = new Map(all.map(({ pid, parent }) => [pid, parent]));
  const found = new Set<number>();
  for (let pid: number | undefined = self; pid && !found.has(pid); pid = parents.get(pid)) found.add(pid);
  return found;
}

async function userNames(): Promise<ReadonlyMap<number, string>> {
  const text = await readFile('/etc/passwd', 'utf8').catch(() => '');
  const fields = text.split('\n').map((line) => line.split(':'));
  return new Map(fields.filter((line) => line.length > 2).map((line) => [Number(line[2]), line[0] ?? '']));
}
