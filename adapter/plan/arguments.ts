/**
 * The attributes of launch.json, read and checked by type: what the user wrote, before any file is looked at. The
 * meanings are the public contract's. Must not know DAP's requests nor the file system.
 */

import type { TraceSettings } from '../cli/options.ts';
import type { TamperRule } from '../protocol/trapline.ts';
import {
  type Fields,
  fieldsOf,
  optionalBoolean,
  optionalInteger,
  optionalString,
  optionalStrings,
  optionalWord,
  own,
  requiredString,
  wrong,
} from './fields.ts';
import { Problem } from './problem.ts';
import { readStraceOptions } from './straceOptions.ts';
import { readTamperRules } from './tamperRules.ts';

const CONSOLES = ['internalConsole', 'integratedTerminal', 'externalTerminal'] as const;
export type Console = (typeof CONSOLES)[number];

const VDSO = ['auto', 'hide', 'keep'] as const;
const STOP_ALL = ['process', 'all'] as const;
export type StopAll = (typeof STOP_ALL)[number];

export interface LogArguments {
  readonly file: string;
  readonly catch?: string;
  readonly strings?: number;
  readonly decodeFds?: boolean;
  readonly timestamps?: 'none' | 'time' | 'microseconds' | 'epoch';
  readonly durations?: boolean;
  readonly stacks?: boolean;
}

/** What launch and attach have in common. */
export interface TraceArguments {
  /** Breakpoint names in the grammar, besides the client's own. */
  readonly catch: readonly string[];
  readonly followForks: boolean;
  readonly stopAll?: StopAll;
  readonly vdso?: (typeof VDSO)[number];
  /** Absent: rules that the client has set stay. */
  readonly tamper?: readonly TamperRule[];
  /** Options in strace's spelling. */
  readonly strace?: TraceSettings;
  readonly log?: LogArguments;
  readonly sourceMap?: Readonly<Record<string, string>>;
}

export interface LaunchArguments extends TraceArguments {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  /** null takes a variable away. */
  readonly env: Readonly<Record<string, string | null>>;
  readonly envFile?: string;
  readonly console: Console;
  readonly stopOnEntry: boolean;
  readonly stopOnExit: boolean;
  /** DAP's own: run without stopping anywhere. */
  readonly noDebug: boolean;
}

export interface AttachArguments extends TraceArguments {
  readonly pid: number;
}

/** Throws a Problem with one sentence at the first attribute that is wrong. */
export function readLaunchArguments(fields: Fields): LaunchArguments {
  const cwd = optionalString(fields, 'cwd');
  const envFile = optionalString(fields, 'envFile');
  return {
    program: requiredString(fields, 'program', 'name the program to trace, for example "${workspaceFolder}/hello"'),
    args: optionalStrings(fields, 'args') ?? [],
    env: readEnv(fields),
    console: optionalWord(fields, 'console', CONSOLES) ?? 'internalConsole',
    stopOnEntry: optionalBoolean(fields, 'stopOnEntry') ?? false,
    stopOnExit: optionalBoolean(fields, 'stopOnExit') ?? false,
    noDebug: optionalBoolean(fields, 'noDebug') ?? false,
    ...(cwd && { cwd }),
    ...(envFile && { envFile }),
    ...readTraceArguments(fields),
  };
}

/** Throws a Problem with one sentence at the first attribute that is wrong. */
export function readAttachArguments(fields: Fields): AttachArguments {
  const given = own(fields, 'pid');
  if (given === undefined) {
    throw new Problem(
      'bad-argument',
      '"pid" is missing: give a process id, or "${command:trapline.pickProcess}" to choose one.',
    );
  }
  // An editor's variable is substituted as text.
  const pid = typeof given === 'string' && /^\s*\d{1,10}\s*$/.test(given) ? Number(given) : given;
  if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid <= 0)
    throw wrong('pid', 'a process id, a positive whole number', given);
  return { pid, ...readTraceArguments(fields) };
}

