/**
 * A syscall breakpoint's name taken apart and put together: `SET[@WHEN][ log: MESSAGE]`. The adapter checks SET; the
 * extension only needs to tell the parts. Must not know of VS Code.
 */
import type { SyscallBreakpointName } from '../../adapter/protocol/trapline.ts';

export type When = 'entry' | 'exit' | 'both';

export interface NameParts {
  /** `openat`, `%file`, `/^open/`, `read,write`, `all`, with or without a leading `!`. */
  readonly set: string;
  readonly when: When;
  /** A logpoint: this message is printed and nothing stops. */
  readonly log?: string;
}

const LOG = /\s+log:\s*/;
const WHEN = /@(entry|exit|both)$/;

/** Takes a breakpoint's name apart. Never fails: what isn't understood stays in `set`. */
export function parseName(name: SyscallBreakpointName): NameParts {
  const log = LOG.exec(name);
  const head = (log ? name.slice(0, log.index) : name).trim();
  const message = log ? name.slice(log.index + log[0].length).trim() : '';
  const when = WHEN.exec(head);
  return {
    set: when ? head.slice(0, when.index).trim() : head,
    when: (when?.[1] as When | undefined) ?? 'entry',
    ...(message ? { log: message } : {}),
  };
}

/** The name for these parts; entry is the default and is not written. */
export function formatName(parts: NameParts): SyscallBreakpointName {
  const when = parts.when === 'entry' ? '' : `@${parts.when}`;
  const log = parts.log?.trim() ? ` log: ${parts.log.trim()}` : '';
  return `${parts.set}${when}${log}`;
}
