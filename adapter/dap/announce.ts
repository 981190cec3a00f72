/**
 * What the engine announces, as DAP events. Must not decide anything.
 */
import type { EngineEvent } from '../engine/api.ts';
import { plainText } from './plainText.ts';
import { toBreakpoint } from './requests/breakpoints.ts';

export interface DapEvent {
  readonly event: string;
  readonly body?: object;
}

/** The client's events for one of the engine's, in order. */
export function announcements(event: EngineEvent): readonly DapEvent[] {
  switch (event.type) {
    case 'stopped':
      return [{ event: 'stopped', body: stoppedBody(event) }];
    case 'continued':
      return [{ event: 'continued', body: { threadId: event.tid, allThreadsContinued: false } }];
    case 'thread':
      return [{ event: 'thread', body: { reason: event.reason, threadId: event.tid } }];
    case 'process': {
      const { name, pid, startMethod } = event;
      return [
        { event: 'process', body: { name: plainText(name), systemProcessId: pid, isLocalProcess: true, startMethod } },
      ];
    }
    case 'output':
      return [{ event: 'output', body: { category: event.category, output: event.text } }];
    case 'stops':
      return [{ event: 'trapline/stops', body: { rows: event.rows, dropped: event.dropped } }];
    case 'hits':
      return [{ event: 'trapline/hits', body: { hits: event.hits } }];
    case 'tracees':
      return [{ event: 'trapline/tracees', body: { tracees: event.tracees, more: event.more } }];
    case 'tamper':
      return [{ event: 'trapline/tamper', body: { rules: event.rules } }];
    case 'changed':
      return [{ event: 'invalidated', body: { areas: ['variables', 'stacks'], threadId: event.tid } }];
    case 'breakpoint':
      return [{ event: 'breakpoint', body: { reason: 'changed', breakpoint: toBreakpoint(event.breakpoint) } }];
    case 'exited':
      return [
        { event: 'output', body: { category: 'console', output: `Program ended: ${plainText(event.text)}\n` } },
        { event: 'exited', body: { exitCode: event.code } },
      ];
    case 'refused':
      // Only a log is asked for several at once.
      return [];
    case 'terminated':
      return [{ event: 'terminated' }];
    case 'failed': {
      const output = `Trapline failed inside: ${plainText(event.text)}\n`;
      return [{ event: 'output', body: { category: 'important', output } }, { event: 'terminated' }];
    }
    default:
      return event satisfies never;
  }
}

function stoppedBody(event: Extract<EngineEvent, { type: 'stopped' }>): object {
  const { reason, tid, description, text, hitBreakpointIds, together } = event;
  return {
    reason,
    description: plainText(description),
    text: plainText(text),
    threadId: tid,
    // Each thread is announced by itself, also under stopAll: one that blocks in a call runs on.
    allThreadsStopped: false,
    ...(together && { preserveFocusHint: true }),
    ...(hitBreakpointIds.length > 0 && { hitBreakpointIds }),
  };
}
