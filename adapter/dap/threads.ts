/**
 * The threads the client was told of, so that it can be told that they are gone. Must not know their state.
 */
import type { EngineEvent } from '../engine/api.ts';

export class Threads {
  readonly #known = new Set<number>();

  note(event: Extract<EngineEvent, { type: 'thread' }>): void {
    if (event.reason === 'started') this.#known.add(event.tid);
    else this.#known.delete(event.tid);
  }

  /** All of them, for the last time. */
  forgetAll(): number[] {
    const all = [...this.#known];
    this.#known.clear();
    return all;
  }
}
