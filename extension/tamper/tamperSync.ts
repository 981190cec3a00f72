/**
 * Sends the rules to the adapter: when a session begins, before its program runs, and whenever they change. Must not
 * know what a rule means.
 */
import * as vscode from 'vscode';
import type { TamperRule } from '../../adapter/protocol/trapline.ts';
import { DEBUG_TYPE, request, type Sessions } from '../session/sessions.ts';
import { noticeText } from '../text/plain.ts';
import { throttle } from '../text/throttle.ts';
import { readRules } from './rule.ts';
import type { RuleStore } from './ruleStore.ts';

/** Answers that come one after the other, as from a list of parts, are sent together. */
const SEND_MS = 100;

/** What the session's launch.json says by itself. */
export function launchRules(session: vscode.DebugSession): readonly TamperRule[] {
  return readRules(session.configuration['tamper']);
}

/** Keeps the adapters of all running sessions at today's rules. */
export function syncTamperRules(store: RuleStore, sessions: Sessions): vscode.Disposable {
  /** Sessions that were given rules: theirs must be taken back too when the list is empty again. */
  const given = new Set<string>();
  const send = async (session: vscode.DebugSession) => {
    if (session.configuration.noDebug || (store.all.length === 0 && !given.has(session.id))) return;
    given.add(session.id);
    const rules = [...launchRules(session), ...store.all.map(({ rule }) => rule)];
    try {
      sessions.takeTamper(session, (await request(session, 'trapline/setTamperRules', { rules })).rules);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      // A session that ended meanwhile has nothing to say about its rules.
      if (sessions.running.some(({ id }) => id === session.id))
        void vscode.window.showErrorMessage(noticeText(why, 2_000));
    }
  };
  const sendToAll = throttle(() => {
    for (const session of sessions.running) void send(session);
  }, SEND_MS);
  return vscode.Disposable.from(
    sendToAll,
    store.onDidChange(sendToAll),
    vscode.debug.onDidTerminateDebugSession(({ id }) => given.delete(id)),
    vscode.debug.registerDebugAdapterTrackerFactory(DEBUG_TYPE, {
      createDebugAdapterTracker: (session) => ({
        // A tracker hears "initialized" before the editor does, so this request comes before its configurationDone.
        onDidSendMessage: (message: { readonly type?: string; readonly event?: string }) => {
          if (message.type === 'event' && message.event === 'initialized') void send(session);
        },
      }),
    }),
  );
}
