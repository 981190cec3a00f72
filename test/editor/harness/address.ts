/**
 * The workbench's address: which folder, and which extension under development. The payload is what desktop VS Code
 * takes on its command line; the built web workbench reads it only with the server's test driver on.
 */
import type { Server } from './server.ts';

export interface AddressOptions {
  /** Absolute path of a folder or a .code-workspace file; without it an empty window. */
  readonly folder?: string | undefined;
  /** Absolute paths. */
  readonly extensions?: readonly string[];
  /** A module that exports run(): the tests in the extension host. */
  readonly tests?: string | undefined;
  readonly disableExtensions?: boolean;
}

export function workbenchAddress(server: Pick<Server, 'url' | 'authority'>, options: AddressOptions): string {
  const remote = (path: string) => `vscode-remote://${server.authority}${encodeURI(path)}`;
  const payload: [string, string][] = (options.extensions ?? []).map((path) => [
    'extensionDevelopmentPath',
    remote(path),
  ]);
  if (options.tests !== undefined) payload.push(['extensionTestsPath', remote(options.tests)]);
  if (options.disableExtensions) payload.push(['disableExtensions', 'true']);
  payload.push(['skipWelcome', 'true'], ['skipReleaseNotes', 'true']);
  const query = new URLSearchParams();
  const { folder } = options;
  if (folder === undefined) query.set('ew', 'true');
  else query.set(folder.endsWith('.code-workspace') ? 'workspace' : 'folder', folder);
  query.set('payload', JSON.stringify(payload));
  return `${server.url}/?${query}`;
}
