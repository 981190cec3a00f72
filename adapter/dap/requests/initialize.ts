/**
 * initialize: what the client is, what we can do. Each group of requests brings its own capability flags; here they
 * are put together. Must not know what the requests do.
 */
import type { DebugProtocol } from '@vscode/debugprotocol';
import { optionalBoolean, optionalString, own } from '../../plan/fields.ts';
import type { RequestTable } from '../context.ts';
import { RequestError } from '../errors.ts';

/** The handlers that begin a session; `capabilities` is what the other groups declare. */
export function initializeRequests(capabilities: DebugProtocol.Capabilities): RequestTable {
  return {
    initialize(session, args) {
      if (session.client) throw new RequestError('wrong-time', 'This session is initialized already.');
      if ((optionalString(args, 'pathFormat') ?? 'path') !== 'path') {
        throw new RequestError('malformed', 'Trapline knows paths only: send "pathFormat": "path".');
      }
      session.client = {
        firstLine: optionalBoolean(args, 'linesStartAt1') === false ? 0 : 1,
        firstColumn: optionalBoolean(args, 'columnsStartAt1') === false ? 0 : 1,
        variableType: own(args, 'supportsVariableType') === true,
        runInTerminal: own(args, 'supportsRunInTerminalRequest') === true,
        invalidated: own(args, 'supportsInvalidatedEvent') === true,
      };
      // Started now, so that its thread comes up while the editor sends its configuration.
      session.engine();
      return { body: capabilities, afterwards: () => session.event('initialized') };
    },
  };
}
