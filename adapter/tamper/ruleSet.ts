/**
 * All tamper rules of a session in their order: which calls are worth a stop, and which actions a stop is due. Counts
 * live here and survive a new list for rules that did not change. Must not know how an action is carried out.
 */
import type { Arch } from '../../native/abi/arch.ts';
import type { SyscallCatalog } from '../breakpoints/catalog.ts';
import { type HitState, judge } from '../breakpoints/judge.ts';
import { namesIn } from '../breakpoints/nameCheck.ts';
import type { ExpressionScope } from '../breakpoints/scope.ts';
import { ENTRY, EXIT, lookup, matchTable, TABLE_SIZE } from '../breakpoints/set.ts';
import type { TamperRule, TamperRuleState } from '../protocol/trapline.ts';
import type { Action } from './action.ts';
import { type CompiledRule, compileRule, type KernelLimits } from './rule.ts';

/** A syscall-stop as rules see it. The number is without the x32 marker bit. */
export interface TamperStop {
  readonly phase: 'entry' | 'exit';
  readonly arch: Arch;
  readonly nr: number;
  readonly tgid: number;
  readonly tid: number;
}

/** What the rules want done at a stop. */
export interface TamperDue {
  /** In order; the rule's label says who wants it. */
  readonly rules: readonly { readonly label: string; readonly actions: readonly Action[] }[];
  readonly logs: readonly string[];
  /** Why a condition failed; `first`: not said before. */
  readonly errors: readonly { readonly text: string; readonly first: boolean }[];
}

const NOTHING: TamperDue = { rules: [], logs: [], errors: [] };

/** Processes or threads that a rule counts apart; the oldest are forgotten first. */
const MOST_COUNTED = 10_000;

interface Counts {
  readonly states: Map<number | string, HitState>;
  hits: number;
  applied: number;
}

interface Owned {
  readonly source: TamperRule;
  readonly compiled: CompiledRule | undefined;
  readonly message: string | undefined;
  readonly counts: Counts;
  readonly tables: Map<Arch, Uint8Array>;
}

export class TamperRules {
  readonly #catalog: SyscallCatalog;
  readonly #limits: KernelLimits;
  #rules: readonly Owned[] = [];
  readonly #watchTables = new Map<Arch, Uint8Array>();
  /** Of isFor, until the rules change. */
  readonly #answers = new Map<readonly string[], boolean>();
  #wants = false;

  constructor(catalog: SyscallCatalog, limits: KernelLimits = {}) {
    this.#catalog = catalog;
    this.#limits = limits;
  }