function readTraceArguments(fields: Fields): TraceArguments {
  refuseUnsupported(fields);
  const log = readLog(own(fields, 'log'));
  const strace = readStraceOptions(fields);
  const sourceMap = readSourceMap(fields);
  const stopAll = own(fields, 'stopAll') === false ? undefined : optionalWord(fields, 'stopAll', STOP_ALL);
  const vdso = optionalWord(fields, 'vdso', VDSO);
  return {
    catch: readCatch(fields),
    followForks: optionalBoolean(fields, 'followForks') ?? strace?.followForks ?? true,
    ...readTamper(fields, strace),
    ...(log && { log }),
    ...(strace && { strace }),
    ...(sourceMap && { sourceMap }),
    ...(stopAll && { stopAll }),
    ...(vdso && { vdso }),
  };
}

/** Those of `tamper`, then strace's own. */
function readTamper(fields: Fields, strace: TraceSettings | undefined): Pick<TraceArguments, 'tamper'> {
  const written = own(fields, 'tamper') !== undefined;
  if (!written && !strace?.tamper.length) return {};
  return { tamper: [...readTamperRules(fields, 'tamper'), ...(strace?.tamper ?? [])] };
}

function readCatch(fields: Fields): readonly string[] {
  const one = own(fields, 'catch');
  return typeof one === 'string' ? [one] : (optionalStrings(fields, 'catch') ?? []);
}

function readEnv(fields: Fields): Readonly<Record<string, string | null>> {
  const given = own(fields, 'env');
  if (given === undefined) return {};
  const env: Record<string, string | null> = Object.create(null) as Record<string, string | null>;
  for (const [name, value] of Object.entries(fieldsOf(given, 'env'))) {
    if (name === '' || /[=\0]/.test(name))
      throw new Problem(
        'bad-argument',
        `"env" has the name ${JSON.stringify(name)}, which no environment variable can have.`,
      );
    if (value !== null && typeof value !== 'string')
      throw wrong(`env.${name}`, 'a string, or null to remove it', value);
    if (value?.includes('\0')) throw new Problem('bad-argument', `"env.${name}" contains a NUL character.`);
    env[name] = value;
  }
  return env;
}

function readLog(given: unknown): LogArguments | undefined {
  if (given === undefined || given === '') return undefined;
  if (typeof given === 'string') return { file: given };
  const fields = fieldsOf(given, 'log');
  const classes = optionalString(fields, 'catch');
  const strings = optionalInteger(fields, 'strings');
  const decodeFds = optionalBoolean(fields, 'decodeFds');
  const timestamps = optionalWord(fields, 'timestamps', ['none', 'time', 'microseconds', 'epoch']);
  const durations = optionalBoolean(fields, 'durations');
  const stacks = optionalBoolean(fields, 'stacks');
  return {
    file: requiredString(fields, 'file', '"log" needs the name of the file to write'),
    ...(classes && { catch: classes }),
    ...(strings !== undefined && { strings }),
    ...(decodeFds !== undefined && { decodeFds }),
    ...(timestamps && { timestamps }),
    ...(durations !== undefined && { durations }),
    ...(stacks !== undefined && { stacks }),
  };
}

function readSourceMap(fields: Fields): Readonly<Record<string, string>> | undefined {
  const given = own(fields, 'sourceMap');
  if (given === undefined) return undefined;
  const map: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [from, to] of Object.entries(fieldsOf(given, 'sourceMap'))) {
    if (typeof to !== 'string') throw wrong(`sourceMap.${from}`, 'a folder', to);
    map[from] = to;
  }
  return map;
}

/** Attributes that later versions know: better one sentence than a silence that looks like they worked. */
function refuseUnsupported(fields: Fields): void {
  const record = own(fields, 'record');
  if (record !== undefined && record !== 'off')
    throw new Problem(
      'not-supported',
      '"record" is not supported by this version of Trapline; remove it from the configuration.',
    );
  optionalWord(fields, 'seccomp', ['auto', 'off']);
}
