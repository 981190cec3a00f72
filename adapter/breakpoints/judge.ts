/**
 * One rule at one stop: does it hit, is it printed, did it fail. Counts and what was said already live in an owned
 * state that is handed in. Must not know which rules there are.
 */
import type { Rule } from './breakpoint.ts';
import { ExpressionError, truthy } from './expression.ts';
import type { ExpressionScope } from './scope.ts';

/** What a rule remembers over the session. */
export interface HitState {
  /** Hits so far: stops of the set at which the condition was true. */
  count: number;
  /** Its expression failed before, and that was said. */
  errorSaid: boolean;
}

export type Verdict =
  /** Condition or hit condition say no. */
  | { readonly kind: 'pass' }
  | { readonly kind: 'stop' }
  | { readonly kind: 'log'; readonly text: string }
  /** An expression failed: it stops. `first`: not said before. */
  | { readonly kind: 'error'; readonly text: string; readonly first: boolean };

/** Judges a stop that the rule covers and counts the hit. */
export function judge(rule: Rule, state: HitState, scope: () => ExpressionScope): Verdict {
  try {
    const counting = (): ExpressionScope => withCount(scope(), state.count + 1);
    if (rule.condition && !truthy(rule.condition.evaluate(counting()))) return { kind: 'pass' };
    const text = rule.log && passes(rule, state) ? rule.log.render(counting()) : undefined;
    state.count++;
    if (rule.hitCondition && !rule.hitCondition.matches(state.count)) return { kind: 'pass' };
    return text === undefined ? { kind: 'stop' } : { kind: 'log', text };
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    const first = !state.errorSaid;
    state.errorSaid = true;
    return { kind: 'error', text: `${rule.label}: ${error.message}`, first };
  }
}

/** Would the coming hit pass the hit condition? */
function passes(rule: Rule, state: HitState): boolean {
  return rule.hitCondition?.matches(state.count + 1) ?? true;
}

/** `count` is the number of this hit, unless an argument has that name (read, write, …); `hits` always is. */
function withCount(scope: ExpressionScope, count: number): ExpressionScope {
  return {
    name: (name) => {
      const value = scope.name(name);
      return value === undefined && (name === 'count' || name === 'hits') ? BigInt(count) : value;
    },
    names: () => [...(scope.names?.() ?? []), 'count', 'hits'],
    register: (name) => scope.register(name),
    fdpath: (fd) => scope.fdpath(fd),
    str: (address, length) => (length === undefined ? scope.str(address) : scope.str(address, length)),
    unsigned: (address, bytes) => scope.unsigned(address, bytes),
    constant: (name) => scope.constant(name),
  };
}
