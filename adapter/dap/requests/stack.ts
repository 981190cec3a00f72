/**
 * threads and stackTrace: the engine's frames in DAP's form, in pages. Must not know unwinding.
 */
import { basename } from 'node:path';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { FrameInfo } from '../../engine/api.ts';
import { optionalInteger, requiredInteger } from '../../plan/fields.ts';
import type { ClientFeatures, RequestTable } from '../context.ts';
import { plainText } from '../plainText.ts';

/**
 * No supportsDelayedStackTraceLoading: a stack is taken whole at the stop, and an editor that was told of a change would
 * show the top frame alone.
 */
export const stackCapabilities: DebugProtocol.Capabilities = {};

export const stackRequests: RequestTable = {
  async threads(session) {
    const threads = await session.engine().threads();
    return { body: { threads: threads.map(({ tid, name }) => ({ id: tid, name: plainText(name) })) } };
  },
  async stackTrace(session, args) {
    const tid = requiredInteger(args, 'threadId', 1);
    const start = optionalInteger(args, 'startFrame') ?? 0;
    const levels = optionalInteger(args, 'levels') ?? 0;
    const stop = session.stops.stopOf(tid);
    stop.frames ??= session.engine().stack(tid);
    const frames = await stop.frames;
    session.stops.checkSame(stop);
    const page = frames.slice(start, levels === 0 ? undefined : start + levels);
    return {
      body: {
        stackFrames: page.map((frame, index) =>
          toStackFrame(session.stops.frameId(tid, start + index), frame, session.client),
        ),
        totalFrames: frames.length,
      },
    };
  },
};

/** One frame. */
export function toStackFrame(
  id: number,
  frame: FrameInfo,
  client: ClientFeatures | undefined,
): DebugProtocol.StackFrame {
  const source = sourceOf(frame);
  return {
    id,
    name: plainText(frameLabel(frame)),
    line: source ? frame.line - 1 + (client?.firstLine ?? 1) : 0,
    column: source ? Math.max(frame.column, 1) - 1 + (client?.firstColumn ?? 1) : 0,
    instructionPointerReference: frame.address,
    ...(source && { source }),
    ...(frame.role === 'library' && { presentationHint: 'subtle' }),
    // Only a call can be made again.
    ...(frame.role !== 'syscall' && { canRestart: false }),
  };
}

/** Only a file that is here: editors open the source of a top frame by themselves, and would show an error instead. */
function sourceOf(frame: FrameInfo): DebugProtocol.Source | undefined {
  return frame.path === undefined ? undefined : { name: basename(frame.path), path: frame.path };
}

/** `main`, or `main at main.c:12` when the file is not on this machine. */
function frameLabel(frame: FrameInfo): string {
  return frame.missing === undefined ? frame.name : `${frame.name} at ${basename(frame.missing)}:${frame.line}`;
}
