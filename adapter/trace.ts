/**
 * The command line's program: everything else is loaded once compiled code is at hand. Knows no more than that.
 */
import { compiledCodeFolder, keepCompiledCode } from './compiledCode.ts';

keepCompiledCode(compiledCodeFolder());
void import('./cli/command.ts').then(({ command }) => command(process.argv.slice(2)));
