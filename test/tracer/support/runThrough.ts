/**
 * A fixture launched under an engine of its own, to its end: every stop is continued at once. For runs in which only the
 * program's output and its end are of interest.
 */
import type { EngineEvent, FilterSpec } from '../../../adapter/engine/api.ts';
import { startEngine } from '../../../adapter/engine/proxy.ts';
import { startTracerThread, type TracerThread } from '../../../adapter/engine/thread.ts';
import type { TamperRule } from '../../../adapter/protocol/trapline.ts';
import { built } from './record.ts';

export interface RunThrough {
  readonly fixture: string;
  readonly args?: readonly string[];
  readonly breakpoints?: readonly string[];
  readonly filters?: readonly FilterSpec['filter'][];
  readonly rules?: readonly TamperRule[];
  /** At each stop its stack and its scopes are asked for, as an editor does. */
  readonly looks?: boolean;
  /** A log of every call, with stacks, which nobody reads. */
  readonly logs?: boolean;
}

export interface RanThrough {
  readonly code: number | undefined;
  readonly output: string;
  readonly stops: number;
  readonly stacks: number;
}

export async function runThrough(
  { fixture, args = [], breakpoints = [], filters = [], rules = [], looks, logs }: RunThrough,
  thread: TracerThread = startTracerThread(),
): Promise<RanThrough> {
  const program = built(fixture);
  let output = '';
  let code: number | undefined;
  let [stops, stacks] = [0, 0];
  let over: () => void = () => {};
  const end = new Promise<void>((resolve) => {
    over = resolve;
  });
  const engine = startEngine((event: EngineEvent) => {
    if (event.type === 'output' && event.category === 'stdout') output += event.text;
    else if (event.type === 'exited') code = event.code;
    else if (event.type === 'stopped') {
      stops++;
      // It may have been killed meanwhile.
      void look(event.tid)
        .then(() => engine.resume(event.tid, 'continue'))
        .catch(() => {});
    } else if (event.type === 'terminated' || event.type === 'failed') over();
  }, thread);
  await engine.setBreakpoints(breakpoints.map((name, index) => ({ id: index + 1, name })));
  const look = async (tid: number): Promise<void> => {
    if (!looks) return;
    if ((await engine.stack(tid)).length > 0) stacks++;
    await engine.scopes(tid);
  };
  await engine.setTamperRules(rules);
  await engine.setExceptionFilters(filters.map((filter) => ({ filter })));
  await engine.launch({
    program,
    argv: [program, ...args],
    cwd: '/',
    env: ['PATH=/usr/bin:/bin'],
    stdio: 'pipes',
    newProcessGroup: true,
    followForks: true,
    stopOnEntry: false,
    stopOnExit: false,
    ...(logs && { log: { file: '/dev/null', stacks: true, stackSources: true, decodeFds: true } }),
  });
  await engine.start();
  await end;
  await engine.dispose();
  return { code, output, stops, stacks };
}
