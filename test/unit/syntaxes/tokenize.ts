/** Tokens of the strace grammar, made by the libraries that VS Code itself uses. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type * as Oniguruma from 'vscode-oniguruma';
import type * as Textmate from 'vscode-textmate';

const require = createRequire(import.meta.url);
const oniguruma = require('vscode-oniguruma') as typeof Oniguruma;
const textmate = require('vscode-textmate') as typeof Textmate;
const grammarFile = new URL('../../../syntaxes/strace.tmLanguage.json', import.meta.url);

export interface Token {
  readonly text: string;
  /** The innermost scopes, without the language's name. */
  readonly scope: string;
}

export interface Line {
  readonly tokens: readonly Token[];
  /** A rule that goes on in the next line: in a log of one event a line, always a mistake. */
  readonly open: boolean;
}

/** A function that tokenizes one line on its own. */
export async function straceTokenizer(): Promise<(line: string) => Line> {
  const wasm = readFileSync(require.resolve('vscode-oniguruma/release/onig.wasm'));
  await oniguruma.loadWASM(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength));
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async () => textmate.parseRawGrammar(readFileSync(grammarFile, 'utf8'), 'strace.json'),
  });
  const grammar = await registry.loadGrammar('source.strace');
  if (!grammar) throw new Error('the grammar is not there');
  return (line) => {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, textmate.INITIAL);
    return {
      tokens: tokens.map(({ startIndex, endIndex, scopes }) => ({
        text: line.slice(startIndex, endIndex),
        scope: scopes.slice(-2).join(' ').replaceAll('.strace', ''),
      })),
      open: ruleStack.depth > 1,
    };
  };
}