  /** Replaces the rules. One that can't be used is kept unverified with a sentence. */
  set(list: readonly TamperRule[]): readonly TamperRuleState[] {
    const before = new Map<string, Owned[]>();
    for (const owned of this.#rules) {
      const key = keyOf(owned.source);
      before.set(key, [...(before.get(key) ?? []), owned]);
    }
    this.#rules = list.map((source): Owned => {
      const result = compileRule(source, this.#catalog, this.#limits);
      const kept = before.get(keyOf(source))?.shift();
      return {
        source,
        compiled: 'rule' in result ? result.rule : undefined,
        message: 'message' in result ? result.message : undefined,
        counts: kept?.counts ?? { states: new Map(), hits: 0, applied: 0 },
        tables: new Map(),
      };
    });
    this.#watchTables.clear();
    this.#answers.clear();
    this.#wants = this.#rules.some(inUse);
    return this.states();
  }

  states(): readonly TamperRuleState[] {
    return this.#rules.map(({ source, compiled, message, counts }) => ({
      rule: source,
      label: compiled?.label ?? source.catch.slice(0, 100),
      verified: compiled !== undefined,
      ...(message !== undefined && { message }),
      hits: counts.hits,
      applied: counts.applied,
    }));
  }

  /** Is there any rule in use? */
  wants(): boolean {
    return this.#wants;
  }

  /** Is a rule in use, other than strace's own, for one of these calls? */
  isFor(names: readonly string[]): boolean {
    const known = this.#answers.get(names);
    if (known !== undefined) return known;
    const answer = this.#rules.some(
      (owned) =>
        owned.compiled !== undefined &&
        inUse(owned) &&
        owned.compiled.strace === undefined &&
        namesIn(owned.compiled.set, this.#catalog).some((name) => names.includes(name)),
    );
    this.#answers.set(names, answer);
    return answer;
  }

  /** Bits ENTRY and EXIT for a call: the stops at which `due` may have something to say. */
  bits(arch: Arch, nr: number): number {
    return this.#wants ? lookup(this.#watchTable(arch), nr) : 0;
  }

  /**
   * Judges a stop and counts it, so ask once a stop. The scope is built only when a rule is there for the call. `uses`:
   * does the call name one of these paths, or a descriptor of one?
   */
  due(
    stop: TamperStop,
    scope: () => ExpressionScope,
    uses: (paths: ReadonlySet<string>) => boolean = () => true,
  ): TamperDue {
    const bit = stop.phase === 'entry' ? ENTRY : EXIT;
    if ((this.bits(stop.arch, stop.nr) & bit) === 0) return NOTHING;
    const rules: { label: string; actions: readonly Action[] }[] = [];
    const logs: string[] = [];
    const errors: { text: string; first: boolean }[] = [];
    const covers = (owned: Owned): boolean =>
      owned.compiled !== undefined &&
      inUse(owned) &&
      owned.compiled.when === stop.phase &&
      lookup(this.#tableOf(owned, owned.compiled, stop.arch), stop.nr) !== 0;
    const lastOfStrace = this.#rules.findLast((owned) => owned.compiled?.strace !== undefined && covers(owned));
    for (const owned of this.#rules) {
      const { compiled, counts } = owned;
      if (!compiled || !covers(owned)) continue;
      if (compiled.strace && (owned !== lastOfStrace || (compiled.strace.paths && !uses(compiled.strace.paths))))
        continue;
      const state = stateOf(counts, compiled, stop);
      const hitsBefore = state.count;
      const verdict = judge(compiled, state, scope);
      counts.hits += state.count - hitsBefore;
      if (verdict.kind === 'error') errors.push({ text: verdict.text, first: verdict.first });
      if (verdict.kind !== 'stop' && verdict.kind !== 'log') continue;
      counts.applied++;
      if (verdict.kind === 'log') logs.push(verdict.text);
      rules.push({ label: compiled.label, actions: compiled.actions });
    }
    return { rules, logs, errors };
  }

  /** A thread has ended, and its process with its leader: the kernel gives their numbers to others. */
  ended({ tid, tgid }: { readonly tid: number; readonly tgid: number }): void {
    for (const { compiled, counts } of this.#rules) {
      if (!compiled || counts.states.size === 0 || compiled.counts === 'all') continue;
      if (compiled.counts === 'process' && tid !== tgid) continue;
      for (const key of counts.states.keys()) {
        if (key === tid || (typeof key === 'string' && key.startsWith(`${tid} `))) counts.states.delete(key);
      }
    }
  }

  #watchTable(arch: Arch): Uint8Array {
    const known = this.#watchTables.get(arch);
    if (known) return known;
    const table = new Uint8Array(TABLE_SIZE);
    for (const owned of this.#rules) {
      const { compiled } = owned;
      if (!compiled || !inUse(owned)) continue;
      const bit = compiled.when === 'entry' ? ENTRY : EXIT;
      this.#tableOf(owned, compiled, arch).forEach((member, nr) => {
        if (member !== 0) table[nr] = (table[nr] ?? 0) | bit;
      });
    }
    this.#watchTables.set(arch, table);
    return table;
  }

  #tableOf(owned: Owned, compiled: CompiledRule, arch: Arch): Uint8Array {
    const known = owned.tables.get(arch);
    if (known) return known;
    const table = matchTable(compiled.set, arch, this.#catalog);
    owned.tables.set(arch, table);
    return table;
  }
}

const inUse = (owned: Owned): boolean => owned.compiled !== undefined && owned.source.enabled !== false;

/** A rule is the same when all of it is, but for being switched off and on. */
function keyOf(source: TamperRule): string {
  const { enabled, ...rest } = source;
  void enabled;
  return JSON.stringify(Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function stateOf(counts: Counts, { counts: how, perSyscall }: CompiledRule, stop: TamperStop): HitState {
  const whose = how === 'all' ? 0 : how === 'process' ? stop.tgid : stop.tid;
  const id = perSyscall ? `${whose} ${stop.arch} ${stop.nr}` : whose;
  let state = counts.states.get(id);
  if (!state) {
    state = { count: 0, errorSaid: false };
    counts.states.set(id, state);
    const oldest = counts.states.size > MOST_COUNTED ? counts.states.keys().next().value : undefined;
    if (oldest !== undefined) counts.states.delete(oldest);
  }
  return state;
}
