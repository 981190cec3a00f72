/**
 * setExceptionBreakpoints and exceptionInfo: events that stop without a breakpoint of their own, each with an optional
 * condition. Must not know how the engine sees them.
 */
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { ExceptionFilter, FilterSpec } from '../../engine/api.ts';
import { optionalList, optionalString, optionalStrings, requiredInteger } from '../../plan/fields.ts';
import type { RequestTable } from '../context.ts';
import { plainText } from '../plainText.ts';

type FilterText = DebugProtocol.ExceptionBreakpointsFilter & { readonly filter: ExceptionFilter };

function filter(name: ExceptionFilter, label: string, description: string, conditionDescription: string): FilterText {
  return { filter: name, label, description, supportsCondition: true, conditionDescription, default: false };
}

const FILTERS: readonly FilterText[] = [
  filter('failed', 'Failed system calls', 'Stop at the exit of every call that returns an error.', 'errno == ENOENT'),
  filter('signal', 'Signals', 'Stop when a signal is about to be delivered.', 'signal == SIGSEGV'),
  filter('exec', 'Program starts (execve)', 'Stop when a process has become another program.', 'exe endsWith "/sh"'),
  filter('fork', 'New processes and threads', 'Stop at fork, vfork and clone.', 'comm == "server"'),
  filter(
    'exit',
    'Ends of processes',
    'Stop when a process is about to end, its memory still readable.',
    'comm == "server"',
  ),
  filter(
    'group-stop',
    'Job control stops',
    'Stop when SIGSTOP, Ctrl-Z or terminal access stops a process.',
    'comm == "server"',
  ),
];

export const exceptionCapabilities: DebugProtocol.Capabilities = {
  exceptionBreakpointFilters: [...FILTERS],
  supportsExceptionFilterOptions: true,
  supportsExceptionInfoRequest: true,
};

export const exceptionRequests: RequestTable = {
  async setExceptionBreakpoints(session, args) {
    const wanted = [
      ...(optionalStrings(args, 'filters') ?? []).map((name) => ({ name, condition: undefined })),
      ...(optionalList(args, 'filterOptions') ?? []).map((option) => ({
        name: optionalString(option, 'filterId') ?? '',
        condition: optionalString(option, 'condition')?.trim(),
      })),
    ];
    const specs = wanted.map(({ name, condition }) => toSpec(name, condition));
    const known = specs.filter((spec) => spec !== undefined);
    const answers = [...(await session.breakpoints.setFilters(session.engine(), known))];
    const breakpoints = specs.map((spec, index): DebugProtocol.Breakpoint => {
      if (!spec)
        return { verified: false, message: plainText(`There is no exception filter "${wanted[index]?.name ?? ''}".`) };
      const answer = answers.shift();
      // Filters share no ids with breakpoints: the engine's own would collide with those the client knows.
      return { verified: answer?.verified ?? false, ...(answer?.message && { message: plainText(answer.message) }) };
    });
    return { body: { breakpoints } };
  },
  exceptionInfo(session, args) {
    const { event } = session.stops.stopOf(requiredInteger(args, 'threadId', 1));
    return {
      body: {
        exceptionId: plainText(event.description),
        description: plainText(event.text),
        breakMode: 'always',
      },
    };
  },
};

function toSpec(name: string, condition: string | undefined): FilterSpec | undefined {
  const known = FILTERS.find((each) => each.filter === name);
  return known && { filter: known.filter, ...(condition && { condition }) };
}
