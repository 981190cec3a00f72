/**
 * What breakpoints say besides stopping: logpoint lines and expression errors, as output and as rows.
 */
import type { Decision } from '../breakpoints/breakpointSet.ts';
import type { DecodedCall } from '../syscalls/call.ts';
import { callRow } from './history.ts';
import type { Session } from './session.ts';
import type { View } from './view.ts';

/**
 * Says what breakpoints print, and what is wrong with their expressions. `call`: where there is one, for the row of a
 * logpoint.
 */
export function reportDecision(
  session: Session,
  view: View,
  decision: Decision,
  call: DecodedCall | undefined,
  phase: 'entry' | 'exit',
): void {
  for (const { text } of decision.logs) session.announcer.say(`${text}\n`);
  for (const { text, first } of decision.errors) {
    if (first) session.emit({ type: 'output', category: 'important', text: `${text}\n` });
  }
  if (decision.logs.length > 0 && !decision.stop && call) callRow(session, view, call, phase);
}
