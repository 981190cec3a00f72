/**
 * The custom requests of adapter/protocol: details for the extension's trees. Must not know the trees.
 */

import { requiredInteger, requiredString } from '../../plan/fields.ts';
import { readTamperRules } from '../../plan/tamperRules.ts';
import type { TraplineRequests } from '../../protocol/trapline.ts';
import { notACommand } from '../../tamper/command.ts';
import type { RequestHandler } from '../context.ts';
import { RequestError } from '../errors.ts';

export const traplineRequests: Readonly<Record<keyof TraplineRequests, RequestHandler>> = {
  async 'trapline/stopDetail'(session, args) {
    return { body: await session.engine().stopDetail(requiredInteger(args, 'id')) };
  },
  async 'trapline/continueGroup'(session, args) {
    await session.engine().continueGroup(requiredInteger(args, 'pid', 1));
    return {};
  },
  async 'trapline/setTamperRules'(session, args) {
    const rules = readTamperRules(args, 'rules');
    session.tamper = rules;
    return { body: { rules: await session.engine().setTamperRules(rules) } };
  },
  async 'trapline/command'(session, args) {
    const command = requiredString(args, 'command', 'a command, such as "skip ENOENT"');
    const tid = requiredInteger(args, 'threadId', 1);
    const text = await session.engine().command(tid, command);
    if (text === undefined) throw new RequestError('malformed', notACommand(command));
    return { body: { text } };
  },
};
