/**
 * From what the user wrote to what the engine runs: every path absolute and looked at, the environment whole. Nothing
 * runs here. Must not know DAP nor the engine's inside.
 */
import type { AttachPlan, LaunchPlan, LogPlan } from '../engine/api.ts';
import type { AttachArguments, LaunchArguments, TraceArguments } from './arguments.ts';
import { checkAttachTarget } from './attachTarget.ts';
import {
  configuredVariables,
  environmentStrings,
  mergeEnvironment,
  type Variables,
  withoutHostVariables,
} from './environment.ts';
import { logFile, readEnvFile, workingFolder } from './folders.ts';
import { findProgram } from './program.ts';

export interface PreparedLaunch {
  readonly plan: LaunchPlan;
  /** What the configuration changes in the environment, for a terminal that has one of its own. */
  readonly variables: ReadonlyMap<string, string | null>;
}

/** Throws a Problem for the first thing that would keep the program from running. */
export function prepareLaunch(args: LaunchArguments, inherited: Variables): PreparedLaunch {
  const cwd = workingFolder(args.cwd);
  const variables = configuredVariables(args.envFile ? readEnvFile(args.envFile, cwd) : new Map(), {
    ...args.env,
    ...Object.fromEntries(args.strace?.environment ?? []),
  });
  const environment = mergeEnvironment(withoutHostVariables(inherited), variables);
  const program = findProgram(args.program, cwd, environment.get('PATH'));
  // A shell's argv[0] is the word that was typed, not what PATH made of it.
  const argv = [args.program, ...args.args];
  return {
    variables,
    plan: {
      program,
      argv,
      cwd,
      env: environmentStrings(environment),
      stdio: 'pipes',
      newProcessGroup: true,
      followForks: args.followForks,
      stopOnEntry: args.stopOnEntry && !args.noDebug,
      stopOnExit: args.stopOnExit && !args.noDebug,
      ...traced(args, cwd),
    },
  };
}

/** Throws a Problem when the process can't be attached to. */
export function prepareAttach(args: AttachArguments): AttachPlan {
  checkAttachTarget(args.pid);
  return { pid: args.pid, followForks: args.followForks, ...traced(args, process.cwd()) };
}

function traced(
  args: TraceArguments,
  cwd: string,
): Pick<LaunchPlan, 'log' | 'sourceMap' | 'stopAll' | 'vdso' | 'detachOnExec'> {
  const log = logPlan(args, cwd);
  return {
    ...(log && { log }),
    ...(args.sourceMap && { sourceMap: args.sourceMap }),
    ...(args.stopAll && { stopAll: args.stopAll }),
    ...(args.vdso && { vdso: args.vdso }),
    ...(args.strace?.detachOnExec && { detachOnExec: true }),
  };
}

/** `log` with what `strace` says over it. Options that only say how a log looks make one, in the debug console. */
function logPlan({ log, strace }: TraceArguments, cwd: string): LogPlan | undefined {
  const file = strace?.output ?? log?.file;
  if (file === undefined) return strace && Object.keys(strace.log).length > 0 ? strace.log : undefined;
  return { ...log, ...strace?.log, file: logFile(file, cwd) };
}
