/**
 * setVariable, setExpression and restartFrame: the editor's own ways to change a stopped call, each as the command that
 * does it. Must not know what can be changed: the engine says so.
 */
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { ScopeInfo } from '../../engine/api.ts';
import { type Fields, optionalInteger, requiredInteger, requiredString } from '../../plan/fields.ts';
import type { ValueRow } from '../../protocol/trapline.ts';
import type { RequestTable, SessionContext } from '../context.ts';
import { RequestError } from '../errors.ts';
import { joined } from '../stops.ts';
import { scopesOf } from './variables.ts';

export const changeCapabilities: DebugProtocol.Capabilities = {
  supportsSetVariable: true,
  supportsSetExpression: true,
  supportsRestartFrame: true,
};

const NAME = /^\$?[A-Za-z_]\w*(?:\.[A-Za-z_]\w*|\[\d+\])*$/;

export const changeRequests: RequestTable = {
  async setVariable(session, args) {
    const name = requiredString(args, 'name', 'the variable to set');
    const value = requiredString(args, 'value', 'its new value');
    const { rows, tid } = session.stops.rows(requiredInteger(args, 'variablesReference', 1));
    const place = session.stops.placeOf(rows);
    const scope = place?.scope;
    const target = joined(place?.path ?? '', name);
    if (tid === undefined || (scope !== 'Syscall' && scope !== 'Registers') || !NAME.test(target)) {
      throw new RequestError(
        'malformed',
        'Only arguments and their parts, syscall, result and registers can be set here.',
      );
    }
    return { body: bodyOf(session, tid, await change(session, tid, scope, target, value)) };
  },
  async setExpression(session, args) {
    const target = requiredString(args, 'expression', 'the argument or register to set').trim();
    const value = requiredString(args, 'value', 'its new value');
    if (!NAME.test(target))
      throw new RequestError('malformed', 'Only an argument, syscall, result or a $register can be set.');
    const tid = threadOf(session, args);
    const scope = target.startsWith('$') ? 'Registers' : 'Syscall';
    return { body: bodyOf(session, tid, await change(session, tid, scope, target.replace('$', ''), value)) };
  },
  async restartFrame(session, args) {
    const { tid } = session.stops.frame(requiredInteger(args, 'frameId'));
    return session.quietly(async () => {
      await session.engine().command(tid, 'retry');
      session.stops.resumed(tid);
    });
  },
};

/** Sets it and returns its row as it is now. */
async function change(
  session: SessionContext,
  tid: number,
  scope: ScopeInfo['name'],
  name: string,
  value: string,
): Promise<ValueRow | undefined> {
  const isErrno = scope === 'Syscall' && name === 'errno';
  const target = scope === 'Registers' ? `$${name}` : name;
  await session.engine().command(tid, isErrno ? `fail ${value}` : `set ${target} = ${value}`);
  session.stops.changed(tid);
  let rows = (await scopesOf(session, tid)).find((each) => each.name === scope)?.rows;
  let row: ValueRow | undefined;
  for (const part of (name === 'ret' ? 'result' : name).match(/\w+|\[\d+\]/g) ?? []) {
    row = rows?.find((each) => each.name === part);
    rows = row?.children;
  }
  return row;
}

function bodyOf(session: SessionContext, tid: number, row: ValueRow | undefined): { value: string } {
  if (!row) return { value: '' };
  const variablesReference = session.stops.reference(tid, row.children);
  return { value: row.text, ...(variablesReference !== 0 && { variablesReference }) };
}

function threadOf(session: SessionContext, args: Fields): number {
  const frameId = optionalInteger(args, 'frameId');
  if (frameId !== undefined) return session.stops.frame(frameId).tid;
  const [tid, ...others] = session.stops.stoppedThreads();
  if (tid === undefined || others.length > 0)
    throw new RequestError('malformed', 'Say in which frame: "frameId" is missing.');
  return tid;
}
