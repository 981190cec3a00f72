/**
 * An editor with an adapter and its program, below an ancestor that inherits every orphan and hears of the end of each: what
 * ends, and what is left, is known from the kernel. Must not know what the session is for.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { onTestFinished } from 'vitest';
import { fixture } from './adapter.ts';
import type { Begun, Scenario } from './editor.ts';

const EDITOR = join(import.meta.dirname, 'editor.ts');

export interface Family extends Begun {
  /** Resolves when the session is where the scenario wants it, and has been left there if it says so. */
  readonly there: Promise<unknown>;
  /** The ends of all of its processes, `PID STATUS`, once none is left. */
  ends(): Promise<string[]>;
}

/** An editor below the reaper, with its session begun. */
export async function startEditor(scenario: Scenario): Promise<Family> {
  const words = [process.execPath, EDITOR, JSON.stringify(scenario)];
  const reaper = spawn(fixture('reaper'), words, { stdio: ['ignore', 'pipe', 'inherit', 'pipe'] });
  const over = once(reaper, 'exit');
  const ends: string[] = [];
  createInterface({ input: reaper.stdio[3] as Readable }).on('line', (line) => ends.push(line));
  const lines = createInterface({ input: reaper.stdout as Readable })[Symbol.asyncIterator]();
  const begun = JSON.parse((await lines.next()).value as string) as Begun;
  onTestFinished(() => killAll(reaper, begun));
  return {
    ...begun,
    there: lines.next(),
    async ends() {
      await over;
      return ends;
    },
  };
}

function killAll(reaper: ChildProcess, { editor, adapter, program }: Begun): void {
  if (reaper.exitCode !== null) return;
  for (const pid of [editor, adapter, program, reaper.pid ?? 0].filter((one) => one > 0)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended.
    }
  }
}
