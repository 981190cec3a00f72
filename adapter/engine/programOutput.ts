/**
 * The launched program's output: pipes to `output` events. Knows nothing of the tracer thread.
 */
import { spawn } from 'node:child_process';
import { Socket } from 'node:net';
import { StringDecoder } from 'node:string_decoder';
import type { EngineEvent } from './api.ts';

/** How long output that is still in the pipes may hold back the program's end, when a child keeps them open. */
const DRAIN_MS = 200;

/** Pipes to `output` events, in whole characters. */
export function createOutput(onEvent: (event: EngineEvent) => void) {
  const open = new Set<Socket>();
  let then: (() => void)[] = [];
  let held = false;
  const settle = (): void => {
    if (held && open.size > 0) return;
    const list = then;
    then = [];
    for (const callback of list) callback();
  };
  return {
    read(fd: number, category: 'stdout' | 'stderr'): void {
      const decoder = new StringDecoder('utf8');
      // A socket, not a file stream: a file stream would block a thread of the pool, and with it this process's exit.
      const stream = new Socket({ fd, readable: true, writable: false });
      open.add(stream);
      if (held) stream.pause();
      stream.on('data', (chunk) => {
        const text = decoder.write(chunk as Buffer);
        if (text) onEvent({ type: 'output', category, text });
      });
      const closed = (): void => {
        if (!open.delete(stream)) return;
        const rest = decoder.end();
        if (rest) onEvent({ type: 'output', category, text: rest });
        if (open.size === 0) settle();
      };
      stream.on('end', closed);
      stream.on('error', closed);
    },
    /** Calls back when the pipes are at their end, or after DRAIN_MS when somebody else holds them open. */
    drained(callback: () => void): void {
      if (open.size === 0 && then.length === 0) return callback();
      then.push(callback);
      if (!held) setTimeout(settle, DRAIN_MS);
    },
    /** Somebody else reads on where a program goes on without us: its next write would end it by SIGPIPE. What it writes is
     *  for nobody. */
    leave(): void {
      for (const stream of open) {
        stream.pause();
        const reader = spawn('cat', [], { stdio: [stream, 'ignore', 'ignore'], detached: true, cwd: '/' });
        reader.on('error', () => undefined);
        reader.unref();
        stream.destroy();
      }
      open.clear();
    },
    /** Stops and resumes the reading. What waits for the pipes' end waits until reading has gone on. */
    hold(hold: boolean): void {
      if (held === hold) return;
      held = hold;
      for (const stream of open) {
        if (hold) stream.pause();
        else stream.resume();
      }
      if (!hold && then.length > 0) setTimeout(settle, DRAIN_MS);
    },
  };
}
