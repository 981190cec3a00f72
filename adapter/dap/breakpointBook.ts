/**
 * The one list of breakpoints behind three sources: the client's function breakpoints, the configuration's `catch`,
 * and exception filters. Gives ids that stay for unchanged breakpoints, so that the engine keeps their hit counts.
 * Must not know the breakpoint grammar.
 */
import type { BreakpointSpec, Engine, FilterSpec, VerifiedBreakpoint } from '../engine/api.ts';

export type SpecWithoutId = Omit<BreakpointSpec, 'id'>;

export class BreakpointBook {
  #client: readonly BreakpointSpec[] = [];
  #catch: readonly BreakpointSpec[] = [];
  #filters: readonly FilterSpec[] = [];
  #nextId = 1;
  /** DAP's noDebug: everything is answered and nothing is set. */
  muted = false;

  /** Replaces the client's breakpoints; the answers are in their order. */
  async setClient(engine: Engine, specs: readonly SpecWithoutId[]): Promise<readonly VerifiedBreakpoint[]> {
    this.#client = this.#withIds(specs, this.#client);
    return this.#send(engine, this.#client);
  }

  /** Replaces those of the configuration; the answers are in their order. */
  async setCatch(engine: Engine, specs: readonly SpecWithoutId[]): Promise<readonly VerifiedBreakpoint[]> {
    this.#catch = this.#withIds(specs, this.#catch);
    return this.#send(engine, this.#catch);
  }

  async setFilters(engine: Engine, filters: readonly FilterSpec[]): Promise<readonly VerifiedBreakpoint[]> {
    this.#filters = filters;
    return engine.setExceptionFilters(this.muted ? [] : filters);
  }

  /** Sets everything again, for a new engine. */
  async resend(engine: Engine): Promise<void> {
    await this.#send(engine, []);
    await this.setFilters(engine, this.#filters);
  }

  async #send(engine: Engine, wanted: readonly BreakpointSpec[]): Promise<readonly VerifiedBreakpoint[]> {
    const all = [...this.#client, ...this.#catch];
    const answers = await engine.setBreakpoints(this.muted ? [] : all);
    const byId = new Map(answers.map((answer) => [answer.id, answer]));
    return wanted.map(
      ({ id }) =>
        byId.get(id) ?? {
          id,
          verified: false,
          message: this.muted ? 'The program runs without debugging.' : 'Not set.',
        },
    );
  }

  #withIds(specs: readonly SpecWithoutId[], before: readonly BreakpointSpec[]): readonly BreakpointSpec[] {
    const free = [...before];
    return specs.map((spec) => {
      const at = free.findIndex((old) => sameSpec(old, spec));
      const [kept] = at < 0 ? [] : free.splice(at, 1);
      return { ...spec, id: kept?.id ?? this.#nextId++ };
    });
  }
}

function sameSpec(left: SpecWithoutId, right: SpecWithoutId): boolean {
  return (
    left.name === right.name &&
    left.condition === right.condition &&
    left.hitCondition === right.hitCondition &&
    left.logMessage === right.logMessage
  );
}
