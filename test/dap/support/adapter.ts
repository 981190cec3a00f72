/**
 * The real adapter as a process of its own, with a client on its pipes. Whatever a test leaves behind is killed by pid.
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { buildFixtures } from '../../../scripts/fixtures.ts';
import { ADAPTER } from '../../support/programs.ts';
import { DapClient, type DapEvent } from './client.ts';

const ROOT = join(import.meta.dirname, '../../..');

export const INITIALIZE = {
  clientID: 'test',
  adapterID: 'trapline',
  pathFormat: 'path',
  linesStartAt1: true,
  columnsStartAt1: true,
  supportsVariableType: true,
  supportsRunInTerminalRequest: true,
};

export interface Adapter {
  readonly client: DapClient;
  readonly process: ChildProcessByStdio<Writable, Readable, Readable>;
  /** All of it, once it has ended. */
  stderr(): Promise<string>;
  /** Resolves with the exit code, or the signal's name. */
  exited(): Promise<number | string>;
  /** Ends it for good and fails the test when any message was invalid. */
  stop(): Promise<void>;
}

/** The path of a fixture, compiled when its source is newer. */
export function fixture(name: string): string {
  if (buildFixtures([name]).length > 0) throw new Error(`${name}.c does not compile`);
  return join(ROOT, 'test/fixtures/bin', name);
}

export function fixtureSource(name: string): string {
  return join(ROOT, 'test/fixtures', `${name}.c`);
}

/** The 1-based line of a fixture's source that carries the marker comment. */
export function markedLine(name: string, marker: string): number {
  const lines = readFileSync(fixtureSource(name), 'utf8').split('\n');
  const at = lines.findIndex((line) => line.includes(`/* ${marker} */`));
  if (at < 0) throw new Error(`${name}.c has no line marked ${marker}`);
  return at + 1;
}

export interface Runtime {
  readonly uid?: number;
  readonly gid?: number;
  readonly env?: NodeJS.ProcessEnv;
  /** Options of node, before the program. */
  readonly options?: readonly string[];
}

export function startAdapter(args: readonly string[] = [], { options = [], ...how }: Runtime = {}): Adapter {
  const words = [...options, ADAPTER, ...args];
  const child = spawn(process.execPath, words, { ...how, cwd: ROOT, stdio: ['pipe', 'pipe', 'pipe'] });
  const stderr = text(child.stderr);
  const client = new DapClient(child.stdout, child.stdin);
  const exited = async () => {
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    return child.exitCode ?? child.signalCode ?? 'unknown';
  };
  return {
    client,
    process: child,
    stderr: () => stderr,
    exited,
    async stop() {
      child.kill('SIGKILL');
      await exited();
      client.assertValid();
    },
  };
}

export interface Configuration {
  readonly breakpoints?: readonly { name: string; condition?: string; hitCondition?: string }[];
  readonly filters?: readonly { filterId: string; condition?: string }[];
}

/** From initialize to configurationDone, as an editor does it. */
export async function launch(adapter: Adapter, args: object, configuration: Configuration = {}): Promise<void> {
  await begin(adapter, 'launch', args, configuration);
}

export async function begin(
  { client }: Adapter,
  request: 'launch' | 'attach',
  args: object,
  configuration: Configuration = {},
): Promise<void> {
  await client.request('initialize', INITIALIZE);
  const started = client.request(request, args);
  started.catch(() => undefined);
  await client.event('initialized');
  await client.request('setFunctionBreakpoints', { breakpoints: configuration.breakpoints ?? [] });
  await client.request('setExceptionBreakpoints', { filters: [], filterOptions: configuration.filters ?? [] });
  await client.request('configurationDone');
  await started;
}

export interface Variable {
  readonly name: string;
  readonly value: string;
  readonly variablesReference: number;
}

/** The rows of one scope at a stop, by name. */
export async function scope({ client }: Adapter, stopped: DapEvent, name: string): Promise<Map<string, Variable>> {
  const frames = await stack(client, stopped);
  const { scopes } = await client.request<{ scopes: { name: string; variablesReference: number }[] }>('scopes', {
    frameId: frames[0]?.id,
  });
  const variablesReference = scopes.find((each) => each.name === name)?.variablesReference;
  const { variables } = await client.request<{ variables: Variable[] }>('variables', { variablesReference });
  return new Map(variables.map((variable) => [variable.name, variable]));
}

export interface Frame {
  readonly id: number;
  readonly name: string;
  readonly line: number;
  readonly source?: { readonly path?: string };
}

export async function stack(client: DapClient, stopped: DapEvent): Promise<Frame[]> {
  const threadId = stopped.body['threadId'];
  return (await client.request<{ stackFrames: Frame[] }>('stackTrace', { threadId })).stackFrames;
}

/** Whether a process is there and no zombie. */
export function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** The State and TracerPid lines of a process. */
export function stateOf(pid: number): { readonly state: string; readonly tracer: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return {
    state: /^State:\s+(\S)/m.exec(status)?.[1] ?? '?',
    tracer: Number(/^TracerPid:\s+(\d+)/m.exec(status)?.[1] ?? -1),
  };
}
