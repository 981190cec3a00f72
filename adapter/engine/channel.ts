/**
 * Messages between the DAP thread and the tracer thread. The tracer thread never returns to an event loop, so it takes
 * them synchronously from its port between two reports, and answers whenever the answer is there.
 */
import type { Engine, EngineEvent } from './api.ts';

/** Commands by name: those that the tracer thread answers. The program's output is read by the DAP thread. */
export type CommandName = Exclude<keyof Engine, 'holdOutput'>;

export interface CommandMessage {
  readonly id: number;
  readonly command: CommandName;
  readonly args: readonly unknown[];
}

export type FromTracer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  /** `user`: a sentence for the user; otherwise a defect with its stack. */
  | {
      readonly kind: 'error';
      readonly id: number;
      readonly message: string;
      readonly user: boolean;
      readonly errno?: number;
    }
  | { readonly kind: 'event'; readonly event: EngineEvent }
  /** Answers dispose, of a session that left nothing behind: the next one may begin. Only from a lasting thread. */
  | { readonly kind: 'free'; readonly id: number }
  /** Poll again in so many milliseconds: the tracer thread has no timers. */
  | { readonly kind: 'wake'; readonly after: number }
  /** Pipe read ends of the launched program, owned by the receiver from now on. */
  | { readonly kind: 'pipes'; readonly stdout: number; readonly stderr: number };

/** How much an event counts for among those that wait between the threads. */
export function weightOf(event: EngineEvent): number {
  switch (event.type) {
    case 'output':
      return 1 + (event.text.length >> 8);
    case 'stops':
      return event.rows.length;
    case 'tracees':
      return event.tracees.length;
    default:
      return 1;
  }
}

/** With dispose: there will be no next session. */
export const LAST = 'last';

/** What concerns a session; the rest is between the threads themselves. */
export type FromSession = Exclude<FromTracer, { readonly kind: 'free' }>;

export interface WorkerData {
  readonly memory: SharedArrayBuffer;
  /** compiledCode.ts */
  readonly compiledCode: string | undefined;
  /** One session after the other, as long as each leaves nothing behind. */
  readonly lasting: boolean;
}
