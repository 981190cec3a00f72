/**
 * Rows of the stop history from calls, signals and events. Details are kept as decoded values and made into rows only
 * when somebody opens them.
 */
import type { StopDetail, StopRow } from '../protocol/trapline.ts';
import type { DecodedCall } from '../syscalls/call.ts';
import { argumentRows, resultRow } from '../syscalls/rows.ts';
import type { FrameInfo } from './api.ts';
import { errnoOf, failed, printed } from './calls.ts';
import type { Session } from './session.ts';
import type { View } from './view.ts';

type Phase = StopRow['phase'];

/** Adds the row of a call (or replaces row `id`); returns its id. `note` stands behind the call. */
export function callRow(session: Session, view: View, call: DecodedCall, phase: Phase, id?: number, note = ''): number {
  const errno = errnoOf(call);
  return add(
    session,
    view,
    phase,
    {
      syscall: call.name,
      text: printed(call) + note,
      failed: failed(call),
      ...(errno ? { errno } : {}),
    },
    () => {
      const result = resultRow(call);
      return { arguments: argumentRows(call), ...(result ? { result } : {}) };
    },
    id,
  );
}

/** Adds the row of a signal or event. */
export function eventRow(session: Session, view: View, phase: Phase, text: string, isFailure = false): number {
  return add(session, view, phase, { text, failed: isFailure }, () => ({ arguments: [] }));
}

function place({ name, path, line }: FrameInfo): StopDetail['frames'][number] {
  return { text: name, ...(path ? { path, line } : {}) };
}

function add(
  session: Session,
  view: View,
  phase: Phase,
  what: Pick<StopRow, 'text' | 'failed' | 'syscall' | 'errno'>,
  detail: () => Pick<StopDetail, 'arguments' | 'result'>,
  id = session.announcer.nextRowId(),
): number {
  const { tid, tgid, comm } = view.tracee;
  // A row that only gets its result keeps where it was made: the tracee has moved since.
  const before = session.announcer.detail(id);
  const frames = session.stacks.known(tid);
  const site = frames.find((frame) => frame.role !== 'syscall' && frame.path !== undefined);
  const row: StopRow = {
    id,
    pid: tgid,
    tid,
    comm,
    time: Date.now() / 1000,
    phase,
    ...what,
    ...(before?.row.source ? { source: before.row.source } : {}),
    ...(site?.path ? { source: { path: site.path, line: site.line } } : {}),
  };
  const places = before?.frames ?? frames.map(place);
  session.announcer.row(row, () => ({ ...detail(), frames: places }));
  return id;
}
