/**
 * From the plan of a log to the options of its writer. Must not know of files.
 */
import type { PidPrefix, Stamps } from '../syscalls/log/leader.ts';
import type { LogOptions } from '../syscalls/log/writer.ts';
import type { LogPlan } from './api.ts';
import type { LogClock } from './logClock.ts';

/** `marks`: what stands in front of a tracee's lines besides its id and the time. `commOf`: its name (strace -Y). */
export function writerOptions(
  plan: LogPlan,
  followForks: boolean,
  marks: ReadonlyMap<number, string>,
  clock: LogClock,
  commOf: (tid: number) => string | undefined,
): LogOptions {
  const quiet = new Set(plan.quiet);
  return {
    prefix: prefixOf(plan, followForks),
    timestamps: plan.timestamps ?? 'none',
    ...stampsOf(plan),
    durations: plan.durations ?? false,
    durationDigits: plan.durationDigits ?? 6,
    clock: () => clock.time(),
    hex: plan.hex ?? 'none',
    constants: plan.constants ?? 'abbrev',
    names: plan.argumentNames ?? false,
    quietExits: quiet.has('exit'),
    quietSuperseded: quiet.has('thread-execve') || quiet.has('superseded'),
    ...(plan.column !== undefined && { column: plan.column }),
    ...(plan.status && { status: new Set(plan.status) }),
    ...(plan.decodePids && { comm: commOf }),
    ...((plan.numbers || plan.instructionPointer) && { mark: (tid: number) => marks.get(tid) ?? '' }),
  };
}

function prefixOf(plan: LogPlan, followForks: boolean): PidPrefix {
  if (plan.separate) return 'none';
  if (plan.alwaysPid) return 'file';
  if (plan.file === 2) return 'terminal';
  if (followForks) return 'file';
  return plan.severalPids ? 'several' : 'none';
}

function stampsOf({ absolute, relative }: LogPlan): { stamps?: Stamps } {
  if (!absolute && relative === undefined) return {};
  return { stamps: { ...(absolute && { absolute }), ...(relative !== undefined && { relative }) } };
}
