/**
 * All breakpoints and exception filters of a session: which calls are worth a stop, and what a stop means to them.
 * The engine asks `watchTable` before and `decide` at a stop; nothing here reads a tracee, the scope does. Hit counts
 * live here and survive a new list for breakpoints that did not change.
 */

import type { Arch } from '../../native/abi/arch.ts';
import { isRestart } from '../../native/abi/constants/index.ts';
import type { BreakpointSpec, ExceptionFilter, FilterSpec, VerifiedBreakpoint } from '../engine/api.ts';
import { type Breakpoint, compileBreakpoint, compileFilter, type Filter, type Rule } from './breakpoint.ts';
import type { SyscallCatalog } from './catalog.ts';
import { type HitState, judge } from './judge.ts';
import type { ExpressionScope } from './scope.ts';
import { ENTRY, EXIT, FAILED, lookup, matchTable, TABLE_SIZE, whenBits } from './set.ts';

/** A stop as breakpoints see it. Numbers are without the x32 marker bit. */
export type BreakpointStop =
  | { readonly kind: 'syscall-entry'; readonly arch: Arch; readonly nr: number }
  | {
      readonly kind: 'syscall-exit';
      readonly arch: Arch;
      readonly nr: number;
      readonly isError: boolean;
      /** Positive errno when isError. */
      readonly errno: number;
    }
  | { readonly kind: 'event'; readonly event: Exclude<ExceptionFilter, 'failed'> };

export interface Decision {
  /** Somebody must see this stop. */
  readonly stop: boolean;
  /** Breakpoints that stop, those whose expression failed too. */
  readonly hitBreakpointIds: readonly number[];
  /** Exception filters that stop. */
  readonly filters: readonly ExceptionFilter[];
  /** Lines of logpoints, in the order of the breakpoints. */
  readonly logs: readonly { readonly breakpointId: number; readonly text: string }[];
  /** Why an expression failed; each rule's failure stops every time and has `first` once. */
  readonly errors: readonly { readonly text: string; readonly first: boolean }[];
  /** Hits, this one included, of the first breakpoint or filter that stops; undefined when none does. */
  readonly count: number | undefined;
}

const NOTHING: Decision = { stop: false, hitBreakpointIds: [], filters: [], logs: [], errors: [], count: undefined };

interface Owned<Kind extends Rule> {
  readonly rule: Kind;
  readonly state: HitState;
}

interface OwnedBreakpoint extends Owned<Breakpoint> {
  readonly tables: Map<Arch, Uint8Array>;
}

export class BreakpointSet {
  readonly #catalog: SyscallCatalog;
  #breakpoints: readonly OwnedBreakpoint[] = [];
  #filters: readonly Owned<Filter>[] = [];
  #states = new Map<string, HitState>();
  readonly #filterStates = new Map<string, HitState>();
  readonly #watchTables = new Map<Arch, Uint8Array>();

  constructor(catalog: SyscallCatalog) {
    this.#catalog = catalog;
  }

