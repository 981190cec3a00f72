/**
 * Which stopped thread a command is for, by what it was given: a row of ours, a row of VS Code's Variables or Call
 * Stack, or nothing (the palette). Must not know what is done to it.
 */
import * as vscode from 'vscode';
import type { StopRow } from '../../adapter/protocol/trapline.ts';
import type { SessionState, Sessions } from '../session/sessions.ts';
import type { StopNode } from '../stops/stopRows.ts';
import { plainText } from '../text/plain.ts';
import type { TraceeNode } from '../tracees/traceeRows.ts';
import { stoppedCalls } from './stoppedCalls.ts';

/** What VS Code hands to commands of debug/variables/context and debug/callstack/context. */
export interface EditorContext {
  readonly sessionId?: string;
  /** `thread:SESSION:ID`. */
  readonly threadId?: string;
  readonly container?: { readonly name?: string };
  readonly variable?: { readonly name?: string };
}

export type ChangeContext = StopNode | TraceeNode | EditorContext | undefined;

export interface ChangeTarget {
  readonly session: vscode.DebugSession;
  readonly tid: number;
  /** The stop it is at, where it is known. */
  readonly stop: StopRow | undefined;
  /** The argument that the command was called on. */
  readonly argument: string | undefined;
}

/** Of the arguments of a command: VS Code's Call Stack gives a frame's file or a thread's number before the context. */
export function contextOf(given: readonly unknown[]): ChangeContext {
  const context = given.find((one) => one !== null && typeof one === 'object');
  return context as ChangeContext;
}

/** The target; asks when several threads are stopped and nothing says which. Undefined when there is none. */
export async function findTarget(context: ChangeContext, sessions: Sessions): Promise<ChangeTarget | undefined> {
  const state = sessions.current;
  if (!state || state.ended) return undefined;
  const stops = stoppedCalls(state.history, state.tracees);
  const tid = threadOf(context, state) ?? (await pickThread(state, stops));
  if (tid === undefined) return undefined;
  return { session: state.session, tid, stop: stops.get(tid), argument: argumentOf(context) };
}

function threadOf(context: ChangeContext, state: SessionState): number | undefined {
  if (context && 'kind' in context) {
    switch (context.kind) {
      case 'stop':
        return state.history.get(context.id)?.tid;
      case 'process':
      case 'thread':
        return context.tid;
      default:
        return undefined;
    }
  }
  const named = /:(\d+)$/.exec(context?.threadId ?? '')?.[1];
  if (named !== undefined) return Number(named);
  const active = vscode.debug.activeStackItem;
  return active?.session.id === state.session.id ? active.threadId : undefined;
}

function argumentOf(context: ChangeContext): string | undefined {
  if (!context || 'kind' in context) return undefined;
  return context.container?.name === 'Syscall' ? context.variable?.name : undefined;
}

async function pickThread(state: SessionState, stops: ReadonlyMap<number, StopRow>): Promise<number | undefined> {
  const stopped = state.tracees.filter(({ kind }) => kind === 'stopped');
  if (stopped.length <= 1) return stopped[0]?.tid;
  const items = stopped.map(({ tid, comm, state: doing }) => ({
    label: `${plainText(comm, 32)} ${tid}`,
    description: plainText(stops.get(tid)?.text ?? doing),
    tid,
  }));
  return (await vscode.window.showQuickPick(items, { title: 'Which Thread?' }))?.tid;
}
