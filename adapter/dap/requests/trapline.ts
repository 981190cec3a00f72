/**
 * The custom requests of adapter/protocol: details for the extension's trees. Must not know the trees.
 */

import { requiredInteger } from '../../plan/fields.ts';
import type { TraplineRequests } from '../../protocol/trapline.ts';
import type { RequestHandler } from '../context.ts';

export const traplineRequests: Readonly<Record<keyof TraplineRequests, RequestHandler>> = {
  async 'trapline/stopDetail'(session, args) {
    return { body: await session.engine().stopDetail(requiredInteger(args, 'id')) };
  },
  async 'trapline/continueGroup'(session, args) {
    await session.engine().continueGroup(requiredInteger(args, 'pid', 1));
    return {};
  },
};
