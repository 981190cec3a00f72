/**
 * The environment of the launched program: the adapter's own without what the editor's host put there, then envFile,
 * then env. Pure. Must not read files.
 */

/** Variables that the editor gives its own processes; VS Code takes the same ones out of its terminals. */
const HOST = /^(?:ELECTRON_.+|VSCODE_(?!PORTABLE$|SHELL_LOGIN$).+)$/;

export type Variables = Readonly<Record<string, string | undefined>>;

/** The inherited environment as the user's own programs see it. */
export function withoutHostVariables(inherited: Variables): Map<string, string> {
  const kept = new Map<string, string>();
  for (const [name, value] of Object.entries(inherited)) {
    if (value !== undefined && !HOST.test(name)) kept.set(name, value);
  }
  return kept;
}

/** What the configuration changes: envFile first, env over it; null removes. */
export function configuredVariables(
  envFile: ReadonlyMap<string, string>,
  env: Readonly<Record<string, string | null>>,
): Map<string, string | null> {
  return new Map<string, string | null>([...envFile, ...Object.entries(env)]);
}

/** The whole environment. */
export function mergeEnvironment(
  inherited: ReadonlyMap<string, string>,
  changes: ReadonlyMap<string, string | null>,
): Map<string, string> {
  const merged = new Map(inherited);
  for (const [name, value] of changes) {
    if (value === null) merged.delete(name);
    else merged.set(name, value);
  }
  return merged;
}

/** `NAME=value` strings, as execve takes them. */
export function environmentStrings(variables: ReadonlyMap<string, string>): string[] {
  return [...variables].map(([name, value]) => `${name}=${value}`);
}
