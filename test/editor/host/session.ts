/**
 * A debug session seen from inside the editor: every DAP message that the adapter sends, and waiting for one. Waits
 * are for messages, never for time; a message that came before the wait counts only when it was not taken yet.
 */
import { join } from 'node:path';
import * as vscode from 'vscode';

/** The parts of a DAP event that the tests look at. */
export interface AdapterEvent {
  readonly event: string;
  readonly body: {
    readonly threadId?: number;
    readonly reason?: string;
    readonly description?: string;
    readonly text?: string;
    readonly output?: string;
    readonly category?: string;
    readonly exitCode?: number;
    readonly systemProcessId?: number;
  };
}

export interface Recording extends vscode.Disposable {
  /** The session, once it runs. */
  readonly session: vscode.DebugSession;
  /** Takes the next event of this name that was not taken yet. */
  readonly next: (event: string) => Promise<AdapterEvent['body']>;
  /** The body of the last answer to a command. */
  readonly answer: (command: string) => unknown;
  /** Bodies of all events of this name so far. */
  readonly all: (event: string) => readonly Readonly<Record<string, unknown>>[];
  /** Everything the program printed so far. */
  readonly output: () => string;
  /** Resolves when the editor has let go of the session. */
  readonly over: Promise<void>;
}

export const folder = (): vscode.WorkspaceFolder => {
  const [first] = vscode.workspace.workspaceFolders ?? [];
  if (!first) throw new Error('The editor was opened without a folder.');
  return first;
};

export const programPath = (name: string): string => join(folder().uri.fsPath, name);

/** Starts a session of our debug type and records it. */
export async function debug(configuration: Omit<vscode.DebugConfiguration, 'type' | 'name'>): Promise<Recording> {
  const events: AdapterEvent[] = [];
  const answers = new Map<string, unknown>();
  const waiting: (() => void)[] = [];
  let session: vscode.DebugSession | undefined;
  const tracker = vscode.debug.registerDebugAdapterTrackerFactory('trapline', {
    createDebugAdapterTracker: (started) => {
      session = started;
      return {
        onDidSendMessage: (message: AdapterEvent & { type: string; command: string }) => {
          if (message.type === 'response') answers.set(message.command, message.body);
          if (message.type === 'event') events.push(message);
          for (const wake of waiting.splice(0)) wake();
        },
      };
    },
  });
  const over = new Promise<void>((resolve) => {
    const listener = vscode.debug.onDidTerminateDebugSession((ended) => {
      if (ended.id !== session?.id) return;
      listener.dispose();
      tracker.dispose();
      resolve();
    });
  });
  const taken = new Set<AdapterEvent>();
  const next = async (name: string): Promise<AdapterEvent['body']> => {
    for (;;) {
      const found = events.find((each) => each.event === name && !taken.has(each));
      if (found) {
        taken.add(found);
        return found.body ?? {};
      }
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  };
  const started = await vscode.debug.startDebugging(folder(), {
    type: 'trapline',
    name: 'test',
    request: 'launch',
    ...configuration,
  });
  if (!started || !session) throw new Error('The session did not start.');
  return {
    session,
    next,
    over,
    answer: (command) => answers.get(command),
    all: (name) =>
      events.filter(({ event }) => event === name).map(({ body }) => body as Readonly<Record<string, unknown>>),
    output: () =>
      events
        .filter(({ event, body }) => event === 'output' && body.category === 'stdout')
        .map(({ body }) => body.output ?? '')
        .join(''),
    dispose: () => tracker.dispose(),
  };
}

/** Continues each thread as it stops until the program has ended; returns the stops. */
export async function runToEnd(recording: Recording): Promise<readonly AdapterEvent['body'][]> {
  const stops: AdapterEvent['body'][] = [];
  const terminated = recording.next('terminated').then(() => undefined);
  for (;;) {
    const stop = await Promise.race([recording.next('stopped'), terminated]);
    if (!stop) return stops;
    stops.push(stop);
    await recording.session.customRequest('continue', { threadId: stop.threadId });
  }
}
