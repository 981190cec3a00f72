/**
 * Commands by name to functions. Arguments come from our own proxy, whose types are those of Engine.
 */
import type { TamperRule } from '../protocol/trapline.ts';
import type { AttachAllPlan, AttachPlan, BreakpointSpec, FilterSpec, GatePlan, LaunchPlan, ResumeMode } from './api.ts';
import { UserError } from './api.ts';
import { attachAll } from './attachAll.ts';
import type { CommandMessage } from './channel.ts';
import * as commands from './commands.ts';
import { launchGate } from './gate.ts';
import { evaluate, scopes, stack, stopDetail } from './inspect.ts';
import type { Reply, Session } from './session.ts';
import { runCommand, setTamperRules } from './tamperCommands.ts';

/**
 * Carries out a command of the proxy and answers it, now or later. `pipes`: where a launched program's output comes
 * from. Throws a UserError, which is the answer then.
 */
export function execute(
  session: Session,
  { command, args }: CommandMessage,
  reply: Reply,
  pipes: (pipes: commands.Pipes) => void,
): void {
  switch (command) {
    case 'launch':
      return commands.launchProgram(session, args[0] as LaunchPlan, reply, pipes);
    case 'launchGate':
      return launchGate(session, args[0] as GatePlan, reply);
    case 'attach':
      return reply.value(commands.attachTo(session, args[0] as AttachPlan));
    case 'attachAll':
      return reply.value(attachAll(session, args[0] as AttachAllPlan));
    case 'start':
      return reply.value(commands.start(session));
    case 'setBreakpoints': {
      const answers = session.watches.setBreakpoints(args[0] as readonly BreakpointSpec[]);
      commands.rearm(session);
      return reply.value(answers);
    }
    case 'setExceptionFilters': {
      const answers = session.watches.setFilters(args[0] as readonly FilterSpec[]);
      commands.rearm(session);
      return reply.value(answers);
    }
    case 'threads':
      return reply.value(commands.threads(session));
    case 'stack':
      return reply.value(stack(session, args[0] as number));
    case 'scopes':
      return reply.value(scopes(session, args[0] as number));
    case 'evaluate':
      return reply.value(evaluate(session, args[0] as number | undefined, args[1] as string));
    case 'resume':
      commands.resume(session, args[0] as number, args[1] as ResumeMode, args[2] as number | undefined);
      return reply.value(undefined);
    case 'pause':
      commands.pause(session, args[0] as number | undefined);
      return reply.value(undefined);
    case 'stopDetail':
      return reply.value(stopDetail(session, args[0] as number));
    case 'continueGroup':
      commands.continueGroup(session, args[0] as number);
      return reply.value(undefined);
    case 'setTamperRules':
      return reply.value(setTamperRules(session, args[0] as readonly TamperRule[]));
    case 'command':
      return reply.value(runCommand(session, args[0] as number | undefined, args[1] as string));
    case 'detach':
      return commands.detach(session, reply);
    case 'kill':
      return commands.killAll(session, reply);
    case 'dispose':
      throw new UserError('The session has ended.');
    default:
      command satisfies never;
  }
}
