/**
 * The floors, checked by machine: which file may import what. Pure: paths and text in, findings out. The whole rule
 * is the table below; ARCHITECTURE.md says why.
 */
import { posix } from 'node:path';

export interface Finding {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

interface Import {
  readonly specifier: string;
  readonly line: number;
  readonly typeOnly: boolean;
}

interface Floor {
  /** Folders, with a slash at the end, that may be imported from. */
  readonly own: readonly string[];
  /** Folders of which only types may be imported. */
  readonly typesOf: readonly string[];
  /** Packages besides node's own. `*`: any but the guarded ones. */
  readonly packages: readonly string[];
}

/** The first matching folder decides. Folders that are not here (test/, scripts/) stand beside the floors. */
const FLOORS: readonly (readonly [string, Floor])[] = [
  ['native/ffi/', { own: ['native/'], typesOf: [], packages: ['koffi'] }],
  ['native/', { own: ['native/'], typesOf: [], packages: [] }],
  ['adapter/protocol/', { own: ['adapter/protocol/'], typesOf: [], packages: [] }],
  [
    'adapter/',
    {
      own: ['adapter/', 'native/'],
      typesOf: [],
      packages: ['@vscode/debugadapter', '@vscode/debugprotocol', 're2js'],
    },
  ],
  ['extension/', { own: ['extension/'], typesOf: ['adapter/protocol/'], packages: ['vscode'] }],
];

/** Packages that live in one place only, wherever else code stands: there, and in what stands in for it. */
const GUARDED: readonly (readonly [string, readonly string[]])[] = [
  ['koffi', ['native/ffi/']],
  ['vscode', ['extension/', 'test/editor/', 'test/unit/extension/']],
];

const STATEMENT = /\b(?:import|export)\b(\s+type\b)?(?:[^'"`;()]*?\bfrom)?\s*['"]([^'"\n]+)['"]/g;
const CALL = /\b(?:import|require)\s*\(\s*['"`]([^'"`\n]+)['"`]|\bnew\s+URL\(\s*['"]([^'"\n]+)['"]\s*,\s*import\.meta/g;

/** Comments become spaces, so that an import spoken of is not an import; line numbers stay. */
function withoutComments(text: string): string {
  return text.replace(/^\s*\/\/.*$|\/\*[\s\S]*?\*\//gm, (comment) => comment.replace(/[^\n]/g, ' '));
}

/** Every import, re-export, dynamic import, require and worker URL of a source text. */
export function importsOf(source: string): readonly Import[] {
  const text = withoutComments(source);
  const lineAt = (index: number) => text.slice(0, index).split('\n').length;
  const found: Import[] = [];
  for (const match of text.matchAll(STATEMENT)) {
    const { 1: type, 2: specifier = '' } = match;
    const at = match.index + match[0].length - 1;
    found.push({ specifier, line: lineAt(at), typeOnly: type !== undefined });
  }
  for (const match of text.matchAll(CALL)) {
    found.push({ specifier: match[1] ?? match[2] ?? '', line: lineAt(match.index), typeOnly: false });
  }
  return found;
}

function packageName(specifier: string): string {
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? specifier);
}

function problem(file: string, floorPath: string, floor: Floor, one: Import): string | undefined {
  const { specifier, typeOnly } = one;
  if (specifier.startsWith('.')) {
    const target = posix.normalize(posix.join(posix.dirname(file), specifier));
    if (floor.own.some((folder) => target.startsWith(folder))) return undefined;
    if (floor.typesOf.some((folder) => target.startsWith(folder))) {
      return typeOnly ? undefined : `${floorPath} may take only types from ${target}: write \`import type\``;
    }
    // A bundled neighbour (a worker, a data file) is named as it will be in dist/, not imported.
    return target.includes('/') || target.endsWith('.ts') ? `${floorPath} must not import ${target}` : undefined;
  }
  if (specifier.startsWith('node:') || specifier.startsWith('file:')) return undefined;
  const name = packageName(specifier);
  return floor.packages.includes(name) ? undefined : `${floorPath} must not import the package ${name}`;
}

/** The findings of one file; `file` is relative to the project with forward slashes. */
export function checkImports(file: string, source: string): readonly Finding[] {
  const entry = FLOORS.find(([folder]) => file.startsWith(folder));
  const findings: Finding[] = [];
  for (const one of importsOf(source)) {
    const guard = GUARDED.find(([name]) => !one.specifier.startsWith('.') && packageName(one.specifier) === name);
    let message: string | undefined;
    if (guard && !guard[1].some((folder) => file.startsWith(folder))) {
      message = `${guard[0]} is imported only in ${guard[1][0]}`;
    } else if (entry) {
      message = problem(file, entry[0], entry[1], one);
    }
    if (message) findings.push({ file, line: one.line, message });
  }
  return findings;
}
