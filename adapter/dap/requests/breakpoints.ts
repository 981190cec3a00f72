/**
 * setFunctionBreakpoints (the syscall breakpoints) and setBreakpoints (source lines, not there yet). Must not know the
 * SET grammar: the engine verifies.
 */
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { VerifiedBreakpoint } from '../../engine/api.ts';
import { optionalList, optionalString } from '../../plan/fields.ts';
import { readBreakpoint } from '../breakpointName.ts';
import type { RequestTable } from '../context.ts';
import { plainText } from '../plainText.ts';

export const breakpointCapabilities: DebugProtocol.Capabilities = {
  supportsFunctionBreakpoints: true,
  supportsConditionalBreakpoints: true,
  supportsHitConditionalBreakpoints: true,
};

/** Enough for every syscall twice; more is a client gone wild. */
const MOST = 5000;

export const breakpointRequests: RequestTable = {
  async setFunctionBreakpoints(session, args) {
    const list = optionalList(args, 'breakpoints') ?? [];
    const specs = list
      .slice(0, MOST)
      .map((item) =>
        readBreakpoint(
          optionalString(item, 'name') ?? '',
          optionalString(item, 'condition'),
          optionalString(item, 'hitCondition'),
        ),
      );
    const answers = await session.breakpoints.setClient(session.engine(), specs);
    const refused = list
      .slice(MOST)
      .map(() => ({ verified: false, message: `Only ${MOST} breakpoints are possible.` }));
    return { body: { breakpoints: [...answers.map(toBreakpoint), ...refused] } };
  },
  setBreakpoints(_session, args) {
    const message =
      'Trapline stops at system calls, not yet at source lines. Add a syscall breakpoint, such as "openat".';
    const list = optionalList(args, 'breakpoints') ?? [];
    return { body: { breakpoints: list.slice(0, MOST).map(() => ({ verified: false, message })) } };
  },
};

/** DAP's form of the engine's answer. */
export function toBreakpoint(answer: VerifiedBreakpoint): DebugProtocol.Breakpoint {
  return { id: answer.id, verified: answer.verified, ...(answer.message && { message: plainText(answer.message) }) };
}
