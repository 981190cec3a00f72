/**
 * The command line's program: the tracer thread and the rest start side by side. Knows no more than that.
 */
import { compiledCodeFolder, keepCompiledCode } from './compiledCode.ts';
import { startTracerThread } from './engine/thread.ts';

keepCompiledCode(compiledCodeFolder());
const thread = startTracerThread();
void import('./cli/command.ts').then(({ command }) => command(process.argv.slice(2), thread));
