/** The least of a DAP client, for measuring: sends requests, waits for messages. Validates nothing. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';

const ADAPTER = join(import.meta.dirname, '..', '..', 'dist', 'adapter.js');

interface Message {
  readonly type: string;
  readonly event?: string;
  readonly command?: string;
  readonly success?: boolean;
  readonly message?: string;
}

export interface AdapterClient {
  send(command: string, args?: object): void;
  /** The first message of this event, or the answer to this command; rejects when the answer is a refusal. */
  seen(name: string): Promise<void>;
  close(): Promise<void>;
}

export function startAdapter(): AdapterClient {
  const child: ChildProcessByStdio<Writable, Readable, null> = spawn(process.execPath, [ADAPTER], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const waiting = new Map<string, PromiseSettled>();
  const entry = (name: string): PromiseSettled => {
    const known = waiting.get(name) ?? settled();
    waiting.set(name, known);
    return known;
  };
  readMessages(child.stdout, (message) => {
    const { resolve, reject } = entry(message.event ?? message.command ?? '');
    if (message.success === false) reject(new Error(message.message));
    else resolve();
  });
  let seq = 0;
  return {
    send(command, args = {}) {
      const text = JSON.stringify({ seq: ++seq, type: 'request', command, arguments: args });
      child.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
    },
    seen: (name) => entry(name).promise,
    async close() {
      const gone = once(child, 'exit');
      child.stdin.end();
      await gone;
    },
  };
}

interface PromiseSettled {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

function settled(): PromiseSettled {
  let resolve = () => {};
  let reject = (_error: Error) => {};
  const promise = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  // Nobody may be waiting for this answer yet.
  promise.catch(() => {});
  return { promise, resolve, reject };
}

function readMessages(stream: Readable, take: (message: Message) => void): void {
  let pending = Buffer.alloc(0);
  stream.on('data', (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
    for (;;) {
      const end = pending.indexOf('\r\n\r\n');
      if (end < 0) return;
      const length = Number(/Content-Length: (\d+)/.exec(pending.toString('latin1', 0, end))?.[1]);
      if (pending.length < end + 4 + length) return;
      take(JSON.parse(pending.toString('utf8', end + 4, end + 4 + length)) as Message);
      pending = pending.subarray(end + 4 + length);
    }
  });
}
