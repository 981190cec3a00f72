/**
 * Starting the tracer thread. It takes longer than everything else before a launch, so programs start it first and load
 * the rest meanwhile: what stands here must stay small. Must not know what is said to it.
 */
import { Worker } from 'node:worker_threads';
import { forgetReader, newWakeMemory } from '../../native/tracer/wakeMemory.ts';
import { compiledCodeFolder } from '../compiledCode.ts';
import type { CommandMessage, FromSession, FromTracer, WorkerData } from './channel.ts';

export interface TracerThread {
  readonly memory: SharedArrayBuffer;
  post(message: CommandMessage): void;
  /** Once: what came before is handed on as soon as the caller is done. */
  listen(listener: ThreadListener): void;
}

export interface ThreadListener {
  message(message: FromSession): void;
  error(error: Error): void;
  exit(): void;
}

/**
 * For programs with many sessions: threads that serve one after the other. koffi keeps what it has made for a thread for
 * as long as the process lives (3.3.4: some 50 KiB, and 3 MiB of addresses), so a thread for each would add up.
 */
export function lastingThreads(): () => TracerThread {
  const idle: TracerThread[] = [];
  return () => idle.pop() ?? startTracerThread(idle);
}

/**
 * Little of what this thread makes outlives a stop, yet V8 lets its young generation grow to 128 MiB when it runs for long
 * enough (node 24). A log of 1.4 million calls takes the same time with 12 MiB, and the process 25 MiB less.
 */
const RESOURCE_LIMITS = { maxYoungGenerationSizeMb: 12 };

/** `idle`: where the thread waits for its next session; without it, it ends with its first. */
export function startTracerThread(idle?: TracerThread[]): TracerThread {
  const memory = newWakeMemory();
  const workerData: WorkerData = { memory, compiledCode: compiledCodeFolder(), lasting: idle !== undefined };
  const worker = new Worker(workerUrl(), { workerData, resourceLimits: RESOURCE_LIMITS, stdout: false, stderr: false });
  let listener: ThreadListener | undefined;
  const early: ((listener: ThreadListener) => void)[] = [];
  const hand = (say: (listener: ThreadListener) => void): void => {
    if (listener) say(listener);
    else early.push(say);
  };
  worker.on('message', (message: FromTracer) => {
    if (message.kind !== 'free') return hand((to) => to.message(message));
    hand((to) => to.message({ kind: 'answer', id: message.id, value: undefined }));
    free();
  });
  worker.on('error', (error) => hand((to) => to.error(error)));
  worker.on('exit', () => {
    const at = idle?.indexOf(thread) ?? -1;
    if (at >= 0) idle?.splice(at, 1);
    hand((to) => to.exit());
  });
  // A program that finds nothing to do ends without it.
  worker.unref();
  const thread: TracerThread = {
    memory,
    post: (message) => worker.postMessage(message),
    listen(to) {
      worker.ref();
      queueMicrotask(() => {
        for (const say of early.splice(0)) say(to);
        listener = to;
      });
    },
  };
  const free = (): void => {
    listener = undefined;
    worker.unref();
    forgetReader(memory);
    idle?.push(thread);
  };
  return thread;
}

/** The tracer thread's program: beside the bundle, or the source when run from source. */
function workerUrl(): URL {
  return import.meta.url.endsWith('.ts')
    ? new URL('./worker.ts', import.meta.url)
    : new URL('./tracer.js', import.meta.url);
}
