/**
 * The debug adapter's program: the tracer thread and the rest start side by side. Knows no more than that.
 */
import { compiledCodeFolder, keepCompiledCode } from './compiledCode.ts';
import { startTracerThread } from './engine/thread.ts';

keepCompiledCode(compiledCodeFolder());
const words = process.argv.slice(2);
// A server starts one for each session.
const thread = words.length === 0 ? startTracerThread() : undefined;
void import('./dap/adapter.ts').then(({ serve }) => serve(words, thread));
