/**
 * Starting the tracer thread. It takes longer than everything else before a launch, so programs start it first and load
 * the rest meanwhile: what stands here must stay small. Must not know what is said to it.
 */
import { Worker } from 'node:worker_threads';
import { newWakeMemory } from '../../native/tracer/wakeMemory.ts';
import { compiledCodeFolder } from '../compiledCode.ts';
import type { CommandMessage, FromTracer, WorkerData } from './channel.ts';

export interface TracerThread {
  readonly memory: SharedArrayBuffer;
  post(message: CommandMessage): void;
  /** Once: what came before is handed on as soon as the caller is done. */
  listen(listener: ThreadListener): void;
}

export interface ThreadListener {
  message(message: FromTracer): void;
  error(error: Error): void;
  exit(): void;
}

export function startTracerThread(): TracerThread {
  const memory = newWakeMemory();
  const workerData: WorkerData = { memory, compiledCode: compiledCodeFolder() };
  const worker = new Worker(workerUrl(), { workerData, stdout: false, stderr: false });
  let listener: ThreadListener | undefined;
  const early: ((listener: ThreadListener) => void)[] = [];
  const hand = (say: (listener: ThreadListener) => void): void => {
    if (listener) say(listener);
    else early.push(say);
  };
  worker.on('message', (message: FromTracer) => hand((to) => to.message(message)));
  worker.on('error', (error) => hand((to) => to.error(error)));
  worker.on('exit', () => hand((to) => to.exit()));
  // A program that finds nothing to do ends without it.
  worker.unref();
  return {
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
}

/** The tracer thread's program: beside the bundle, or the source when run from source. */
function workerUrl(): URL {
  return import.meta.url.endsWith('.ts')
    ? new URL('./worker.ts', import.meta.url)
    : new URL('./tracer.js', import.meta.url);
}
