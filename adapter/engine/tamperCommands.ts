/**
 * What the user asks for by hand at a held thread, and the list of tamper rules.
 */
import type { TamperRule, TamperRuleState } from '../protocol/trapline.ts';
import { UserError } from './api.ts';
import type { Session } from './session.ts';

export function setTamperRules(_session: Session, _list: readonly TamperRule[]): readonly TamperRuleState[] {
  throw new UserError('Tamper rules are not there yet.');
}

export function runCommand(_session: Session, _tid: number | undefined, _text: string): string | undefined {
  return undefined;
}