  /** Replaces the breakpoints. An answer for each, in order; one that can't be used is unverified with a sentence. */
  setBreakpoints(specs: readonly BreakpointSpec[]): readonly VerifiedBreakpoint[] {
    const states = new Map<string, HitState>();
    const breakpoints: OwnedBreakpoint[] = [];
    const answers = specs.map((spec): VerifiedBreakpoint => {
      const compiled = compileBreakpoint(spec, this.#catalog);
      if ('message' in compiled) return { id: spec.id, verified: false, message: compiled.message };
      const key = JSON.stringify([spec.id, spec.name, spec.condition ?? '']);
      const state = this.#states.get(key) ?? freshState();
      states.set(key, state);
      breakpoints.push({ rule: compiled.breakpoint, state, tables: new Map() });
      return { id: spec.id, verified: true };
    });
    this.#breakpoints = breakpoints;
    this.#states = states;
    this.#watchTables.clear();
    return answers;
  }

  /** Replaces the exception filters. An answer for each, in order; `id` is its place in the list. */
  setFilters(specs: readonly FilterSpec[]): readonly VerifiedBreakpoint[] {
    const filters: Owned<Filter>[] = [];
    const answers = specs.map((spec, id): VerifiedBreakpoint => {
      const compiled = compileFilter(spec, this.#catalog);
      if ('message' in compiled) return { id, verified: false, message: compiled.message };
      const key = JSON.stringify([spec.filter, spec.condition ?? '']);
      const state = this.#filterStates.get(key) ?? freshState();
      this.#filterStates.set(key, state);
      filters.push({ rule: compiled.filter, state });
      return { id, verified: true };
    });
    this.#filters = filters;
    this.#watchTables.clear();
    return answers;
  }

  /** Bits ENTRY, EXIT and FAILED by call number (read with `lookup`): the stops at which `decide` may have something to say. */
  watchTable(arch: Arch): Uint8Array {
    const known = this.#watchTables.get(arch);
    if (known) return known;
    const table = new Uint8Array(TABLE_SIZE);
    if (this.#filters.some(({ rule }) => rule.filter === 'failed')) table.fill(FAILED);
    for (const owned of this.#breakpoints) {
      const bits = whenBits(owned.rule.when);
      this.#tableOf(owned, arch).forEach((member, nr) => {
        if (member !== 0) table[nr] = (table[nr] ?? 0) | bits;
      });
    }
    this.#watchTables.set(arch, table);
    return table;
  }

  /** Is there a filter for this event? */
  watchesEvent(event: Exclude<ExceptionFilter, 'failed'>): boolean {
    return this.#filters.some(({ rule }) => rule.filter === event);
  }

  /** Hits by breakpoint id. */
  hits(): ReadonlyMap<number, number> {
    return new Map(this.#breakpoints.map(({ rule, state }) => [rule.id, state.count]));
  }

  /**
   * What the stop means: who stops, what is logged, what failed. Counts the hits, so call it once a stop. The scope is
   * built only when an expression is there to read it, and once.
   */
  decide(stop: BreakpointStop, scopeFactory: () => ExpressionScope): Decision {
    const breakpoints = this.#breakpointsAt(stop);
    const filters = this.#filters.filter(({ rule }) => rule.filter === filterOf(stop));
    if (breakpoints.length === 0 && filters.length === 0) return NOTHING;
    const scope = once(scopeFactory);
    const hitBreakpointIds: number[] = [];
    const hitFilters: ExceptionFilter[] = [];
    const logs: { breakpointId: number; text: string }[] = [];
    const errors: { text: string; first: boolean }[] = [];
    let count: number | undefined;
    for (const { rule, state } of breakpoints) {
      const verdict = judge(rule, state, scope);
      if (verdict.kind === 'log') logs.push({ breakpointId: rule.id, text: verdict.text });
      if (verdict.kind === 'error') errors.push({ text: verdict.text, first: verdict.first });
      if (verdict.kind === 'stop' || verdict.kind === 'error') {
        hitBreakpointIds.push(rule.id);
        count ??= state.count;
      }
    }
    for (const { rule, state } of filters) {
      const verdict = judge(rule, state, scope);
      if (verdict.kind === 'error') errors.push({ text: verdict.text, first: verdict.first });
      if (verdict.kind === 'stop' || verdict.kind === 'error') {
        hitFilters.push(rule.filter);
        count ??= state.count;
      }
    }
    const stops = hitBreakpointIds.length > 0 || hitFilters.length > 0;
    return { stop: stops, hitBreakpointIds, filters: hitFilters, logs, errors, count };
  }

  #breakpointsAt(stop: BreakpointStop): readonly OwnedBreakpoint[] {
    if (stop.kind === 'event') return [];
    const bit = stop.kind === 'syscall-entry' ? ENTRY : EXIT;
    return this.#breakpoints.filter(
      (owned) => (whenBits(owned.rule.when) & bit) !== 0 && lookup(this.#tableOf(owned, stop.arch), stop.nr) !== 0,
    );
  }

  #tableOf(owned: OwnedBreakpoint, arch: Arch): Uint8Array {
    const known = owned.tables.get(arch);
    if (known) return known;
    const table = matchTable(owned.rule.set, arch, this.#catalog);
    owned.tables.set(arch, table);
    return table;
  }
}

function filterOf(stop: BreakpointStop): ExceptionFilter | undefined {
  switch (stop.kind) {
    case 'syscall-entry':
      return undefined;
    case 'syscall-exit':
      return stop.isError && !isRestart(stop.errno) ? 'failed' : undefined;
    case 'event':
      return stop.event;
    default:
      return stop satisfies never;
  }
}

function freshState(): HitState {
  return { count: 0, errorSaid: false };
}

function once<Value>(make: () => Value): () => Value {
  let made: { value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
