/**
 * A tamper rule in words, and parts of it changed. The adapter judges what a rule means; this is for rows and menus,
 * also while nothing runs. Must not know of VS Code.
 */
import type { TamperRule } from '../../adapter/protocol/trapline.ts';

/** The ways to change a call that the editor asks for one at a time. */
export type ActionKind = 'fail' | 'return' | 'skip' | 'set' | 'signal' | 'delayEntry' | 'delayExit';

/** `%file@exit` taken apart; a rule is for entries or for exits. */
export interface RuleTarget {
  readonly set: string;
  readonly where: 'entry' | 'exit';
}

/** SET and where, of a rule's `catch`. */
export function targetOf(rule: TamperRule): RuleTarget {
  const match = /@\s*(entry|exit)\s*$/.exec(rule.catch);
  if (!match) return { set: rule.catch.trim(), where: 'entry' };
  return { set: rule.catch.slice(0, match.index).trim(), where: match[1] === 'exit' ? 'exit' : 'entry' };
}

/** The `catch` of these parts; entry is the default and is not written. */
export function catchOf({ set, where }: RuleTarget): string {
  return where === 'exit' ? `${set}@exit` : set;
}

/** `fail ENOENT`, `flags = O_RDONLY, delay 10ms at its end`: what a rule does, as the adapter's label says it. */
export function actionText(rule: TamperRule): string {
  const set = Object.entries(rule.set ?? {}).map(([name, value]) => {
    if (name === 'syscall') return `do ${value} instead`;
    return name === 'result' ? `return ${value}` : `${name} = ${value}`;
  });
  const poked = [...Object.keys(rule.poke?.entry ?? {}), ...Object.keys(rule.poke?.exit ?? {})];
  const words = [
    ...set,
    ...poked.map((name) => `write bytes at ${name}`),
    ...(rule.fail === undefined ? [] : [`fail ${rule.fail}`]),
    ...(rule.return === undefined ? [] : [`return ${rule.return}`]),
    ...(rule.skip ? ['skip'] : []),
    ...(rule.signal === undefined ? [] : [`signal ${rule.signal}`]),
    ...(rule.delayEntry === undefined ? [] : [`delay ${timeText(rule.delayEntry)}`]),
    ...(rule.delayExit === undefined ? [] : [`delay ${timeText(rule.delayExit)} at its end`]),
  ];
  return words.length > 0 ? words.join(', ') : 'does nothing';
}

const timeText = (time: string | number): string => (typeof time === 'number' ? `${time}ms` : time);

/** The rule with one action instead of those it had. `value` is what the user gave, empty for `skip`. */
export function withAction(rule: TamperRule, kind: ActionKind, value: string, argument = ''): TamperRule {
  const { catch: calls, condition, when, perProcess, perThread, perSyscall, log, enabled } = rule;
  const kept: TamperRule = {
    catch: calls,
    ...(condition !== undefined && { condition }),
    ...(when !== undefined && { when }),
    ...(perProcess !== undefined && { perProcess }),
    ...(perThread !== undefined && { perThread }),
    ...(perSyscall !== undefined && { perSyscall }),
    ...(log !== undefined && { log }),
    ...(enabled !== undefined && { enabled }),
  };
  switch (kind) {
    case 'skip':
      return { ...kept, skip: true };
    case 'set':
      return { ...kept, set: { [argument]: value } };
    case 'fail':
    case 'return':
    case 'signal':
    case 'delayEntry':
    case 'delayExit':
      return { ...kept, [kind]: value };
    default:
      return kind satisfies never;
  }
}

/** The action that a rule has, when it has exactly one of those the editor asks for. */
export function actionOf(rule: TamperRule): { kind: ActionKind; value: string; argument: string } | undefined {
  const kinds: readonly ActionKind[] = ['fail', 'return', 'skip', 'set', 'signal', 'delayEntry', 'delayExit'];
  const own = kinds.filter((kind) => rule[kind] !== undefined && rule[kind] !== false);
  const [kind] = own;
  if (kind === undefined || own.length > 1 || rule.poke !== undefined) return undefined;
  if (kind === 'set') {
    const [entry, ...others] = Object.entries(rule.set ?? {});
    return entry && others.length === 0 ? { kind, argument: entry[0], value: String(entry[1]) } : undefined;
  }
  return { kind, argument: '', value: kind === 'skip' ? '' : String(rule[kind]) };
}

/** The rule with a text part changed; an empty text takes the part away. */
export function withText(rule: TamperRule, part: 'condition' | 'when' | 'log', text: string): TamperRule {
  const { [part]: _before, ...rest } = rule;
  return text.trim() === '' ? rest : { ...rest, [part]: text.trim() };
}

/** The rule switched on or off. */
export function withEnabled(rule: TamperRule, enabled: boolean): TamperRule {
  const { enabled: _before, ...rest } = rule;
  return enabled ? rest : { ...rest, enabled: false };
}

/** Whether two rules say the same, switched on or off. */
export function sameRule(a: TamperRule, b: TamperRule): boolean {
  return canonical(withEnabled(a, true)) === canonical(withEnabled(b, true));
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/** Rules out of storage or a configuration: only what has the shape of one. */
export function readRules(value: unknown): TamperRule[] {
  if (!Array.isArray(value)) return [];
  return value.filter(
    (item: unknown): item is TamperRule =>
      item !== null && typeof item === 'object' && typeof (item as { catch?: unknown }).catch === 'string',
  );
}
