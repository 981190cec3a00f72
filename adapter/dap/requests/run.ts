/**
 * continue, next, stepIn, stepOut, pause: each moves one thread; the others run on. Must not know how the engine steps.
 */
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { ResumeMode } from '../../engine/api.ts';
import { type Fields, requiredInteger } from '../../plan/fields.ts';
import type { Answer } from '../connection.ts';
import type { RequestTable, SessionContext } from '../context.ts';

export const runCapabilities: DebugProtocol.Capabilities = {
  supportsSingleThreadExecutionRequests: true,
};

export const runRequests: RequestTable = {
  continue: async (session, args) => ({
    ...(await resume(session, args, 'continue')),
    body: { allThreadsContinued: false },
  }),
  next: (session, args) => resume(session, args, 'next-syscall-stop'),
  stepIn: (session, args) => resume(session, args, 'instruction'),
  stepOut: (session, args) => resume(session, args, 'out'),
  async pause(session, args) {
    const tid = requiredInteger(args, 'threadId');
    // Some clients say 0 for "whatever runs".
    await session.engine().pause(tid === 0 ? undefined : tid);
    return {};
  },
};

/** The thread's next stop must not be announced before the client knows that it ran. */
function resume(session: SessionContext, args: Fields, mode: ResumeMode): Promise<Answer> {
  const tid = requiredInteger(args, 'threadId', 1);
  session.stops.stopOf(tid);
  return session.quietly(async () => {
    await session.engine().resume(tid, mode);
    session.stops.resumed(tid);
  });
}
