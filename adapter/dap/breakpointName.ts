/**
 * A function breakpoint's name as DAP carries it: `SET[@WHEN][ log: MESSAGE]` (adapter/protocol). DAP's function
 * breakpoints have no logMessage, so the name brings it. Pure; must not know the SET grammar.
 */
import type { SpecWithoutId } from './breakpointBook.ts';

/** Splits the message off; `condition` and `hitCondition` count when they are not blank. */
export function readBreakpoint(name: string, condition?: string, hitCondition?: string): SpecWithoutId {
  const split = /\slog:/.exec(name);
  const logMessage = split ? name.slice(split.index + split[0].length).trim() : undefined;
  return {
    name: (split ? name.slice(0, split.index) : name).trim(),
    ...(condition?.trim() && { condition: condition.trim() }),
    ...(hitCondition?.trim() && { hitCondition: hitCondition.trim() }),
    ...(logMessage && { logMessage }),
  };
}
