/**
 * The tracer thread's first step. Knows no more than where to go on.
 */
import { workerData } from 'node:worker_threads';
import { keepCompiledCode } from '../compiledCode.ts';
import type { WorkerData } from './channel.ts';

keepCompiledCode((workerData as WorkerData).compiledCode);
const { serveAll } = await import('./tracerThread.ts');
await serveAll();
