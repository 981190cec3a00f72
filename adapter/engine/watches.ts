/**
 * Which stops somebody waits for: breakpoints and filters, and a quick answer for the path of every stop.
 */
import { type Arch, AUDIT_ARCH_AARCH64, AUDIT_ARCH_I386, archOf } from '../../native/abi/arch.ts';
import { BreakpointSet, type BreakpointStop, type Decision } from '../breakpoints/breakpointSet.ts';
import { nativeCatalog } from '../breakpoints/nativeCatalog.ts';
import type { ExpressionScope } from '../breakpoints/scope.ts';
import { lookup } from '../breakpoints/set.ts';
import { fieldNames } from '../syscalls/fieldNames.ts';
import type { BreakpointSpec, ExceptionFilter, FilterSpec, VerifiedBreakpoint } from './api.ts';

export interface Watches {
  setBreakpoints(list: readonly BreakpointSpec[]): readonly VerifiedBreakpoint[];
  setFilters(list: readonly FilterSpec[]): readonly VerifiedBreakpoint[];
  /** Bits ENTRY and EXIT (set.ts) for a call; 0 when nobody watches it. No allocation. */
  bits(auditArch: number, nr: number): number;
  wantsSyscalls(): boolean;
  wantsEvent(event: Exclude<ExceptionFilter, 'failed'>): boolean;
  decide(stop: BreakpointStop, scope: () => ExpressionScope): Decision;
}

/** Nothing is watched yet. */
export function createWatches(): Watches {
  const set = new BreakpointSet({ ...nativeCatalog, fieldNames });
  let syscalls = false;
  let breakpoints = false;
  let failed = false;
  const refresh = (): void => {
    syscalls = breakpoints || failed;
  };
  const table = (auditArch: number, nr: number): Uint8Array => set.watchTable(watchedArch(auditArch, nr));
  return {
    setBreakpoints(list) {
      const answers = set.setBreakpoints(list);
      breakpoints = answers.some((answer) => answer.verified);
      refresh();
      return answers;
    },
    setFilters(list) {
      const answers = set.setFilters(list);
      failed = list.some(({ filter }, index) => filter === 'failed' && answers[index]?.verified);
      refresh();
      return answers;
    },
    bits: (auditArch, nr) => (syscalls && nr >= 0 ? lookup(table(auditArch, nr), tableNumber(auditArch, nr)) : 0),
    wantsSyscalls: () => syscalls,
    wantsEvent: (event) => set.watchesEvent(event),
    decide: (stop, scope) => set.decide(stop, scope),
  };
}

function watchedArch(auditArch: number, nr: number): Arch {
  if (auditArch === AUDIT_ARCH_I386) return 'i386';
  if (auditArch === AUDIT_ARCH_AARCH64) return 'aarch64';
  return archOf(auditArch, nr);
}

/** x32 numbers without their marker bit. */
export function tableNumber(auditArch: number, nr: number): number {
  return watchedArch(auditArch, nr) === 'x32' ? nr & ~0x40000000 : nr;
}
