/** VS Code's command line as a plain value. Only what a test run uses; unknown options are skipped. */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface CommandLine {
  readonly folder: string | undefined;
  readonly extensions: readonly string[];
  readonly tests: string | undefined;
  readonly disableExtensions: boolean;
  readonly userDataDir: string | undefined;
  readonly extensionsDir: string | undefined;
}

const TAKES_VALUE = new Set([
  'extensionDevelopmentPath',
  'extensionTestsPath',
  'user-data-dir',
  'extensions-dir',
  'folder-uri',
]);

function toPath(text: string): string {
  return text.startsWith('file:') ? fileURLToPath(text) : resolve(text);
}

export function parseCommandLine(argv: readonly string[]): CommandLine {
  const options = new Map<string, string[]>();
  const rest: string[] = [];
  for (let index = 0; index < argv.length; index++) {
    const word = argv[index] ?? '';
    const [, name, value] = /^--([^=]+)(?:=(.*))?$/s.exec(word) ?? [];
    if (name === undefined) {
      if (!word.startsWith('-')) rest.push(word);
      continue;
    }
    const next = argv[index + 1];
    const given = value ?? (TAKES_VALUE.has(name) && next !== undefined ? argv[++index] : undefined) ?? '';
    options.set(name, [...(options.get(name) ?? []), given]);
  }
  const last = (name: string) => options.get(name)?.at(-1);
  const path = (name: string) => {
    const text = last(name);
    return text === undefined ? undefined : toPath(text);
  };
  return {
    folder: rest[0] === undefined ? path('folder-uri') : toPath(rest[0]),
    extensions: (options.get('extensionDevelopmentPath') ?? []).map(toPath),
    tests: path('extensionTestsPath'),
    disableExtensions: options.has('disable-extensions'),
    userDataDir: path('user-data-dir'),
    extensionsDir: path('extensions-dir'),
  };
}
