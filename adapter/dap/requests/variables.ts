/**
 * scopes and variables: the engine's rows as trees, in pages. The scopes describe the thread's stop, so every frame of
 * it has them. Must not know decoding.
 */
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { ScopeInfo } from '../../engine/api.ts';
import { optionalInteger, optionalWord, requiredInteger } from '../../plan/fields.ts';
import type { ValueRow } from '../../protocol/trapline.ts';
import type { RequestTable, SessionContext } from '../context.ts';
import type { Stops } from '../stops.ts';

/** Clients ask in pages for lists longer than this. */
const PAGED_FROM = 100;

const HINTS: Readonly<Record<ScopeInfo['name'], string>> = {
  Syscall: 'arguments',
  Registers: 'registers',
  Files: 'files',
  Signal: 'signal',
};

export const variableRequests: RequestTable = {
  async scopes(session, args) {
    const { tid } = session.stops.frame(requiredInteger(args, 'frameId'));
    const scopes = (await scopesOf(session, tid)).map((scope) => ({
      name: scope.name,
      presentationHint: HINTS[scope.name],
      expensive: scope.name === 'Files',
      variablesReference: session.stops.reference(tid, scope.rows),
      ...countOf(scope.rows),
    }));
    return { body: { scopes: scopes.filter((scope) => scope.variablesReference !== 0) } };
  },
  async variables(session, args) {
    const { rows, tid } = session.stops.rows(requiredInteger(args, 'variablesReference', 1));
    const which = optionalWord(args, 'filter', ['indexed', 'named']);
    const start = optionalInteger(args, 'start') ?? 0;
    const count = optionalInteger(args, 'count') ?? 0;
    const indexed = areIndexed(rows);
    const wanted = which === undefined || (which === 'indexed') === indexed ? rows : [];
    const page = wanted.slice(start, count === 0 ? undefined : start + count);
    const scopes = tid === undefined ? undefined : await session.stops.find(tid)?.scopes;
    const scope = scopes?.find((each) => each.rows === rows)?.name;
    return { body: { variables: page.map((row) => toVariable(session.stops, tid, row, scope)) } };
  },
};

/** The scopes of a stopped thread, fetched once a stop. */
export async function scopesOf(session: SessionContext, tid: number): Promise<readonly ScopeInfo[]> {
  const stop = session.stops.stopOf(tid);
  stop.scopes ??= session.engine().scopes(tid);
  const scopes = await stop.scopes;
  session.stops.checkSame(stop);
  for (const { name, rows } of scopes) session.stops.isScope(rows, name);
  return scopes;
}

function toVariable(
  stops: Stops,
  tid: number | undefined,
  row: ValueRow,
  scope: ScopeInfo['name'] | undefined,
): DebugProtocol.Variable {
  const evaluateName = expressionOf(row.name, scope);
  return {
    name: row.name,
    value: row.text,
    variablesReference: stops.reference(tid, row.children),
    ...(evaluateName && { evaluateName }),
    ...countOf(row.children),
  };
}

/** How the expression language says a row of a scope, for "Add to Watch". Rows inside others have no short name. */
function expressionOf(name: string, scope: ScopeInfo['name'] | undefined): string | undefined {
  if (!/^[A-Za-z_]\w*$/.test(name)) return undefined;
  if (scope === 'Registers') return `$${name}`;
  if (scope !== 'Syscall') return undefined;
  return name === 'result' ? 'ret' : name;
}

/** Counts only where paging is worth it: clients then ask for parts. */
export function countOf(rows: readonly ValueRow[]): { indexedVariables?: number; namedVariables?: number } {
  if (rows.length <= PAGED_FROM) return {};
  return areIndexed(rows) ? { indexedVariables: rows.length } : { namedVariables: rows.length };
}

function areIndexed(rows: readonly ValueRow[]): boolean {
  return rows.length > 0 && rows.every(({ name }) => /^\[?\d+\]?$/.test(name));
}

/** The thread of a frame; without a frame the only stopped thread, when there is exactly one. */
export function stoppedThread(session: SessionContext, frameId: number | undefined): number | undefined {
  if (frameId !== undefined) return session.stops.frame(frameId).tid;
  const stopped = session.stops.stoppedThreads();
  return stopped.length === 1 ? stopped[0] : undefined;
}
