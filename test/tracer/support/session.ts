/**
 * A session with the engine for tests: events are kept in order and waited for by what they say, never by time. Every
 * program is killed by its pid when the test ends.
 */
import { resolve } from 'node:path';
import { onTestFinished } from 'vitest';
import type { AttachPlan, Engine, EngineEvent, LaunchPlan } from '../../../adapter/engine/api.ts';
import { startEngine } from '../../../adapter/engine/proxy.ts';

export const fixture = (name: string): string => resolve(import.meta.dirname, '../../fixtures/bin', name);

export type EventOf<Type extends EngineEvent['type']> = Extract<EngineEvent, { type: Type }>;

export interface TestSession {
  readonly engine: Engine;
  readonly events: readonly EngineEvent[];
  /** The next event of that type that fits, after those already taken by next(). */
  next<Type extends EngineEvent['type']>(type: Type, fits?: (event: EventOf<Type>) => boolean): Promise<EventOf<Type>>;
  /** All program output so far. */
  output(category?: 'stdout' | 'stderr' | 'console'): string;
  launch(name: string, args?: readonly string[], plan?: Partial<LaunchPlan>): Promise<number>;
  attach(pid: number, plan?: Partial<AttachPlan>): Promise<void>;
}

/** Starts a tracer thread for one test. */
export function startSession(): TestSession {
  const events: EngineEvent[] = [];
  const taken = new Set<EngineEvent>();
  let changed: () => void = () => {};
  const pids = new Set<number>();
  const engine = startEngine((event) => {
    events.push(event);
    changed();
  });
  onTestFinished(async () => {
    await engine.kill().catch(() => {});
    for (const pid of pids) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // ended already
      }
    }
    await engine.dispose();
  });
  return {
    engine,
    events,
    async next(type, fits = () => true) {
      for (;;) {
        for (const event of events) {
          if (event.type !== type || taken.has(event)) continue;
          const found = event as EventOf<typeof type>;
          if (!fits(found)) continue;
          taken.add(event);
          return found;
        }
        const failure = events.find((event) => event.type === 'failed');
        if (failure?.type === 'failed') throw new Error(failure.text);
        await new Promise<void>((resolveNow) => {
          changed = resolveNow;
        });
      }
    },
    output: (category = 'stdout') =>
      events
        .filter((event) => event.type === 'output')
        .filter((event) => event.category === category)
        .map((event) => event.text)
        .join(''),
    async launch(name, args = [], plan = {}) {
      const program = name.startsWith('/') ? name : fixture(name);
      const { pid } = await engine.launch({
        program,
        argv: [program, ...args],
        cwd: '/',
        env: ['PATH=/usr/bin:/bin'],
        stdio: 'pipes',
        newProcessGroup: true,
        followForks: true,
        stopOnEntry: false,
        stopOnExit: false,
        ...plan,
      });
      pids.add(pid);
      return pid;
    },
    async attach(pid, plan = {}) {
      await engine.attach({ pid, followForks: true, ...plan });
    },
  };
}
