/** A row of the Stops tree for tests. */
import type { StopRow } from '../../../../adapter/protocol/trapline.ts';

export const stopRow = (id: number, more: Partial<StopRow> = {}): StopRow => ({
  id,
  pid: 100,
  tid: 101,
  comm: 'config',
  time: 1_700_000_000.25,
  phase: 'entry',
  syscall: 'close',
  text: `close(${id})`,
  failed: false,
  ...more,
});
