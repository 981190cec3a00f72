/** Whether a log is in colours, and in which: --color, NO_COLOR, TERM and STRACE_COLORS. Pure. */
import { COLOUR_KINDS, type ColourKind, type Palette } from '../syscalls/log/colours.ts';

export type ColourMode = 'never' | 'auto' | 'always';

export interface ColourFacts {
  /** Where the log goes. */
  readonly isTerminal: boolean;
  /** A file for each process. */
  readonly separate: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

const USUAL: Palette = {
  syscall: '33',
  argname: '39',
  argval: '35',
  const: '34',
  comment: '36',
  punct: '0',
  retval: '32',
  error: '31',
};

/** Undefined: no colours. */
export function paletteFor(mode: ColourMode, facts: ColourFacts): Palette | undefined {
  const { environment, isTerminal, separate } = facts;
  if (mode === 'never') return undefined;
  const term = environment['TERM'] ?? '';
  const capable = isTerminal && !separate && environment['NO_COLOR'] === undefined && !/^(dumb|unknown)?$/i.test(term);
  return mode === 'auto' && !capable ? undefined : { ...USUAL, ...chosen(environment['STRACE_COLORS'] ?? '') };
}

/** `syscall=1;33:error=31`; what can't be read is passed over. */
function chosen(text: string): Partial<Record<ColourKind, string>> {
  const palette: Partial<Record<ColourKind, string>> = {};
  for (const part of text.split(':')) {
    const [, name, value] = /^\s*(\w+)\s*=\s*([\d;]*\d[\d;]*)\s*$/.exec(part) ?? [];
    const kind = COLOUR_KINDS.find((one) => one === name?.toLowerCase());
    if (kind && value !== undefined) palette[kind] = value;
  }
  return palette;
}
