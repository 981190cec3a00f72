/**
 * Programs that run outside of the tracer, to attach to: their lines, their end, their state in /proc. Waiting is for
 * what a process says or is, never for a time.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { onTestFinished } from 'vitest';
import { threadsOf } from '../../../native/tracer/procfs.ts';
import { built } from './record.ts';

export interface Outside {
  readonly pid: number;
  /** The next line of its output; undefined at its end. */
  line(): Promise<string | undefined>;
  /** Writes to its standard input. */
  say(text: string): void;
  /** Exit code, or the name of the signal. */
  ended(): Promise<number | string>;
}

/** Starts a fixture below another process: the runtime's own children would lose stops to the runtime's waits. */
export async function startOutside(name: string, args: readonly string[] = [], env = {}): Promise<Outside> {
  const child = spawn(built('parent'), [built(name), ...args], {
    stdio: ['pipe', 'pipe', 'inherit', 'pipe'],
    env: { ...process.env, ...env },
  });
  const input = child.stdin as Writable;
  const output = child.stdout as Readable;
  const report = child.stdio[3] as Readable;
  const lines = createInterface({ input: output })[Symbol.asyncIterator]();
  const reports = createInterface({ input: report })[Symbol.asyncIterator]();
  const pid = Number((await reports.next()).value);
  let end: string | undefined;
  onTestFinished(async () => {
    try {
      // Its group: what it has started as well, also when it has ended itself.
      process.kill(-pid, 'SIGKILL');
    } catch {
      // All have ended.
    }
    if (end === undefined) await reports.next();
  });
  return {
    pid,
    line: async () => (await lines.next()).value as string | undefined,
    say: (text) => void input.write(text),
    async ended() {
      end = (await reports.next()).value as string;
      return /^\d+$/.test(end) ? Number(end) : end;
    },
  };
}

export const statusField = (pid: number, field: string): string =>
  new RegExp(`^${field}:\\s*(\\S+)`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? '';

/** Waits until the process (or thread) is in one of the states: R S D T t Z. */
export async function untilState(pid: number, states: string): Promise<void> {
  while (!states.includes(statusField(pid, 'State'))) await new Promise((resolve) => setTimeout(resolve, 2));
}

/** Waits until the process has so many threads, each in one of the states; their ids. */
export async function untilThreads(pid: number, count: number, states: string): Promise<number[]> {
  for (;;) {
    const threads = threadsOf(pid);
    if (threads.length === count) {
      for (const tid of threads) await untilState(tid, states);
      return threads;
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** Everything a program can be seen to have left by a tracer: it is nobody's tracee, and in the state it had. */
export const leftAlone = (pid: number) => ({ tracer: statusField(pid, 'TracerPid'), state: statusField(pid, 'State') });
